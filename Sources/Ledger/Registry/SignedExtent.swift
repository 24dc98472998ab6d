public import TransparencyLog
import Values

/// A point up to which a device had signed its journal, as a revocation or suspension names it: what comes under just this
/// signed checkpoint is still taken afterwards, and stands.
///
/// It is named by its root too, since otherwise whoever has the key could put other events in the place of the honest ones.
public struct SignedExtent: Hashable, Sendable, CustomStringConvertible {
    public let journal: JournalName
    public let size: UInt64
    public let root: MerkleHash

    public init(journal: JournalName, size: UInt64, root: MerkleHash) {
        self.journal = journal
        self.size = size
        self.root = root
    }

    /// Nil where the checkpoint is of no journal.
    public init?(_ checkpoint: Checkpoint) {
        guard let journal = JournalName(checkpoint.origin) else { return nil }
        self.init(journal: journal, size: checkpoint.treeSize, root: checkpoint.root)
    }

    /// `<journal> <size> <root in base64>`.
    public var description: String { "\(journal) \(size) \(root.base64)" }

    /// Reads exactly what `description` gives.
    init?(_ text: String) {
        let words = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            Substring($0)
        }
        guard words.count == 3, let journal = JournalName(words[0]), let size = UInt64(words[1]),
            let root = MerkleHash(base64: String(words[2]))
        else { return nil }
        self.init(journal: journal, size: size, root: root)
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The order in which an act names several.
    public static func ordered(_ extents: Set<SignedExtent>) -> [SignedExtent] {
        extents.sorted(by: isOrdered)
    }

    static func isOrdered(_ left: Self, _ right: Self) -> Bool {
        if left.journal == right.journal { return left.size < right.size }
        return left.journal.description.utf8.lexicographicallyPrecedes(right.journal.description.utf8)
    }
}
