import Foundation
import FoundationNetworking
import OracleTesting
import Testing

@Suite("What proves, apart from any verdict", .timeLimit(.minutes(5)))
struct EvidenceCommandTests {
    private static let lot = LedgerCommandTests.lot

    /// A ledger with an index that covers three events, and evidence about one of them in `lot.yima`.
    private func taken() async throws -> (Daemon, Tool) {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        while try await !tool.yima("verify", Self.lot).output.contains("complete as of") {
            try Task.checkCancellation()
        }
        #expect(try await tool.yima("evidence", Self.lot, "-o", "lot.yima").status == 0)
        return (daemon, tool)
    }

    private struct Proofs: Decodable {
        let proofs: String
        let complete: Bool?
    }

    /// What `scripts/verify_evidence.py` says of a file; nil where there is no Python for it.
    private func secondOpinion(_ tool: Tool, _ file: String, key: String) async throws -> (Int32, Proofs?)? {
        guard Oracle.python != nil else { return nil }
        do {
            let output = try await Oracle(
                Oracle.python, ["../verify_evidence.py", "--key", key, tool.home.url(file).path]
            ).output(for: Data())
            return (0, try JSONDecoder().decode(Proofs.self, from: output))
        } catch let failed as Oracle.Failed {
            return (failed.status, nil)
        }
    }

    /// What the schema has against a file; nothing where there is no Python for it.
    private func faults(_ tool: Tool, _ file: String) async throws -> [String] {
        struct Question: Encodable {
            let schema: String
            let document: Data
        }
        struct Answer: Decodable {
            let faults: [String]
        }
        guard Oracle.python != nil else { return [] }
        let question = Question(
            schema: "evidence.schema.json", document: try Data(contentsOf: tool.home.url(file)))
        return try await Oracle.python("schema.py").answers(to: [question], as: Answer.self)[0].faults
    }

    @Test("evidence holds, is false, could not be checked, or is none: each with its own status, for both verifiers")
    func proofsOnly() async throws {
        let (daemon, tool) = try await taken()
        let key = try daemon.verifierKey
        try await daemon.stop()
        #expect(try await faults(tool, "lot.yima") == [])
        // What cannot be read is neither true nor false.
        if let unread = try await secondOpinion(tool, "nowhere.yima", key: key) { #expect(unread.0 == 74) }
        let evidence = try tool.home.text("lot.yima")
        let start = try #require(evidence.range(of: "\"hashes\":[\""))
        let first = evidence[start.upperBound]
        var spoilt = evidence
        spoilt.replaceSubrange(start.upperBound...start.upperBound, with: first == "A" ? "B" : "A")
        try tool.home.write(spoilt, to: "false.yima")
        try tool.home.write(String(evidence.dropLast(20)), to: "cut.yima")
        let other = try await tool.yima("init", "--journal", "other", "--operator", Scans.uscc, "--name", "dock-9")
        let stranger = other.output.trimmingCharacters(in: .whitespacesAndNewlines)

        for (file, key, status, word) in [
            ("lot.yima", key, Int32(0), "\"proofs\":\"hold\",\"complete\":true"),
            ("false.yima", key, 1, "\"proofs\":\"false\",\"complete\":false"),
            ("lot.yima", stranger, 2, "\"proofs\":\"unchecked\",\"complete\":false"),
            ("cut.yima", key, 65, "\"error\""),
        ] {
            let outcome = try await tool.yima(
                "verify", "--evidence", file, "--ledger-key", key, "--proofs-only", "--json")
            #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains(word), "\(outcome.output)")
            if let second = try await secondOpinion(tool, file, key: key) { #expect(second.0 == status) }
        }
        let said = try await tool.yima("verify", "--evidence", "false.yima", "--ledger-key", key, "--proofs-only")
        #expect(said.output.contains("FALSE") && said.output.contains("PROOF-1"), "\(said.output)")
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        let held = try await chinese.yima("verify", "--evidence", "lot.yima", "--ledger-key", key, "--proofs-only")
        #expect(held.output.contains("证据属实") && held.output.contains("完整"), "\(held.output)")
    }

    @Test("a file about several codes is judged code by code")
    func batch() async throws {
        let (daemon, tool) = try await taken()
        let question = #"{"codes":["\#(Self.lot)","(01)06901234567892(10)A1","\#(LedgerCommandTests.unknown)"]}"#
        var request = URLRequest(url: try #require(URL(string: daemon.url + "/evidence")))
        request.httpMethod = "POST"
        request.httpBody = Data(question.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        try tool.home.write(try await URLSession.shared.data(for: request).0, to: "batch.yima")
        let key = try daemon.verifierKey
        try await daemon.stop()
        let held = try await tool.yima(
            "verify", "--evidence", "batch.yima", "--ledger-key", key, "--proofs-only", "--json")
        #expect(held.status == 0 && held.output.contains("\"complete\":false"), "\(held.output)\(held.errors)")
        let judged = try await tool.yima("verify", "--evidence", "batch.yima", "--ledger-key", key, "--json")
        let lines = judged.output.split(separator: "\n")
        #expect(lines.count >= 2 && lines.allSatisfy { !$0.contains("PROOF") }, "\(judged.output)\(judged.errors)")
        let one = try await tool.yima("verify", "--evidence", "batch.yima", "--ledger-key", key, "--json", Self.lot)
        #expect(one.output.contains("\"canonical\":\"https://id.gs1.org/01/06901234567892/10/A0\""), "\(one.output)")
        #expect(!one.output.contains("the evidence is about") && lines[0].contains("/10/A0\""), "\(one.output)")
        if let second = try await secondOpinion(tool, "batch.yima", key: key) { #expect(second.0 == 0) }
        #expect(try await faults(tool, "batch.yima") == [])
    }

    private struct Question: Encodable {
        let key: String
        let proof: Data
        let entry: Data
    }

    private struct Answer: Decodable, Equatable {
        let index: UInt64?
    }

    @Test("any entry is taken with the proof of its place, which others' tools check as well")
    func entries() async throws {
        let (daemon, tool) = try await taken()
        let key = try daemon.verifierKey
        var questions: [Question] = []
        for entry in 0..<6 {
            let taken = try await tool.yima(
                "evidence", "--entry", "\(entry)", "-o", "e.tlog-proof", "--entry-file", "e.entry", "--force")
            #expect(taken.status == 0, "\(taken.errors)")
            #expect(try tool.home.text("e.tlog-proof").hasPrefix("c2sp.org/tlog-proof@v1\nindex \(entry)\n"))
            let checked = try await tool.yima(
                "verify", "--evidence", "e.tlog-proof", "--entry-file", "e.entry", "--ledger-key", key, "--json")
            #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
            #expect(checked.output.contains("\"proofs\":\"hold\",\"entry\":\(entry),"), "\(checked.output)")
            questions.append(
                Question(
                    key: key, proof: try Data(contentsOf: tool.home.url("e.tlog-proof")),
                    entry: try Data(contentsOf: tool.home.url("e.entry"))))
        }
        #expect(try tool.home.text("e.entry").hasPrefix("yima/1 "))
        // Another entry, another ledger, none at all.
        try tool.home.write(try tool.home.text("e.entry") + " ", to: "other.entry")
        questions.append(
            Question(
                key: key, proof: questions[5].proof, entry: try Data(contentsOf: tool.home.url("other.entry"))))
        func check(_ entry: String?, key: String) async throws -> Int32 {
            try await tool.run(
                "yima",
                ["verify", "--evidence", "e.tlog-proof", "--ledger-key", key]
                    + (entry.map { ["--entry-file", $0] } ?? [])
            ).status
        }
        #expect(try await check("other.entry", key: key) == 1)
        let other = try await tool.yima("init", "--journal", "other", "--operator", Scans.uscc, "--name", "dock-9")
        #expect(
            try await check("e.entry", key: other.output.trimmingCharacters(in: .whitespacesAndNewlines)) == 2)
        #expect(try await check(nil, key: key) == 64)
        #expect(try await tool.yima("evidence", "--entry", "99999", "-o", "none.tlog-proof").status == 3)
        #expect(!tool.home.has("none.tlog-proof"))
        #expect(try await tool.yima("evidence", "--entry", "1", Self.lot, "-o", "none.tlog-proof").status == 64)
        if Oracle.python != nil {
            let answers = try await Oracle.python("tlog_proof.py").answers(to: questions, as: Answer.self)
            #expect(answers == (0..<6).map { Answer(index: $0) } + [Answer(index: nil)])
        }
        // What a ledger serves is believed only under its signature.
        let proxy = try LyingProxy(before: daemon.url) { target in
            target.hasPrefix("/tile/0/") ? .changed { Data($0.map { $0 ^ 1 }) } : .passOn
        }
        let lied = try await tool.yima(
            "evidence", "--entry", "2", "-o", "lied.tlog-proof", "--ledger", proxy.url, "--ledger-key", key)
        #expect([1, 2].contains(lied.status), "\(lied.errors)")
        #expect(!tool.home.has("lied.tlog-proof"))
    }
}
