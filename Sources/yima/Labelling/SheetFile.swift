import Codes
import CommandSupport
import Interchange
import Pictures
import Printing
import Profiles
import Values

/// A table of labels, CSV or a workbook, read whole before anything is drawn.
struct SheetFile {
    let path: String
    private(set) var requests: [LabelRequest] = []

    private let sheet: String?
    private var labels = 0
    private var badRows = 0

    /// Rows above the header that may be titles.
    private static let titlesMax = 10

    /// - Throws: `CommandError` after all bad rows have been told, each with its place.
    init(path: String, encoding: TextEncoding, codes: CodeReader, kind: SymbolKind) throws(CommandError) {
        self.path = path
        let input = try ByteSource(path: path)
        let table: any LabelTable
        if try SourceFormat.of(input) == .xlsx {
            let bytes = try input.rest(bytesMax: XLSXLimits().fileBytesMax) ?? []
            do throws(ScanError) {
                table = try WorkbookTable(bytes)
            } catch {
                throw CommandError(.badInput, at: Wording(path), error.wording, hint: error.hint)
            }
        } else {
            table = CSVTable(input, encoding)
        }
        sheet = table.sheetName
        try read(table, codes, kind)
        guard badRows == 0 else { throw nothingWritten }
        guard !requests.isEmpty else {
            throw CommandError(.badInput, at: Wording(path), en: "no row asks for a label", zh: "没有要打印的行")
        }
    }

    private mutating func read(_ table: any LabelTable, _ codes: CodeReader, _ kind: SymbolKind) throws(CommandError) {
        var rows: SheetReader?
        var titleCount = 0
        while true {
            do throws(TableError) {
                guard let record = try table.next() else { return }
                if let rows {
                    if !rows.isNoLabel(record) { try take(record, rows, table) }
                } else if titleCount < Self.titlesMax, SheetReader.isTitle(record) {
                    titleCount += 1
                    table.passOverTitle()
                } else {
                    do throws(ScanError) {
                        rows = try SheetReader(header: record, codes: codes, kind: kind)
                    } catch {
                        throw .scan(error)
                    }
                }
            } catch {
                switch error {
                case .command(let error): throw error
                case .scan(let error):
                    // A header that cannot be read leaves the rows without meaning; too many labels are not counted further.
                    guard rows != nil, labels <= SheetLayout.labelsMax, error.reason != .badEncoding else {
                        throw failure(error)
                    }
                    tell(error)
                }
            }
        }
    }

    /// The place of a request's code.
    func place(of request: LabelRequest) -> Wording { place(line: request.line, column: request.column) }

    private func place(line: Int, column: Int) -> Wording {
        let problem = SourceProblem(line: line, column: column, wording: Wording(""), sheet: sheet)
        return Wording("\(path):\(problem.place)")
    }

    private mutating func take(_ record: CSVRecord, _ rows: SheetReader, _ table: any LabelTable) throws(TableError) {
        let request: LabelRequest
        do throws(ScanError) {
            request = try rows.request(record, moments: table.moments, parts: table.parts)
        } catch {
            throw .scan(error)
        }
        labels += request.copies
        guard labels <= SheetLayout.labelsMax else {
            let error = ScanError(
                reason: .overLimit, line: request.line, column: request.column,
                wording: Wording(
                    en: "more than \(SheetLayout.labelsMax) labels in one run", zh: "一次超过 \(SheetLayout.labelsMax) 张标签"),
                hint: Wording(en: "divide the file", zh: "请拆分文件"))
            throw .scan(error)
        }
        requests.append(request)
    }

    private mutating func tell(_ error: ScanError) {
        badRows += 1
        if badRows <= Self.toldMax { Console.message(failure(error).lines(command: "label")) }
    }

    private func failure(_ error: ScanError) -> CommandError {
        CommandError(
            .badInput, at: place(line: error.line, column: error.column), error.wording, hint: error.hint)
    }

    private var nothingWritten: CommandError {
        CommandError(
            .badInput, at: Wording(path), en: "\(badRows.grouped) bad rows: nothing was written",
            zh: "有 \(badRows.grouped) 行错误，未写入任何文件")
    }

    private static let toldMax = 20
}
