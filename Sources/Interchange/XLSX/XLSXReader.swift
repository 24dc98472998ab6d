public import Profiles

/// Reads the scans of an XLSX workbook (ISO/IEC 29500) as records, just as `CSVReader` gives those of a CSV: the same
/// `ScanMapper` takes them. Memory is bounded by the file, its shared strings and one row.
///
/// The first row that is not blank is the header; columns without a name must be empty. Directly under it may stand rows of
/// explanation, whose first cell begins with `#`: they are passed over, as blank rows are everywhere. Every cell is text as a
/// person reads it: numbers with all their digits and never an exponent, days as `2026-03-01`, moments as
/// `2026-03-01 08:30:00`. In errors and records a line is a row, and a column is the column's number from 1.
public final class XLSXReader {
    /// The sheet that is read.
    public let sheetName: String
    /// The other sheets that the workbook shows: nothing is read of them.
    public let otherSheets: [String]
    /// Whether the sheet does not show the row that `next()` gave last or threw at: it is hidden by hand or by a filter.
    public private(set) var isRowHidden = false
    /// The fields of the record that `next()` gave last which the file stores as days or times.
    public private(set) var days: [Int] = []
    /// The fields of the record that `next()` gave last which show less or other than the file holds, in their order.
    public private(set) var parts: [(index: Int, part: ShownPart)] = []
    /// The columns of the header that the sheet does not show, as fields of every record.
    public var hiddenColumns: [Int] {
        header?.columns.indices.filter { index in
            rows.hiddenColumns.contains { $0.contains(header?.columns[index] ?? 0) }
        } ?? []
    }
    /// The row at which `next()` last threw, its unreadable cells as the file stores them; nil after a failure of the workbook.
    public private(set) var refused: CSVRecord?
    /// Rows that are none of the table, ascending.
    private var passedOver: [ClosedRange<Int>] = []

    private let rows: SheetReader
    private let limits: XLSXLimits
    private var header: Header?
    private var mayBeExplained = true
    private var lastRow = 0
    private var isFinished = false

    private struct Header {
        /// The last row of explanation, or the header's own.
        var lastRow: Int
        /// The columns that have a name.
        let columns: [Int]
        /// Column → index in the records.
        let indexes: [Int: Int]
    }

    /// Opens a workbook, and in it the sheet of that name, also a hidden one, else the first one that is shown.
    ///
    /// Throws `badWorkbook` with a hint for what is no XLSX, or is protected by a password, damaged or larger than the limits.
    public init(_ bytes: [UInt8], sheet: String? = nil, limits: XLSXLimits = XLSXLimits()) throws(ScanError) {
        guard bytes.count <= limits.fileBytesMax else {
            throw .workbook(XLSXWording.tooLarge("the workbook's size", "工作簿大小"))
        }
        try Self.refuseOtherForms(bytes)
        let archive = try ZipArchive(bytes, limits: limits)
        let workbook = try Workbook(archive, sheet: sheet, limits: limits)
        var strings = SharedStrings()
        if let name = workbook.sharedStringsPart, let tokens = try PartTokens(name, in: archive, limits: limits) {
            strings = try SharedStrings(tokens, limits: limits)
        }
        var formats = CellFormats()
        if let name = workbook.stylesPart, let tokens = try PartTokens(name, in: archive, limits: limits) {
            formats = try CellFormats(tokens)
        }
        guard let tokens = try PartTokens(workbook.sheetPart, in: archive, limits: limits) else {
            throw .damagedWorkbook
        }
        let cells = CellReader(
            strings: strings, formats: formats, countsFrom1904: workbook.countsFrom1904, limits: limits)
        rows = SheetReader(tokens, reader: cells)
        sheetName = workbook.sheetName
        otherSheets = workbook.otherSheets
        self.limits = limits
    }

    /// The next record, the header first; nil at the end. All have as many fields as the header.
    ///
    /// After an error the reader goes on with the next row, unless its reason is `badWorkbook`: then there is nothing more.
    public func next() throws(ScanError) -> CSVRecord? {
        refused = nil
        guard !isFinished else { return nil }
        do throws(ScanError) {
            return try readNext()
        } catch {
            if error.reason == .badWorkbook {
                isFinished = true
                refused = nil
            }
            throw error
        }
    }

    /// Says that the record given last was no header but something above it: the next row that is not blank is.
    public func passOverTitle() {
        header = nil
        mayBeExplained = true
    }

    /// Says that the row given or refused last was none of the table: then its cells may be merged.
    public func passOver() {
        if let last = passedOver.last, last.upperBound + 1 >= lastRow {
            passedOver[passedOver.count - 1] = last.lowerBound...max(lastRow, last.upperBound)
        } else {
            passedOver.append(lastRow...lastRow)
        }
    }

    private func readNext() throws(ScanError) -> CSVRecord? {
        while let row = try rows.next() {
            guard let first = row.cells.first else { continue }
            guard let header else { return try readHeader(row) }
            if mayBeExplained, CSVRecord.isExplanation(first.text) {
                self.header?.lastRow = row.number
                continue
            }
            mayBeExplained = false
            lastRow = row.number
            isRowHidden = row.isHidden
            return try record(row, header)
        }
        isFinished = true
        guard let header else { throw .workbook(XLSXWording.empty) }
        try refuseMerges(header)
        return nil
    }

    private func readHeader(_ row: SheetRow) throws(ScanError) -> CSVRecord {
        if let problem = row.problem { throw problem }
        guard row.cells.count <= limits.columnsMax else {
            throw .workbook(
                XLSXWording.tooManyColumns, row: row.number, column: row.cells[limits.columnsMax].column)
        }
        let columns = row.cells.map(\.column)
        header = Header(
            lastRow: row.number, columns: columns,
            indexes: Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) }))
        return CSVRecord(cells: row.cells.map { ($0.text, row.number, $0.column) })
    }

    private func record(_ row: SheetRow, _ header: Header) throws(ScanError) -> CSVRecord {
        var texts = [String](repeating: "", count: header.columns.count)
        var problem = row.problem
        for cell in row.cells {
            if let index = header.indexes[cell.column] {
                texts[index] = cell.text
            } else if problem == nil {
                problem = CellReader.error(
                    .raggedRow, CellPlace(row: row.number, column: cell.column), XLSXWording.noHeader,
                    hint: XLSXWording.nameColumn)
            }
        }
        if problem == nil, let column = row.struck.filter({ header.indexes[$0] != nil }).min() {
            problem = CellReader.error(
                .contradiction, CellPlace(row: row.number, column: column), XLSXWording.struck,
                hint: XLSXWording.unstrike)
        }
        days = row.days.compactMap { header.indexes[$0] }.sorted()
        parts = row.parts.compactMap { column, part in header.indexes[column].map { ($0, part) } }
            .sorted { $0.0 < $1.0 }
        let record = CSVRecord(cells: zip(texts, header.columns).map { ($0, row.number, $1) })
        guard let problem else { return record }
        refused = record
        throw problem
    }

    /// Merged cells among the rows: all but the first are empty, which nobody who looks at the sheet would think.
    private func refuseMerges(_ header: Header) throws(ScanError) {
        for (first, last) in rows.merges where last.row > header.lastRow && first.row <= lastRow {
            guard first != last, !passedOver.contains(where: { $0.contains(first.row) && $0.contains(last.row) }),
                header.columns.contains(where: { (first.column...max(first.column, last.column)).contains($0) })
            else { continue }
            throw .workbook(
                XLSXWording.merged, hint: XLSXWording.unmerge, row: max(first.row, header.lastRow + 1),
                column: first.column)
        }
    }

    private static let compoundFile: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    /// Tells what people take for XLSX: Excel's older form, and a workbook with a password, which is wrapped up in the same way.
    private static func refuseOtherForms(_ bytes: [UInt8]) throws(ScanError) {
        if bytes.starts(with: compoundFile) {
            // The names of its streams are UTF-16.
            let name: [UInt8] = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            throw !bytes.ranges(of: name).isEmpty
                ? .workbook(XLSXWording.password, hint: XLSXWording.removePassword)
                : .workbook(XLSXWording.oldFormat, hint: XLSXWording.saveAsXLSX)
        }
        guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
            throw .workbook(XLSXWording.notXLSX, hint: XLSXWording.saveAsXLSX)
        }
    }
}

/// How much of an XLSX file is read before it is refused.
public struct XLSXLimits: Hashable, Sendable {
    /// Bytes of the file itself.
    public var fileBytesMax = 32 << 20
    /// Files inside it, and so also its sheets and the relationships of a part.
    public var entriesMax = 4_096
    /// Bytes of all that is unpacked, counted while it is unpacked and not believed from a header.
    public var unpackedBytesMax = 256 << 20
    /// So many times its packed size may a part of more than a mebibyte grow.
    public var ratioMax = 250
    /// Strings, and bytes of strings, that the sheets share: they stay in memory.
    public var sharedStringsMax = 2_000_000
    public var sharedStringBytesMax = 64 << 20
    /// Bytes of one string, in as many runs as it may be.
    public var stringBytesMax = 1 << 20
    public var columnsMax = 512
    /// Bytes of one cell.
    public var cellBytesMax = 65_536
    /// Bytes of all cells of one row.
    public var rowBytesMax = 1 << 20
    /// Bytes of all cells that are read: a shared string may stand in any number of them.
    public var textBytesMax = 2 << 30

    public init() {}
}
