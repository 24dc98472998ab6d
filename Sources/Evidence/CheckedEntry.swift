import EPCIS
import Ledger
import Synchronization
import TransparencyLog
import Values

/// An entry of evidence with what follows from it and the ledger's checkpoint alone: whether it stands in the ledger, and what it
/// says. Made once for every code that the entry concerns, and shared by them.
final class CheckedEntry: Sendable {
    let proven: Evidence.ProvenEntry
    let leafHash: MerkleHash
    /// Why it does not stand in the ledger, if it does not.
    let failure: ProofError?
    /// What it says; nil where it is no entry at all.
    let entry: LedgerEntry?
    /// What an event's body says; nil for entries of other kinds.
    private let reading: EventInPlace?
    /// What a journal's checkpoint says, whoever signed it; nil for entries of other kinds.
    let checkpoint: Checkpoint?

    init(_ proven: Evidence.ProvenEntry, under checkpoint: Checkpoint) {
        self.proven = proven
        leafHash = .leaf(proven.bytes)
        let proof = InclusionProof(leafIndex: proven.index, treeSize: checkpoint.treeSize, hashes: proven.proof)
        do throws(ProofError) {
            try proof.verify(leafHash: leafHash, root: checkpoint.root)
            failure = nil
            entry = try? LedgerEntry(parsing: proven.bytes)
        } catch {
            failure = error
            entry = nil
        }
        if case .event(let event)? = entry { reading = EventInPlace(event) } else { reading = nil }
        if case .journal(let journal)? = entry {
            self.checkpoint = try? Checkpoint.parse(SignedNote.parse(journal.note).text)
        } else {
            self.checkpoint = nil
        }
    }

    /// The event in its place, if it is one.
    func event(arrivedAt arrival: Timestamp, recordedAfter head: Timestamp?) -> RecordedEvent? {
        reading?.recorded(entry: proven.index, arrivedAt: arrival, recordedAfter: head)
    }
}

/// An event that many codes of a document share: read once, and nearly always found to have been recorded at one time.
private final class EventInPlace: Sendable {
    private let event: EventEntry
    private let reading: BodyReading
    private let held = Mutex<RecordedEvent?>(nil)

    init(_ event: EventEntry) {
        self.event = event
        reading = BodyReading(event.body)
    }

    func recorded(entry: UInt64, arrivedAt arrival: Timestamp, recordedAfter head: Timestamp?) -> RecordedEvent {
        if let held = held.withLock({ $0 }), held.recordTime == arrival, held.recordedAfter == head { return held }
        let recorded = RecordedEvent(
            entry: entry, event: event, recordTime: arrival, recordedAfter: head, reading: reading)
        held.withLock { $0 = recorded }
        return recorded
    }
}

/// What an event's body says: the event, or why it is none.
struct BodyReading: Sendable {
    let event: EPCISEvent?
    let problems: [LocatedError]

    init(_ body: [UInt8]) {
        let read = EPCISEvent.reading(body)
        self.init(event: read.event, problems: read.problems)
    }

    init(event: EPCISEvent?, problems: [LocatedError]) {
        (self.event, self.problems) = (event, problems)
    }
}
