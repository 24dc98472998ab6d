public import Values

/// 风险分级: from little to much.
public enum RiskGrade: String, Hashable, Sendable, CaseIterable, Comparable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"

    public static func < (left: RiskGrade, right: RiskGrade) -> Bool { left.rawValue < right.rawValue }

    public var wording: Wording {
        switch self {
        case .a: Wording(en: "A, low risk", zh: "A 级（低风险）")
        case .b: Wording(en: "B, lower risk", zh: "B 级（较低风险）")
        case .c: Wording(en: "C, medium risk", zh: "C 级（中等风险）")
        case .d: Wording(en: "D, high risk", zh: "D 级（高风险）")
        }
    }

    /// The weight of a firm of this grade in a draw of inspections (`yima draw prepare`): as often as the measure wants it inspected a year.
    public var drawWeight: Int {
        switch self {
        case .a: 1
        case .b: 2
        case .c: 3
        case .d: 4
        }
    }
}
