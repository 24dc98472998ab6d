import Codes

@testable import Chains

/// Events as a ledger's index holds them: under the keys of their codes, of their lots and products, and of their transformation.
/// Resolved once for all walks: a debug build reads codes slowly.
struct EventIndex {
    private var events: [String: [ResolvedEvent]] = [:]

    init(_ records: [ChainEvent]) {
        let reader = CodeReader()
        for event in records.map({ ResolvedEvent($0, reader: reader) }) {
            for key in event.keys { events[key, default: []].append(event) }
        }
    }

    func chain(of code: CanonicalCode, _ direction: TraceDirection = .both) -> Chain {
        var walk = TraceWalk(subject: code, direction: direction)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk.chain() }
            for code in wanted { walk.supply(walked: events[code.key] ?? [], for: code) }
        }
    }
}
