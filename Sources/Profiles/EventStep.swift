public import EPCIS
import StrictJSON
public import Values

/// One kind of thing that is done to goods, as the `step` column of a scan names it, and the EPCIS event that says it.
public struct EventStep: Hashable, Sendable {
    /// The word: `ship`.
    public let name: String
    /// Other words for it: `发货`.
    public let aliases: [String]
    /// The letter under which profiles require elements of it; nil where only what every step needs is required.
    public let stepKind: StepKind?
    public let eventKind: EPCISEvent.Kind
    public let action: EPCISEvent.Action?
    /// CBV bare word or URI.
    public let bizStep: String
    public let disposition: String?
    /// The disposition as a data element's value decides it, where `disposition` is nil.
    public let dispositionRule: DispositionRule?
    /// Whether the operator who records the step is the party from which (to which) goods go, unless a column says otherwise.
    public let isFromOperator: Bool
    public let isToOperator: Bool

    /// What people call it: its first other word.
    var word: String { aliases.first ?? name }

    /// `{"element": "testVerdict", "values": {"pass": "conformant", …}}`.
    public struct DispositionRule: Hashable, Sendable {
        public let element: String
        public let dispositions: [String: String]
    }

    init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers([
            "step", "aliases", "kind", "type", "action", "bizStep", "disposition", "dispositionFrom", "from", "to",
        ])
        name = try node.required("step").string()
        aliases = try node.required("aliases").strings()
        stepKind = try node.optional("kind")?.word(StepKind.self)
        eventKind = try node.required("type").word(EPCISEvent.Kind.self)
        action = try node.optional("action")?.word(EPCISEvent.Action.self)
        bizStep = try node.required("bizStep").string()
        disposition = try node.optional("disposition")?.string()
        dispositionRule = try node.optional("dispositionFrom").map(Self.rule)
        isFromOperator = try node.optional("from")?.word(Party.self) != nil
        isToOperator = try node.optional("to")?.word(Party.self) != nil
        guard (action == nil) == (eventKind == .transformation) else {
            throw node.error(
                Wording(
                    en: "every event has an action, except a TransformationEvent",
                    zh: "除TransformationEvent外，事件都须有action"))
        }
    }

    private enum Party: String, CaseIterable {
        case `operator`
    }

    private static func rule(_ node: DefinitionNode) throws(LocatedError) -> DispositionRule {
        try node.checkMembers(["element", "values"])
        return DispositionRule(
            element: try node.required("element").string(),
            dispositions: try node.required("values").stringMembers())
    }
}

/// The kinds of step for which a profile may require data elements, by the letter that definition files use.
public enum StepKind: String, Hashable, Sendable, CaseIterable {
    case commission = "C"
    case receive = "R"
    case ship = "S"
    case transform = "T"
    case inspect = "I"
    case store = "K"
    case release = "L"
    case recall = "X"
    case pack = "P"
    case opening = "O"
    case correct = "E"

    /// What people call it.
    public var label: Wording {
        switch self {
        case .commission: Wording(en: "commission", zh: "赋码")
        case .receive: Wording(en: "receive", zh: "收货")
        case .ship: Wording(en: "ship", zh: "发货")
        case .transform: Wording(en: "transform", zh: "加工")
        case .inspect: Wording(en: "inspect", zh: "检验")
        case .store: Wording(en: "store", zh: "入库")
        case .release: Wording(en: "release", zh: "放行")
        case .recall: Wording(en: "recall", zh: "召回")
        case .pack: Wording(en: "pack", zh: "装箱")
        case .opening: Wording(en: "opening stock", zh: "期初库存")
        case .correct: Wording(en: "correct", zh: "更正")
        }
    }

    /// Every letter.
    static var letters: String { allCases.map(\.rawValue).joined() }
}
