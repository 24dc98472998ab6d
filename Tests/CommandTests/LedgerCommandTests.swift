import Foundation
import Testing

@Suite("Against a running daemon")
struct LedgerCommandTests {
    static let lot = "(01)06901234567892(10)A0"
    static let unknown = "(01)06901234567892(10)NEVER"

    /// A device that has pushed three events.
    private func pushed(_ daemon: Daemon) async throws -> Tool {
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Ingested(outcome) == Ingested(read: 3, journalled: 3, duplicates: 0, pushed: 3, waiting: 0))
        return tool
    }

    @Test("what is ingested is pushed, found, traced, judged and taken away")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        #expect(try await tool.yima("push").status == 0)

        let lookup = try await tool.yima("lookup", "--json", Self.lot)
        #expect(lookup.status == 0, "\(lookup.errors)")
        #expect(lookup.output.contains("\"canonical\":\"https://id.gs1.org/01/06901234567892/10/A0\""))
        let text = try await tool.yima("lookup", Self.lot)
        #expect(text.output.contains("大黄鱼"))
        #expect(try await tool.yima("lookup", Self.unknown).status == 3)

        for format in ["tree", "json", "dot", "svg", "epcis"] {
            let drawn = try await tool.yima("trace", Self.lot, "--format", format)
            #expect(drawn.status == 0, "\(drawn.errors)")
            #expect(!drawn.output.isEmpty)
        }
        #expect(try await tool.yima("trace", Self.unknown).status == 3)
        // What is written out is what was signed: recorded again, it is known already.
        let document = try await tool.yima("trace", Self.lot, "--format", "epcis")
        try tool.home.write(document.outputBytes, to: "chain.json")
        let known = try await tool.yima("ingest", "--json", "chain.json")
        #expect(try Ingested(known) == Ingested(read: 1, journalled: 0, duplicates: 1, pushed: 0, waiting: 0))

        let verified = try await tool.yima("verify", "--json", Self.lot)
        #expect([0, 1].contains(verified.status), "\(verified.errors)")
        let verdict = try JSONDecoder().decode(VerdictLine.self, from: verified.outputBytes)
        #expect(verdict.checkpoint?.origin == Daemon.origin)
        #expect(!verdict.findings.contains { $0.rule.hasPrefix("PROOF") })
        #expect(try await tool.yima("verify", Self.unknown).status == 3)
        #expect(try await tool.yima("verify", "6901234567893").status == 65)

        let scanned = try await tool.yima("scan", input: "\(Self.lot)\n6901234567893\n\(Self.unknown)\n")
        #expect(scanned.status == 0, "\(scanned.errors)")
        #expect(scanned.output.split(separator: "\n").count == 3)

        let audit = try await tool.yima("audit", "--json")
        #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
        #expect(audit.output.contains("\"sound\":true"))
        let again = try await tool.yima("audit", "--data", Daemon.data)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        try await daemon.stop()
        #expect(try await tool.yima("lookup", Self.lot).status == 69)
        #expect(try await tool.yima("verify", Self.lot).status == 69)
        #expect(try await tool.yima("audit").status == 69)
    }

    @Test("evidence is verified with the daemon stopped, and a flipped byte is false")
    func evidence() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let online = try await tool.yima("verify", "--json", Self.lot)
        let taken = try await tool.yima("evidence", Self.lot, "-o", "lot.yima")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try await tool.yima("evidence", Self.lot, "-o", "lot.yima").status == 73)
        #expect(try await tool.yima("evidence", Self.lot, "-o", "lot.yima", "--force").status == 0)
        #expect(try await tool.yima("evidence", Self.unknown, "-o", "none.yima").status == 3)
        #expect(!tool.home.has("none.yima"))
        let key = try daemon.verifierKey
        try await daemon.stop()

        var stranger = Tool(home: tool.home)
        stranger.environment = ["HOME": TemporaryDirectory().path]
        let without = try await stranger.yima("verify", "--evidence", "lot.yima")
        #expect(without.status == 2)
        #expect(without.errors.contains("could not check: no ledger key"))
        let offline = try await stranger.yima(
            "verify", "--evidence", "lot.yima", "--ledger-key", key, "--json", Self.lot)
        #expect(offline.status == online.status)
        #expect(offline.output.withoutMoments == online.output.withoutMoments)
        let file = try await stranger.yima(
            "verify", "--evidence", "lot.yima", "--ledger-key", "\(Daemon.data)/ledger.vkey")
        #expect(file.status == online.status)

        let sound = try tool.home.text("lot.yima")
        try tool.home.write(sound.replacingOccurrences(of: "大黄鱼", with: "小黄鱼"), to: "false.yima")
        let changed = try await stranger.yima("verify", "--evidence", "false.yima", "--ledger-key", key)
        #expect(changed.status == 1)
        #expect(changed.output.contains("PROOF-1"))
        try tool.home.write(String(sound.prefix(sound.count / 2)), to: "cut.yima")
        #expect(try await stranger.yima("verify", "--evidence", "cut.yima", "--ledger-key", key).status == 65)
    }

    @Test("a batch answers line by line in order, ends with the worst, and goes on where it stopped")
    func batch() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let codes = (0..<40).map { $0 % 10 == 3 ? "(01)06901234567892(10)NO\($0)" : "(01)06901234567892(10)A\($0 % 3)" }
        try tool.home.write(codes.joined(separator: "\n") + "\n\n", to: "codes")
        let whole = try await tool.yima("verify", "--batch", "codes")
        let lines = whole.output.split(separator: "\n").map(String.init)
        // The blank line at the end has its line too.
        try #require(lines.last == #"{"code":"","blank":true}"#)
        let answered = try lines.dropLast().map { try JSONDecoder().decode(VerdictLine.self, from: Data($0.utf8)).code }
        try #require(answered == codes)
        #expect(whole.status != 0)

        let half = lines.prefix(7).joined(separator: "\n") + "\n" + String(lines[7].prefix(20))
        try tool.home.write(half, to: "out")
        let rest = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(rest.status == whole.status)
        #expect(rest.output.isEmpty)
        #expect(try tool.home.text("out").withoutMoments == whole.output.withoutMoments)
        let nothing = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(nothing.status == whole.status)
        #expect(try tool.home.text("out").withoutMoments == whole.output.withoutMoments)

        try tool.home.write("{\"code\":\"other\",\"verdict\":\"valid\"}\n", to: "foreign")
        let refused = try await tool.yima("verify", "--batch", "codes", "--output", "foreign")
        #expect(refused.status == 65)
        #expect(try tool.home.text("foreign") == "{\"code\":\"other\",\"verdict\":\"valid\"}\n")

        try tool.home.write("6901234567893\n", to: "malformed")
        let malformed = try await tool.yima("verify", "--batch", "malformed")
        #expect(malformed.status == 65)
        #expect(malformed.output.contains("\"error\":{\"status\":65,") && malformed.output.contains("\"line\":1,"))
    }

    @Test("a device that is not enrolled may not push, and is told what the host must do")
    func notEnrolled() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("stranger", isEnrolled: false)
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "scans.csv")
        #expect(outcome.status == 77)
        #expect(outcome.errors.contains("yimad device add"))
        #expect(try await tool.yima("status", "--json").output.contains("\"waiting\":2,"))
    }

    @Test("an old copy of a journal is told from the journal, and a fork is refused")
    func oldCopies() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        try FileManager.default.copyItem(at: tool.home.url("dock-1"), to: tool.home.url("old"))
        try tool.home.write(Scans.file(3..<6), to: "more.csv")
        #expect(try await tool.yima("ingest", "more.csv").status == 0)
        try tool.home.write(Scans.file(6..<7), to: "one.csv")
        let behind = try await tool.yima("ingest", "--journal", "old", "one.csv")
        #expect(behind.status == 1)
        #expect(behind.errors.contains("this journal is an old copy"))
        try tool.home.write(Scans.file(7..<12), to: "many.csv")
        let fork = try await tool.yima("ingest", "--journal", "old", "many.csv")
        #expect(fork.status == 1)
        #expect(fork.errors.contains("--predecessor \(Scans.uscc)/dock-1"))
        #expect(try await tool.yima("push").status == 0)
        #expect(try await daemon.yimad("fsck", "--data", Daemon.data).status == 0)
    }

    @Test("a ledger that was begun anew under the same address is not taken for the old one")
    func otherLedger() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        #expect(try await tool.yima("verify", Self.lot).status != 2)
        let other = try await Daemon.begin()
        // The journal's pinned key is that of the first ledger.
        try tool.home.write(Scans.file(3..<4), to: "more.csv")
        let outcome = try await tool.yima("ingest", "--ledger", other.url, "more.csv")
        #expect(outcome.status == 2, "what another key signed proves nothing: \(outcome.errors)")
        #expect(outcome.errors.contains("known here is"), "\(outcome.errors)")
        #expect(try await tool.yima("push").status == 0)
    }
}

/// What the tests read of a verdict.
struct VerdictLine: Decodable {
    struct Finding: Decodable {
        let rule: String
    }

    struct Checkpoint: Decodable {
        let origin: String
    }

    let code: String
    let verdict: String
    let findings: [Finding]
    let checkpoint: Checkpoint?
}
