/// An amount of which it is known that it lies between two bounds: a sum of lines in several units, some of them unsaid.
public struct AmountRange: Hashable, Sendable {
    /// What is there in any case.
    public private(set) var low: Measure
    /// In the unit of `low`; nil where there is no upper bound.
    public private(set) var high: Measure?
    /// The units of lines that are not counted exactly in it.
    public private(set) var openUnits: Set<Measure.Unit> = []
    /// Lines of which no amount is said.
    public private(set) var unsaidCount = 0

    /// Nothing yet.
    public init(in unit: Measure.Unit) {
        low = Measure(unit: unit, millionths: 0)
        high = low
    }

    public var unit: Measure.Unit { low.unit }
    public var isExact: Bool { high == low }

    /// Adds a line.
    /// - Parameters:
    ///   - measure: nil where the line does not say how much: anything from nothing up.
    ///   - contents: what the line's packages hold; of a unit, the first that speaks of it counts. One may lead to another:
    ///     pallets of cartons, cartons of kilograms.
    public mutating func add(_ measure: Measure?, by contents: [PackContent] = []) {
        guard let measure else {
            unsaidCount += 1
            high = nil
            return
        }
        guard !measure.isZero else { return }
        let bounds = Self.bounds(of: measure, in: unit, by: contents)
        if bounds.least == nil || bounds.least != bounds.most { openUnits.insert(measure.unit) }
        // A sum that does not fit is at least what it was.
        low = bounds.least.flatMap { low.adding($0) } ?? low
        high = bounds.most.flatMap { high?.adding($0) }
    }

    /// Steps from unit to unit: a pallet of layers of cartons of bottles of millilitres.
    private static let stepsMax = 8

    /// What an amount comes to in another unit: at least, where that is known, and at most.
    private static func bounds(
        of measure: Measure, in unit: Measure.Unit, by contents: [PackContent]
    ) -> (least: Measure?, most: Measure?) {
        var least: Measure? = measure
        var most: Measure? = measure
        var current = measure.unit
        for _ in 0..<stepsMax where current != unit {
            guard let content = contents.first(where: { $0.unit == current }) else { return (nil, nil) }
            least = least?.multiplied(with: content.least)
            most = content.most.flatMap { most?.multiplied(with: $0) }
            current = content.least.unit
        }
        return current == unit ? (least, most) : (nil, nil)
    }
}
