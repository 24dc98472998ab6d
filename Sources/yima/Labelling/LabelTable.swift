import CommandSupport
import Interchange
import Profiles

/// The rows of a table of labels, whatever file they stand in.
protocol LabelTable: AnyObject {
    /// The sheet of a workbook; nil where there are none.
    var sheetName: String? { get }
    /// The next row; nil at the end. After a row that is wrong it goes on with the next.
    func next() throws(TableError) -> CSVRecord?
    /// The fields of the row given last that the spreadsheet made days or times.
    var moments: [Int] { get }
    /// Those that show less or other than the file holds.
    var parts: [(index: Int, part: ShownPart)] { get }
    /// Says that the row given last stands above the header.
    func passOverTitle()
}

typealias TableError = DecodedSource.Failure

/// A workbook's first sheet that is shown.
final class WorkbookTable: LabelTable {
    private let reader: XLSXReader
    var sheetName: String? { reader.sheetName }
    var moments: [Int] { reader.days }
    var parts: [(index: Int, part: ShownPart)] { reader.parts }

    init(_ bytes: [UInt8]) throws(ScanError) { reader = try XLSXReader(bytes) }

    func next() throws(TableError) -> CSVRecord? {
        do throws(ScanError) { return try reader.next() } catch { throw .scan(error) }
    }

    func passOverTitle() { reader.passOverTitle() }
}

/// A CSV in any of the forms that ingest reads: its encoding by its mark or as it was said, its fields parted by commas, tabs or semicolons.
final class CSVTable: LabelTable {
    private var source: DecodedSource
    private var separator = FieldSeparator.comma
    /// Whether the text handed out last ends inside a quoted field.
    private var isQuoted = false
    private var reader = CSVReader()
    private var text: ArraySlice<UInt8> = []
    private var hasHeader = false
    private var isFinished = false

    let sheetName: String? = nil
    let moments: [Int] = []
    let parts: [(index: Int, part: ShownPart)] = []

    init(_ input: ByteSource, _ encoding: TextEncoding) {
        source = DecodedSource(input, encoding)
    }

    func next() throws(TableError) -> CSVRecord? {
        while true {
            do throws(ScanError) {
                if let record = try reader.next() {
                    hasHeader = true
                    return record
                }
            } catch {
                throw .scan(error)
            }
            guard !isFinished else { return nil }
            try feed()
        }
    }

    func passOverTitle() {
        hasHeader = false
        reader.passOverTitle()
    }

    /// Line by line until the header is known, which says what parts the fields.
    private func feed() throws(TableError) {
        while text.isEmpty {
            guard let chunk = try source.next() else {
                isFinished = true
                return reader.finish()
            }
            text = chunk[...]
        }
        let end = text.firstIndex(of: 0x0A).map { $0 + 1 } ?? text.endIndex
        if !hasHeader, let separator = CSVReader.separator(ofHeader: text[..<end]) {
            self.separator = separator
            reader.separate(by: separator.byte)
        }
        reader.feed(separator.replaced(in: text[..<end], isQuoted: &isQuoted))
        text = text[end...]
    }
}
