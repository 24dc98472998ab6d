public import Values

/// Why something of a sampling cannot be said so.
public enum SamplingError: ExplainedError, Hashable {
    /// The text of an act is not in its one form.
    case malformedAct
    case impossible(Wording)

    public var wording: Wording {
        switch self {
        case .malformedAct: Wording(en: "the text of the act is not in its one form", zh: "行为文本格式不对")
        case .impossible(let what): what
        }
    }
}
