import StrictJSON
public import TransparencyLog
import Values
import VerifiableIndex

/// Entries of one push, to its end, of which nothing is shown but whose they are: the hashes of their leaves, under the ledger's checkpoint and
/// under that of the journal which brought them.
///
/// So a stranger's flood is counted and its author named without carrying what he wrote. Whether he is a stranger the reader finds out by
/// himself (`AnsweredNames`): where he is none, a name under which such an entry stands is not answered.
public struct UnreadSpan: Hashable, Sendable {
    /// Entries of all spans of a document at most.
    public static let entriesMax = 1 << 18

    /// Pages of a list of which so many entries may be.
    package static let pagesMax = entriesMax / ListPage.entriesMax

    /// The ledger index of the first; the last is the one before the checkpoint.
    public let firstEntry: UInt64
    /// Ledger index of the `journal` entry that carries the signed checkpoint of the push.
    public let checkpointEntry: UInt64
    public let leafHashes: [MerkleHash]
    /// That they follow each other in the ledger (`RangeProof.hashes`).
    public let proof: [MerkleHash]
    /// That they are the last of their journal under the checkpoint.
    public let journalProof: [MerkleHash]

    public init(
        firstEntry: UInt64, checkpointEntry: UInt64, leafHashes: [MerkleHash], proof: [MerkleHash],
        journalProof: [MerkleHash]
    ) {
        self.firstEntry = firstEntry
        self.checkpointEntry = checkpointEntry
        self.leafHashes = leafHashes
        self.proof = proof
        self.journalProof = journalProof
    }
}

extension UnreadSpan {
    /// `{"first","checkpoint","leaves","proof","journal"}`: the leaves' hashes in one base64, the others by their places in `hashes`.
    func json(_ table: inout EvidenceHashTable) -> JSONNode {
        .object([
            ("first", .unsigned(firstEntry)), ("checkpoint", .unsigned(checkpointEntry)),
            ("leaves", .string(Base64.encode(leafHashes.flatMap(\.bytes)))),
            ("proof", .array(proof.map { table.place(of: $0) })),
            ("journal", .array(journalProof.map { table.place(of: $0) })),
        ])
    }
}

extension JSONValue {
    /// What `UnreadSpan.json` gives; nothing is proven yet.
    func unreadSpans() throws(LocatedError) -> [UnreadSpan] {
        guard self["unread"] != nil else { return [] }
        let hashes = try hashTable()
        let spans = try list("unread").map { value throws(LocatedError) in
            let (first, checkpoint) = (try value.number("first"), try value.number("checkpoint"))
            guard let bytes = Base64.decode(try value.text("leaves").utf8), !bytes.isEmpty,
                bytes.count % MerkleHash.byteCount == 0,
                first < checkpoint, checkpoint - first == UInt64(bytes.count / MerkleHash.byteCount)
            else { throw .missing("leaves", in: value) }
            return UnreadSpan(
                firstEntry: first, checkpointEntry: checkpoint, leafHashes: MerkleHash.hashes(in: bytes[...]),
                proof: try value.hashes("proof", from: hashes), journalProof: try value.hashes("journal", from: hashes))
        }
        let isAscending = zip(spans, spans.dropFirst()).allSatisfy { $0.checkpointEntry < $1.firstEntry }
        guard isAscending, spans.reduce(0, { $0 + $1.leafHashes.count }) <= UnreadSpan.entriesMax else {
            throw .missing("unread", in: self)
        }
        return spans
    }
}
