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
    /// USCCs of those to whom goods were sent, of whom a receipt is expected where they are on the ledger; and of those from whom goods are
    /// said to have come, who have sent them where they are.
    package var receivers: Set<String> { ResolvedEvent.parties(of: events) }
}

extension Chain {
    /// As `TraceWalk.receivers`, by the word of those in custody.
    package var parties: Set<String> { ResolvedEvent.parties(of: judged.events) }

    /// The codes that those in custody lead to.
    package var judgedCodes: [CanonicalCode] { judged.members.map(\.code) }

    /// USCCs of those in custody who recorded something under a permit, by the permits' keys (`EPCISEvent.permitKey`).
    package var permits: [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for event in judged.events where event.isRelease {
            guard let key = event.event.permitKey, askedKeys.contains(key) else { continue }
            found[key, default: []].insert(event.operatorUSCC)
        }
        return found
    }
}

extension ResolvedEvent {
    fileprivate static func parties(of events: [ResolvedEvent]) -> Set<String> {
        var parties: Set<String> = []
        for event in events {
            if event.does(.ship) { parties.formUnion(event.destinations) }
            guard event.does(.receive) else { continue }
            parties.formUnion(event.sources)
            if let supplier = event.element("supplierUscc") { parties.insert(supplier) }
        }
        return parties
    }
}
