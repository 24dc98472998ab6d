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
}
