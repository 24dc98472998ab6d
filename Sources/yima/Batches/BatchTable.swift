import Chains
import CommandSupport
import Files
import Interchange
import LedgerProtocol
import Rules
import SystemPackage
import Values

/// The lines of a batch as a table for office programs, written row after row: a row a code.
struct BatchTable {
    let language: DrawingLanguage

    /// Office programs hold no more in a cell.
    private static let cellLengthMax = 32_000

    private static let columns: [(heading: Wording, isNumber: Bool, width: Double)] = [
        (Wording(en: "code", zh: "编码"), false, 44), (Wording(en: "verdict", zh: "判定"), false, 12),
        (Wording(en: "violations", zh: "违规规则"), false, 20), (Wording(en: "warnings", zh: "警告规则"), false, 20),
        (Wording(en: "what", zh: "说明"), false, 60), (Wording(en: "firms", zh: "相关主体"), false, 40),
        (Wording(en: "events", zh: "事件数"), true, 10), (Wording(en: "complete", zh: "完整"), false, 10),
        (Wording(en: "ledger entries", zh: "账本条数"), true, 14),
    ]

    var headings: [String] { Self.columns.map { language.of($0.heading) } }

    /// A line's cells.
    func row(_ line: BatchLine) -> [String] {
        func rules(_ severity: Finding.Severity) -> String {
            var known: Set<String> = []
            return line.findings.filter { $0.severity == severity && known.insert($0.rule).inserted }.map(\.rule)
                .joined(separator: " ")
        }
        let verdict: Wording
        var what: [String] = []
        switch line.outcome {
        case .verdict(let word): verdict = word.wording
        case .malformed(let reason):
            verdict = Wording(en: "no code", zh: "不是编码")
            what = [language.of(reason)]
        case .blank: return [""] + [String](repeating: "", count: Self.columns.count - 1)
        }
        let told = line.findings.filter { $0.severity != .info }.map { language.of($0.message) }
        what += told + line.doubts.map(language.of)
        let firms = line.firms.map { firm in firm.name.map { "\(firm.uscc) \($0)" } ?? firm.uscc }
        return [
            line.code, language.of(verdict), rules(.violation), rules(.warning), cell(what), cell(firms),
            "\(line.eventCount)",
            language.of(line.isComplete ? Wording(en: "yes", zh: "是") : Wording(en: "no", zh: "否")),
            line.upTo.map { "\($0)" } ?? "",
        ].map { String($0.printable) }
    }

    private func cell(_ texts: [String]) -> String {
        let text = texts.joined(separator: language.of(Wording(en: "; ", zh: "；")))
        return text.utf16.count <= Self.cellLengthMax ? text : String(text.prefix(Self.cellLengthMax / 2)) + "…"
    }

    /// The rows of some lines as CSV; the first have the headings before them.
    func csv(_ lines: [BatchLine], isFirst: Bool) -> [UInt8] {
        var writer = CSVWriter(isContinued: !isFirst)
        if isFirst { writer.add(headings) }
        for line in lines { writer.add(row(line)) }
        return writer.bytes
    }

    /// Makes a table of a file of lines, there whole or not at all.
    func write(lines: String, to path: String, _ format: BatchFormat, _ summary: BatchSummary) throws(CommandError) {
        switch format {
        case .json: preconditionFailure("lines are their own table")
        case .csv: try writeCSV(lines, path)
        case .xlsx: try writeWorkbook(lines, path, summary)
        }
    }

    /// Sheets of a million codes, and a last one with the summary.
    private func writeWorkbook(_ lines: String, _ path: String, _ summary: BatchSummary) throws(CommandError) {
        let book = try Self.attempt(path) { () throws(WorkbookError) in try WorkbookRows(path: path) }
        let columns = Self.columns.map {
            WorkbookSheet.Column(heading: language.of($0.heading), form: $0.isNumber ? .number : .text, width: $0.width)
        }
        let name = language.of(Wording(en: "codes", zh: "编码"))
        var (count, sheetCount) = (0, 1)
        try Self.attempt(path) { () throws(WorkbookError) in try book.begin(name, columns) }
        try Self.visit(lines) { line throws(CommandError) in
            if count == Self.sheetRowsMax {
                (count, sheetCount) = (0, sheetCount + 1)
                try Self.attempt(path) { () throws(WorkbookError) in try book.begin("\(name) \(sheetCount)", columns) }
            }
            book.add(row(line))
            count += 1
        }
        try Self.attempt(path) { () throws(WorkbookError) in
            try book.begin(
                language.of(Wording(en: "summary", zh: "汇总")),
                [.init(heading: language.of(Wording(en: "what", zh: "事项")), width: 100)])
            for line in summary.lines { book.add([language.of(line)]) }
            try book.finish(existing: .replaced)
        }
    }

    private static let sheetRowsMax = 1_000_000

    private static func attempt<Value>(
        _ path: String, _ work: () throws(WorkbookError) -> Value
    ) throws(CommandError) -> Value {
        do throws(WorkbookError) {
            return try work()
        } catch {
            throw CommandError(error, writing: path)
        }
    }

    private static func visit(
        _ path: String, _ show: (BatchLine) throws(CommandError) -> Void
    ) throws(CommandError) {
        var reader = LineReader(try ByteSource(path: path), bytesMax: BatchOutput.lineBytesMax)
        while let line = try reader.next() {
            guard let read = BatchLine(parsing: line.bytes) else { throw BatchOutput.other("\(path):\(line.number)") }
            try show(read)
        }
    }

    private func writeCSV(_ lines: String, _ path: String) throws(CommandError) {
        let temporary = path + ".new"
        FileWriter.remove(temporary)
        let file = try FileWriter.attempt { () throws(PosixFile.Failure) in
            try PosixFile(
                opening: temporary, .writeOnly, options: [.create, .exclusiveCreate],
                mode: [.ownerReadWrite, .groupRead, .otherRead])
        }
        var (waiting, isFirst): ([BatchLine], Bool) = ([], true)
        func flush() throws(CommandError) {
            let bytes = csv(waiting, isFirst: isFirst)
            try FileWriter.attempt { () throws(PosixFile.Failure) in try file.append(bytes) }
            (waiting, isFirst) = ([], false)
        }
        try Self.visit(lines) { line throws(CommandError) in
            waiting.append(line)
            if waiting.count == 256 { try flush() }
        }
        try flush()
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            try file.sync()
            try WholeFile.give(temporary, name: path, existing: .replaced)
        }
    }
}
