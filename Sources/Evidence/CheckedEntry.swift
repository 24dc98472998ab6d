import EPCIS
import Ledger
import TransparencyLog
import Values

/// An entry of evidence with what follows from it and the ledger's checkpoint alone: whether it stands in the ledger, and what it
/// says. Made once for every code that the entry concerns.
struct CheckedEntry: Sendable {
    let proven: Evidence.ProvenEntry
    let leafHash: MerkleHash
    /// Why it does not stand in the ledger, if it does not.
    let failure: ProofError?
    /// What it says; nil where it is no entry at all.
    let entry: LedgerEntry?
    /// What an event's body says; nil for entries of other kinds.
    let reading: BodyReading?
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
        if case .event(let event)? = entry { reading = BodyReading(event.body) } else { reading = nil }
        if case .journal(let journal)? = entry {
            self.checkpoint = try? Checkpoint.parse(SignedNote.parse(journal.note).text)
        } else {
            self.checkpoint = nil
        }
    }
}

/// What an event's body says: the event, or why it is none.
struct BodyReading: Sendable {
    let event: EPCISEvent?
    let problems: [LocatedError]

    init(_ body: [UInt8]) {
        (event, problems) = EPCISEvent.reading(body)
    }
}
