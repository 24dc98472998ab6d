import Crypto
import TransparencyLog

/// One of the guard file's two places, 4,096 bytes: the note's length (u32, most significant byte first), the note,
/// zeros, and in the last 32 bytes the SHA-256 of everything before them.
struct CheckpointSlot {
    static let byteCount = 4096
    private static let contentCount = byteCount - SHA256Digest.byteCount
    static let noteBytesMax = contentCount - 4

    let note: [UInt8]
    /// The size that the note's checkpoint says.
    let treeSize: UInt64
    let root: MerkleHash

    /// Nil where the note is no checkpoint or too long.
    init?(note: [UInt8]) {
        guard note.count <= Self.noteBytesMax, let signed = try? SignedNote.parse(note),
            let checkpoint = try? Checkpoint.parse(signed.text)
        else { return nil }
        self.note = note
        treeSize = checkpoint.treeSize
        root = checkpoint.root
    }

    /// Reads a slot; nil where it was never written, or not completely.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let content = Array(bytes.prefix(Self.contentCount))
        guard SHA256.hash(data: content).elementsEqual(bytes.dropFirst(Self.contentCount)) else { return nil }
        let length = content.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.noteBytesMax else { return nil }
        self.init(note: Array(content[4..<(4 + length)]))
    }

    var bytes: [UInt8] {
        let length = (0..<4).map { UInt8(truncatingIfNeeded: note.count >> (24 - 8 * $0)) }
        let padding = [UInt8](repeating: 0, count: Self.noteBytesMax - note.count)
        let content = length + note + padding
        return content + Array(SHA256.hash(data: content))
    }
}
