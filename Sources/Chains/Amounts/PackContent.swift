/// How much one of a unit holds or weighs in another unit, for a product: 1 carton is 20 kg, 1 bottle is 500 mL, a piece is at
/// most 1,000 kg.
///
/// It comes from a product's master data, from the events that packed it, or, as bounds, from what is possible at all.
public struct PackContent: Hashable, Sendable {
    /// Of which one holds so much: `.other("XCT")`, `.piece`.
    public let unit: Measure.Unit
    public let least: Measure
    /// In the unit of `least`; nil where there is no upper bound.
    public let most: Measure?

    /// One of `unit` holds exactly so much. Nil where that is not over zero, or in the same unit.
    public init?(one unit: Measure.Unit, holds content: Measure) {
        guard content.quanta > 0 else { return nil }
        self.init(one: unit, holdsAtLeast: content, atMost: content)
    }

    /// One of `unit` holds so much or more, and at most so much: goods of catch weight. Nil where the bounds are negative, the
    /// wrong way round, or in different units or in the same as `unit`.
    public init?(one unit: Measure.Unit, holdsAtLeast least: Measure, atMost most: Measure?) {
        guard unit != least.unit, least.quanta >= 0, most.map({ $0.unit == least.unit }) ?? true,
            most.map({ $0.quanta >= least.quanta }) ?? true
        else { return nil }
        self.unit = unit
        self.least = least
        self.most = most
    }

    /// Whether it says one number.
    public var isExact: Bool { most == least }

    /// What holds where this and another are both seen of the same product; nil where they speak of different units.
    func widened(by other: PackContent) -> PackContent? {
        guard unit == other.unit, least.unit == other.least.unit else { return nil }
        let lower = least.quanta <= other.least.quanta ? least : other.least
        var upper: Measure?
        if let most, let others = other.most { upper = most.quanta >= others.quanta ? most : others }
        return PackContent(one: unit, holdsAtLeast: lower, atMost: upper)
    }
}

extension Measure {
    /// The same amount in the unit of a package's content; nil where the content is not of this unit, is not exact, or the product
    /// cannot be said exactly. `AmountRange` takes bounds.
    public func converted(by content: PackContent) -> Measure? {
        guard content.unit == unit, content.isExact else { return nil }
        return multiplied(with: content.least)
    }
}
