public import Values

/// With what a verdict was drawn, beside the evidence.
public struct VerdictBasis: Sendable {
    /// The moment of judging: what arrived or happened later has not.
    public let asOf: Timestamp
    /// Whether that moment was asked for: then what arrived later was left out.
    public let isRetrospective: Bool
    /// False where something on record was left out, or judging was given up.
    public let isComplete: Bool
    /// The rules that apply and could not be judged, and why.
    public let notJudged: [NotJudged]
    /// Names of operators by USCC.
    let operatorNames: [String: String]

    public init(
        asOf: Timestamp, isRetrospective: Bool = false, isComplete: Bool = true, notJudged: [NotJudged] = [],
        operatorNames: [String: String] = [:]
    ) {
        self.asOf = asOf
        self.isRetrospective = isRetrospective
        self.isComplete = isComplete
        self.notJudged = notJudged
        self.operatorNames = operatorNames
    }

    func operatorName(_ uscc: String) -> String? { operatorNames[uscc] }
}
