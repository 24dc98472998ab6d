import Foundation
import Synchronization
import Testing

@Suite("A batch says of every code just what asking for it alone says")
struct BatchCommandTests {
    @Test("the same lines, on scenarios with faults", arguments: ["yellow-croaker-faults", "imported-beef-faults"])
    func sameLines(scenario: String) async throws {
        let daemon = try await Daemon.begin()
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../schema/examples/\(scenario)").standardizedFileURL
        var codes: [String] = []
        for device in try Device.all(in: directory) {
            try await device.push(to: daemon, from: directory)
            codes += try device.codes(in: directory)
        }
        let known = Set(codes).sorted().prefix(60)
        try #require(known.count > 10)
        // Twice the same, one of nothing on record, one with a blank line before it.
        codes = Array(known) + [known[0], LedgerCommandTests.unknown]
        var tool = daemon.tool
        let asked = Asked()
        let counting = try LyingProxy(before: daemon.url) { target in
            asked.note(target)
            return .passOn
        }
        tool.environment = ["YIMA_LEDGER": counting.url]
        try tool.home.write(codes.joined(separator: "\n\n") + "\n", to: "codes")
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(asked.together == 1 && asked.alone == 0, "one question for all of them")
        // A ledger from before it was asked for many says so, and is asked for one after another.
        let old = try LyingProxy(before: daemon.url) { target in
            asked.note(target)
            return target == "/evidence" ? .instead("405 Method Not Allowed", "") : .passOn
        }
        tool.environment = ["YIMA_LEDGER": old.url]
        let slow = try await tool.yima("verify", "--batch", "codes")
        #expect(slow.output == batch.output)
        #expect(slow.status == batch.status, "\(slow.errors)")
        // What is no code at all is asked of nobody, and refused where it is verified alone.
        let lines = batch.output.split(separator: "\n")
        try #require(lines.count == codes.count)
        let readable = zip(codes, lines).filter { !$0.1.contains(#""canonical":null"#) }
        #expect(asked.together == 2 && asked.alone == readable.count)
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let alone = try await tool.run("yima", ["verify", "--json"] + readable.map(\.0))
        #expect(alone.output.split(separator: "\n") == readable.map(\.1))
        #expect(alone.status == batch.status)
        #expect(lines.contains { $0.contains(#""verdict":"invalid""#) })
        #expect(lines.contains { $0.contains(#""verdict":"unknown""#) })
    }

    @Test("nothing is on record only under the ledger's own signature")
    func anotherKey() async throws {
        let (daemon, other) = (try await Daemon.begin(), try await Daemon.begin())
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let key = other.tool.home.path + "/\(Daemon.data)/ledger.vkey"
        try tool.home.write(LedgerCommandTests.unknown + "\n", to: "codes")
        let alone = try await tool.yima("verify", LedgerCommandTests.unknown, "--ledger-key", key)
        let batch = try await tool.yima("verify", "--batch", "codes", "--ledger-key", key)
        #expect(alone.status == batch.status, "\(alone.errors)\(batch.output)\(batch.errors)")
        #expect(batch.status == 1)
        #expect(!batch.output.contains("\"unknown\""))
    }
}

/// How often evidence was asked for.
private final class Asked: Sendable {
    private let counts = Mutex((together: 0, alone: 0))

    func note(_ target: String) {
        counts.withLock {
            if target == "/evidence" { $0.together += 1 }
            if target.hasPrefix("/evidence?") { $0.alone += 1 }
        }
    }

    var together: Int { counts.withLock { $0.together } }
    var alone: Int { counts.withLock { $0.alone } }
}

/// A line of a scenario's `operators.csv`.
private struct Device {
    let uscc: String
    let name: String
    let device: String
    let file: String
    let profile: String

    static func all(in directory: URL) throws -> [Device] {
        let text = try String(contentsOf: directory.appending(path: "operators.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",").map(String.init)
            return Device(uscc: cells[0], name: cells[1], device: cells[2], file: cells[3], profile: cells[4])
        }
    }

    func push(to daemon: Daemon, from directory: URL) async throws {
        var tool = daemon.tool
        tool.environment = ["YIMA_JOURNAL": "\(uscc)-\(device)", "YIMA_LEDGER": daemon.url]
        let begun = try await tool.yima("init", "--operator", uscc, "--name", device)
        try #require(begun.status == 0, "\(begun.errors)")
        // An operator of several devices is enrolled already.
        _ = try await daemon.yimad("operator", "add", "--data", Daemon.data, "--uscc", uscc, "--name", name)
        let key = begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let added = try await daemon.yimad("device", "add", "--data", Daemon.data, "--vkey", key)
        try #require(added.status == 0, "\(added.errors)")
        let path = directory.appending(path: file).path
        let ingested = try await tool.yima("ingest", "--profile", profile, path)
        try #require(ingested.status == 0, "\(ingested.errors)")
    }

    /// What stands in the column of codes: cells without quotes, as the scenarios are written.
    func codes(in directory: URL) throws -> [String] {
        let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let column = lines.first?.firstIndex(where: { ["编码", "code"].contains($0) }) else { return [] }
        let cells = lines.dropFirst().compactMap { $0.count > column ? $0[column] : nil }
        return cells.filter { $0.contains("/01/") || $0.contains("(01)") }
    }
}
