public import Values

/// What registers say: those outside the ledger as far as whoever judges has them, and the ledger's own of who was suspended. A
/// register that is empty is one that nobody has, and nothing is judged by it.
public struct Registers: Hashable, Sendable {
    /// A span of days, both included; nil is open.
    public struct Span: Hashable, Sendable {
        public let from: CalendarDate?
        public let to: CalendarDate?

        public init(from: CalendarDate?, to: CalendarDate?) {
            self.from = from
            self.to = to
        }

        func holds(on day: CalendarDate) -> Bool {
            (from.map { $0.daysSinceEpoch <= day.daysSinceEpoch } ?? true)
                && (to.map { day.daysSinceEpoch <= $0.daysSinceEpoch } ?? true)
        }
    }

    /// From a moment up to another, which is not in it; nil is open. What stood on the ledger before was not recorded in it, whatever
    /// the host says afterwards.
    public struct Pause: Hashable, Sendable {
        public let from: Timestamp
        public let to: Timestamp?
        /// Ledger index of the entry that says so.
        public let entry: UInt64

        public init(from: Timestamp, to: Timestamp?, entry: UInt64) {
            (self.from, self.to, self.entry) = (from, to, entry)
        }

        func holds(at moment: Timestamp, entry: UInt64) -> Bool {
            self.entry < entry && from <= moment && (to.map { moment < $0 } ?? true)
        }
    }

    /// Overseas establishments by their GACC number: when each was registered.
    public var establishments: [String: [Span]] = [:]
    /// Food production licences, each with the USCC of its holder.
    public var licences: [String: String] = [:]
    /// Quarantine permits: how many kilograms may come in under each, by its letters and digits (`EPCISEvent.permitNumber`).
    public var permits: [String: Amount] = [:]
    /// The last day on which goods may come in under a permit, by the same number, where the register says it.
    public var permitEnds: [String: CalendarDate] = [:]
    /// When each operator stood on a blacklist, by USCC.
    public var barred: [String: [Span]] = [:]
    /// When each operator was suspended on the ledger, by USCC.
    public var suspended: [String: [Pause]] = [:]

    public init() {}
}
