import EPCIS
import Values

/// What each column of a CSV of scans holds, told by its header row.
final class ScanHeader: Sendable {
    enum Content: Hashable {
        case scan(ScanColumn)
        case element(DataElement)
        /// A column without a name, as spreadsheets leave at the end: its cells must be empty.
        case unnamed
        /// A column that is passed over: its name begins with `#`, as what people write for one another and the reasons of `--skip-bad`, or
        /// only numbers the rows.
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

    /// The columns of which everybody will read the text; whether such are numbers of papers.
    let publicTexts: [(index: Int, isNumbered: Bool)]
    private let steps: StepTable
    /// Whether the file names its columns in Chinese: then one that it lacks is named so too, whatever language the message has.
    let isChinese: Bool

    /// What people call a column that the file need not have.
    func label(of column: ScanColumn) -> Wording {
        let label = steps.label(of: column)
        return Wording(en: isChinese ? label : column.rawValue, zh: label)
    }

    /// As the file names the column; nil where it has none.
    func word(of column: ScanColumn) -> String? { index(of: column).map { words[$0] } }

    /// As the file names the column of an element, else as people call it.
    func word(of element: DataElement) -> String {
        index(ofElement: element.name).map { words[$0].shown } ?? element.label.zh
    }

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
            guard !word.hasPrefix("#"), !word.hasPrefix("＃"), !profile.steps.isPassedOver(word) else {
                contents.append(.remark)
                continue
            }
            guard let content = ScanHeader.content(word, profile: profile, unit: &quantityUnit) else {
                unknown.append(index)
                contents.append(.unnamed)
                continue
            }
            guard seen.insert(content).inserted else {
                let first = contents.firstIndex(of: content).map { record[$0].trimmed } ?? word
                throw ScanHeader.failure(
                    record.location(of: index),
                    first == word
                        ? Wording(en: "column \"\(word)\" stands twice", zh: "列“\(word)”重复")
                        : Wording(
                            en: "columns \"\(first)\" and \"\(word)\" are the same thing: keep one of them",
                            zh: "“\(first)”与“\(word)”是同一列，请只留一列"), hint: ScanHeader.passedOver)
            }
            switch content {
            case .scan(let column): indexByColumn[column] = index
            case .element(let element): indexByElement[element.name] = index
            case .unnamed, .remark: break
            }
            contents.append(content)
        }
        ScanHeader.fill(&indexByColumn, &indexByElement, &contents, &unknown, record, profile.steps)
        guard unknown.isEmpty else { throw ScanHeader.unknown(unknown, in: record, profile: profile) }
        let words = (0..<record.count).map { record[$0].trimmed }
        isChinese = words.contains { $0.unicodeScalars.contains { $0.properties.isIdeographic } }
        for column in [ScanColumn.time, .step] where indexByColumn[column] == nil {
            if column == .time, indexByColumn[.day] != nil { continue }
            let label = profile.steps.label(of: column)
            throw ScanHeader.failure(
                record.location(of: 0),
                Wording(
                    en: "the header has no column \"\(isChinese ? label : column.rawValue)\"", zh: "表头缺少列“\(label)”"))
        }
        steps = profile.steps
        self.words = words
        self.contents = contents
        publicTexts = contents.enumerated().compactMap { index, content in
            switch content {
            case .scan(.site): (index, false)
            case .scan(.document), .scan(.eventID): (index, true)
            case .element(let element): element.isPrivate || element.type != .text ? nil : (index, false)
            case .scan, .unnamed, .remark: nil
            }
        }
        self.indexByColumn = indexByColumn
        self.indexByElement = indexByElement
        self.quantityUnit = quantityUnit
        elementColumns = profile.elements.compactMap { element in
            indexByElement[element.name].map { (element, $0) }
        }
    }

    /// Takes for a column what may mean it where the file has no other: just one of the words, known as an element or not at all.
    private static func fill(
        _ indexByColumn: inout ScanColumnIndexes, _ indexByElement: inout [String: Int], _ contents: inout [Content],
        _ unknown: inout [Int], _ record: CSVRecord, _ steps: StepTable
    ) {
        var candidates: [ScanColumn: [Int]] = [:]
        for index in 0..<record.count {
            let word = record[index].trimmed
            guard let column = steps.column(otherwiseNamed: word) ?? steps.column(otherwiseNamed: word.halfWidth),
                indexByColumn[column] == nil
            else { continue }
            // What goes into a process and comes out of it has columns of its own.
            if column == .code, indexByColumn[.inputs] != nil || indexByColumn[.outputs] != nil { continue }
            candidates[column, default: []].append(index)
        }
        for (column, indexes) in candidates {
            guard let index = indexes.first, indexes.count == 1 else { continue }
            if case .element(let element) = contents[index] { indexByElement[element.name] = nil }
            contents[index] = .scan(column)
            indexByColumn[column] = index
            unknown.removeAll { $0 == index }
        }
    }

    /// A scan's own column by name or alias, else an element by name or label in either language; brackets of either width. What stands
    /// in brackets behind the quantity is its unit.
    private static func content(_ written: String, profile: Profile, unit: inout String?) -> Content? {
        let bare = bare(written)
        let forms = [written, written.withWideBrackets, written.halfWidth, bare, bare.withWideBrackets]
        for word in forms {
            if let column = profile.steps.column(named: word) { return .scan(column) }
            if let element = profile.element(called: word) { return .element(element) }
        }
        for word in forms {
            if let column = profile.steps.column(inAnyCaseNamed: word) { return .scan(column) }
            if let element = profile.element(inAnyCaseCalled: word) { return .element(element) }
        }
        guard let found = unitOfQuantity(written.halfWidth, profile.steps) ?? unitOfQuantity(bare, profile.steps) else {
            return nil
        }
        unit = found
        return .scan(.quantity)
    }

    /// A heading without what forms put around it: `*批号`, `批 号`, `批号：`, `批号（必填）`.
    private static func bare(_ written: String) -> String {
        var word = written.halfWidth.trimmed
        var before = ""
        while word != before {
            before = word
            while let last = word.last, "*:".contains(last) { word.removeLast() }
            while word.first == "*" { word.removeFirst() }
            word = word.trimmed
            if let note = notes.first(where: word.lowercased().hasSuffix), word.count > note.count {
                word = String(word.dropLast(note.count)).trimmed
            }
        }
        guard word.unicodeScalars.contains(where: \.properties.isIdeographic) else { return word }
        return word.filter { !$0.isWhitespace }
    }

    private static let notes = [
        "(必填)", "(必填项)", "(必须)", "(选填)", "(非必填)", "(可选)", "(可不填)", "[必填]", "[选填]", "(required)", "(optional)",
    ]

    /// The unit behind a word for the quantity: 数量(千克), 数量/千克, 数量:kg, 数量千克.
    private static func unitOfQuantity(_ heading: String, _ steps: StepTable) -> String? {
        for end in heading.indices.dropFirst() where steps.column(named: String(heading[..<end]).trimmed) == .quantity {
            var rest = String(heading[end...]).trimmed
            if rest.hasPrefix("("), rest.hasSuffix(")") {
                rest = String(rest.dropFirst().dropLast()).trimmed
            } else if let first = rest.first, "/:_-·,".contains(first) {
                rest = String(rest.dropFirst()).trimmed
            }
            for label in ["单位:", "单位为", "单位"] where rest.hasPrefix(label) {
                rest = String(rest.dropFirst(label.count)).trimmed
                break
            }
            if steps.unit(named: rest) != nil { return rest }
        }
        return nil
    }

    private static func unknown(_ columns: [Int], in record: CSVRecord, profile: Profile) -> ScanError {
        let known = profile.steps.columnWords + profile.elements.flatMap(\.headings)
        let words = columns.map { index in
            let word = record[index].trimmed
            return PersonalNumber.first(in: word) == .identity ? "…" : word
        }
        let place = record.location(of: columns[0])
        let shown = words.prefix(listMax).map(\.shown)
        let more = words.count > listMax ? ", …" : ""
        let guesses =
            words.count == 1
            ? guess(words[0], among: known, profile).map { [$0] } ?? []
            : words.prefix(listMax).compactMap { word in
                guess(word, among: known, profile).map {
                    Wording(en: "\(word.shown): \($0.en)", zh: "\(word.shown)：\($0.zh)")
                }
            }
        let hints =
            words.prefix(listMax).compactMap { amountHint($0, profile) ?? profile.steps.headerHint(of: $0) } + guesses
            + [ofOtherProfile(words, profile), passedOver].compactMap { $0 }
        return ScanError(
            reason: .badHeader, line: place.line, column: place.column,
            wording: Wording(
                en: "unknown column\(words.count > 1 ? "s" : "") "
                    + shown.map { "\"\($0)\"" }.joined(separator: ", ") + "\(more) (profile \(profile.id))",
                zh: "未知的列" + shown.map { "“\($0)”" }.joined(separator: "、") + "\(more)（品类规范 \(profile.id)）"),
            hint: Wording(
                en: hints.map(\.en).joined(separator: "; "), zh: hints.map(\.zh).joined(separator: "；")))
    }

    /// An amount under another name, with its unit behind it: 重量（斤）.
    private static func amountHint(_ word: String, _ profile: Profile) -> Wording? {
        let plain = word.halfWidth
        guard profile.steps.headerHint(of: word) != nil, plain.hasSuffix(")"), let open = plain.lastIndex(of: "(")
        else {
            return nil
        }
        let unit = String(plain[plain.index(after: open)...].dropLast()).trimmed
        guard profile.steps.unit(named: unit) != nil else { return nil }
        return Wording(
            en: "if this is the quantity name the column 数量（\(unit)）; only one column is the quantity",
            zh: "如以此为数量，列名请写“数量（\(unit)）”；数量只能有一列")
    }

    /// Which other categories of goods know all the columns: the table may be one of theirs.
    private static func ofOtherProfile(_ words: [String], _ profile: Profile) -> Wording? {
        let others = ProfileLibrary.builtIn.profiles.filter { other in
            other.id != profile.id
                && words.allSatisfy { word in
                    [word, word.withWideBrackets, word.halfWidth].contains { other.element(called: $0) != nil }
                }
        }
        guard !others.isEmpty, others.count <= 3 else { return nil }
        let ids = others.map { "--profile \($0.id)" }
        let names = others.map { "\($0.label.zh)（--profile \($0.id)）" }
        return Wording(
            en: "columns of another category of goods: \(ids.joined(separator: ", "))",
            zh: "属于其他品类规范：\(names.joined(separator: "、"))")
    }

    /// What was probably meant, where nothing better is known of the word.
    private static func guess(_ word: String, among known: [String], _ profile: Profile) -> Wording? {
        profile.steps.headerHint(of: word) == nil ? Suggestion.didYouMean(word, among: known) : nil
    }

    private static let listMax = 20

    private static let passedOver = Wording(
        en: "a column that is not to be recorded is passed over where its name begins with #",
        zh: "不需记录的列，请在列名前加 #，即会跳过")

    private static func failure(
        _ place: (line: Int, column: Int), _ wording: Wording, hint: Wording? = nil
    ) -> ScanError {
        ScanError(reason: .badHeader, line: place.line, column: place.column, wording: wording, hint: hint)
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
        return words.count <= 1 || !words.contains { isColumn($0, profile: profile) }
    }

    /// Whether a row is meant as a header of scans, however much is amiss with it: two of its cells are names of columns.
    package static func isMeant(_ record: CSVRecord, profile: Profile) -> Bool {
        (0..<record.count).filter { isColumn(record[$0].trimmed, profile: profile) }.count >= 2
    }

    private static func isColumn(_ word: String, profile: Profile) -> Bool {
        var unit: String?
        return !word.isEmpty
            && (content(word, profile: profile, unit: &unit) != nil
                || profile.steps.column(otherwiseNamed: word) != nil)
    }

    /// Whether a row says nothing.
    package static func isBlank(_ record: CSVRecord) -> Bool {
        (0..<record.count).allSatisfy { record[$0].trimmed.isEmpty }
    }

    /// Whether a row is none of scans: it adds up those above it, or stands below them for people. It says no step and no time, and begins with
    /// a word that says so.
    func isSummary(_ record: CSVRecord) -> Bool {
        // Nearly every row has a step, and then nothing else is looked at.
        if let step = index(of: .step), steps.hasStep(named: record[step].trimmed) { return false }
        let words = (0..<record.count).map { record[$0].trimmed }
        func says(_ column: ScanColumn, _ isMeant: (String) -> Bool) -> Bool {
            index(of: column).map { !words[$0].isEmpty && isMeant(words[$0]) } ?? false
        }
        // The header once more, as on each printed page.
        if words == self.words { return true }
        if words.contains(where: { Self.isTotal($0) }) {
            return ![ScanColumn.time, .day, .step].contains { column in says(column) { !Self.isTotal($0) } }
        }
        if words.contains(where: Self.isSubtotal) {
            // The group's name may stand in any column but that of the codes.
            return !says(.code) { !Self.isSubtotal($0) } && !says(.step) { !Self.isSubtotal($0) }
                && !says(.time) { OfficeTime.time($0) != nil || OfficeTime.isClock($0) }
        }
        guard let first = words.first(where: { !$0.isEmpty }), Self.isFooter(first) else { return false }
        return !says(.time) { OfficeTime.time($0) != nil }
    }

    /// Whether a cell says that its row only adds up others.
    static func isTotal(_ text: String) -> Bool {
        let word = text.halfWidth.lowercased().prefix { $0 != ":" }.filter { !$0.isWhitespace }
        return ["合计", "总计", "小计", "共计", "累计", "总数", "本页合计", "本月合计", "total", "subtotal", "grandtotal", "sum"]
            .contains(word)
    }

    /// Whether a cell adds up one of several groups, as spreadsheets write it between them: `甲公司 汇总`, `甲公司小计`.
    static func isSubtotal(_ text: String) -> Bool {
        let word = String(text.halfWidth.prefix { $0 != ":" }).trimmed
        return isTotal(text)
            || word.utf8.count <= 120
                && (["汇总", "小计", "合计", "共计"].contains(where: word.hasSuffix) || word.lowercased().hasSuffix(" total"))
    }

    /// Whether a cell is what stands below a table for people: who made it, notes, how many there are, the page.
    package static func isFooter(_ text: String) -> Bool {
        if isTotal(text) { return true }
        let word = text.halfWidth.lowercased().filter { !$0.isWhitespace }
        if footers.contains(where: word.hasPrefix) { return true }
        let label = word.prefix { $0 != ":" }
        if isSum(word) { return true }
        return label.count < word.count && labels.contains { label == $0 || label.hasSuffix($0) }
            || isCount(word)
    }

    /// `共计150千克`, `合计(大写)：壹佰伍拾千克`, `ttl`.
    private static func isSum(_ word: String) -> Bool {
        if word == "ttl" || word == "ttl." { return true }
        guard let sum = ["合计", "总计", "共计", "小计"].first(where: word.hasPrefix) else { return false }
        let rest = word.dropFirst(sum.count)
        return rest.first.map { $0.isNumber || $0 == "(" || $0 == ":" } ?? true
    }

    /// With whatever stands behind them.
    private static let footers = [
        "制表", "制单", "填表", "填报", "审核", "复核", "签字", "签名", "签章", "盖章", "(签", "(盖章", "(公章", "公章", "以上",
        "以下空白", "以下无", "preparedby", "checkedby", "printed",
    ]
    /// Only before a colon.
    private static let labels = [
        "注", "备注", "说明", "经办", "经办人", "经手人", "负责人", "主管", "打印时间", "打印日期", "导出时间", "导出日期", "合计", "人", "note",
        "notes",
    ]

    /// `共3条`, `共 3 页`, `第1页共1页`, `page1of2`.
    private static func isCount(_ word: String) -> Bool {
        let digits = word.filter { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return false }
        let rest = word.filter { !($0.isASCII && $0.isNumber) && $0 != "," && $0 != "/" && $0 != "." && $0 != "-" }
        return ["共条", "共行", "共笔", "共页", "共项", "第页", "第页共页", "共页第页", "共计条", "pageof", "page"].contains(rest)
    }
}
