public import EPCIS
import StrictJSON
import Values

/// The words of CSV scans that no profile decides: steps, column names, units, kinds of document (`steps.json`).
///
/// A class so that it can be handed to the readers of every row for nothing.
public final class StepTable: Sendable {
    public let steps: [EventStep]
    private let stepByWord: [String: Int]
    private let columnByWord: [String: ScanColumn]
    private let labelByColumn: [ScanColumn: String]
    /// A unit word and its UN/ECE Rec 20 code; an inner nil means pieces.
    private let unitByWord: [String: String?]
    private let documentByWord: [String: String]
    private let stepsByBizStep: [String: [Int]]

    init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "validFrom", "source", "steps", "columns", "units", "documents"])
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
        unitByWord = try StepTable.units(root)
        documentByWord = try StepTable.documents(root)
    }

    /// The step of that name or alias.
    public func step(named word: String) -> EventStep? {
        stepByWord[word].map { steps[$0] }
    }

    /// Every word for a step, in the order of the file.
    public var stepWords: [String] { steps.flatMap { [$0.name] + $0.aliases } }

    /// The column of that name or alias.
    func column(named word: String) -> ScanColumn? { columnByWord[word] }

    /// What people call a column: its first alias.
    func label(of column: ScanColumn) -> String { labelByColumn[column] ?? column.rawValue }

    /// Every word that a header may use for a column of its own.
    var columnWords: [String] { columnByWord.keys.sorted() }

    /// The Rec 20 code of a unit word; nil for a word not in the table, `.some(nil)` for pieces.
    func unit(named word: String) -> String?? { unitByWord[word] }

    /// The CBV business transaction type of a document word.
    func documentType(named word: String) -> String? { documentByWord[word] }

    /// Every CBV type that a document word stands for.
    var documentTypes: Set<String> { Set(documentByWord.values) }

    /// The kind of step that an event records, told by its type, action and bizStep; nil where profiles have no letter for it.
    public func stepKind(of event: EPCISEvent) -> StepKind? {
        guard let bizStep = event.bizStep, let candidates = stepsByBizStep[bizStep] else { return nil }
        let match = candidates.first { steps[$0].eventKind == event.kind && steps[$0].action == event.action }
        return match.flatMap { steps[$0].stepKind }
    }
}

extension StepTable {
    private static func columns(
        _ root: DefinitionNode
    ) throws(LocatedError) -> (byWord: [String: ScanColumn], labels: [ScanColumn: String]) {
        var labels: [ScanColumn: String] = [:]
        var columns = Dictionary(uniqueKeysWithValues: ScanColumn.allCases.map { ($0.rawValue, $0) })
        for node in try root.required("columns").elements() {
            try node.checkMembers(["column", "aliases"])
            let column = try node.required("column").word(ScanColumn.self)
            let aliases = try node.required("aliases").strings()
            labels[column] = aliases.first
            for word in aliases {
                guard columns.updateValue(column, forKey: word) == nil else { throw twice(word, node) }
            }
        }
        return (columns, labels)
    }

    private static func units(_ root: DefinitionNode) throws(LocatedError) -> [String: String?] {
        var units: [String: String?] = [:]
        for node in try root.required("units").elements() {
            try node.checkMembers(["words", "uom"])
            let uom = try node.optional("uom")?.string()
            for word in try node.required("words").strings() {
                guard units.updateValue(uom, forKey: word) == nil else { throw twice(word, node) }
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
