public import Codes
import EPCIS
public import Pictures
public import Profiles
import Values

/// Reads the rows of a sheet's CSV: `code`, and beside it `productName`, `lotNo`, `productionDate`, `bestBefore`, `expiry`,
/// `netContent`, `serial`, `copies` (or their Chinese names); every other column becomes a line with the column's name as title.
///
/// A lot that stands beside a product code is part of what the symbol carries, where the symbol can: one code for each product and
/// lot, whichever column says it.
public struct SheetReader: Sendable {
    private let columns: [SheetColumn]
    /// As the header writes them.
    private let words: [String]
    private let codeIndex: Int
    private let codes: CodeReader
    private let kind: SymbolKind

    /// - Parameter kind: the symbol that the labels will carry.
    /// - Throws: `ScanError`: `badHeader` where there is no column for the code, or one stands twice.
    public init(header: CSVRecord, codes: CodeReader, kind: SymbolKind = .qr) throws(ScanError) {
        var columns: [SheetColumn] = []
        for index in 0..<header.count {
            let word = header[index].trimmed
            let column = SheetColumn(word)
            guard column == .unnamed || column == .remark || !columns.contains(column) else {
                throw Self.error(
                    .badHeader, header, index,
                    Wording(en: "column \"\(word.prefix(60))\" stands twice", zh: "列“\(word.prefix(60))”重复"))
            }
            // Such a column's name is printed beside its values.
            if case .other = column, PersonalNumber.first(in: word) == .identity {
                throw Self.error(.badHeader, header, index, PersonalNumber.identity.wording)
            }
            columns.append(column)
        }
        // A product's code is the code of the goods where no other column is, as in tables of scans.
        let likely = columns.indices.filter { Self.mayBeCode(columns[$0], header[$0]) }
        if !columns.contains(.code), let index = likely.first, likely.count == 1 { columns[index] = .code }
        guard let codeIndex = columns.firstIndex(of: .code) else {
            throw Self.error(
                .badHeader, header, 0,
                Wording(en: "the header has no column \"code\" (编码)", zh: "表头缺少列“编码”"))
        }
        self.columns = columns
        words = (0..<header.count).map { header[$0].trimmed }
        self.codeIndex = codeIndex
        self.codes = codes
        self.kind = kind
    }

    private static func mayBeCode(_ column: SheetColumn, _ word: String) -> Bool {
        guard case .other = column else { return false }
        return ProfileLibrary.builtIn.steps.isCodeColumn(word.trimmed)
    }

    /// What a row asks for.
    ///
    /// - Parameters:
    ///   - moments: the fields of which a spreadsheet made days or times; where none belongs the row is refused.
    ///   - parts: the fields that show less or other than they hold: what is printed must be what was seen.
    /// - Throws: `ScanError` with line and column.
    public func request(
        _ record: CSVRecord, moments: [Int] = [], parts: [(index: Int, part: ShownPart)] = []
    ) throws(ScanError) -> LabelRequest {
        if let index = moments.first(where: { columns.indices.contains($0) && !columns[$0].canBeMoment }) {
            let word = ScanMapper.becameMoment(record[index], in: words[index])
            throw Self.error(.badValue, record, index, word.wording, hint: word.hint)
        }
        if let (index, part) = parts.first(where: { mustBeWhole($0.part, at: $0.index) }) {
            throw Self.error(
                .badValue, record, index, part.wording(record[index], in: words[index]), hint: part.hint)
        }
        for (index, column) in columns.enumerated() where column != .remark {
            guard SpoiledCell.mayBe(record.utf8(of: index)), let spoiled = SpoiledCell(record[index]) else { continue }
            throw Self.error(
                .badValue, record, index, spoiled.wording(record[index].trimmed, in: words[index]), hint: spoiled.hint)
        }
        let written = record[codeIndex].trimmed
        guard !written.isEmpty else {
            throw Self.error(.missingValue, record, codeIndex, Wording(en: "no code in this row", zh: "此行没有编码"))
        }
        let code: CanonicalCode
        do {
            code = try codes.read(written)
        } catch {
            throw Self.error(.badValue, record, codeIndex, error.wording, hint: error.hint)
        }
        try refusePerson(code, record, codeIndex)
        let lines = try lines(record, code)
        let place = record.location(of: codeIndex)
        return LabelRequest(
            written: written, code: try withLot(code, lines.fields[.lotNo], record), productName: lines.productName,
            fields: lines.fields, others: lines.others,
            copies: lines.copies, line: place.line, column: place.column)
    }

    private func withLot(
        _ code: CanonicalCode, _ lot: String?, _ record: CSVRecord
    ) throws(ScanError) -> CanonicalCode {
        guard let lot, kind.carriesLot, let index = columns.firstIndex(of: .field(.lotNo)) else { return code }
        if let found = LotCell(lot.halfWidth.trimmed) {
            throw Self.error(.badValue, record, index, found.wording(lot, in: words[index]), hint: found.hint)
        }
        let whole: CanonicalCode
        do {
            whole = try codes.read(code, withLot: lot)
        } catch {
            throw Self.error(.badValue, record, index, error.wording, hint: error.hint)
        }
        try refusePerson(whole, record, index)
        return whole
    }

    /// A label is read by everybody, as a ledger is.
    private func refusePerson(_ code: CanonicalCode, _ record: CSVRecord, _ index: Int) throws(ScanError) {
        guard PersonalNumber.isHeld(by: code) else { return }
        throw Self.error(.badValue, record, index, PersonalNumber.identity.wording)
    }

    private func mustBeWhole(_ part: ShownPart, at index: Int) -> Bool {
        guard columns.indices.contains(index), columns[index] != .remark else { return false }
        return switch part {
        case .withoutYear: false
        case .marked, .shortened: columns[index] != .code && columns[index] != .copies
        case .rounded, .withoutDay, .truth: true
        }
    }

    private struct Lines {
        var productName = ""
        var fields: [LabelField: String] = [:]
        var others: [LabelContent.Line] = []
        var copies = 1
    }

    private func lines(_ record: CSVRecord, _ code: CanonicalCode) throws(ScanError) -> Lines {
        var lines = Lines()
        for (index, column) in columns.enumerated() {
            let value = record[index].trimmed
            guard !value.isEmpty, column != .code else { continue }
            if column != .remark, PersonalNumber.first(in: value) == .identity {
                throw Self.error(.badValue, record, index, PersonalNumber.identity.wording)
            }
            guard value.count <= LabelContent.charactersMax else {
                throw Self.error(.overLimit, record, index, Self.tooLong)
            }
            switch column {
            case .code: break
            case .productName: lines.productName = value
            case .copies: lines.copies = try copies(value, record, index)
            case .field(let field):
                lines.fields[field] = value
                guard field.canSay(value) else { throw Self.error(.badValue, record, index, Self.noDay(field, value)) }
                guard let (_, ofCode) = LabelContent.contradiction(of: [field: value], with: code) else { continue }
                throw Self.error(.contradiction, record, index, Self.contradicts(field, value, ofCode))
            case .remark: break
            case .unnamed:
                throw Self.error(
                    .badHeader, record, index,
                    Wording(
                        en: "\"\(value.prefix(40))\" stands in a column without a name",
                        zh: "“\(value.prefix(40))”所在的列没有列名"),
                    hint: Wording(en: "name the column in the header, or empty it", zh: "请在表头写明列名，或清空该列"))
            case .other(let title): lines.others.append(LabelContent.Line(title: title, value: value))
            }
        }
        guard lines.fields.count + lines.others.count <= LabelContent.linesMax else {
            throw Self.error(.overLimit, record, codeIndex, Self.tooManyLines)
        }
        return lines
    }

    private func copies(_ value: String, _ record: CSVRecord, _ index: Int) throws(ScanError) -> Int {
        guard let copies = Int(value.halfWidth.filter { $0 != "," && $0 != " " }),
            (1...SheetLayout.labelsMax).contains(copies)
        else {
            throw Self.error(
                .badValue, record, index,
                Wording(
                    en: "\"\(value.prefix(20))\" copies: a number from 1 to \(SheetLayout.labelsMax) belongs here",
                    zh: "份数“\(value.prefix(20))”：应为 1 到 \(SheetLayout.labelsMax) 的整数"))
        }
        return copies
    }
}

extension SheetReader {
    /// Whether a row above the header is a title, or empty: it names no column that a label knows.
    public static func isTitle(_ record: CSVRecord) -> Bool {
        !(0..<record.count).contains { index in
            switch SheetColumn(record[index].trimmed) {
            case .other, .unnamed, .remark: false
            case .code, .productName, .copies, .field: true
            }
        }
    }

    /// Whether a row asks for nothing: it is blank, adds up those above it, or stands below them for people.
    public func isNoLabel(_ record: CSVRecord) -> Bool {
        let cells = (0..<record.count).map { record[$0].trimmed }
        guard let first = cells.first(where: { !$0.isEmpty }) else { return true }
        guard cells[codeIndex].isEmpty || ScanMapper.isFooter(cells[codeIndex]) else { return false }
        return ScanMapper.isFooter(first) || cells.contains { ScanMapper.isTotal($0) }
    }

    private static let tooLong = Wording(
        en: "longer than a line of a label (\(LabelContent.charactersMax) characters)",
        zh: "超过标签一行的最大长度（\(LabelContent.charactersMax) 个字符）")
    private static let tooManyLines = Wording(
        en: "more than \(LabelContent.linesMax) lines on one label", zh: "一张标签超过 \(LabelContent.linesMax) 行")

    private static func noDay(_ field: LabelField, _ written: String) -> Wording {
        Wording(
            en: "\(field.title.en) \"\(written.prefix(40))\": there is no such day",
            zh: "\(field.title.zh)“\(written.prefix(40))”：没有这一天")
    }

    private static func contradicts(_ field: LabelField, _ written: String, _ ofCode: String) -> Wording {
        Wording(
            en: "\(field.title.en) \"\(written.prefix(40))\" contradicts the code, which says \"\(ofCode)\"",
            zh: "\(field.title.zh)“\(written.prefix(40))”与编码不符，编码中为“\(ofCode)”")
    }

    private static func error(
        _ reason: ScanError.Reason, _ record: CSVRecord, _ index: Int, _ wording: Wording, hint: Wording? = nil
    ) -> ScanError {
        let place = record.location(of: index)
        return ScanError(reason: reason, line: place.line, column: place.column, wording: wording, hint: hint)
    }
}
