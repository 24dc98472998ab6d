import Ledger

/// Holds entries of a ledger to the order in which a journal's events and checkpoints can stand in it: every index once, in
/// ascending order, with room between for what must stand there, and each checkpoint right after the last event it covers.
///
/// A break of it is the host's doing: the device signs its journal, the host says where in the ledger it stands.
struct JournalOrder {
    /// A break: entry `entry` contradicts entry `other`, which stands before it.
    struct Break: Hashable {
        enum Kind: Hashable {
            /// The same event of the journal stands a second time.
            case eventTwice(index: UInt64)
            /// What comes under the checkpoint was under an earlier one already.
            case overlap
            /// No other events of the journal fit where they would have to stand.
            case place
        }

        let journal: JournalName
        let other: UInt64
        let entry: UInt64
        let kind: Kind
    }

    /// What is known of a journal so far.
    private struct State {
        /// The newest entry of it.
        var entry: UInt64
        /// Events that must stand up to there.
        var size: UInt64
        /// The size at the newest checkpoint, 0 before the first.
        var closed: UInt64 = 0

        /// Entry 0 enrols the admin key.
        static let first = State(entry: 0, size: 0)
    }

    private var states: [JournalName: State] = [:]
    private var events: [JournalName: [UInt64: UInt64]] = [:]
    private(set) var breaks: [Break] = []

    /// Takes an event; entries come in ascending order. False where it cannot stand there.
    mutating func take(event index: UInt64, of journal: JournalName, at entry: UInt64) -> Bool {
        if let first = events[journal]?[index] {
            breaks.append(Break(journal: journal, other: first, entry: entry, kind: .eventTwice(index: index)))
            return false
        }
        events[journal, default: [:]][index] = entry
        let state = states[journal] ?? .first
        // It stands after what comes later in the journal, or after a checkpoint that covers it.
        guard index >= state.size else { return refuse(journal, state, entry, .overlap) }
        guard entry - state.entry > index - state.size else { return refuse(journal, state, entry, .place) }
        states[journal] = State(entry: entry, size: index + 1, closed: state.closed)
        return true
    }

    /// Takes a checkpoint of `size` events. False where it cannot stand there.
    mutating func take(checkpoint size: UInt64, of journal: JournalName, at entry: UInt64) -> Bool {
        let state = states[journal] ?? .first
        // Each checkpoint closes at least one new event.
        guard size > state.closed, size >= state.size else { return refuse(journal, state, entry, .overlap) }
        guard entry - state.entry > size - state.size else { return refuse(journal, state, entry, .place) }
        states[journal] = State(entry: entry, size: size, closed: size)
        return true
    }

    private mutating func refuse(_ journal: JournalName, _ state: State, _ entry: UInt64, _ kind: Break.Kind) -> Bool {
        breaks.append(Break(journal: journal, other: state.entry, entry: entry, kind: kind))
        return false
    }
}
