import Codes
import EPCIS

// Whom a code comes from.

extension CustodySearch {
    /// What makes an operator the origin of a code, the best first.
    enum Claim: Int, Comparable {
        case issuedOwn, issued, issuedAnothers, received, gave, mentioned, mentionedItem

        var isIssue: Bool { self <= .issuedAnothers }

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The first in the order of the ledger who issued a code (or, of a lot, an item of it; a logistic unit is issued by packing it
    /// too), he whose prefix it has before others; where nobody did, who first received, gave or otherwise mentioned it.
    mutating func origin(of code: Int) -> (claim: Claim, operatorUSCC: String)? {
        if let known = origins[code] { return known }
        var best: (claim: Claim, operatorUSCC: String)?
        for place in places[code] {
            let event = events[place.event]
            let isItself = mentions[place.event][place.mention].code == code
            let claim = claim(event, event.things[place.mention], isItself: isItself)
            if best.map({ claim < $0.claim }) ?? true { best = (claim, event.operatorUSCC) }
            if best?.claim == .issuedOwn { break }
        }
        origins[code] = .some(best)
        return best
    }

    private func claim(_ event: ResolvedEvent, _ thing: Thing, isItself: Bool) -> Claim {
        let act = Act(event, thing.role)
        let isPacked = thing.role == .parent && event.action == .add && thing.code.productKey == nil
        if act == .issue || isPacked && isItself {
            let owners = issuers.owners(of: thing.code, at: event.entry)
            return owners.isEmpty ? .issued : owners.contains(event.operatorUSCC) ? .issuedOwn : .issuedAnothers
        }
        // Apart from being issued, items tell nothing of where their lot comes from.
        guard isItself else { return .mentionedItem }
        return act.acquires ? .received : act.gives ? .gave : .mentioned
    }
}
