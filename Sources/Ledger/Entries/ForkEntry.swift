public import TransparencyLog
import Values

/// A journal that forked: two checkpoints that its device signed and that are not of one history.
///
/// The leaf's bytes are `yima/1 fork <journal> <length of the held note>` LF, the held note, the offered note. Where both are
/// proven to continue an older checkpoint of the journal, the line goes on with the offered note's length and that
/// checkpoint's, and after the notes come that checkpoint and two consistency proofs from it, to the held and to the offered
/// one: a hash in base64 a line, a blank line between them. So everything that a stranger needs stands in the entry itself.
public struct ForkEntry: Hashable, Sendable {
    public let journal: JournalName
    /// The signed checkpoint that the ledger holds, a note.
    public let held: [UInt8]
    /// The signed checkpoint that was offered besides.
    public let offered: [UInt8]
    /// Up to where the two histories are the same; nil where that cannot be shown.
    public let common: Common?

    /// An older checkpoint that both histories continue.
    public struct Common: Hashable, Sendable {
        /// The checkpoint as the device signed it, a note.
        public let note: [UInt8]
        /// Consistency proofs from it to the held and to the offered checkpoint.
        public let heldProof: [MerkleHash]
        public let offeredProof: [MerkleHash]

        public init(note: [UInt8], heldProof: [MerkleHash], offeredProof: [MerkleHash]) {
            self.note = note
            self.heldProof = heldProof
            self.offeredProof = offeredProof
        }
    }

    /// Why an entry shows no fork.
    public enum Fault: Error, Hashable, Sendable {
        /// One of the checkpoints is not the journal's, or its device did not sign it.
        case notSigned
        /// Both may be of one history.
        case noConflict
        /// The checkpoint that both are said to continue is not signed, or a proof does not hold.
        case unprovenCommon
    }

    public init(journal: JournalName, held: [UInt8], offered: [UInt8], common: Common? = nil) {
        self.journal = journal
        self.held = held
        self.offered = offered
        self.common = common
    }

    /// The leaf's bytes. They may exceed `LedgerEntry.bytesMax`; whoever appends checks.
    public var bytes: [UInt8] {
        let head = "yima/1 fork \(journal) \(held.count)"
        guard let common else { return Array("\(head)\n".utf8) + held + offered }
        let proofs = [common.heldProof, common.offeredProof].map { $0.map { $0.base64 + "\n" }.joined() }
        return Array("\(head) \(offered.count) \(common.note.count)\n".utf8) + held + offered + common.note
            + Array(proofs.joined(separator: "\n").utf8)
    }

    /// Reads what `bytes` gives; the notes are taken as they are.
    init?(header words: [Substring], body: [UInt8]) {
        guard words.count == 4 || words.count == 6, let journal = JournalName(words[2]) else { return nil }
        var lengths: [Int] = []
        for word in words[3...] {
            guard let length = Int(word), length > 0, length <= body.count, String(length) == word else { return nil }
            lengths.append(length)
        }
        if lengths.count == 1 { lengths.append(body.count - lengths[0]) }
        guard lengths[1] > 0, lengths.reduce(0, +) <= body.count else { return nil }
        let offeredEnd = lengths[0] + lengths[1]
        var common: Common?
        if lengths.count == 3 {
            common = Common(
                note: Array(body[offeredEnd...].prefix(lengths[2])), lines: body[(offeredEnd + lengths[2])...])
            guard common != nil else { return nil }
        }
        self.init(
            journal: journal, held: Array(body[..<lengths[0]]), offered: Array(body[lengths[0]..<offeredEnd]),
            common: common)
    }

    /// What the entry shows, as entry `entry` of a ledger; nothing is taken on anybody's word.
    func checked(
        by key: VerifierKey, entry: UInt64, _ signatures: Registry.SignatureCheck
    ) throws(Fault) -> Registry.Fork {
        guard let held = Checkpoint.signed(held, by: key, signatures),
            let offered = Checkpoint.signed(offered, by: key, signatures)
        else { throw .notSigned }
        // Everything continues the empty journal.
        guard held.treeSize > 0, offered.treeSize > 0, held.treeSize != offered.treeSize || held.root != offered.root
        else { throw .noConflict }
        return Registry.Fork(
            entry: entry, held: held, offered: offered,
            commonSize: try commonSize(of: held, offered, by: key, signatures))
    }

    private func commonSize(
        of held: Checkpoint, _ offered: Checkpoint, by key: VerifierKey, _ signatures: Registry.SignatureCheck
    ) throws(Fault) -> UInt64 {
        guard let common else { return 0 }
        guard let base = Checkpoint.signed(common.note, by: key, signatures),
            base.treeSize < min(held.treeSize, offered.treeSize)
        else { throw .unprovenCommon }
        for (newer, hashes) in [(held, common.heldProof), (offered, common.offeredProof)] {
            let proof = ConsistencyProof(oldSize: base.treeSize, newSize: newer.treeSize, hashes: hashes)
            do throws(ProofError) {
                try proof.verify(oldRoot: base.root, newRoot: newer.root)
            } catch {
                throw .unprovenCommon
            }
        }
        return base.treeSize
    }
}

extension ForkEntry.Common {
    private static let hashesMax = 64

    /// Reads two blocks of base64 lines with a blank line between them.
    fileprivate init?(note: [UInt8], lines: ArraySlice<UInt8>) {
        guard lines.last == 0x0A else { return nil }
        let texts = lines.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        let blocks = texts.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isEmpty)
        guard blocks.count == 2 else { return nil }
        let proofs = blocks.map { block in
            block.map { line in String(validating: line, as: UTF8.self).flatMap { MerkleHash(base64: $0) } }
        }
        guard proofs.allSatisfy({ (1...Self.hashesMax).contains($0.count) && !$0.contains(nil) }) else { return nil }
        self.init(
            note: note, heldProof: proofs[0].compactMap(\.self), offeredProof: proofs[1].compactMap(\.self))
    }
}
