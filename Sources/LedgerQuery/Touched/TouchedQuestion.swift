public import Ledger
public import Values

/// Which codes are asked for: those that events name which meet all of it.
public struct TouchedQuestion: Hashable, Sendable {
    /// Ledger indexes; the end lies within the tree.
    public var entries: Range<UInt64>
    /// USCC of the one who recorded them.
    public var operatorUSCC: String?
    /// Where they were: readPoint or bizLocation.
    public var site: SiteName?
    /// Arrived then or later, and before that.
    public var since: Timestamp?
    public var before: Timestamp?

    public init(entries: Range<UInt64>) {
        self.entries = entries
    }
}

/// Where the next page of touched codes goes on.
public enum TouchedCursor: Hashable, Sendable {
    /// With the entry of that ledger index.
    case entry(UInt64)
    /// With the event of that index in a journal; nil: with the first of it that is asked for. Where one operator's are asked for they
    /// are read journal by journal, so that those of others are not even passed over.
    case journal(JournalName, UInt64?)

    /// `123`, `45@NAME` or `@NAME`.
    public var description: String {
        switch self {
        case .entry(let entry): "\(entry)"
        case .journal(let name, let index): (index.map { "\($0)" } ?? "") + "@\(name)"
        }
    }

    /// Reads exactly what `description` gives; nil for anything else.
    public init?(_ text: String) {
        let halves = text.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        func number(_ text: String) -> UInt64? {
            UInt64(text).flatMap { String($0) == text && $0 <= UInt64(Int64.max) ? $0 : nil }
        }
        if halves.count == 2, let name = JournalName(halves[1]) {
            guard halves[0].isEmpty || number(halves[0]) != nil else { return nil }
            self = .journal(name, number(halves[0]))
        } else if halves.count == 1, let entry = number(halves[0]) {
            self = .entry(entry)
        } else {
            return nil
        }
    }
}

/// How much is read for one page of touched codes. A page ends with the event that reaches a bound, and at least one event is read.
public struct TouchedBudget: Sendable {
    public var entryCountMax = 4096
    public var byteCountMax = 8 << 20
    public var codeCountMax = 4096
    /// Reads of the store.
    public var readCountMax = 1024
    public var duration = Duration.seconds(1)

    public init() {}
}
