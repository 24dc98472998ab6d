import ArgumentParser
import CommandSupport
import EPCIS
import StrictJSON
import Values

/// Gives the event hash of every event in files; needs no journal and no ledger.
struct HashEvents: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: said("The event hash (ni:///…) of EPCIS events.", "计算 EPCIS 事件的哈希标识（ni:///…）。"),
        discussion: said(
            "The name that CBV 2.0 gives to what an event says, however it was written: the same for JSON and XML. It is a hint "
                + "that two texts tell of one event, never what is signed.",
            "CBV 2.0 为事件内容规定的标识，与书写形式无关（JSON 与 XML 相同）。可提示两份文本说的是同一事件，但从不作为签名对象。"))

    @Flag(help: .said("the canonical text before it is hashed instead", "输出哈希前的规范文本"))
    var preHash = false

    @Flag(help: .said("one JSON line an event", "每个事件输出一行 JSON"))
    var json = false

    @Argument(
        help: .said(
            "EPCIS JSON, NDJSON or XML; '-' for standard input", "EPCIS JSON、NDJSON 或 XML；“-”表示标准输入", valueName: "file"),
        completion: .file()
    )
    var files: [String]

    func run() throws {
        var isAnyBad = false
        for file in files {
            let input = try ByteSource(path: file)
            let source = try Self.source(input)
            while let item = try source.next() {
                switch item {
                case .event(let event): try say(event, file)
                // Of a workbook's sheets, which are no events.
                case .notice, .doubt: break
                case .refused(let problem, _):
                    isAnyBad = true
                    Self.report(problem, file)
                case .unusable(let problems):
                    isAnyBad = true
                    for problem in problems { Self.report(problem, file) }
                }
            }
        }
        if isAnyBad { throw ExitStatus.badInput.exitCode }
    }

    private static func source(_ input: ByteSource) throws(CommandError) -> any EventSource {
        switch try SourceFormat.of(input) {
        case .lines: return LinesSource(input, codes: nil)
        case .document: return DocumentSource.json(input, codes: nil)
        case .xml: return DocumentSource.xml(input, codes: nil)
        case .csv, .xlsx:
            throw CommandError(
                .badInput, at: Wording(input.path), en: "a table of scans holds no events yet", zh: "扫码表尚不是事件",
                hint: Wording(
                    en: "give EPCIS JSON, NDJSON or XML; yima ingest makes events of a table",
                    zh: "请提供 EPCIS JSON、NDJSON 或 XML；yima ingest 可将表格变为事件"))
        }
    }

    private func say(_ event: SourceEvent, _ file: String) throws(CommandError) {
        let hash: EventHash
        do throws(EventError) { hash = try EventHash(json: event.body) } catch {
            preconditionFailure("a source gives events that are sound")
        }
        guard json else { return try Console.print(preHash ? hash.preHash : hash.uri) }
        var members: [(String, JSONNode)] = [
            ("file", .string(file)), ("line", .integer(event.line)), ("hash", .string(hash.uri)),
        ]
        if preHash { members.append(("preHash", .string(hash.preHash))) }
        try Console.print(.object(members))
    }

    private static func report(_ problem: SourceProblem, _ file: String) {
        let place = Wording("\(file):\(problem.line):\(problem.column)")
        Console.message(
            CommandError(.badInput, at: place, problem.wording, hint: problem.hint).lines(command: "hash"))
    }
}
