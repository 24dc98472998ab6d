import Foundation
import Glibc
import Logging
import Testing

@testable import yimad

@Suite("The host's commands tell the truth about what they could not see")
struct HostTruthTests {
    private static let data = Daemon.data

    /// A ledger that was served once, so that all of its files are there, and is at rest.
    private func atRest() async throws -> Daemon {
        let daemon = try await Daemon.begin()
        try await daemon.stop()
        return daemon
    }

    private func overwrite(_ daemon: Daemon, _ name: String) throws {
        for ending in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(at: daemon.tool.home.url("\(Self.data)/\(name)\(ending)"))
        }
        try daemon.tool.home.write(String(repeating: "noise. ", count: 4096), to: "\(Self.data)/\(name)")
    }

    @Test(
        "fsck could not check a file that cannot be opened, and says which; what is false all the same wins",
        arguments: ["derived.sqlite", "disclosures.sqlite"])
    func unopened(name: String) async throws {
        let daemon = try await atRest()
        #expect(try await daemon.yimad("fsck", "--data", Self.data).status == 0)
        try overwrite(daemon, name)
        let text = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(text.status == 2, "\(text.output)\(text.errors)")
        let what = name == "derived.sqlite" ? "the code index" : "private values"
        #expect(text.output.contains("could not check: \(what): ") && text.output.contains(name), "\(text.output)")
        #expect(text.output.contains("note: \(what)"), "\(text.output)")
        let json = try await daemon.yimad("fsck", "--json", "--data", Self.data)
        #expect(json.status == 2)
        let report = try JSONDecoder().decode(Report.self, from: json.outputBytes)
        #expect(report.sound == nil, "neither sound nor unsound: it could not be checked")
        #expect(report.problems.isEmpty)
        #expect(report.unchecked?.count == 1)
        #expect(report.unchecked?.first?.message.contains(name) == true)

        // A false signed-head file beside it.
        try daemon.tool.home.write(Data(repeating: 1, count: 8192), to: "\(Self.data)/last-checkpoint")
        let both = try await daemon.yimad("fsck", "--json", "--data", Self.data)
        #expect(both.status == 1)
        let found = try JSONDecoder().decode(Report.self, from: both.outputBytes)
        #expect(found.sound == false && found.problems.count == 1 && found.unchecked?.count == 1)
    }

    @Test("fsck names a signed-head file that is missing, and does not call the ledger sound")
    func missingSignedHead() async throws {
        let daemon = try await atRest()
        let home = daemon.tool.home
        try FileManager.default.moveItem(at: home.url("\(Self.data)/last-checkpoint"), to: home.url("head"))
        let missing = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(missing.status == 2)
        #expect(missing.output.contains("the signed-head file is missing"), "\(missing.output)")
        #expect(missing.output.contains("\(Self.data)/last-checkpoint") && missing.output.contains("--guard"))
        #expect(try await daemon.yimad("fsck", "--data", Self.data, "--guard", "head").status == 0)
    }

    @Test(
        "the daemon makes a code index anew that is noise, and says so; fsck of a ledger that is noise could not check")
    func noise() async throws {
        let daemon = try await atRest()
        try overwrite(daemon, "derived.sqlite")
        try await daemon.start()
        try await daemon.stop()
        #expect(try daemon.tool.home.text("daemon.log").contains("the stored code index was deleted and is made anew"))
        #expect(try await daemon.yimad("fsck", "--data", Self.data).status == 0)
        try overwrite(daemon, "ledger.sqlite")
        let fsck = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(fsck.status == 2 && fsck.errors.contains("not a database"), "\(fsck.errors)")
        // It is no advice to do what was just done.
        #expect(!fsck.errors.contains("hint"), "\(fsck.errors)")
    }

    @Test("a code index that was never stored is no fault, and is said")
    func noIndexYet() async throws {
        let daemon = try await atRest()
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: daemon.tool.home.url("\(Self.data)/derived.sqlite\(ending)"))
        }
        let fsck = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(fsck.status == 0)
        #expect(fsck.output.contains("no code index is stored"))
    }

    @Test("a ledger.vkey that does not belong to the signing key stops the start, and the hint puts it right")
    func exchangedVerifierKey() async throws {
        let daemon = try await atRest()
        let home = daemon.tool.home
        let right = try daemon.verifierKey
        let other = try await daemon.yimad("init", "--data", "other", "--origin", Daemon.origin)
        try home.write(other.output, to: "\(Self.data)/ledger.vkey")
        for command in [["run", "--listen", "127.0.0.1:0"], ["operator", "add", "--uscc", Scans.uscc, "--name", "x"]] {
            let refused = try await daemon.tool.run("yimad", command + ["--data", Self.data])
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(refused.errors.contains("does not belong to the signing key"))
            #expect(refused.errors.contains("put this text back into \(Self.data)/ledger.vkey: \(right)"))
        }
        let fsck = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(fsck.status == 2 && fsck.output.contains("does not belong to the signing key"), "\(fsck.output)")
        try home.write(right + "\n", to: "\(Self.data)/ledger.vkey")
        #expect(!(try await daemon.yimad("fsck", "--data", Self.data)).output.contains("signing key"))
        #expect(
            try await daemon.yimad("operator", "add", "--data", Self.data, "--uscc", Scans.uscc, "--name", "x").status
                == 0)

        // The other way round: the key is another ledger's.
        try FileManager.default.copyItem(at: home.url("other/ledger.key"), to: home.url("foreign.key"))
        let foreign = try await daemon.yimad(
            "run", "--data", Self.data, "--listen", "127.0.0.1:0", "--key", "foreign.key")
        #expect(foreign.status == 77)
        #expect(foreign.errors.contains("bring its own signing key back to foreign.key"), "\(foreign.errors)")
    }

    @Test("erasures of private values whose marks are lost are told by the daemon and by fsck, until they are given up")
    func lostErasures() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        try tool.home.write(DisclosureCommandTests.scans, to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let lookup = try await tool.yima("lookup", "--json", DisclosureCommandTests.lot)
        let entry = String(try #require(lookup.output.firstMatch(of: /"entry":(\d+)/)?.1))
        #expect(try await daemon.yimad("disclosure", "erase", "--data", Self.data, "--entry", entry).status == 0)
        #expect(tool.home.has("\(Self.data)/last-checkpoint.erasures"))
        try await daemon.stop()
        #expect(try await daemon.yimad("fsck", "--data", Self.data).status == 0)
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: tool.home.url("\(Self.data)/disclosures.sqlite\(ending)"))
        }
        let fsck = try await daemon.yimad("fsck", "--data", Self.data)
        #expect(fsck.status == 1 && fsck.output.contains("disclosures.sqlite was lost"), "\(fsck.output)\(fsck.errors)")

        // Private values that wait to be brought are not nothing.
        #expect(try await tool.yima("push", "--bring-again").status == 69)

        try await daemon.start()
        #expect(try tool.home.text("daemon.log").contains("--trust-erasures"))
        tool.environment["YIMA_LEDGER"] = daemon.url
        let again = try await tool.yima("push", "--bring-again")
        #expect(again.status == 75, "what had been erased is taken again: \(again.output)\(again.errors)")
        #expect(again.errors.contains("takes no private values until it knows again"), "\(again.errors)")
        let shown = try await daemon.yimad("disclosure", "show", "--data", Self.data, "--entry", entry)
        #expect(shown.output.contains("nothing is held"), "\(shown.output)\(shown.errors)")
        try await daemon.stop()
        #expect(try await daemon.yimad("fsck", "--data", Self.data).status == 1)

        try await daemon.start("--trust-erasures")
        tool.environment["YIMA_LEDGER"] = daemon.url
        let taken = try await tool.yima("push", "--bring-again")
        #expect(taken.status == 0, "\(taken.output)\(taken.errors)")
        try await daemon.stop()
        #expect(try await daemon.yimad("fsck", "--data", Self.data).status == 0)
    }

    @Test("init and run warn where the signed-head file would be put back with the ledger, and only there")
    func oneDirectory() async throws {
        let tool = Tool()
        let warning = "lies with the ledger"
        let same = try await tool.run("yimad", ["init", "--data", "a", "--origin", "x.example/a"])
        #expect(same.status == 0)
        #expect(same.errors.contains(warning) && same.errors.contains("--guard"))
        let below = try await tool.run(
            "yimad", ["init", "--data", "b", "--origin", "x.example/b", "--guard", "b/deep/down/head"])
        #expect(below.status == 0 && below.errors.contains(warning), "\(below.errors)")
        try FileManager.default.createSymbolicLink(atPath: tool.home.url("link").path, withDestinationPath: "a")
        #expect(
            LedgerAccess.rollbackWarning(
                LedgerDirectory(path: tool.home.url("a").path), tool.home.url("link/head").path) != nil)
        let apart = try await tool.run(
            "yimad", ["init", "--data", "c", "--origin", "x.example/c", "--guard", "c-head/head"])
        #expect(apart.status == 0 && !apart.errors.contains(warning), "\(apart.errors)")
        #expect(apart.errors.contains("yimad run --data c --guard c-head/head\n"), "\(apart.errors)")

        let daemon = try await Daemon.begin()
        try await daemon.stop()
        #expect(try daemon.tool.home.text("daemon.log").contains(warning))
    }

    private struct Report: Decodable {
        struct Message: Decodable {
            let message: String
        }

        let sound: Bool?
        let problems: [Message]
        let unchecked: [Message]?
    }
}

@Suite("systemd is told what is so")
struct SystemdNotifierTests {
    @Test("the watchdog is fed while all is well, and not while a commit hangs")
    func watchdog() throws {
        let socket = try NotifySocket()
        let environment = ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "30000000"]
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        for isAlive in [true, false, true] {
            SystemdNotifier(environment: { environment[$0] }, logger: logger, isAlive: { isAlive }).feedOnce()
            #expect(socket.received() == (isAlive ? ["WATCHDOG=1"] : []))
        }
        // Nobody who asked, nobody who is told.
        for change in [["WATCHDOG_USEC": nil], ["WATCHDOG_PID": "1"]] as [[String: String?]] {
            let changed = environment.merging(change.compactMapValues(\.self)) { $1 }.filter {
                change[$0.key].map { $0 != nil } ?? true
            }
            SystemdNotifier(environment: { changed[$0] }, logger: logger, isAlive: { true }).feedOnce()
            #expect(socket.received().isEmpty)
        }
        SystemdNotifier(environment: { environment[$0] }, logger: logger, isAlive: { true }).ready(address: "x")
        #expect(socket.received() == ["READY=1\nSTATUS=serving x"])
    }
}

/// The socket on which systemd listens.
private final class NotifySocket {
    let path: String
    private let directory = TemporaryDirectory()
    private let descriptor: Int32

    init() throws {
        path = directory.url("notify").path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        try #require(name.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(status == 0)
    }

    deinit { close(descriptor) }

    /// Everything that was said so far: what was sent on such a socket is there at once.
    func received() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count >= 0 {
            messages.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
        return messages
    }
}
