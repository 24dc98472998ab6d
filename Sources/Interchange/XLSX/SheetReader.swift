import Profiles

/// One row of a sheet: its cells that are not blank, from left to right.
struct SheetRow {
    let number: Int
    /// Whether the sheet does not show it: hidden by hand or by a filter.
    let isHidden: Bool
    private(set) var cells: [(column: Int, text: String)] = []
    /// The columns whose cells the file stores as days or times.
    private(set) var days: Set<Int> = []
    /// The columns whose cells are struck through.
    var struck: Set<Int> = []
    /// The columns whose cells show less or other than they hold.
    var parts: [Int: ShownPart] = [:]
    /// What is wrong with the first cell that cannot be read; it stands among the cells as the file stores it.
    var problem: ScanError?
    private var bytes = 0

    init(number: Int, isHidden: Bool) {
        self.number = number
        self.isHidden = isHidden
    }

    /// Adds a cell, unless the row grows too large by it: a shared string of any length may stand in each.
    mutating func append(_ text: String, at place: CellPlace, isMoment: Bool = false, bytesMax: Int) throws(ScanError) {
        guard bytes + text.utf8.count <= bytesMax else {
            throw CellReader.error(.overLimit, place, XLSXWording.rowTooLong)
        }
        bytes += text.utf8.count
        cells.append((place.column, text))
        if isMoment { days.insert(place.column) }
    }
}

/// Reads the rows of a sheet (ISO/IEC 29500-1 §18.3) one by one.
final class SheetReader {
    private let tokens: PartTokens
    private let reader: CellReader
    private var isInData = false
    private var isStarted = false
    private var row = 0
    /// Of all cells read so far.
    private var textBytes = 0
    /// The cells that are merged, from the first to the last; known when the last row was read.
    private(set) var merges: [(first: CellPlace, last: CellPlace)] = []
    /// The columns that the sheet does not show; known before the first row.
    private(set) var hiddenColumns: [ClosedRange<Int>] = []

    private static let mergesMax = 100_000

    init(_ tokens: PartTokens, reader: CellReader) {
        self.tokens = tokens
        self.reader = reader
    }

    /// The next row that has cells in the file, blank or not; nil behind the last.
    func next() throws(ScanError) -> SheetRow? {
        if !isStarted {
            isStarted = true
            guard case .start(let root) = try tokens.next(), root.name.local == "worksheet" else {
                throw .damagedWorkbook
            }
        }
        while true {
            if isInData {
                while let tag = try tokens.nextChild() {
                    if tag.name.local == "row" { return try readRow(tag) }
                    try tokens.skipElement()
                }
                isInData = false
            }
            guard let tag = try tokens.nextChild() else {
                // The rest of the file can only be wrong, and the reader says so.
                while try tokens.next() != nil {}
                return nil
            }
            switch tag.name.local {
            case "sheetData": isInData = true
            case "mergeCells": try readMerges()
            case "cols": try readColumns()
            default: try tokens.skipElement()
            }
        }
    }

    private func readRow(_ tag: XMLTag) throws(ScanError) -> SheetRow {
        // A row or cell that does not say where it is follows the one before it.
        let number = try tag["r"].map { text throws(ScanError) in
            guard let number = Int(text) else { throw ScanError.damagedWorkbook }
            return number
        }
        let next = number ?? row + 1
        guard (1...CellPlace.rowsMax).contains(next), next > row else { throw .damagedWorkbook }
        row = next
        var result = SheetRow(number: row, isHidden: ["1", "true"].contains(tag["hidden"]))
        var column = 0
        while let tag = try tokens.nextChild() {
            guard tag.name.local == "c" else {
                try tokens.skipElement()
                continue
            }
            let place = try place(of: tag, after: column)
            column = place.column
            try readCell(tag, at: place, into: &result)
        }
        return result
    }

    private func place(of tag: XMLTag, after column: Int) throws(ScanError) -> CellPlace {
        guard let written = tag["r"] else {
            guard column < CellPlace.columnsMax else { throw .damagedWorkbook }
            return CellPlace(row: row, column: column + 1)
        }
        guard let place = CellPlace(written), place.row == row, place.column > column else { throw .damagedWorkbook }
        return place
    }

    private func readCell(_ tag: XMLTag, at place: CellPlace, into row: inout SheetRow) throws(ScanError) {
        var stored = CellReader.Stored()
        if let type = tag["t"] { stored.type = type }
        if let style = tag["s"] { stored.style = Int(style) ?? 0 }
        while let child = try tokens.nextChild() {
            switch child.name.local {
            case "v": stored.value = try tokens.elementText()
            case "is":
                let string = try tokens.richText()
                (stored.inline, stored.isInlineStruck) = (string.text, string.isStruck)
            case "f":
                stored.hasFormula = true
                try tokens.skipElement()
            default: try tokens.skipElement()
            }
        }
        do throws(ScanError) {
            let (text, part) = try reader.text(stored, at: place)
            textBytes += text.utf8.count
            guard textBytes <= reader.limits.textBytesMax else {
                throw .workbook(XLSXWording.tooLarge("the text of the sheet", "工作表的文字总量"))
            }
            if !text.isBlank {
                try row.append(
                    text, at: place, isMoment: reader.isMoment(stored), bytesMax: reader.limits.rowBytesMax)
                if let part { row.parts[place.column] = part }
                if reader.isStruck(stored) { row.struck.insert(place.column) }
            }
        } catch {
            guard error.reason != .badWorkbook else { throw error }
            if row.problem == nil { row.problem = error }
            // That it does not fit either is not said any more.
            try? row.append(stored.value ?? "", at: place, bytesMax: reader.limits.rowBytesMax)
        }
    }

    private func readColumns() throws(ScanError) {
        while let tag = try tokens.nextChild() {
            let isHidden = ["1", "true"].contains(tag["hidden"]) || tag["width"].flatMap(Double.init) == 0
            if isHidden, let first = tag["min"].flatMap(Int.init), let last = tag["max"].flatMap(Int.init),
                first <= last, hiddenColumns.count < CellPlace.columnsMax
            {
                hiddenColumns.append(first...last)
            }
            try tokens.skipElement()
        }
    }

    private func readMerges() throws(ScanError) {
        while let tag = try tokens.nextChild() {
            let ends = tag["ref"]?.split(separator: ":").compactMap { CellPlace($0) } ?? []
            if let first = ends.first, let last = ends.last, merges.count < Self.mergesMax {
                merges.append((first, last))
            }
            try tokens.skipElement()
        }
    }
}

extension String {
    /// Whether there is nothing but white space, of any script.
    fileprivate var isBlank: Bool {
        // Most texts begin with a visible ASCII character, and that is all that must be looked at.
        if let first = utf8.first, (0x21...0x7E).contains(first) { return false }
        return allSatisfy(\.isWhitespace)
    }
}
