import Foundation
import ProgramTesting
import Testing

/// Runs what a document shows, from top to bottom, as a reader would: on a ledger of his own where the document begins one, else on one on
/// which the yellow croaker of the examples was recorded.
private final class DocumentRoom {
    private(set) var tool: Tool
    private var daemon: Daemon?
    private var hasLedger = false
    /// What `yima init` printed last.
    private var deviceKey = ""

    static let uscc = "91350505MA347T0R4N"
    static let lot = "(01)06935377000251(10)LD260513-A1"
    /// Beside the verdicts nothing is a right end of a documented command, but what the document itself says.
    private static let ends: [(command: String, status: Int32)] = [
        // The codes and tables that a document shows as wrong.
        ("yima code 6935377000250", 65),
        // There is no such entry here.
        ("yimad disclosure show", 3), ("yimad disclosure erase", 3),
    ]

    init() {
        tool = Tool()
        tool.environment = ["PATH": "\(Tool.binaries.path):/usr/bin:/bin"]
    }

    static var repository: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Lays what documents name: tables, definition files, a list of codes.
    func furnish(_ document: DocumentedCommands) throws {
        let home = tool.home
        let examples = Self.repository.appending(path: "schema/examples/yellow-croaker")
        for name in try FileManager.default.contentsOfDirectory(atPath: examples.path) {
            try FileManager.default.copyItem(at: examples.appending(path: name), to: home.url(name))
        }
        let schema = Self.repository.appending(path: "schema")
        try FileManager.default.copyItem(
            at: schema.appending(path: "profiles/aquatic.json"), to: home.url("aquatic.json"))
        try FileManager.default.copyItem(at: schema.appending(path: "rules/lists.json"), to: home.url("lists.json"))
        try home.write(#"{"rules": {}}"#, to: "rules.json")
        try home.write(#"{"version": 1, "barred": []}"#, to: "registers.json")
        try home.write(#"{"listen": "127.0.0.1:0", "logLevel": "info"}"#, to: "yimad.json")
        let firms = (1...300).map { "\(DrawCommandTests.uscc($0)),食品厂\($0),\($0 % 4 == 0 ? "D" : "A"),350304\n" }
        try home.write("uscc,name,class,district\n" + firms.joined(), to: "firms.csv")
        let people = (1...20).map { "ZF\(100 + $0),某\($0)\n" }
        try home.write("number,name\n" + people.joined(), to: "inspectors.csv")
        try home.write("类别,环节,行政区划,数量\nfood,流通,350304,20\n", to: "quotas.csv")
        try home.write("项目,单位,方法,定量限,上限\n恩诺沙星,µg/kg,GB 31656.3-2021,1,2000\n", to: "items.csv")
        try home.write("uscc\n\(Self.uscc)\n", to: "labs.csv")
        try home.write(
            "number,firm,name,list,ground,fact,document,decided\n"
                + "2026-1,\(DrawCommandTests.uscc(2)),商行,serious,food-inedible,使用非食品原料,1号,2026-11-01\n",
            to: "entries.csv")
        try home.write("code,title\n\(Self.lot),冷冻大黄鱼\n", to: "lots.csv")
        try home.write(Self.lot + "\n", to: "codes")
        try FileManager.default.copyItem(at: home.url("plant-mes.csv"), to: home.url("scans.csv"))
        for (_, text) in document.documents {
            guard let root = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
                let id = root["id"] as? String, root["pattern"] != nil || root["elements"] != nil
            else { continue }
            let schemes = home.url("own/schemes")
            try FileManager.default.createDirectory(at: schemes, withIntermediateDirectories: true)
            try home.write(text, to: root["pattern"] == nil ? "own/\(id).json" : "own/schemes/\(id).json")
        }
    }

    /// A ledger on which the plant of the examples, and a shop's stock, were recorded.
    func prepare() async throws {
        try await must("yimad init --data ledger --origin trace.example.gov.cn/licheng --guard apart/last-checkpoint")
        try await start()
        try await must("yimad operator add --data ledger --uscc \(Self.uscc) --name 泉州市闽味水产加工有限公司")
        try await must("yima init --operator \(Self.uscc) --name dock-2")
        try await must("yimad device add --data ledger --vkey '\(deviceKey)'")
        try tool.home.write(
            """
            time,step,code,quantity,uom,site,productName,price
            2026-06-01 08:30,commission,\(Self.lot),100,kg,6935377999012,冷冻大黄鱼,98.76
            2026-06-01 08:30,commission,(01)06901234567892(10)S1,500,EA,6935377999012,鱼丸,
            2026-06-01 08:30,commission,(01)06901234567892(10)W1,50,kg,6935377999012,鱼丸,
            """, to: "stock.csv")
        try await must("yima ingest --profile aquatic stock.csv")
        try await must("yima evidence '\(Self.lot)' -o kept.yima")
        hasLedger = true
    }

    private func must(_ command: String) async throws {
        let outcome = try await shell(command)
        try #require([0, 66].contains(outcome.status), "\(command): \(outcome.output)\(outcome.errors)")
    }

    private func start() async throws {
        guard daemon == nil else { return }
        let options = tool.home.has("apart/last-checkpoint") ? ["--guard", "apart/last-checkpoint"] : []
        let running = try await Daemon.serving(tool, options)
        daemon = running
        tool.environment["YIMA_LEDGER"] = running.url
    }

    func stop() async throws {
        try await daemon?.stop()
        daemon = nil
    }

    private func shell(_ command: String) async throws -> Tool.Outcome {
        let program = Program(
            URL(filePath: "/bin/bash"), ["-c", command], in: tool.home.url,
            environment: ["HOME": tool.home.path, "LC_ALL": tool.locale, "TZ": "Asia/Shanghai"]
                .merging(tool.environment) { $1 })
        let outcome = try await program.run()
        let output = String(decoding: outcome.output, as: UTF8.self)
        if command.hasPrefix("yima init "), outcome.status == 0 {
            deviceKey = output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return Tool.Outcome(
            status: outcome.status, output: output, errors: String(decoding: outcome.errors, as: UTF8.self),
            outputBytes: outcome.output)
    }

    /// Runs a line; gives what is wrong with how it ended, or nil.
    func run(_ line: String) async throws -> String? {
        if line.hasPrefix("systemctl ") {
            if line.contains("stop yimad") { try await stop() }
            if line.contains("start yimad") || line.contains("enable --now yimad") { try await start() }
            return nil
        }
        var command = line.replacingOccurrences(of: "runuser -u yimad -- ", with: "")
        if command.hasPrefix("export ") {
            tool.environment["YIMA_DEFINITIONS"] = tool.home.url("own").path
            return nil
        }
        command = filled(command)
        if command.hasPrefix("install -d ") { command = "mkdir -p \(command.split(separator: " ").last ?? "")" }
        if command.hasPrefix("install ") { return nil }
        // Who is at a terminal is asked.
        if command.contains(" --erase") { command += " --yes" }
        if command.hasPrefix("yimad init "), hasLedger {
            // A document that begins a ledger goes on with just that one.
            try await stop()
            let fresh = DocumentRoom()
            try fresh.furnish(DocumentedCommands(""))
            (tool, hasLedger, deviceKey) = (fresh.tool, false, "")
        }
        if command.hasPrefix("yimad run ") {
            try await start()
            return nil
        }
        if command.hasPrefix("yimad device add"), deviceKey.isEmpty {
            try await must("yima init --operator \(Self.uscc) --name documented")
            command = filled(line.replacingOccurrences(of: "runuser -u yimad -- ", with: ""))
        }
        let isEndless = command.contains(" --follow")
        let outcome = try await shell(isEndless ? "timeout 3 \(command)" : command)
        let wanted = Self.ends.filter { command.hasPrefix($0.command) }.map(\.status)
        let right = isEndless ? [124] : wanted.isEmpty ? [0, 1, 2, 3] : wanted + [0]
        return right.contains(outcome.status)
            ? nil
            : "\(command) ended with \(outcome.status): \(outcome.output.suffix(600))\(outcome.errors.suffix(600))"
    }

    /// With what a reader puts in the place of words that stand for something.
    func filled(_ line: String) -> String {
        var text = line
        for (place, own) in [
            ("/var/lib/yimad/ledger", "ledger"), ("/var/lib/yimad-guard/", "apart/"),
            ("/var/lib/yimad/copies", "copies"),
            ("/etc/yima/yimad.json", "yimad.json"), ("--data DIR", "--data ledger"),
            ("--data ./ledger", "--data ledger"),
            ("--ledger-key ledger.vkey", "--ledger-key ledger/ledger.vkey"),
            ("--origin ORIGIN", "--origin ledger.example/2026"),
            ("--uscc CODE", "--uscc \(Self.uscc)"), ("--name NAME", "--name 泉州市闽味水产加工有限公司"), ("VKEY", "'\(deviceKey)'"),
            ("--ledger URL", "--ledger \"$YIMA_LEDGER\""), ("--operator USCC", "--operator \(Self.uscc)"),
            ("--site PLACE", "--site 6935377999012"), ("--from TIME", "--from 2026-01-01"),
            ("--to TIME", "--to 2026-12-31"),
            ("--since N", "--since 0"), ("--output PATH", "--output results-$RANDOM"),
            ("--batch FILE", "--batch codes"),
            ("--summary FILE", "--summary summary.json"), ("--keep-evidence FILE", "--keep-evidence kept-$RANDOM.yima"),
            ("-o FILE", "-o out-$RANDOM.yima"), ("--entry 4711", "--entry 999999"),
            ("recall CODE", "recall '\(Self.lot)'"),
        ] {
            text = text.replacingOccurrences(of: place, with: own)
        }
        return text.replacing(/'91350505MA347T0R4N\/[a-z0-9-]+\+…'/) { _ in "'\(deviceKey)'" }
    }
}

@Suite("What the documents tell to type")
struct DocumentedCommandTests {
    private static let documents: [String] = {
        let docs = DocumentRoom.repository.appending(path: "docs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? []
        return ["README.md", "README.zh-CN.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    private static func commands(_ name: String) throws -> DocumentedCommands {
        DocumentedCommands(
            try String(contentsOf: DocumentRoom.repository.appending(path: name), encoding: .utf8))
    }

    @Test("runs, from the first to the last", arguments: documents)
    func run(document: String) async throws {
        let commands = try Self.commands(document)
        let typed = commands.lines.filter { !$0.isInline }
        guard typed.contains(where: { $0.text.contains("yima") }) else { return }
        let room = DocumentRoom()
        try room.furnish(commands)
        if typed.first(where: { $0.text.contains("yima") })?.text.hasPrefix("yimad init") != true {
            try await room.prepare()
        }
        var script: [String] = []
        for line in typed {
            // What a shell takes as one: variables and a text that goes into a file.
            if !script.isEmpty || line.text.hasPrefix("now=") || line.text.hasSuffix("<<'END_OF_SCANS'") {
                script.append(line.text)
                guard line.text == "END_OF_SCANS" else { continue }
                let wrong = try await room.run(script.joined(separator: "\n"))
                #expect(wrong == nil, "\(document):\(line.number): \(wrong ?? "")")
                script = []
                continue
            }
            guard line.text.contains("yima") || line.text.hasPrefix("export ") else { continue }
            for command in DocumentedCommands.expanded(line.text) {
                let wrong = try await room.run(command)
                #expect(wrong == nil, "\(document):\(line.number): \(wrong ?? "")")
            }
        }
        try await room.stop()
    }

    @Test("names commands and options that there are, in running text too", arguments: documents)
    func names(document: String) async throws {
        let tool = Tool()
        var known: [String: ManualPage] = [:]
        for program in ["yima", "yimad"] {
            let dump = try await tool.run(program, ["--experimental-dump-help"])
            known[program] = try ManualPage(dump.outputBytes, section: 1, tail: [])
        }
        for line in try Self.commands(document).lines where line.isInline {
            for text in DocumentedCommands.expanded(line.text) {
                let words = text.split(separator: " ").map(String.init)
                var command = try #require(known[words[0]]?.root)
                for word in words.dropFirst() {
                    guard let child = command.children.first(where: { $0.commandName == word }) else { break }
                    command = child
                }
                #expect(command.commandName != words[0], "\(document):\(line.number): \(text)")
                let names = Set(command.own.flatMap { $0.names ?? [] }.map(\.written))
                for word in words where word.wholeMatch(of: /--?[a-z][a-z-]*/) != nil {
                    #expect(names.contains(word), "\(document):\(line.number): \(text): \(word)")
                }
            }
        }
    }

    @Test("are found in every document that shows them")
    func found() throws {
        let counts = try Self.documents.map { ($0, try Self.commands($0).lines.count) }
        let total = counts.map(\.1).reduce(0, +)
        #expect(total > 140, "\(counts)")
        for name in ["README.md", "docs/quickstart.md", "docs/operations.md", "docs/labels.md", "docs/batch.md"] {
            #expect((counts.first { $0.0 == name }?.1 ?? 0) > 3, "\(name)")
        }
        #expect(
            DocumentedCommands.expanded("yima x A [--b C|D] [-o F]") == ["yima x A", "yima x A --b C", "yima x A -o F"])
    }
}
