import Values

/// What each column of a CSV of scans holds, told by its header row.
final class ScanHeader: Sendable {
    enum Content: Hashable {
        case scan(ScanColumn)
        case element(DataElement)
    }

    let contents: [Content]
    private let indexByColumn: ScanColumnIndexes
    private let indexByElement: [String: Int]
    /// The columns that hold data elements, in the profile's order.
    let elementColumns: [(element: DataElement, index: Int)]

    /// The index of the column, or nil where the file has none.
    func index(of column: ScanColumn) -> Int? { indexByColumn[column] }

    func index(ofElement name: String) -> Int? { indexByElement[name] }

    /// Reads the header row; throws where a column is unknown, stands twice, or `time` or `step` is missing.
    init(_ record: CSVRecord, profile: Profile) throws(ScanError) {
        var contents: [Content] = []
        var indexByColumn = ScanColumnIndexes()
        var indexByElement: [String: Int] = [:]
        var seen: Set<Content> = []
        for index in 0..<record.count {
            let word = record[index].trimmed
            guard let content = ScanHeader.content(word, profile: profile) else {
                throw ScanHeader.unknown(word, at: record.location(of: index), profile: profile)
            }
            guard seen.insert(content).inserted else {
                throw ScanHeader.failure(
                    record.location(of: index), Wording(en: "column \"\(word)\" stands twice", zh: "列“\(word)”重复"))
            }
            switch content {
            case .scan(let column): indexByColumn[column] = index
            case .element(let element): indexByElement[element.name] = index
            }
            contents.append(content)
        }
        for column in [ScanColumn.time, .step] where indexByColumn[column] == nil {
            throw ScanHeader.failure(
                record.location(of: 0),
                Wording(en: "the header has no column \"\(column.rawValue)\"", zh: "表头缺少列“\(column.rawValue)”"))
        }
        self.contents = contents
        self.indexByColumn = indexByColumn
        self.indexByElement = indexByElement
        elementColumns = profile.elements.compactMap { element in
            indexByElement[element.name].map { (element, $0) }
        }
    }

    /// A scan's own column by name or alias, else an element by name or label in either language.
    private static func content(_ word: String, profile: Profile) -> Content? {
        if let column = profile.steps.column(named: word) { return .scan(column) }
        return profile.element(called: word).map(Content.element)
    }

    private static func unknown(_ word: String, at place: (line: Int, column: Int), profile: Profile) -> ScanError {
        let known = profile.steps.columnWords + profile.elements.flatMap(\.headings)
        return ScanError(
            reason: .badHeader, line: place.line, column: place.column,
            wording: Wording(
                en: "unknown column \"\(word.shown)\" (profile \(profile.id))",
                zh: "未知的列“\(word.shown)”（品类规范 \(profile.id)）"),
            hint: Suggestion.didYouMean(word, among: known))
    }

    private static func failure(_ place: (line: Int, column: Int), _ wording: Wording) -> ScanError {
        ScanError(reason: .badHeader, line: place.line, column: place.column, wording: wording)
    }
}
