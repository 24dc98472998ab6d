import Foundation
import ProgramTesting
import Testing

@Suite("What is shown to be complete", .timeLimit(.minutes(5)))
struct CompletenessCommandTests {
    private static let lot = LedgerCommandTests.lot

    /// Runs the command until its output has the words, and is of a state of the index after which nothing came: that comes within a second, as
    /// long as that takes.
    private func until(_ words: String, _ tool: Tool, _ arguments: [String]) async throws -> Tool.Outcome {
        while true {
            let outcome = try await tool.run("yima", arguments)
            if outcome.output.contains(words), !outcome.output.contains("came later") { return outcome }
            try Task.checkCancellation()
        }
    }

    @Test("a verdict, the lack of any record, and an evidence file without network say as of when they are complete")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)

        let verified = try await until("complete as of", tool, ["verify", Self.lot])
        #expect(verified.output.contains("nothing under"), "\(verified.output)")
        let unknown = try await until("complete as of", tool, ["verify", LedgerCommandTests.unknown])
        #expect(unknown.status == 3)
        #expect(unknown.output.contains("nothing is on record"), "\(unknown.output)")
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        #expect(try await chinese.yima("verify", Self.lot).output.contains("完整"))

        #expect(try await tool.yima("evidence", Self.lot, "-o", "a0.yima").status == 0)
        let key = try daemon.verifierKey
        let audited = try await tool.yima("audit", "--index")
        #expect(audited.status == 0, "\(audited.output)\(audited.errors)")
        #expect(audited.output.contains("states were recomputed"), "\(audited.output)")
        try await daemon.stop()
        let offline = try await tool.yima("verify", "--evidence", "a0.yima", "--ledger-key", key, Self.lot, "--json")
        #expect(offline.output.contains("\"shown\":{\"asOf\""), "\(offline.output)\(offline.errors)")
    }

    @Test("with --complete nothing is decided that is not shown to be complete, and nothing is called false for that")
    func demanded() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let shown = try await until("complete as of", tool, ["verify", "--complete", Self.lot])
        let plain = try await tool.yima("verify", Self.lot)
        #expect(shown.status == plain.status, "\(shown.output)")
        let absent = try await until("complete as of", tool, ["verify", "--complete", LedgerCommandTests.unknown])
        #expect(absent.status == 3, "\(absent.output)")
        try tool.home.write("\(LedgerCommandTests.unknown)\n", to: "codes.txt")
        #expect(try await tool.yima("verify", "--complete", "--batch", "codes.txt").status == 3)

        #expect(try await tool.yima("evidence", Self.lot, "-o", "a1.yima").status == 0)
        let key = try daemon.verifierKey
        try await daemon.stop()
        let file = tool.home.url("a1.yima")
        var document = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        document["index"] = nil
        try JSONSerialization.data(withJSONObject: document).write(to: tool.home.url("bare.yima"))
        for (name, isShown) in [("a1.yima", true), ("bare.yima", false)] {
            let file = ["--evidence", name, "--ledger-key", key]
            // The lot breaks a rule, and that stands whatever else is not shown.
            let judged = try await tool.run("yima", ["verify", "--complete"] + file)
            #expect(judged.status == plain.status, "\(judged.output)\(judged.errors)")
            #expect(isShown != judged.output.contains("? not shown to be complete"), "\(judged.output)")
            #expect(try await tool.run("yima", ["verify", "--proofs-only"] + file).status == 0)
            let proofs = try await tool.run("yima", ["verify", "--proofs-only", "--complete"] + file)
            #expect(proofs.status == (isShown ? 0 : 2), "\(name) \(proofs.output)\(proofs.errors)")
        }
        #expect(try await tool.yima("verify", "--complete", "--fork", "a1.yima").status == 64)
    }

    @Test("A look-up is proven and shown to be whole, or says in its first line that it is not")
    func lookups() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let plain = try await tool.yima("lookup", Self.lot)
        #expect(plain.output.hasPrefix("as the ledger says, not proven here"), "\(plain.output)")
        let shown = try await until("complete as of", tool, ["lookup", "--complete", Self.lot])
        #expect(shown.status == 0 && shown.output.hasPrefix("proven  "), "\(shown.output)\(shown.errors)")
        struct Checked: Decodable {
            struct Told: Decodable {
                struct Event: Decodable { let entry: UInt64 }
                let events: [Event]
            }
            let proofs: String
            let complete: Bool
            let entries: [UInt64]
            let lookup: Told?
        }
        let json = try await tool.yima("lookup", "--complete", "--json", Self.lot)
        let checked = try JSONDecoder().decode(Checked.self, from: json.outputBytes)
        #expect(checked.proofs == "hold" && checked.complete)
        #expect(checked.entries == checked.lookup?.events.map(\.entry).sorted())
        let absent = try await until("complete as of", tool, ["lookup", "--complete", LedgerCommandTests.unknown])
        #expect(absent.status == 3 && absent.output.contains("0 events name it"), "\(absent.output)")
        // A product's lots have no name of their own in the index.
        let product = try await tool.yima("lookup", "--complete", "(01)06901234567892")
        #expect(
            product.status == 2 && product.output.hasPrefix("could not check"), "\(product.output)\(product.errors)")
        #expect(try await tool.yima("lookup", "--max-age", "5", Self.lot).status == 64)
        let late = try await tool.yima("lookup", "--complete", "--max-age", "0", Self.lot)
        #expect(late.status == 2, "\(late.output)")

        // A host that leaves an event out of its answer, of its evidence, or of both.
        func asked(_ lies: @escaping @Sendable (String) -> LyingProxy.Answer) async throws -> Tool.Outcome {
            let proxy = try LyingProxy(before: daemon.url, lies)
            var stranger = Tool(home: tool.home)
            stranger.environment = ["HOME": tool.home.url("stranger").path]
            return try await stranger.yima(
                "lookup", "--complete", "--ledger", proxy.url, "--ledger-key", try daemon.verifierKey, Self.lot)
        }
        let answer = try await asked {
            $0.hasPrefix("/lookup") ? .changed { Self.without($0, "events") } : .passOn
        }
        #expect(answer.status == 1 && answer.output.contains("the answer leaves out 1 events"), "\(answer.output)")
        let evidence = try await asked {
            $0.hasPrefix("/evidence") ? .changed { Self.withoutLastEvent($0) } : .passOn
        }
        #expect(evidence.status == 2 && evidence.output.contains("withheld"), "\(evidence.output)")
        let both = try await asked {
            $0.hasPrefix("/evidence")
                ? .changed { Self.withoutLastEvent($0) }
                : $0.hasPrefix("/lookup") ? .changed { Self.without($0, "events") } : .passOn
        }
        #expect(both.status == 2 && both.output.contains("withheld"), "\(both.output)")
        let nothing = try await asked {
            $0.hasPrefix("/lookup")
                ? .instead(
                    "404 Not Found",
                    #"{"type":"urn:yima:problem:unknown-code","status":404,"title":"x","detail":"x"}"#) : .passOn
        }
        #expect(nothing.status == 1, "\(nothing.output)\(nothing.errors)")
    }

    @Test(
        "recall, trace and evidence say whether it is shown that nothing was left out, and take no evidence about another code"
    )
    func told() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        let sale = "2026-11-01T09:30:00+08:00,sell,(01)06901234567892(10)A0,2,KGM,大黄鱼\n"
        try tool.home.write(Scans.file(0..<3) + sale, to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        _ = try await until("complete as of", tool, ["verify", Self.lot])
        let kept = try await tool.yima("evidence", Self.lot, "-o", "kept.yima")
        #expect(kept.status == 0 && kept.errors.contains("complete as of"), "\(kept.errors)")
        let recall = try await tool.yima("recall", Self.lot)
        #expect(recall.output.contains("; complete as of"), "\(recall.output)\(recall.errors)")
        #expect(try await tool.yima("recall", "--json", Self.lot).output.contains("\"shown\":{\"asOf\""))

        func answered(_ arguments: [String], _ answer: LyingProxy.Answer) async throws -> Tool.Outcome {
            let proxy = try LyingProxy(before: daemon.url) { $0.hasPrefix("/evidence") ? answer : .passOn }
            var stranger = Tool(home: tool.home)
            stranger.environment = ["HOME": tool.home.url("stranger").path]
            return try await stranger.run(
                "yima", arguments + ["--ledger", proxy.url, "--ledger-key", try daemon.verifierKey])
        }
        func asked(_ arguments: [String], _ lies: @escaping @Sendable (Data) -> Data) async throws -> Tool.Outcome {
            try await answered(arguments, .changed(lies))
        }
        // The newest event is dropped, and what the index says.
        for arguments in [["recall", Self.lot], ["trace", Self.lot], ["evidence", Self.lot, "-o", "-"]] {
            let outcome = try await asked(arguments) { Self.bare(Self.withoutLastEvent($0)) }
            #expect((outcome.output + outcome.errors).contains("not shown to be complete"), "\(arguments) \(outcome)")
        }
        let first = try await asked(["recall", Self.lot]) { Self.bare(Self.withoutLastEvent($0)) }
        #expect(first.output.split(separator: "\n").dropFirst().first?.contains("not shown") == true, "\(first.output)")
        // Withheld: the index names it.
        for arguments in [["recall", Self.lot], ["trace", Self.lot], ["evidence", Self.lot, "-o", "-"]] {
            let outcome = try await asked(arguments) { Self.withoutLastEvent($0) }
            #expect(outcome.status == 2 && outcome.errors.contains("withheld"), "\(arguments) \(outcome)")
        }
        // Evidence about another code, online and in a file.
        for arguments in [
            ["recall", LedgerCommandTests.unknown], ["trace", LedgerCommandTests.unknown],
            ["evidence", LedgerCommandTests.unknown, "-o", "other.yima"],
        ] {
            let good = try tool.home.text("kept.yima")
            let proxied = try await answered(arguments, .instead("200 OK", good))
            #expect(proxied.status == 2, "\(arguments) \(proxied)")
            guard arguments[0] != "evidence" else { continue }
            let offline = try await tool.run(
                "yima", arguments + ["--evidence", "kept.yima", "--ledger-key", try daemon.verifierKey])
            #expect(offline.status == 2 && offline.errors.contains("the evidence is about"), "\(arguments) \(offline)")
        }
        #expect(!FileManager.default.fileExists(atPath: tool.home.url("other.yima").path))
    }

    /// Evidence without the index's answers.
    private static func bare(_ answer: Data) -> Data {
        guard var document = try? JSONSerialization.jsonObject(with: answer) as? [String: Any] else { return answer }
        document["index"] = nil
        document["unread"] = nil
        return (try? JSONSerialization.data(withJSONObject: document)) ?? answer
    }

    /// A document without the first of a list.
    private static func without(_ answer: Data, _ list: String) -> Data {
        guard var document = try? JSONSerialization.jsonObject(with: answer) as? [String: Any],
            var values = document[list] as? [Any], !values.isEmpty
        else { return answer }
        values.removeFirst()
        document[list] = values
        return (try? JSONSerialization.data(withJSONObject: document)) ?? answer
    }

    /// The evidence without the newest event of its subject, as a host would leave it out.
    private static func withoutLastEvent(_ answer: Data) -> Data {
        guard var evidence = try? JSONSerialization.jsonObject(with: answer) as? [String: Any],
            var entries = evidence["entries"] as? [[String: Any]],
            let last = entries.lastIndex(where: { ($0["text"] as? String)?.hasPrefix("yima/1 event ") ?? false })
        else { return answer }
        entries.remove(at: last)
        evidence["entries"] = entries
        return (try? JSONSerialization.data(withJSONObject: evidence)) ?? answer
    }

    @Test("an answer that hides what the ledger's own index names is told as an alarm, and kept for anybody to check")
    func alarm() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let honest = try await until("complete as of", tool, ["verify", Self.lot])
        #expect(!honest.errors.contains("alarm"))

        let proxy = try LyingProxy(before: daemon.url) { target in
            target.hasPrefix("/evidence") ? .changed { Self.withoutLastEvent($0) } : .passOn
        }
        var stranger = Tool(home: tool.home)
        stranger.environment = ["HOME": tool.home.url("stranger").path]
        let key = try daemon.verifierKey
        let lied = try await stranger.yima("verify", "--ledger", proxy.url, "--ledger-key", key, Self.lot)
        #expect(lied.status == 2, "\(lied.output)\(lied.errors)")
        #expect(
            lied.errors.contains("alarm: what was answered hides what the ledger's own index names"), "\(lied.errors)")
        let drawn = try await stranger.yima("trace", "--ledger", proxy.url, "--ledger-key", key, Self.lot)
        #expect(drawn.status == 2 && drawn.errors.contains("withheld"), "\(drawn.errors)")
        let recalled = try await stranger.yima("recall", "--ledger", proxy.url, "--ledger-key", key, Self.lot)
        #expect(recalled.status == 2 && recalled.errors.contains("withheld"), "\(recalled.errors)")
        let path = try #require(lied.errors.firstMatch(of: #/kept in (\S+\.yima)\./#)?.1)
        let kept = try await stranger.yima("verify", "--evidence", String(path), "--ledger-key", key, "--proofs-only")
        #expect(kept.status == 2 && (kept.output + kept.errors).contains("withheld"), "\(kept.output)\(kept.errors)")
    }
}
