public import TransparencyLog
public import Values
import VerifiableIndex

/// What shows a seed to a stranger: the commitment and every entry after it up to the first state of the index, the right edge of the tree
/// before them, and the checkpoint of just that tree with its cosignatures.
///
/// The entries make the tree's root from the edge. So the commitment stands where it is said to stand, nothing was left out between, and
/// no complete checkpoint came earlier.
public struct SeedProof: Hashable, Sendable {
    /// A cosignature counts from so many seconds before the time that the state of the index says …
    public static let secondsBefore: Int64 = 5
    /// … to so many after it. A witness gives one cosignature of a checkpoint in 30 seconds (`yimad`), so that there is one to take.
    public static let secondsAfter: Int64 = 24
    /// Entries, and their bytes, that a proof has at most.
    public static let entriesMax = 65_536
    public static let bytesMax = 64 << 20

    /// Of the tree before the commitment.
    public let edge: RightEdge
    /// The commitment first, the state of the index last.
    public let entries: [[UInt8]]
    /// The checkpoint, a note with the ledger's signature and the witnesses'.
    public let checkpoint: [UInt8]

    public init(edge: RightEdge, entries: [[UInt8]], checkpoint: [UInt8]) {
        self.edge = edge
        self.entries = entries
        self.checkpoint = checkpoint
    }

    /// Where the commitment stands in the ledger.
    public var commitment: UInt64 { edge.treeSize }

    /// A seed that follows, with what it follows from.
    public struct Shown: Hashable, Sendable {
        public let seed: DrawSeed
        public let checkpoint: Checkpoint
        /// What the state of the index says.
        public let time: Timestamp
        /// When each witness cosigned, in the order of the commitment, in POSIX seconds. Empty: the seed is the host's word alone.
        public let cosigned: [UInt64]
    }

    /// The seed, if it follows.
    /// - Parameters:
    ///   - leaf: the commitment's, byte for byte.
    ///   - witnesses: that the commitment names, in its order.
    ///   - key: the ledger's.
    public func verify(
        commitment leaf: [UInt8], witnesses: [VerifierKey], key: VerifierKey
    ) throws(DrawError) -> Shown {
        guard (2...Self.entriesMax).contains(entries.count), entries[0] == leaf, let last = entries.last,
            !entries.dropLast().contains(where: { IndexState.isState($0) }),
            let state = try? IndexState(parsing: last),
            state.entryCount == commitment + UInt64(entries.count) - 1, state.entryCount < TreeSize.max
        else { throw .seed(.otherEntries) }
        var edge = edge
        for entry in entries { edge.append(.leaf(entry)) }
        let signed: SignedCheckpoint
        do throws(CheckpointError) {
            signed = try Checkpoint.open(note: checkpoint, key: key, cosigners: witnesses)
        } catch {
            throw .seed(.checkpoint(error))
        }
        guard signed.checkpoint == Checkpoint(origin: key.name, edge: edge) else { throw .seed(.otherTree) }
        var cosignatures: [[UInt8]] = []
        var times: [UInt64] = []
        for witness in witnesses {
            let cosignature = try Self.cosignature(of: witness, in: signed.note)
            let late = Int64(clamping: cosignature.time) - state.time.milliseconds / 1000
            guard (-Self.secondsBefore...Self.secondsAfter).contains(late) else {
                throw .seed(.cosignedElsewhen(name: witness.name, seconds: late))
            }
            cosignatures.append(cosignature.bytes)
            times.append(cosignature.time)
        }
        return Shown(
            seed: DrawSeed(checkpoint: signed.note.text, cosignatures: cosignatures), checkpoint: signed.checkpoint,
            time: state.time, cosigned: times)
    }

    private static func cosignature(of witness: VerifierKey, in note: SignedNote) throws(DrawError) -> Cosignature {
        let lines = note.signatures.filter {
            $0.keyID == witness.id && $0.name.utf8.elementsEqual(witness.name.utf8)
        }
        guard lines.count < 2 else { throw .seed(.cosignedTwice(name: witness.name)) }
        guard let line = lines.first, let cosignature = Cosignature.parse(line.signature, of: .cosignature) else {
            throw .seed(.notCosigned(name: witness.name))
        }
        return cosignature
    }
}
