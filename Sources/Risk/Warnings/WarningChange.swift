public import Values

/// A warning that came up, or is no more.
public struct WarningChange: Hashable, Sendable {
    /// Ascending in the order in which it was noticed; never used twice.
    public let number: UInt64
    public let isOpened: Bool
    public let noticed: Timestamp
    public let warning: RiskWarning

    public init(number: UInt64, isOpened: Bool, noticed: Timestamp, warning: RiskWarning) {
        (self.number, self.isOpened, self.noticed, self.warning) = (number, isOpened, noticed, warning)
    }
}
