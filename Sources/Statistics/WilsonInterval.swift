/// What a share of samples says of the share of all: the score interval of Wilson (JASA 22, 1927), at 95 %.
///
/// Unlike the interval of the textbook it holds for few samples, and for shares near 1, which is what pass rates are.
public struct WilsonInterval: Hashable, Sendable {
    /// The 97.5th percentile of the normal distribution.
    public static let deviation = 1.959_963_984_540_054

    /// From 0 to 1.
    public let lower: Double
    public let upper: Double

    /// - Parameters:
    ///   - passed: of `total`, at most all of them.
    ///   - total: at least one.
    public init(passed: Int, of total: Int) {
        precondition(total > 0 && (0...total).contains(passed), "a part of some samples")
        let (count, square) = (Double(total), Self.deviation * Self.deviation)
        let rate = Double(passed) / count
        let centre = rate + square / (2 * count)
        let spread = Self.deviation * (rate * (1 - rate) / count + square / (4 * count * count)).squareRoot()
        // Where all passed, or none, the bound is exact, and rounding must not make it less.
        lower = passed == 0 ? 0 : max(0, (centre - spread) / (1 + square / count))
        upper = passed == total ? 1 : min(1, (centre + spread) / (1 + square / count))
    }
}
