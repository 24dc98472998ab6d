public import Chains
public import EPCIS
public import Ledger
import Synchronization
public import Values

/// An event of the ledger in its place: the entry, who signed for it, when it came, and what it says.
///
/// Nothing of it ever changes: many queries hold the same one.
public final class RecordedEvent: Sendable {
    /// Ledger index of the entry.
    public let entry: UInt64
    public let journal: JournalName
    /// Index in the journal.
    public let journalIndex: UInt64
    /// The host's arrival time of its push.
    public let recordTime: Timestamp
    /// A moment before which its device cannot have recorded it (`ChainEvent.recordedAfter`); nil where none is known.
    public let recordedAfter: Timestamp?
    /// Whether that was looked for.
    package let isDated: Bool
    /// The event as signed, UTF-8 JSON.
    public let body: [UInt8]
    /// The event read; nil where the body is not one, with the reasons in `problems`.
    public let event: EPCISEvent?
    public let problems: [LocatedError]
    /// Whether it is a readable event: nothing else is walked.
    package let isReadable: Bool
    /// With its codes read, once it was walked: by the reader of those who walked first, and there is one in a process.
    private let resolution = Mutex<ResolvedEvent?>(nil)

    public convenience init(entry: UInt64, event: EventEntry, recordTime: Timestamp) {
        self.init(entry: entry, event: event, recordTime: recordTime, reading: BodyReading(event.body))
    }

    /// - Parameter reading: of the same body.
    init(
        entry: UInt64, event: EventEntry, recordTime: Timestamp, recordedAfter: Timestamp? = nil,
        isDated: Bool = false, reading: BodyReading
    ) {
        self.entry = entry
        journal = event.journal
        journalIndex = event.index
        self.recordTime = recordTime
        self.recordedAfter = recordedAfter
        self.isDated = isDated
        body = event.body
        self.event = reading.event
        problems = reading.problems
        isReadable = reading.event != nil && reading.problems.isEmpty
    }

    /// The same, of which it was looked for before when it cannot have been recorded.
    package convenience init(_ other: RecordedEvent, recordedAfter: Timestamp?) {
        self.init(
            entry: other.entry,
            event: EventEntry(journal: other.journal, index: other.journalIndex, body: other.body),
            recordTime: other.recordTime, recordedAfter: recordedAfter, isDated: true,
            reading: BodyReading(event: other.event, problems: other.problems))
    }

    /// Whether it claims a day before that of its arrival, where it happened.
    package var arrivedOnALaterDay: Bool {
        guard let claimed = event?.eventTime, claimed.moment < recordTime else { return false }
        return OffsetTime(moment: recordTime, offsetMinutes: claimed.offsetMinutes).day != claimed.day
    }

    /// As the rules take it; nil where it is not a readable event.
    public var chainEvent: ChainEvent? {
        guard let event, problems.isEmpty else { return nil }
        return ChainEvent(
            entry: entry, recordTime: recordTime, operatorUSCC: journal.operatorUSCC, journal: journal.description,
            journalIndex: journalIndex, event: event, recordedAfter: recordedAfter)
    }

    /// As the rules take what cannot be read.
    public var unreadableEntry: UnreadableEntry {
        UnreadableEntry(entry: entry, operatorUSCC: journal.operatorUSCC, problems: problems.map(\.wording))
    }
}

extension RecordedEvent: WalkedEvent {
    package var operatorUSCC: String { journal.operatorUSCC }
    package var thingCount: Int { event?.thingCount ?? 0 }

    package func resolved(_ codes: inout CodeCache) -> ResolvedEvent {
        if let known = resolution.withLock({ $0 }) { return known }
        guard let record = chainEvent else { preconditionFailure("entry \(entry) is not readable and was walked") }
        let resolved = ResolvedEvent(record, codes: &codes)
        resolution.withLock { $0 = resolved }
        return resolved
    }
}
