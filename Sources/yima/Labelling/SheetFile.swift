import Codes
import CommandSupport
import Interchange
import Pictures
import Printing
import Profiles
import Values

/// A CSV of labels, read whole before anything is drawn.
struct SheetFile {
    let path: String
    private(set) var requests: [LabelRequest] = []

    private var labels = 0
    private var badRows = 0

    /// - Throws: `CommandError` after all bad rows have been told, each with file, line and column.
    init(path: String, encoding: TextEncoding, codes: CodeReader, kind: SymbolKind) throws(CommandError) {
        self.path = path
        let input = try ByteSource(path: path)
        var decoder = TextDecoder(encoding)
        var reader = CSVReader()
        var rows: SheetReader?
        var isFinished = false
        while true {
            do throws(ScanError) {
                while let record = try reader.next() {
                    if let rows {
                        try take(record, rows)
                    } else {
                        rows = try SheetReader(header: record, codes: codes, kind: kind)
                    }
                }
            } catch {
                // A header that cannot be read leaves the rows without meaning; too many labels are not counted further.
                guard rows != nil, labels <= SheetLayout.labelsMax else { throw failure(error) }
                tell(error)
                continue
            }
            guard !isFinished else { break }
            isFinished = try feed(&reader, from: input, &decoder)
        }
        guard badRows == 0 else { throw nothingWritten }
        guard !requests.isEmpty else {
            throw CommandError(.badInput, at: Wording(path), en: "no row asks for a label", zh: "没有要打印的行")
        }
    }

    /// The place of a request's code.
    func place(of request: LabelRequest) -> Wording { Wording("\(path):\(request.line):\(request.column)") }

    private mutating func take(_ record: CSVRecord, _ rows: SheetReader) throws(ScanError) {
        let request = try rows.request(record)
        labels += request.copies
        guard labels <= SheetLayout.labelsMax else {
            throw ScanError(
                reason: .overLimit, line: request.line, column: request.column,
                wording: Wording(
                    en: "more than \(SheetLayout.labelsMax) labels in one run", zh: "一次超过 \(SheetLayout.labelsMax) 张标签"),
                hint: Wording(en: "divide the file", zh: "请拆分文件"))
        }
        requests.append(request)
    }

    /// True at the end of the file.
    private func feed(
        _ reader: inout CSVReader, from input: ByteSource, _ decoder: inout TextDecoder
    ) throws(CommandError) -> Bool {
        let chunk = try input.next()
        do throws(ScanError) {
            guard let chunk else {
                try decoder.finish()
                reader.finish()
                return true
            }
            reader.feed(try decoder.decode(chunk))
            return false
        } catch {
            throw failure(error)
        }
    }

    private mutating func tell(_ error: ScanError) {
        badRows += 1
        if badRows <= Self.toldMax { Console.message(failure(error).lines(command: "label")) }
    }

    private func failure(_ error: ScanError) -> CommandError {
        CommandError(
            .badInput, at: Wording("\(path):\(error.line):\(error.column)"), error.wording, hint: error.hint)
    }

    private var nothingWritten: CommandError {
        CommandError(
            .badInput, at: Wording(path), en: "\(badRows.grouped) bad rows: nothing was written",
            zh: "有 \(badRows.grouped) 行错误，未写入任何文件")
    }

    private static let toldMax = 20
}
