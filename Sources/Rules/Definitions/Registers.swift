public import Values

/// What registers outside the ledger say: whoever judges hands in those that he has. A register that is empty is one that nobody
/// has, and nothing is judged by it.
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

    /// Overseas establishments by their GACC number: when each was registered.
    public var establishments: [String: [Span]] = [:]
    /// Food production licences, each with the USCC of its holder.
    public var licences: [String: String] = [:]
    /// When each operator was suspended or stood on a blacklist, by USCC.
    public var barred: [String: [Span]] = [:]

    public init() {}
}
