/// Something that a chain lacks because a limit was met.
public struct Omission: Hashable, Sendable {
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// A limit of `TraceLimits`: codes not followed; events not read, or dropped for the things that they name or their
        /// bytes; lines not drawn up.
        case codes, events, things, bytes, lines
        /// The time was up: codes not followed.
        case time
        /// The one who asked has gone: nothing of this chain may be used.
        case cancelled
        /// The reader had more than it handed in.
        case supply
    }

    public let cause: Cause
    /// USCC of the operator who signed what is left out; nil where that is not known.
    public let operatorUSCC: String?
    /// How many codes, events or lines; the same may be counted for each code under which it was met.
    public let count: Int

    public init(cause: Cause, operatorUSCC: String? = nil, count: Int) {
        (self.cause, self.operatorUSCC, self.count) = (cause, operatorUSCC, count)
    }
}

/// What a walk has left out so far.
struct Omissions: Hashable, Sendable {
    private struct Place: Hashable {
        let cause: Omission.Cause
        let operatorUSCC: String?
    }

    private var counts: [Place: Int] = [:]

    mutating func add(_ cause: Omission.Cause, by operatorUSCC: String?, count: Int = 1) {
        counts[Place(cause: cause, operatorUSCC: operatorUSCC), default: 0] += count
    }

    mutating func merge(_ other: Self) {
        counts.merge(other.counts) { max($0, $1) }
    }

    /// By cause, then by operator.
    var all: [Omission] {
        counts.map { Omission(cause: $0.key.cause, operatorUSCC: $0.key.operatorUSCC, count: $0.value) }
            .sorted { ($0.cause.rawValue, $0.operatorUSCC ?? "") < ($1.cause.rawValue, $1.operatorUSCC ?? "") }
    }
}
