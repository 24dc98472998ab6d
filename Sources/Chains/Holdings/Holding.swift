package import Codes
package import Values

/// What one party has and had of some goods: a lot with its items, or a thing that is in no lot of the chain.
package struct Holding: Hashable, Sendable {
    /// Goods on their way between two parties.
    package struct Consignment: Hashable, Sendable {
        package let from: String
        /// Nil where the shipment names no receiver.
        package let to: String?
        package let amount: HeldAmount
        package let entry: UInt64
        /// Whether it was refused and is on its way back.
        package let isBack: Bool
    }

    package let goods: CanonicalCode
    /// USCC.
    package let holder: String
    /// Made, or in stock when its holder came to the ledger.
    package internal(set) var made: HeldAmount
    /// Came from others.
    package internal(set) var received: HeldAmount
    /// Went on to others, what was sent back among it.
    package internal(set) var sent: HeldAmount
    /// Sold to shoppers, or eaten on the spot, less what they brought back.
    package internal(set) var sold: HeldAmount
    /// Went into other goods.
    package internal(set) var used: HeldAmount
    package internal(set) var destroyed: HeldAmount
    /// Told as lost, here or on the way here.
    package internal(set) var lost: HeldAmount
    /// Sent back to whom it came from, or refused when it came.
    package internal(set) var returned: HeldAmount
    /// Came back: from customers or shoppers.
    package internal(set) var cameBack: HeldAmount
    /// By the records it must be somewhere and nobody says where: it was sent here and less arrived, or less was found when the
    /// stock was counted.
    package internal(set) var unaccounted: HeldAmount
    /// By the records it came from nowhere: more arrived than was sent, more was given out than came.
    package internal(set) var excess: HeldAmount
    /// There now, by the records.
    package internal(set) var onHand: HeldAmount
    /// On its way here.
    package internal(set) var coming: [Consignment] = []
    /// What its holder told as shipped and did not send, and what shoppers brought back: counted in the others.
    var voided: HeldAmount
    var broughtBack: HeldAmount
    /// What was made of it here, in the order of their keys.
    package internal(set) var usedFor: [CanonicalCode] = []
    /// The place of the last event there, as written.
    package internal(set) var place: String?
    package internal(set) var lastTime: OffsetTime?
    /// Everything that this follows from, ascending.
    package internal(set) var entries: [UInt64] = []

    init(goods: CanonicalCode, holder: String, unit: Measure.Unit) {
        (self.goods, self.holder) = (goods, holder)
        let none = HeldAmount.none(in: unit)
        (made, received, sent, sold, used) = (none, none, none, none, none)
        (destroyed, lost, returned, cameBack) = (none, none, none, none)
        (unaccounted, excess, onHand) = (none, none, none)
        (voided, broughtBack) = (none, none)
    }

    package var unit: Measure.Unit { onHand.unit }

    /// How much is on its way here.
    package var inTransit: HeldAmount { HeldAmount.sum(coming.map(\.amount), in: unit) }

    /// Whether some of it may be there, or come.
    package var isOpen: Bool { !onHand.isNone || !inTransit.isNone }

    /// Whether it ever had, or is sent, any of it.
    package var isConcerned: Bool {
        isOpen || [made, received, sold, used, destroyed, lost, returned, unaccounted].contains { !$0.isNone }
    }
}

extension Holding {
    /// All holdings of the same goods together; what passed between them counts in each.
    /// - Precondition: at least one.
    package static func total(_ holdings: [Holding]) -> Holding {
        var total = Holding(goods: holdings[0].goods, holder: "", unit: holdings[0].unit)
        for one in holdings {
            total.made += one.made
            total.received += one.received
            total.sent += one.sent
            total.sold += one.sold
            total.used += one.used
            total.destroyed += one.destroyed
            total.lost += one.lost
            total.returned += one.returned
            total.cameBack += one.cameBack
            total.unaccounted += one.unaccounted
            total.excess += one.excess
            total.onHand += one.onHand
            total.coming += one.coming
        }
        return total
    }
}
