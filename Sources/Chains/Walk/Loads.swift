import Codes
import EPCIS

/// What a container (carton, pallet, crate, sea container) carried, load after load: what was in it before or after has nothing to
/// do with what is in it now.
///
/// A load begins with a packing and ends when everything was taken out, when the container itself was used up, or when whoever packed
/// it packs it again after he had sent it away: crates come back empty, scanned or not. Packing on top of what was received goes on
/// with the same load.
package struct Loads {
    /// Entry → number of the load. What happened to it while it was empty is in none.
    private var numbers: [UInt64: Int] = [:]
    package private(set) var last: Int?
    /// What somebody says of it to whom it never went, while it was empty: it is in none of the loads.
    private(set) var strays: Set<UInt64> = []

    /// - Parameter events: that name the container, in any order.
    package init(of key: String, events: [ResolvedEvent]) {
        var state = State()
        for event in events.sorted(by: { $0.precedes($1) }) {
            let parts = event.things(under: key).filter { $0.code.key == key }
            guard !parts.isEmpty else { continue }
            if parts.contains(where: { $0.role == .parent }) { state.beginWhereItIsPacked(by: event) }
            if let number = state.number {
                numbers[event.entry] = number
                last = number
            }
            if state.number == nil, !state.holders.contains(event.operatorUSCC) { strays.insert(event.entry) }
            for part in parts { state.end(event, part) }
        }
    }

    /// The load in which an event met the container; nil where it was empty.
    package func number(of entry: UInt64) -> Int? {
        numbers[entry]
    }

    private struct State {
        /// Nil while it is empty. What happens to it before its first packing belongs to the first load.
        var number: Int? = 0
        private var begun = 0
        private var inside: [String: Measure?] = [:]
        /// Who has sent it away since the load began.
        private var senders: Set<String> = []
        /// Who packed it, and to whom it went from there: nobody else empties it by saying so.
        private(set) var holders: Set<String> = []

        mutating func beginWhereItIsPacked(by event: ResolvedEvent) {
            guard event.kind == .aggregation, event.action == .add else { return }
            if number == nil || senders.contains(event.operatorUSCC) {
                begun += 1
                number = begun
                inside = [:]
                senders = []
            }
            holders.insert(event.operatorUSCC)
            for child in event.things(playing: .child) {
                if let held = inside[child.code.key] {
                    inside[child.code.key] = Measure.sum([held, child.measure])
                } else {
                    inside[child.code.key] = child.measure
                }
            }
        }

        /// What the event leaves behind.
        mutating func end(_ event: ResolvedEvent, _ part: Thing) {
            let act = Act(event, part.role)
            if act == .receive, holders.isEmpty || !holders.isDisjoint(with: event.sources) {
                holders.insert(event.operatorUSCC)
            }
            guard holders.isEmpty || holders.contains(event.operatorUSCC) else { return }
            switch act {
            case .use, .end: empty()
            case .ship:
                senders.insert(event.operatorUSCC)
                holders.formUnion(event.destinations)
            default:
                if part.role == .parent, event.kind == .aggregation, event.action == .delete {
                    unpack(event.things(playing: .child))
                }
            }
        }

        private mutating func unpack(_ children: [Thing]) {
            // EPCIS §7.4.2: a DELETE without children takes everything out.
            guard !children.isEmpty else { return empty() }
            guard !inside.isEmpty else { return }
            for child in children {
                guard let held = inside[child.code.key] else { continue }
                if let taken = child.measure, let rest = held?.subtracting(taken), rest.millionths > 0 {
                    inside[child.code.key] = rest
                } else {
                    inside[child.code.key] = nil
                }
            }
            if inside.isEmpty { empty() }
        }

        private mutating func empty() {
            number = nil
            inside = [:]
            senders = []
        }
    }
}
