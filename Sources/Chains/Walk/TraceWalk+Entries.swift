package import Codes
import EPCIS

extension TraceWalk {
    /// The entries of the chain and its codes where it is surely whole and nothing of it is withdrawn: then they are known without
    /// the facts that `chain()` derives. Nil where only those can say.
    package var wholeRecord: (entries: Set<UInt64>, codes: [CanonicalCode])? {
        let events = events
        // An account has a line for what goes into an event, one for what comes out, and one for each carrier.
        let linesOfOne = events.reduce(0) { $0 + $1.weight * ($1.things.count + 2) }
        guard !isTruncated, documentEvents.isEmpty, candidates.outcome(where: { _ in true }).events.isEmpty,
            linesOfOne * places.count <= limits.lineCountMax,
            events.allSatisfy({ $0.event.errorDeclaration == nil })
        else { return nil }
        return (Set(events.map(\.entry)).union(unreadable.keys), members.filter { $0.reach != .beside }.map(\.code))
    }
}

extension TraceWalk {
    /// USCCs of those to whom goods were sent: a receipt is expected of them where they are on the ledger.
    package var receivers: Set<String> {
        var receivers: Set<String> = []
        for event in events where event.things.contains(where: { Act(event, $0.role) == .ship }) {
            receivers.formUnion(event.destinations)
        }
        return receivers
    }
}
