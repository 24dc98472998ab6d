import Foundation
import Testing

@Suite("Verdicts as people read them")
struct VerdictTextTests {
    private static let lot = "(01)06901234567892(10)A0"

    /// A lot that one device has observed ten times too long after it happened.
    private func observed(_ daemon: Daemon) async throws -> Tool {
        let tool = try await daemon.device("dock-1")
        let rows =
            ["2025-11-01T08:30:00+08:00,commission,\(Self.lot),12.5,KGM,大黄鱼"]
            + (10..<20).map { "2025-11-\($0)T08:30:00+08:00,inspect,\(Self.lot),,,大黄鱼" }
        try tool.home.write(([Scans.header] + rows).joined(separator: "\n") + "\n", to: "scans.csv")
        let outcome = try await tool.yima("ingest", "scans.csv")
        try #require(outcome.status == 0, "\(outcome.errors)")
        return tool
    }

    @Test("many findings of one rule are one line with their number, -v shows them all, and the product is named first")
    func grouped() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await observed(daemon)
        let short = try await tool.yima("verify", Self.lot)
        let lines = short.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasSuffix("  \(Self.lot)  大黄鱼") == true, "\(short.output)")
        let told = lines.filter { $0.contains("TIME-2") }
        #expect(told.count == 1, "\(short.output)")
        #expect(told[0].contains("TIME-2 ×11  "), "\(told)")
        #expect(told[0].contains("… and 10 more of this rule (-v shows all)"), "\(told)")
        let long = try await tool.yima("verify", "-v", Self.lot)
        #expect(long.output.split(separator: "\n").count { $0.contains("TIME-2") } == 11, "\(long.output)")
        #expect(long.status == short.status)
        tool.locale = "zh_CN.UTF-8"
        #expect(try await tool.yima("verify", Self.lot).output.contains("另有 10 条同类问题（-v 列出全部）"))
        let json = try await tool.yima("verify", "--json", Self.lot)
        let verdict = try JSONDecoder().decode(VerdictLine.self, from: json.outputBytes)
        #expect(verdict.findings.count { $0.rule == "TIME-2" } == 11)
    }

    @Test("each of several codes is judged; one that is none is said apart from what is invalid")
    func several() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await observed(daemon)
        let unknown = LedgerCommandTests.unknown
        let outcome = try await tool.yima("verify", "--json", "6901234567893", Self.lot, "no code", unknown)
        #expect(outcome.status == 65, "\(outcome.errors)")
        struct Line: Decodable {
            struct Problem: Decodable { let status: Int, message: String, messageZh: String }
            let code: String
            let verdict: String?
            let error: Problem?
        }
        let lines = try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.code) == ["6901234567893", Self.lot, "no code", unknown])
        #expect(lines.map { $0.verdict != nil } == [false, true, false, true])
        #expect(lines.map { $0.error?.status } == [65, nil, 65, nil])
        #expect(lines[3].verdict == "unknown")
        #expect(outcome.errors.contains("code 6901234567893: wrong check digit"), "\(outcome.errors)")
        // Of an evidence file too, and where nothing is a code nobody is asked.
        try #require(try await tool.yima("evidence", Self.lot, "-o", "lot.yima").status == 0)
        try await daemon.stop()
        let key = try daemon.verifierKey
        let offline = try await tool.yima("verify", "--evidence", "lot.yima", "--ledger-key", key, "no code", Self.lot)
        #expect(offline.status == 65 && offline.output.contains("大黄鱼"), "\(offline.output)\(offline.errors)")
        #expect(try await tool.yima("verify", "no code", "6901234567893").status == 65)
    }

    @Test("a blank line of a batch has its line, a malformed one an error, and neither is a verdict")
    func blankLines() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await observed(daemon)
        try tool.home.write("\n\(Self.lot)\n   \n6901234567893\n\n", to: "codes")
        let outcome = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(outcome.status == 65, "\(outcome.errors)")
        let lines = try tool.home.text("out").split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        for index in [0, 2, 4] { #expect(lines[index] == #"{"code":"","blank":true}"#) }
        #expect(
            lines[3].hasPrefix(#"{"code":"6901234567893","error":{"status":65,"file":"codes","line":4,"#), "\(lines[3])"
        )
        #expect(!lines[3].contains("verdict") && !lines[3].contains("CODE-1"))
        #expect(outcome.errors.contains("2 codes: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("1 that are no codes, 3 blank lines"), "\(outcome.errors)")
        // Going on reads them again; a table has a row for each.
        let again = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(again.status == 65 && again.errors.contains("1 that are no codes, 3 blank lines"), "\(again.errors)")
        #expect(try tool.home.text("out").split(separator: "\n").map(String.init) == lines)
        let table = try await tool.yima("verify", "--batch", "codes", "--format", "csv")
        #expect(table.output.components(separatedBy: "\r\n").filter { !$0.isEmpty }.count == 6, "\(table.output)")
        try tool.home.write("\n\n", to: "blank")
        #expect(try await tool.yima("verify", "--batch", "blank").status == 0)
    }

    @Test("a look-up says first that it is the ledger's word, and speaks the trade's words in the user's language")
    func lookup() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await observed(daemon)
        let english = try await tool.yima("lookup", Self.lot)
        #expect(
            english.output.hasPrefix(
                "as the ledger says, not proven here: yima lookup --complete, or yima verify, proves it\n"),
            "\(english.output)")
        tool.locale = "zh_CN.UTF-8"
        let chinese = try await tool.yima("lookup", Self.lot)
        #expect(chinese.output.hasPrefix("以下为账本所述，此处未作证明"), "\(chinese.output)")
        #expect(!chinese.output.contains("inspecting") && !chinese.output.contains("active"), "\(chinese.output)")
        let scanned = try await tool.yima("scan", input: Self.lot + "\n")
        #expect(!scanned.output.contains("inspecting") && !scanned.output.contains("active"), "\(scanned.output)")
        #expect(try await tool.yima("lookup", "--json", Self.lot).output.hasPrefix("{"))
    }

    @Test("--json is the JSON of commands that have other forms too, and no form beside it")
    func jsonForms() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await observed(daemon)
        for command in ["trace", "recall"] {
            let short = try await tool.yima(command, "--json", Self.lot)
            let long = try await tool.yima(command, "--format", "json", Self.lot)
            #expect(short.output.hasPrefix("{") && short.status == long.status, "\(short.output)\(short.errors)")
            let both = try await tool.yima(command, "--json", "--format", "svg", Self.lot)
            #expect(both.status == 64 && both.errors.contains("--json is --format json"), "\(both.errors)")
        }
        try await daemon.stop()
    }

    @Test("an audit by a wrong key could not check, and calls nothing false")
    func wrongKey() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await observed(daemon)
        let other = try await daemon.yimad("init", "--data", "other", "--origin", Daemon.origin)
        let key = other.output.trimmingCharacters(in: .whitespacesAndNewlines)
        for place in [[], ["--data", Daemon.data]] {
            let outcome = try await tool.run("yima", ["audit", "--ledger-key", key] + place)
            #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
            #expect(
                outcome.output.contains("could not check: the checkpoint is not one of the key"), "\(outcome.output)")
            #expect(!outcome.output.contains("NOT sound"))
            let answer = try await tool.run("yima", ["audit", "--ledger-key", key, "--json"] + place)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
            #expect(document["sound"] is NSNull, "\(answer.output)")
            #expect(Set(document.keys).isSubset(of: try Self.auditMembers()), "\(answer.output)")
        }
        #expect(try await tool.yima("audit").status == 0)
        try await daemon.stop()
    }

    /// What the schema of an audit's answer allows.
    private static func auditMembers() throws -> Set<String> {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../schema/json/audit.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        return Set(try #require(schema["properties"] as? [String: Any]).keys)
    }
}
