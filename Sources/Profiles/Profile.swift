import Codes
import StrictJSON
public import Values

/// What a category of goods (food, aquatic products, imported meat) must have recorded about it, step by step.
public struct Profile: Sendable {
    /// `food`, as the `yima:profile` element of an event names it.
    public let id: String
    public let version: Int
    /// The day from which its requirements hold, where they name no later one.
    public let validFrom: CalendarDate
    /// Its versions, oldest first.
    public let history: [ProfileVersion]
    public let label: Wording
    /// The law and standards it comes from.
    public let source: String
    /// The profile whose elements it takes over.
    public let base: String?
    /// In the order of the definition files, inherited ones first.
    public let elements: [DataElement]
    /// The words of scans, and which kind of step an event is.
    public let steps: StepTable
    let codes: CodeReader
    private let indexByName: [String: Int]
    /// By name, Chinese label and English label: what a column may be headed.
    private let indexByWord: [String: Int]
    /// What a step of each kind must have, and what every step must, in the order of the elements.
    private let demandsByKind: [StepKind: [Demand]]
    private let demandsOfAll: [Demand]
    /// The elements that follow from others, with their places.
    let reckoned: [(index: Int, element: DataElement)]

    /// A requirement with its element, and its conditions made ready.
    struct Demand {
        let index: Int
        let requirement: ElementRequirement
        let conditions: [ConditionTest]
    }

    /// The element of that name.
    public func element(named name: String) -> DataElement? {
        indexByName[name].map { elements[$0] }
    }

    func index(named name: String) -> Int? { indexByName[name] }

    /// The element whose name or label, in either language, the word is.
    func element(called word: String) -> DataElement? {
        indexByWord[word].map { elements[$0] }
    }

    /// The same whatever its capitals; nil where it could mean several.
    func element(inAnyCaseCalled word: String) -> DataElement? {
        let word = word.lowercased()
        let found = elements.filter { $0.headings.contains { $0.lowercased() == word } }
        return found.count == 1 ? found[0] : nil
    }

    /// What may be required of an event of that kind of step.
    func demands(of kind: StepKind?) -> [Demand] {
        kind.flatMap { demandsByKind[$0] } ?? demandsOfAll
    }

    /// The profile of that name among the built-in ones: `food`, `aquatic`, `imported-meat`.
    public static func named(_ id: String) -> Profile? {
        ProfileLibrary.builtIn.profile(named: id)
    }

    init(
        _ root: DefinitionNode, inheriting base: Profile?, steps: StepTable, codes: CodeReader
    ) throws(LocatedError) {
        self.codes = codes
        try root.checkMembers([
            "id", "version", "validFrom", "history", "label", "source", "extends", "elements",
        ])
        id = try root.required("id").string()
        version = try root.required("version").integer()
        validFrom = try root.required("validFrom").date()
        history = try ProfileVersion.history(of: root, version: version)
        let label = try root.required("label")
        self.label = Wording(en: try label.required("en").string(), zh: try label.required("zh").string())
        source = try root.required("source").string()
        self.base = base?.id
        self.steps = steps
        var elements = ElementTable(base)
        try elements.add(
            try root.required("elements").elements(), validFrom: validFrom, source: source, steps: steps, codes: codes)
        self.elements = elements.elements
        (indexByName, indexByWord) = (elements.indexByName, elements.indexByWord)
        demandsOfAll = elements.demands(of: nil)
        reckoned = elements.elements.enumerated().filter { $1.reckoning != nil }.map { (index: $0, element: $1) }
        demandsByKind = Dictionary(
            uniqueKeysWithValues: StepKind.allCases.map { ($0, elements.demands(of: $0)) })
    }
}

extension DataElement {
    /// What may head its column.
    var headings: [String] { [name, label.zh, label.en] + aliases }
}

/// The elements of a profile while its file is read.
private struct ElementTable {
    private(set) var elements: [DataElement]
    private(set) var indexByName: [String: Int] = [:]
    private(set) var indexByWord: [String: Int] = [:]

    init(_ base: Profile?) {
        elements = base?.elements ?? []
        for (index, element) in elements.enumerated() { indexByName[element.name] = index }
    }

    /// A file's own elements beside the inherited ones: one of the same name takes the other's place.
    mutating func add(
        _ nodes: [DefinitionNode], validFrom: CalendarDate, source: String, steps: StepTable, codes: CodeReader
    ) throws(LocatedError) {
        var own: [String: DefinitionNode] = [:]
        for node in nodes {
            let element = try DataElement(
                node, validFrom: validFrom, source: source, placeholders: steps.placeholders)
            try Self.check(element, node, steps, codes)
            guard own.updateValue(node, forKey: element.name) == nil else {
                throw node.error(
                    Wording(en: "element \"\(element.name)\" stands twice", zh: "数据项“\(element.name)”重复"))
            }
            if let index = indexByName[element.name] {
                elements[index] = element
            } else {
                indexByName[element.name] = elements.count
                elements.append(element)
            }
        }
        // Only now is every element known that a condition may name.
        for node in nodes {
            try ElementRequirement.checkConditions(of: node, among: { element(named: $0) }, codes: codes)
            try DataElement.checkReferences(of: node, among: { element(named: $0) })
        }
        try nameColumns(own)
    }

    /// Refuses a code of no scheme, and a word that heads a column of every scan already.
    private static func check(
        _ element: DataElement, _ node: DefinitionNode, _ steps: StepTable, _ codes: CodeReader
    ) throws(LocatedError) {
        if let scheme = element.scheme, !codes.knows(scheme: scheme) {
            throw (node.optional("scheme") ?? node).error(CodeError.noScheme(scheme).wording)
        }
        guard element.carrier == nil else { return }
        for word in element.headings {
            guard let column = steps.column(named: word) else { continue }
            throw node.error(
                Wording(
                    en: "\"\(word)\" heads the column \(column.rawValue) of every scan",
                    zh: "“\(word)”已是扫码表的列（\(column.rawValue)）"))
        }
    }

    /// Two elements that one word would mean could not be told apart at the head of a column.
    private mutating func nameColumns(_ own: [String: DefinitionNode]) throws(LocatedError) {
        for (index, element) in elements.enumerated() {
            for word in Set(element.headings) {
                guard let other = indexByWord.updateValue(index, forKey: word) else { continue }
                guard let node = own[element.name] ?? own[elements[other].name] else { continue }
                throw node.error(
                    Wording(
                        en: "\"\(word)\" means both \(elements[other].name) and \(element.name)",
                        zh: "“\(word)”既指\(elements[other].name)又指\(element.name)"))
            }
        }
    }

    private func element(named name: String) -> DataElement? {
        indexByName[name].map { elements[$0] }
    }

    func demands(of kind: StepKind?) -> [Profile.Demand] {
        elements.enumerated().flatMap { index, element in
            element.requirements.filter { $0.covers(kind) }.map { requirement in
                let conditions = requirement.conditions.compactMap { condition in
                    self.element(named: condition.element).map { ConditionTest(condition, on: $0) }
                }
                return Profile.Demand(index: index, requirement: requirement, conditions: conditions)
            }
        }
    }
}
