import Foundation
import ProgramTesting
import Synchronization
import Testing

@Suite("A batch of the codes that a ledger's events name")
struct BatchSelectionTests {
    private static let farm = (uscc: "91350521M000100Y45", name: "=惠安蛋鸡场")
    private static let store = (uscc: "91350521M000200Y4W", name: "城东批发部")
    private static let (pier, hall) = ("6901234567892", "350502-HALL")

    /// The farm's lots A0…A3 at its own place, of which more is sold of A1 than there was; the store's B0 and B1 in its hall.
    private func told(_ daemon: Daemon) async throws -> (farm: Tool, store: Tool) {
        var farm = try await daemon.device(of: Self.farm.uscc, name: Self.farm.name)
        var store = try await daemon.device(of: Self.store.uscc, name: Self.store.name)
        farm.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        store.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try await record(
            farm,
            (0..<4).map { Self.row(50 - $0, "commission", "A\($0)", 100, Self.pier) }
                + [Self.row(30, "sell", "A1", 150, Self.pier)])
        try await record(store, (0..<2).map { Self.row(20 - $0, "commission", "B\($0)", 50, Self.hall) })
        return (farm, store)
    }

    private static func lot(_ name: String) -> String { "(01)06935377000251(10)\(name)" }
    private static func uri(_ name: String) -> String { "https://id.gs1.org/01/06935377000251/10/\(name)" }

    private static func row(_ minutesAgo: Int, _ step: String, _ lot: String, _ kilograms: Int, _ site: String)
        -> String
    {
        let formatter = ISO8601DateFormatter()
        formatter.timeZone = TimeZone(identifier: "Asia/Shanghai")
        let time = formatter.string(from: Date() - Double(minutesAgo) * 60)
        let made = String(formatter.string(from: Date() - 2 * 86_400).prefix(10))
        let product = step == "commission" ? "鲜鸡蛋,散装,fresh,\(made),惠安蛋鸡场" : ",,,,"
        return "\(time),\(step),\(Self.lot(lot)),\(kilograms),KGM,\(site),\(product)"
    }

    private func record(_ tool: Tool, _ rows: [String]) async throws {
        let header = "time,step,code,quantity,uom,site,productName,spec,goodsKind,productionDate,producerName"
        try tool.home.write(([header] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
        let outcome = try await tool.yima("ingest", "--accept", "MASS-1", "--profile", "food", "rows.csv")
        try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    private struct Line: Decodable {
        struct Failure: Decodable {
            let status: Int
            let file: String
            let line: Int
            let column: Int?
            let messageZh: String
        }

        struct Firm: Decodable {
            let uscc: String
            let name: String?
            let entries: [Int]
        }

        let code: String
        let verdict: String?
        let firms: [Firm]?
        let error: Failure?
    }

    private func lines(_ text: String) throws -> [Line] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    private struct Summary: Decodable, Equatable {
        struct Rule: Decodable, Equatable {
            let rule: String
            let severity: String
            let codes: Int
        }

        struct Firm: Decodable, Equatable {
            let uscc: String
            let name: String?
            let violated: Int
            let warned: Int
        }

        let codes: Int
        let malformed: Int
        let verdicts: [String: Int]
        let rules: [Rule]
        let firms: [Firm]
    }

    private func summary(_ tool: Tool, _ name: String) throws -> Summary {
        try JSONDecoder().decode(Summary.self, from: Data(contentsOf: tool.home.url(name)))
    }

    @Test("by firm, place and time of arrival, each code once and in order, with a summary in both languages")
    func chosen() async throws {
        let daemon = try await Daemon.begin()
        var (tool, _) = try await told(daemon)
        func chosen(_ options: String...) async throws -> [String] {
            let outcome = try await tool.run("yima", ["verify", "--batch"] + options)
            #expect(outcome.status <= 3, "\(outcome.errors)")
            return try lines(outcome.output).map(\.code)
        }
        let (farms, stores) = ((0..<4).map { Self.uri("A\($0)") }, (0..<2).map { Self.uri("B\($0)") })
        #expect(try await chosen("--since", "0") == farms + stores)
        #expect(try await chosen("--operator", Self.farm.uscc) == farms)
        #expect(try await chosen("--site", Self.hall) == stores)
        #expect(try await chosen("--site", Self.pier, "--operator", Self.store.uscc).isEmpty)
        #expect(try await chosen("--from", "2026-01-01") == farms + stores)
        #expect(try await chosen("--to", "2026-01-01").isEmpty)

        let arguments = ["verify", "--batch", "--operator", Self.farm.uscc, "--summary", "summary.json"]
        let english = try await tool.run("yima", arguments)
        #expect(english.status == 1)
        try Golden.expect(english.errors, "batch-summary-en")
        let told = try summary(tool, "summary.json")
        #expect(told.codes == 4 && told.verdicts["invalid"] == 1 && told.malformed == 0)
        #expect(told.rules.contains(.init(rule: "MASS-1", severity: "violation", codes: 1)), "\(told.rules)")
        #expect(told.firms.first?.uscc == Self.farm.uscc && told.firms.first?.violated == 1, "\(told.firms)")
        #expect(told.firms.first?.name == Self.farm.name)
        let bad = try #require(lines(english.output).first { $0.verdict == "invalid" })
        #expect(bad.code == Self.uri("A1") && bad.firms?.map(\.uscc) == [Self.farm.uscc])
        // The same as it is told of the code alone.
        let alone = try await tool.yima("verify", "--json", Self.uri("A1"))
        let line = english.output.split(separator: "\n").first { $0.contains(#""verdict":"invalid""#) }
        #expect(line.map { String($0).withoutMoments + "\n" } == alone.output.withoutMoments)
        tool.locale = "zh_CN.UTF-8"
        try Golden.expect(try await tool.run("yima", arguments).errors, "batch-summary-zh")
        #expect(try await tool.run("yima", arguments + ["--exit-zero"]).status == 0)
        // Foundation takes a byte order mark for none of the text.
        let table = try await tool.run("yima", arguments + ["--format", "csv"]).output
        #expect(table.hasPrefix("\u{FEFF}"))
        try Golden.expect(table.replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n"), "batch-csv-zh")
    }

    @Test("as tables, in which no name becomes a formula, and which a second run makes again")
    func tables() async throws {
        let daemon = try await Daemon.begin()
        let (tool, _) = try await told(daemon)
        for format in ["csv", "xlsx"] {
            let arguments = ["verify", "--batch", "--since", "0", "--format", format, "--output", "out.\(format)"]
            let first = try await tool.run("yima", arguments)
            #expect(first.status == 1 && first.output.isEmpty, "\(first.errors)")
            let table = try Data(contentsOf: tool.home.url("out.\(format)"))
            #expect(try lines(tool.home.text("out.\(format).lines")).count == 6)
            try FileManager.default.removeItem(at: tool.home.url("out.\(format)"))
            let again = try await tool.run("yima", arguments)
            #expect(again.status == 1 && again.errors == first.errors, "\(again.errors)")
            #expect(try format == "xlsx" || Data(contentsOf: tool.home.url("out.\(format)")) == table)
            #expect(tool.home.has("out.\(format)"))
        }
        let csv = try tool.home.text("out.csv")
        #expect(csv.contains(Self.farm.name) && !csv.contains(",=") && !csv.contains("\n="), "\(csv)")
        #expect(csv.split(separator: "\r\n").count == 7)
        // A file that is somebody else's stays what it is.
        try tool.home.write("mine", to: "mine.csv")
        let refused = try await tool.yima(
            "verify", "--batch", "--since", "0", "--format", "csv", "--output", "mine.csv")
        #expect(try refused.status == 73 && tool.home.text("mine.csv") == "mine", "\(refused.errors)")
        try tool.home.write("mine\n", to: "mine.jsonl")
        #expect(try await tool.yima("verify", "--batch", "--since", "0", "--output", "mine.jsonl").status == 73)
        #expect(try tool.home.text("mine.jsonl") == "mine\n")
        // Nor is a batch gone on with that asked for something else.
        let other = try await tool.yima(
            "verify", "--batch", "--since", "1", "--format", "csv", "--output", "out.csv")
        #expect(try other.status == 65 && tool.home.text("out.csv") == csv, "\(other.errors)")
        // That completeness is demanded, and of how long ago at most, is part of what is asked.
        for options in [["--complete"], ["--complete", "--max-age", "60"]] {
            let other = try await tool.run(
                "yima", ["verify", "--batch", "--since", "0", "--format", "csv", "--output", "out.csv"] + options)
            #expect(try other.status == 65 && tool.home.text("out.csv") == csv, "\(other.errors)")
        }
        let complete = ["verify", "--batch", "--complete", "--since", "0", "--output", "complete.jsonl"]
        let demanded = try await tool.run("yima", complete)
        #expect([1, 2].contains(demanded.status), "\(demanded.errors)")
        #expect(try await tool.run("yima", complete).status == demanded.status)
        let less = try await tool.yima("verify", "--batch", "--since", "0", "--output", "complete.jsonl")
        #expect(less.status == 65 && less.errors.contains("asked otherwise"), "\(less.errors)")
    }

    @Test("since a checkpoint that the ledger must continue")
    func since() async throws {
        let daemon = try await Daemon.begin()
        let (farm, store) = try await told(daemon)
        let first = try await farm.yima("verify", "--batch", "--operator", Self.farm.uscc, "--output", "first")
        #expect(first.status == 1, "\(first.errors)")
        let kept = try farm.home.text("first.checkpoint")
        #expect(kept.hasPrefix(Daemon.origin + "\n"))
        try await record(
            farm, [Self.row(3, "commission", "A9", 10, Self.pier)])
        try await record(
            store, [Self.row(3, "commission", "B9", 10, Self.hall)])
        let later = try await farm.yima("verify", "--batch", "--since", "first.checkpoint")
        #expect(try lines(later.output).map(\.code) == [Self.uri("A9"), Self.uri("B9")], "\(later.errors)")
        let own = try await farm.yima(
            "verify", "--batch", "--since", "first.checkpoint", "--operator", Self.farm.uscc)
        #expect(try lines(own.output).map(\.code) == [Self.uri("A9")])

        // The same command tells the same, whatever has come since.
        let again = try await farm.yima("verify", "--batch", "--operator", Self.farm.uscc, "--output", "first")
        #expect(again.errors == first.errors && again.status == 1)
        #expect(try farm.home.text("first.checkpoint") == kept)

        let most = try await farm.yima("verify", "--batch", "--since", "100000")
        #expect(most.status == 64 && most.errors.contains("the ledger has only"), "\(most.errors)")
        #expect(try await farm.yima("verify", "--batch", "--since", "no-such-file").status == 74)
        try farm.home.write("nonsense\n", to: "nonsense")
        #expect(try await farm.yima("verify", "--batch", "--since", "nonsense").status == 65)
        // Another ledger's checkpoint, and one that was changed.
        let other = try await Daemon.begin()
        let foreign = try String(contentsOf: URL(string: other.url + "/checkpoint")!, encoding: .utf8)
        try farm.home.write(foreign, to: "foreign")
        let refused = try await farm.yima("verify", "--batch", "--since", "foreign")
        #expect(refused.status == 65 && refused.errors.contains("not a checkpoint that this ledger signed"))
        try farm.home.write(kept.replacing("\n", with: "\n1", maxReplacements: 1), to: "changed")
        #expect(try await farm.yima("verify", "--batch", "--since", "changed").status == 65)
        // An operator of whom the ledger knows nothing is a slip of the hand, not nothing on record.
        let unknown = try await farm.yima("verify", "--batch", "--operator", "91350100M000100Y43")
        #expect(unknown.status == 65 && unknown.errors.contains("not enrolled"), "\(unknown.errors)")
    }

    @Test("of a ledger that was rewritten, a checkpoint that was kept is proof")
    func rewritten() async throws {
        let daemon = try await Daemon.begin()
        let (farm, _) = try await told(daemon)
        try await daemon.stop()
        try daemon.copy(to: "before")
        try await daemon.start()
        var tool = farm
        tool.environment["YIMA_LEDGER"] = daemon.url
        try await record(
            tool, [Self.row(3, "commission", "A9", 10, Self.pier)])
        #expect(try await tool.yima("verify", "--batch", "--since", "0", "--output", "kept").status == 1)
        try await daemon.stop()
        try daemon.replace(by: "before")
        try await daemon.start()
        // Whoever remembers nothing but the file.
        var stranger = tool
        stranger.environment = [
            "YIMA_LEDGER": daemon.url, "YIMA_LEDGER_KEY": try daemon.verifierKey, "YIMA_JOURNAL": "none",
            "XDG_STATE_HOME": tool.home.path + "/stranger",
        ]
        let outcome = try await stranger.yima("verify", "--batch", "--since", "kept.checkpoint", "--exit-zero")
        #expect(outcome.status == 1 && outcome.output.isEmpty, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("fork"), "\(outcome.errors)")
    }

    @Test("one after another in a folder, each where the last one ended")
    func folder() async throws {
        let daemon = try await Daemon.begin()
        let (tool, _) = try await told(daemon)
        try FileManager.default.createDirectory(at: tool.home.url("kept"), withIntermediateDirectories: true)
        let arguments = ["verify", "--batch", "--exit-zero", "--output", "kept", "--since", "last"]
        func results() -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: tool.home.url("kept").path)) ?? []
            return names.filter { $0.hasSuffix(".jsonl") }.sorted()
        }
        let first = try await tool.run("yima", arguments)
        #expect(first.status == 0 && first.errors.contains("from the beginning of the ledger"), "\(first.errors)")
        let begun = try #require(results().first)
        #expect(try lines(tool.home.text("kept/\(begun)")).count == 6)
        #expect(try summary(tool, "kept/\(begun.dropLast(6)).summary.json").codes == 6)
        #expect(!tool.home.has("kept/underway") && !tool.home.has("kept/codes"))

        let nothing = try await tool.run("yima", arguments)
        #expect(nothing.status == 0 && results().count == 2, "\(nothing.errors)")
        #expect(nothing.errors.contains("0 codes"), "\(nothing.errors)")

        try await record(
            tool, [Self.row(3, "commission", "A9", 10, Self.pier)])
        #expect(try await tool.run("yima", arguments).status == 0)
        let newest = try #require(results().first { try $0 != begun && !tool.home.text("kept/\($0)").isEmpty })
        #expect(try lines(tool.home.text("kept/\(newest)")).map(\.code) == [Self.uri("A9")])

        let kept = try await tool.run("yima", arguments + ["--keep", "2"])
        #expect(kept.status == 0 && kept.errors.contains("2 older batches were removed"), "\(kept.errors)")
        #expect(results().count == 2 && results().contains(newest) && tool.home.has("kept/last"))
        let other = try await tool.run("yima", arguments + ["--operator", Self.farm.uscc])
        #expect(other.status == 65 && other.errors.contains("other filters"), "\(other.errors)")
        #expect(results().count == 2)
        #expect(try await tool.yima("verify", "--batch", "--since", "0", "--output", "f", "--keep", "1").status == 64)
        #expect(try await tool.yima("verify", "--batch", "--since", "last").status == 64)
        #expect(try await tool.yima("verify", "--batch", "--since", "last", "--output", "file").status == 64)
    }

    @Test("a line that is no code is said where it stands, and ends the batch with 65")
    func malformed() async throws {
        let daemon = try await Daemon.begin()
        let (tool, _) = try await told(daemon)
        try tool.home.write("\u{FEFF}\n  6901234567893\n\(Self.lot("A0"))\nno code at all\n", to: "codes")
        for options in [[], ["--output", "out"]] {
            let outcome = try await tool.run("yima", ["verify", "--batch", "codes"] + options)
            #expect(outcome.status == 65, "\(outcome.errors)")
            let lines = try lines(options.isEmpty ? outcome.output : tool.home.text("out"))
            #expect(lines.map { $0.error?.line } == [nil, 2, nil, 4])
            let first = try #require(lines[1].error)
            #expect(first.file == "codes" && first.status == 65 && first.messageZh.contains("校验"), "\(first)")
            #expect(first.column == nil || first.column! > 2)
            #expect(outcome.errors.contains("2 that are no codes"), "\(outcome.errors)")
        }
        let piped = try await tool.yima("verify", "--batch", "-", input: "no code\n")
        #expect(piped.status == 65 && piped.output.contains(#""file":"-","line":1"#), "\(piped.output)\(piped.errors)")
        // As read again from the file.
        let again = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(again.status == 65 && again.errors.contains("2 that are no codes"))
    }

    @Test("cut by force in the middle it goes on with the same codes, and comes to the same", arguments: [true, false])
    func cut(isSelection: Bool) async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try tool.home.write(Scans.file(0..<900), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        let chosen = ["--operator", Scans.uscc]
        let named = (0..<900).map { "(01)06901234567892(10)A\($0)" } + ["no code"]
        try tool.home.write(named.joined(separator: "\n") + "\n", to: "codes")
        let arguments = ["verify", "--batch", "--exit-zero"] + (isSelection ? chosen : ["codes"])
        let whole = try await tool.run("yima", arguments + ["--output", "whole", "--summary", "whole.json"])
        try #require(whole.status == 0, "\(whole.errors)")

        // The third question is never answered, and those after it wait behind it.
        let asked = Mutex(0)
        let never = DispatchSemaphore(value: 0)
        let proxy = try LyingProxy(before: daemon.url) { target in
            guard target == "/evidence" else { return .passOn }
            let number = asked.withLock { count in
                count += 1
                return count
            }
            if number >= 3 { never.wait() }
            return .passOn
        }
        tool.environment["YIMA_LEDGER"] = proxy.url
        let running = try await tool.program("yima", arguments + ["--output", "out"]).start()
        try await wait("some lines") { ((try? tool.home.text("out")) ?? "").count { $0 == "\n" } >= 256 }
        #expect(await running.end(SIGKILL) == SIGKILL)
        for _ in 0..<16 { never.signal() }
        let kept = try tool.home.text("out")
        // Another may have been written while it was ended: what is torn is taken away.
        let torn = isSelection ? #"{"code":"https://id.gs1"# : String(repeating: "\0", count: 4096) + "\n"
        try tool.home.write(kept + torn, to: "out")
        tool.environment["YIMA_LEDGER"] = daemon.url
        if isSelection {
            // What has come since is another batch's.
            try tool.home.write(Scans.file(900..<903), to: "more.csv")
            try #require(try await tool.yima("ingest", "more.csv").status == 0)
        }
        let rest = try await tool.run("yima", arguments + ["--output", "out", "--summary", "out.json"])
        #expect(rest.status == 0, "\(rest.errors)")
        let (one, other) = (try lines(tool.home.text("whole")), try lines(tool.home.text("out")))
        #expect(other.map(\.code) == one.map(\.code) && other.map(\.verdict) == one.map(\.verdict))
        #expect(one.count == (isSelection ? 900 : 901))
        #expect(try summary(tool, "out.json") == summary(tool, "whole.json"))
        #expect(rest.errors == whole.errors)
    }

    @Test(
        "what makes no batch is a mistake of usage",
        arguments: [
            ["--batch"], ["--batch", "codes", "--since", "0"], ["--batch", "one", "two"], ["--since", "0"],
            ["--batch", "codes", "--format", "xlsx"], ["--batch", "--since", "0", "--evidence", "file"],
            ["--summary", "file", "code"], ["--exit-zero", "code"], ["--batch", "--from", "yesterday"],
            ["--batch", "--operator", "91350100M000100Y44"], ["--batch", "--to", "2026-13-01"],
        ])
    func usage(arguments: [String]) async throws {
        let outcome = try await Tool().run("yima", ["verify"] + arguments)
        #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.errors)")
    }
}
