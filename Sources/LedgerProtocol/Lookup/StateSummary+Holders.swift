package import Chains
import Codes
import EPCIS
import StrictJSON
import Values

extension StateSummary {
    /// Who has how much of a code now.
    package struct Holders: Hashable, Sendable {
        /// Named holders.
        package static let countMax = 100

        /// Those that have some, or are sent some: the most first.
        package let open: [Holding]
        /// How many there are, named or not.
        package let count: Int
        /// Whether everything that may say so was read.
        package let isWhole: Bool
    }

    /// The same with what the chain of the code says of where it is: who has how much; what is sold out is nothing; what lies in a container
    /// is where that is; a lot that went into something keeps its own name.
    ///
    /// - Parameter chain: of the same code, perhaps not whole: then it says so.
    package func following(_ chain: Chain) -> StateSummary {
        guard lots == nil else { return self }
        var state = self
        state.standing = Standing(chain)
        state.productName = Naming(chain, operatorNames: [:]).product(chain.subject) ?? productName
        let book = Holdings(chain, .subject)
        let concerned = book.concerned
        guard !concerned.isEmpty else { return state }
        let open = concerned.filter(\.isOpen).sorted { left, right in
            let (less, more) = (right.onHand.least.quanta, left.onHand.least.quanta)
            return less == more ? left.holder < right.holder : less < more
        }
        state.holders = Holders(
            open: Array(open.prefix(Holders.countMax)), count: open.count,
            isWhole: !chain.isTruncated && !book.isTruncated)
        if let disposition, Self.endings.contains(disposition), !open.isEmpty {
            state.disposition = chain.disposition(at: Set(open.map(\.holder)), without: Self.endings)
        }
        if open.count == 1, let place = open[0].place { state.place = place }
        guard state.holders?.isWhole == true, Set(concerned.map(\.unit)).count == 1 else { return state }
        let unit = concerned[0].unit
        var there = HeldAmount.sum(concerned.map(\.onHand), in: unit)
        there += HeldAmount.sum(concerned.map(\.inTransit), in: unit)
        if there.isExact {
            let (amount, uom) = there.least.trade
            state.quantity = EPCISEvent.Quantity(epcClass: chain.subject.uri, amount: amount, uom: uom)
        }
        return state
    }
}

extension StateSummary {
    /// What is said of a part that is gone says nothing of what is left.
    private static let endings: Set = ["destroyed", "retail_sold", "dispensed", "unavailable", "inactive"]
}

extension Chain {
    /// The newest disposition that these parties give the subject, but for some.
    fileprivate func disposition(at holders: Set<String>, without left: Set<String>) -> String? {
        let told = events.last { event in
            holders.contains(event.operatorUSCC) && !event.things(under: subject.key).isEmpty
                && event.event.disposition.map { !left.contains($0) } ?? false
        }
        return told?.event.disposition
    }
}

extension StateSummary.Holders {
    /// `"holders"`, `"holderCount"`, `"holdersComplete"`.
    func members(name: (String) -> String?) -> [(String, JSONNode)] {
        let nodes = open.map { holding in
            JSONNode.object([
                ("holder", .string(holding.holder)), ("name", name(holding.holder).map(JSONNode.string) ?? .null),
                ("onHand", holding.onHand.json), ("inTransit", holding.inTransit.json),
                ("place", holding.place.map(JSONNode.string) ?? .null),
            ])
        }
        return [("holders", .array(nodes)), ("holderCount", .integer(count)), ("holdersComplete", .bool(isWhole))]
    }
}
