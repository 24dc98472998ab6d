public import Values

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
        }
    }
}
