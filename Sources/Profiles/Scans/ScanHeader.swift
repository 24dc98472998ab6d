import Values

/// What each column of a CSV of scans holds, told by its header row.
final class ScanHeader: Sendable {
    enum Content: Hashable {
        case scan(ScanColumn)
        case element(DataElement)
        /// A column without a name, as spreadsheets leave at the end: its cells must be empty.
        case unnamed
        /// A column whose name begins with `#`: what people write for one another, and `--skip-bad` its reasons.
        case remark
    }

    let contents: [Content]
    /// The columns as the file names them.
    let words: [String]
    /// The unit that the name of the quantity column says: `数量（千克）`.
    let quantityUnit: String?
    private let indexByColumn: ScanColumnIndexes
    private let indexByElement: [String: Int]
    /// The columns that hold data elements, in the profile's order.
    let elementColumns: [(element: DataElement, index: Int)]

    /// The index of the column, or nil where the file has none.
    func index(of column: ScanColumn) -> Int? { indexByColumn[column] }

    func index(ofElement name: String) -> Int? { indexByElement[name] }

    /// As the file names the column; nil where it has none.
    func word(of column: ScanColumn) -> String? { index(of: column).map { words[$0] } }

    /// Reads the header row; throws where columns are unknown (all of them are told), one stands twice, or `time` or `step` is missing.
    init(_ record: CSVRecord, profile: Profile) throws(ScanError) {
        var contents: [Content] = []
        var indexByColumn = ScanColumnIndexes()
        var indexByElement: [String: Int] = [:]
        var seen: Set<Content> = []
        var unknown: [Int] = []
        var quantityUnit: String?
        for index in 0..<record.count {
            let word = record[index].trimmed
            guard !word.isEmpty else {
                contents.append(.unnamed)
                continue
            }
            guard !word.hasPrefix("#"), !word.hasPrefix("＃") else {
                contents.append(.remark)
                continue
            }
            guard let content = ScanHeader.content(word, profile: profile, unit: &quantityUnit) else {
                unknown.append(index)
                continue
            }
            guard seen.insert(content).inserted else {
                throw ScanHeader.failure(
                    record.location(of: index), Wording(en: "column \"\(word)\" stands twice", zh: "列“\(word)”重复"))
            }
            switch content {
            case .scan(let column): indexByColumn[column] = index
            case .element(let element): indexByElement[element.name] = index
            case .unnamed, .remark: break
            }
            contents.append(content)
        }
        guard unknown.isEmpty else { throw ScanHeader.unknown(unknown, in: record, profile: profile) }
        for column in [ScanColumn.time, .step] where indexByColumn[column] == nil {
            throw ScanHeader.failure(
                record.location(of: 0),
                Wording(en: "the header has no column \"\(column.rawValue)\"", zh: "表头缺少列“\(column.rawValue)”"))
        }
        self.contents = contents
        self.indexByColumn = indexByColumn
        self.indexByElement = indexByElement
        self.quantityUnit = quantityUnit
        words = (0..<record.count).map { record[$0].trimmed }
        elementColumns = profile.elements.compactMap { element in
            indexByElement[element.name].map { (element, $0) }
        }
    }

    /// A scan's own column by name or alias, else an element by name or label in either language; brackets of either width. What stands
    /// in brackets behind the quantity is its unit.
    private static func content(_ written: String, profile: Profile, unit: inout String?) -> Content? {
        for word in [written, written.withWideBrackets, written.halfWidth] {
            if let column = profile.steps.column(named: word) { return .scan(column) }
            if let element = profile.element(called: word) { return .element(element) }
        }
        let plain = written.halfWidth
        guard plain.hasSuffix(")"), let open = plain.lastIndex(of: "(") else { return nil }
        let inside = String(plain[plain.index(after: open)...].dropLast()).trimmed
        guard profile.steps.column(named: String(plain[..<open]).trimmed) == .quantity,
            profile.steps.unit(named: inside) != nil
        else { return nil }
        unit = inside
        return .scan(.quantity)
    }

    private static func unknown(_ columns: [Int], in record: CSVRecord, profile: Profile) -> ScanError {
        let known = profile.steps.columnWords + profile.elements.flatMap(\.headings)
        let words = columns.map { record[$0].trimmed }
        let place = record.location(of: columns[0])
        let shown = words.prefix(listMax).map(\.shown)
        let more = words.count > listMax ? ", …" : ""
        let guesses =
            words.count == 1
            ? Suggestion.didYouMean(words[0], among: known).map { [$0] } ?? []
            : words.prefix(listMax).compactMap { word in
                Suggestion.didYouMean(word, among: known).map {
                    Wording(en: "\(word.shown): \($0.en)", zh: "\(word.shown)：\($0.zh)")
                }
            }
        return ScanError(
            reason: .badHeader, line: place.line, column: place.column,
            wording: Wording(
                en: "unknown column\(words.count > 1 ? "s" : "") "
                    + shown.map { "\"\($0)\"" }.joined(separator: ", ") + "\(more) (profile \(profile.id))",
                zh: "未知的列" + shown.map { "“\($0)”" }.joined(separator: "、") + "\(more)（品类规范 \(profile.id)）"),
            hint: guesses.isEmpty
                ? nil
                : Wording(
                    en: guesses.map(\.en).joined(separator: "; "), zh: guesses.map(\.zh).joined(separator: "；")))
    }

    private static let listMax = 20

    private static func failure(_ place: (line: Int, column: Int), _ wording: Wording) -> ScanError {
        ScanError(reason: .badHeader, line: place.line, column: place.column, wording: wording)
    }
}

extension String {
    /// With full-width brackets, as the labels of profiles have them.
    fileprivate var withWideBrackets: String {
        replacing("(", with: "（").replacing(")", with: "）")
    }
}

// MARK: Rows that are none

extension ScanHeader {
    /// Whether a row above the header is a title or empty: at most one cell says anything, or no cell is a column's name.
    package static func isTitle(_ record: CSVRecord, profile: Profile) -> Bool {
        let words = (0..<record.count).map { record[$0].trimmed }.filter { !$0.isEmpty }
        var unit: String?
        return words.count <= 1 || !words.contains { content($0, profile: profile, unit: &unit) != nil }
    }

    /// Whether a row says nothing.
    package static func isBlank(_ record: CSVRecord) -> Bool {
        (0..<record.count).allSatisfy { record[$0].trimmed.isEmpty }
    }

    /// Whether a row only adds up those above it: no time, no step, and a word that says so.
    func isSummary(_ record: CSVRecord) -> Bool {
        for column in [ScanColumn.time, .step] {
            guard let index = index(of: column) else { continue }
            let text = record[index].trimmed
            if !text.isEmpty, !Self.isTotal(text) { return false }
        }
        return (0..<record.count).contains { Self.isTotal(record[$0].trimmed) }
    }

    /// Whether a cell says that its row only adds up others.
    static func isTotal(_ text: String) -> Bool {
        let word = text.halfWidth.lowercased().prefix { $0 != ":" }.filter { !$0.isWhitespace }
        return ["合计", "总计", "小计", "共计", "累计", "总数", "本页合计", "本月合计", "total", "subtotal", "grandtotal", "sum"]
            .contains(word)
    }
}
