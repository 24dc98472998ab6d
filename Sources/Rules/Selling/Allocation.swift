package import Chains
import Codes
package import Values

/// So much of a product given to the lots that a seller has, by the order of a rule. It never takes more than there is, and what it takes and
/// what is missing add up to what was asked for.
package struct Allocation: Sendable {
    package struct Share: Sendable {
        package let lot: LotOnHand
        package let amount: Amount
    }

    /// In the order of the rule; none of nothing.
    package let shares: [Share]
    package let missing: Amount
    /// The lots that could have been sold, in the order of the rule: those of which nothing was taken too.
    package let candidates: [LotOnHand]

    /// - Parameters:
    ///   - wanted: above nothing.
    ///   - uom: of what is wanted, and in which amounts are taken; nil for pieces.
    ///   - lots: that may be sold (`Saleable`).
    package init(
        of wanted: Amount, uom: String?, from lots: [LotOnHand], by rule: AllocationDefinitions.Rule
    ) {
        candidates = lots.sorted { rule.precedes($0, $1) }
        var rest = wanted
        var shares: [Share] = []
        for lot in candidates where rest > .zero {
            let there = lot.amount(in: uom) ?? .zero
            let taken = min(there, rest)
            guard taken > .zero, let left = rest.subtracting(taken) else { continue }
            shares.append(Share(lot: lot, amount: taken))
            rest = left
        }
        self.shares = shares
        missing = rest
    }
}

extension AllocationDefinitions.Rule {
    /// A total order: where nothing else tells two lots apart, their keys do.
    package func precedes(_ left: LotOnHand, _ right: LotOnHand) -> Bool {
        for key in order {
            let (one, other) = (key.rank(of: left), key.rank(of: right))
            if one != other { return one < other }
        }
        return left.code.key < right.code.key
    }
}

extension AllocationDefinitions.Order {
    /// What comes first is least.
    fileprivate func rank(of lot: LotOnHand) -> Int64 {
        switch self {
        case .expiry: lot.lastGoodDay.map { Int64($0.daysSinceEpoch) } ?? .max
        case .production: lot.producedOn.map { Int64($0.daysSinceEpoch) } ?? .max
        case .receipt: lot.since.moment.milliseconds
        case .latestReceipt: -lot.since.moment.milliseconds
        }
    }
}

/// The lots that may be sold at a moment, and those that may not with why.
package struct Saleable: Sendable {
    /// Why a lot that is there is not sold.
    package enum Obstacle: Hashable, Sendable {
        case expired(CalendarDate)
        case restricted(Restriction.Kind)
        /// It is counted in another unit, of which nothing says how much it holds.
        case otherUnit
        /// It came after that moment.
        case notYet
    }

    package let lots: [LotOnHand]
    package let others: [(lot: LotOnHand, obstacle: Obstacle)]

    package init(_ lots: [LotOnHand], at time: OffsetTime, uom: String?) {
        var (good, others): ([LotOnHand], [(LotOnHand, Obstacle)]) = ([], [])
        for lot in lots {
            if let obstacle = Self.obstacle(lot, at: time, uom: uom) {
                others.append((lot, obstacle))
            } else {
                good.append(lot)
            }
        }
        (self.lots, self.others) = (good, others)
    }

    private static func obstacle(_ lot: LotOnHand, at time: OffsetTime, uom: String?) -> Obstacle? {
        if let kind = lot.restriction { return .restricted(kind) }
        if let day = lot.lastGoodDay, day.daysSinceEpoch < time.day.daysSinceEpoch { return .expired(day) }
        if lot.since.moment > time.moment { return .notYet }
        return lot.amount(in: uom) == nil ? .otherUnit : nil
    }
}
