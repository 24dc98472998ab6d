/// A firm with its points, as of a day.
public struct RiskTotal: Hashable, Sendable {
    public let firm: String
    /// In hundredths.
    public let points: Int
    public let grade: RiskGrade

    public init(firm: String, points: Int, grade: RiskGrade) {
        (self.firm, self.points, self.grade) = (firm, points, grade)
    }
}
