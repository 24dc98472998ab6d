public import EPCIS
import StrictJSON
package import Values

/// The words of CSV scans that no profile decides: steps, column names, units, kinds of document (`steps.json`).
///
/// A class so that it can be handed to the readers of every row for nothing.
public final class StepTable: Sendable {
    public let steps: [EventStep]
    private let stepByWord: [String: Int]
    private let columnByWord: [String: ScanColumn]
    /// The same in small letters, of each word the steps and columns that it means in any capitals, where it is one.
    private let stepByLowercase: [String: Int]
    private let columnByLowercase: [String: ScanColumn]
    private let labelByColumn: [ScanColumn: String]
    /// Words that head a column only where the file has no other for it.
    private let otherwiseByWord: [String: ScanColumn]
    private let unitByWord: [String: UnitWord]
    /// The same without regard to capitals, where they do not tell two units apart.
    private let unitByLowercase: [String: UnitWord]
    private let documentByWord: [String: String]
    private let stepsByBizStep: [String: [Int]]
    /// The words that stand for nothing.
    let placeholders: Placeholders
    /// Names of columns that only number the rows.
    private let passedOver: Set<String>
    /// What is said of names of columns that could mean several things.
    private let headerHints: [String: Wording]

    init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers([
            "version", "validFrom", "source", "steps", "columns", "units", "documents", "placeholders", "passedOver",
            "columnHints",
        ])
        var steps: [EventStep] = []
        var stepByWord: [String: Int] = [:]
        var stepsByBizStep: [String: [Int]] = [:]
        for node in try root.required("steps").elements() {
            let step = try EventStep(node)
            for word in [step.name] + step.aliases {
                guard stepByWord.updateValue(steps.count, forKey: word) == nil else {
                    throw StepTable.twice(word, node)
                }
            }
            stepsByBizStep[step.bizStep, default: []].append(steps.count)
            steps.append(step)
        }
        self.steps = steps
        self.stepByWord = stepByWord
        self.stepsByBizStep = stepsByBizStep
        (columnByWord, labelByColumn) = try StepTable.columns(root)
        stepByLowercase = StepTable.inAnyCase(stepByWord)
        columnByLowercase = StepTable.inAnyCase(columnByWord)
        otherwiseByWord = try StepTable.otherwise(root, known: columnByWord)
        unitByWord = try StepTable.units(root)
        unitByLowercase = StepTable.inAnyCase(unitByWord)
        documentByWord = try StepTable.documents(root)
        placeholders = Placeholders(try root.optional("placeholders")?.strings() ?? [])
        passedOver = Set(try root.optional("passedOver")?.strings().map { $0.lowercased() } ?? [])
        headerHints = try StepTable.headerHints(root)
    }

    /// Whether a column of that name says nothing of goods.
    func isPassedOver(_ word: String) -> Bool { passedOver.contains(word.halfWidth.lowercased()) }

    /// What somebody can do who names a column so.
    func headerHint(of word: String) -> Wording? {
        // What stands in brackets behind it is a unit.
        headerHints[String(word.halfWidth.prefix { $0 != "(" && $0 != "/" }).trimmed]
    }

    /// The step of that name or alias.
    public func step(named word: String) -> EventStep? {
        place(ofStep: word).map { steps[$0] }
    }

    /// Whether there is a step of that name or alias.
    func hasStep(named word: String) -> Bool { place(ofStep: word) != nil }

    /// Capitals tell no two steps apart: SHIP, Shipping.
    private func place(ofStep word: String) -> Int? {
        if let place = stepByWord[word] { return place }
        guard word.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return nil }
        return stepByLowercase[word.lowercased()]
    }

    /// What people call a step whose bizStep is no word of the CBV: its name, and its first Chinese word; nil where no step has it.
    package func label(ofBizStep bizStep: String) -> Wording? {
        guard let index = stepsByBizStep[bizStep]?.first else { return nil }
        return Wording(en: steps[index].name, zh: steps[index].word)
    }

    /// Whether a word names the column of the codes, as the first line of a list of them may.
    package func isCodeColumn(_ word: String) -> Bool {
        column(named: word) == .code || column(otherwiseNamed: word) == .code
    }

    /// Every word for a step, in the order of the file.
    public var stepWords: [String] { steps.flatMap { [$0.name] + $0.aliases } }

    /// The column of that name or alias.
    func column(named word: String) -> ScanColumn? { columnByWord[word] }

    /// The same whatever its capitals.
    func column(inAnyCaseNamed word: String) -> ScanColumn? { columnByLowercase[word.lowercased()] }

    /// The column that a word means where the file has no other for it: 商品条码 is the code of the goods, unless 编码 stands beside it.
    func column(otherwiseNamed word: String) -> ScanColumn? { otherwiseByWord[word] }

    /// What people call a column: its first alias.
    func label(of column: ScanColumn) -> String { labelByColumn[column] ?? column.rawValue }

    /// Every word that a header may use for a column of its own.
    var columnWords: [String] { columnByWord.keys.sorted() }

    /// What a unit word means: one of the table, whose capitals may be others; else a code of UN/ECE Recommendation 20 or 21. Nil for
    /// anything else.
    func unit(named word: String) -> UnitWord? {
        if let unit = unitByWord[word] { return unit }
        if UnitCodes.standard.isKnown(word) { return UnitWord(uom: word) }
        let plain = (word.hasSuffix(".") ? String(word.dropLast()) : word).lowercased()
        if let unit = unitByLowercase[plain] { return unit }
        // Lower-case codes of two letters are rather words for something.
        let code = plain.uppercased()
        return code.utf8.count == 3 && UnitCodes.standard.isKnown(code) ? unit(named: code) : nil
    }

    /// The words for units, of which one may be meant.
    var unitWords: [String] { unitByWord.keys.sorted() }

    /// The CBV business transaction type of a document word.
    func documentType(named word: String) -> String? { documentByWord[word] }

    /// Every CBV type that a document word stands for.
    var documentTypes: Set<String> { Set(documentByWord.values) }

    /// The kind of step that an event records, told by its type, action and bizStep; nil where profiles have no letter for it.
    public func stepKind(of event: EPCISEvent) -> StepKind? {
        index(of: event).flatMap { steps[$0].stepKind }
    }

    /// The step that an event records, told by its type, action, bizStep and disposition: goods that are received `returned` are
    /// taken back, what is held `recalled` is recalled. A disposition that no step of that bizStep has makes it the first of them.
    public func step(of event: EPCISEvent) -> EventStep? {
        index(of: event).map { steps[$0] }
    }

    private func index(of event: EPCISEvent) -> Int? {
        guard let bizStep = event.bizStep, let candidates = stepsByBizStep[bizStep] else { return nil }
        var first: Int?
        for index in candidates where steps[index].eventKind == event.kind && steps[index].action == event.action {
            if steps[index].disposition == event.disposition { return index }
            first = first ?? index
        }
        return first
    }
}

extension StepTable {
    private static func columns(
        _ root: DefinitionNode
    ) throws(LocatedError) -> (byWord: [String: ScanColumn], labels: [ScanColumn: String]) {
        var labels: [ScanColumn: String] = [:]
        var columns = Dictionary(uniqueKeysWithValues: ScanColumn.allCases.map { ($0.rawValue, $0) })
        for node in try root.required("columns").elements() {
            try node.checkMembers(["column", "aliases", "otherwise"])
            let column = try node.required("column").word(ScanColumn.self)
            let aliases = try node.required("aliases").strings()
            labels[column] = aliases.first
            for word in aliases {
                guard columns.updateValue(column, forKey: word) == nil else { throw twice(word, node) }
            }
        }
        return (columns, labels)
    }

    /// What words mean whatever their capitals, where all that differ in these mean one thing.
    private static func inAnyCase<Meaning: Hashable>(_ byWord: [String: Meaning]) -> [String: Meaning] {
        Dictionary(grouping: byWord) { $0.key.lowercased() }.compactMapValues { same in
            Set(same.map(\.value)).count == 1 ? same[0].value : nil
        }
    }

    private static func otherwise(
        _ root: DefinitionNode, known: [String: ScanColumn]
    ) throws(LocatedError) -> [String: ScanColumn] {
        var columns: [String: ScanColumn] = [:]
        for node in try root.required("columns").elements() {
            let column = try node.required("column").word(ScanColumn.self)
            for word in try node.optional("otherwise")?.strings() ?? [] {
                guard known[word] == nil, columns.updateValue(column, forKey: word) == nil else {
                    throw twice(word, node)
                }
            }
        }
        return columns
    }

    private static func headerHints(_ root: DefinitionNode) throws(LocatedError) -> [String: Wording] {
        var hints: [String: Wording] = [:]
        for node in try root.optional("columnHints")?.elements() ?? [] {
            try node.checkMembers(["words", "en", "zh"])
            let hint = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
            for word in try node.required("words").strings() {
                guard hints.updateValue(hint, forKey: word) == nil else { throw twice(word, node) }
            }
        }
        return hints
    }

    private static func units(_ root: DefinitionNode) throws(LocatedError) -> [String: UnitWord] {
        var units: [String: UnitWord] = [:]
        for node in try root.required("units").elements() {
            try node.checkMembers(["words", "uom", "factor"])
            let unit = try UnitWord(node)
            for word in try node.required("words").strings() {
                guard units.updateValue(unit, forKey: word) == nil else { throw twice(word, node) }
            }
        }
        return units
    }

    private static func documents(_ root: DefinitionNode) throws(LocatedError) -> [String: String] {
        var documents: [String: String] = [:]
        for node in try root.required("documents").elements() {
            try node.checkMembers(["type", "aliases"])
            let type = try node.required("type").string()
            for word in [type] + (try node.required("aliases").strings()) {
                guard documents.updateValue(type, forKey: word) == nil else { throw twice(word, node) }
            }
        }
        return documents
    }

    private static func twice(_ word: String, _ node: DefinitionNode) -> LocatedError {
        node.error(Wording(en: "the word \"\(word)\" stands twice", zh: "词“\(word)”重复"))
    }
}
