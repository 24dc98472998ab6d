/// What a category of goods (food, aquatic products, imported meat) must have recorded about it, step by step.
public struct Profile: Sendable {
    /// `food`, as the `yima:profile` element of an event names it.
    public let id: String
    public let version: Int
    /// The day from which it holds.
    public let validFrom: CalendarDate
    public let label: Wording
    /// The law and standards it comes from.
    public let source: String
    /// In the order of the definition files, inherited ones first.
    public let elements: [DataElement]
    /// The words of scans, and which kind of step an event is.
    public let steps: StepTable
    let codes = CodeReader()
    private let indexByName: [String: Int]
    /// Indexes of the elements that a step of each kind must have, and of those that every step must have.
    private let requiredByKind: [StepKind: [Int]]
    private let alwaysRequired: [Int]

    /// The element of that name.
    public func element(named name: String) -> DataElement? {
        indexByName[name].map { elements[$0] }
    }

    func index(named name: String) -> Int? { indexByName[name] }

    func requiredIndexes(for kind: StepKind?) -> [Int] {
        kind.flatMap { requiredByKind[$0] } ?? alwaysRequired
    }

    /// The profile of that name among the built-in ones: `food`, `aquatic`, `imported-meat`.
    public static func named(_ id: String) -> Profile? {
        ProfileLibrary.builtIn.profile(named: id)
    }

    init(_ root: DefinitionNode, inheriting base: Profile?, steps: StepTable) throws(DefinitionError) {
        id = try root.required("id").string()
        version = try root.required("version").integer()
        let from = try root.required("validFrom")
        guard let date = WrittenTime.date(try from.string()) else {
            throw from.error(Wording(en: "expected a day such as 2026-03-01", zh: "应为日期，如2026-03-01"))
        }
        validFrom = date
        let label = try root.required("label")
        self.label = Wording(en: try label.required("en").string(), zh: try label.required("zh").string())
        source = try root.required("source").string()
        self.steps = steps
        let (elements, indexByName) = try Self.elements(root, inheriting: base)
        self.elements = elements
        self.indexByName = indexByName
        func required(_ kind: StepKind?) -> [Int] { elements.indices.filter { elements[$0].isRequired(for: kind) } }
        alwaysRequired = required(nil)
        requiredByKind = Dictionary(uniqueKeysWithValues: StepKind.allCases.map { ($0, required($0)) })
    }

    /// The inherited elements with the file's own: one of the same name takes the other's place.
    private static func elements(
        _ root: DefinitionNode, inheriting base: Profile?
    ) throws(DefinitionError) -> (elements: [DataElement], indexByName: [String: Int]) {
        var elements = base?.elements ?? []
        var indexByName = base?.indexByName ?? [:]
        var own: Set<String> = []
        for node in try root.required("elements").elements() {
            let element = try DataElement(node)
            guard own.insert(element.name).inserted else {
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
        return (elements, indexByName)
    }
}
