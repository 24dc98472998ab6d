public import Chains
public import EPCIS
public import Ledger
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
    /// The event as signed, UTF-8 JSON.
    public let body: [UInt8]
    /// The event read; nil where the body is not one, with the reasons in `problems`.
    public let event: EPCISEvent?
    public let problems: [LocatedError]

    public convenience init(entry: UInt64, event: EventEntry, recordTime: Timestamp) {
        self.init(entry: entry, event: event, recordTime: recordTime, reading: BodyReading(event.body))
    }

    /// - Parameter reading: of the same body.
    init(
        entry: UInt64, event: EventEntry, recordTime: Timestamp, recordedAfter: Timestamp? = nil, reading: BodyReading
    ) {
        self.entry = entry
        journal = event.journal
        journalIndex = event.index
        self.recordTime = recordTime
        self.recordedAfter = recordedAfter
        body = event.body
        self.event = reading.event
        problems = reading.problems
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
