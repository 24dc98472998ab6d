public import Values

/// What was taken in against what was given out, in whatever units: an odd unit bounds the balance and never switches it off.
///
///     var balance = Balance(ofOneKind: false)
///     balance.take(Measure(kilograms), by: packs.contents(of: input) + possible)
///     balance.give(…)
///     switch balance.compared(tolerancePercent: five) {
///     case .excess(let excess): // MASS-1: certain, whatever the unknown part may be
///     case .within: // certainly not more than was taken in
///     case .cannot(let units, let unsaid): // MASS-3
///     }
public struct Balance: Sendable {
    /// What a comparison comes to.
    public enum Outcome: Hashable, Sendable {
        /// More was given out than can have been taken in, whatever the unknown parts are.
        case excess(Excess)
        /// What was given out can have come from what was taken in, whatever the unknown parts are.
        case within
        /// It depends on what the units stand for, or on lines that do not say how much; never both empty.
        case cannot(units: Set<Measure.Unit>, unsaid: Int)
    }

    public struct Excess: Hashable, Sendable {
        /// The least that was given out, and the most that was taken in.
        public let given: Measure
        public let taken: Measure
        /// The difference: how much at least came from nowhere.
        public let by: Measure
    }

    /// A unit together with what is known of it: lines of one such kind add up.
    private struct Kind: Hashable {
        let unit: Measure.Unit
        let contents: [PackContent]
    }

    private struct Side {
        var sums: [Kind: Measure] = [:]
        var unsaidCount = 0

        mutating func add(_ measure: Measure?, by contents: [PackContent]) {
            guard let measure else {
                unsaidCount += 1
                return
            }
            // Contents of other units say nothing of this one, and would only keep equal lines apart.
            let kind = Kind(
                unit: measure.unit, contents: contents.contains { $0.unit == measure.unit } ? contents : [])
            guard let sum = sums[kind].map({ $0.adding(measure) }) ?? measure else {
                unsaidCount += 1
                return
            }
            sums[kind] = sum
        }

        var units: Set<Measure.Unit> { Set(sums.filter { !$0.value.isZero }.map(\.key.unit)) }

        func range(in unit: Measure.Unit) -> AmountRange {
            var range = AmountRange(in: unit)
            for (kind, sum) in sums { range.add(sum, by: kind.contents) }
            if unsaidCount > 0 { range.add(nil) }
            return range
        }
    }

    private let isOneKind: Bool
    private var taken = Side()
    private var given = Side()

    /// - Parameter isOneKind: whether both sides are the same goods, as of a lot that is sold on: then a piece, or a carton, is
    ///   worth a piece, or a carton. Of what goes into a product and comes out of it only mass, volume and length compare.
    public init(ofOneKind isOneKind: Bool) {
        self.isOneKind = isOneKind
    }

    /// Adds a line of what came in; nil where it does not say how much. What `contents` say of a unit: the first counts.
    public mutating func take(_ measure: Measure?, by contents: [PackContent] = []) {
        taken.add(measure, by: contents)
    }

    /// Adds a line of what went out.
    public mutating func give(_ measure: Measure?, by contents: [PackContent] = []) {
        given.add(measure, by: contents)
    }

    /// - Parameter tolerancePercent: of what was taken in, by which more may be given out.
    public func compared(tolerancePercent: Amount) -> Outcome {
        var isWithin = false
        for unit in candidates + others {
            let (out, into) = ranges(in: unit)
            if let most = into.high, out.low.exceeds(most, byPercent: tolerancePercent),
                let by = out.low.subtracting(most)
            {
                return .excess(Excess(given: out.low, taken: most, by: by))
            }
            if let most = out.high, !most.exceeds(into.low, byPercent: tolerancePercent) { isWithin = true }
        }
        return isWithin ? .within : unsettled
    }

    /// What was given out and taken in, in one unit. Of one kind of goods, what is there on both sides of another unit is the same
    /// and says nothing: it is left out of both.
    private func ranges(in unit: Measure.Unit) -> (given: AmountRange, taken: AmountRange) {
        guard isOneKind else { return (given.range(in: unit), taken.range(in: unit)) }
        var (given, taken) = (given, taken)
        for (kind, out) in given.sums where kind.unit != unit {
            guard let into = taken.sums[kind] else { continue }
            let common = out.quanta < into.quanta ? out : into
            given.sums[kind] = out.subtracting(common)
            taken.sums[kind] = into.subtracting(common)
        }
        return (given.range(in: unit), taken.range(in: unit))
    }

    /// The units in which the two sides are worth comparing: in any other, one side would have no bound.
    private var candidates: [Measure.Unit] {
        var units: [Measure.Unit] = [.gram, .millilitre, .metre]
        guard isOneKind else { return units }
        units.append(.piece)
        for side in [given.units, taken.units] {
            if side.count == 1, let unit = side.first, !units.contains(unit) { units.append(unit) }
        }
        return units
    }

    /// Of one kind of goods, the other units that both sides have: packages of which nobody says what they hold are compared with
    /// themselves. A few, however many somebody invents.
    private var others: [Measure.Unit] {
        guard isOneKind else { return [] }
        let sums = Array(given.sums.keys) + Array(taken.sums.keys)
        let known = Set(candidates + sums.filter { !$0.contents.isEmpty }.map(\.unit))
        return given.units.intersection(taken.units).subtracting(known)
            .sorted { "\($0)" < "\($1)" }.prefix(Self.othersMax).map(\.self)
    }

    private static let othersMax = 8

    /// The units that stand in the way: those that are not counted exactly in the unit that comes nearest to all.
    private var unsettled: Outcome {
        let open = candidates.map { unit in
            let (out, into) = ranges(in: unit)
            return out.openUnits.union(into.openUnits)
        }
        return .cannot(
            units: open.min { $0.count < $1.count } ?? [], unsaid: given.unsaidCount + taken.unsaidCount)
    }
}
