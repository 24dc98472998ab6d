public import TransparencyLog

/// A file of a draw is committed to by its number of lines and the RFC 6962 root over them: a leaf is a line without its LF, the first
/// line of the file (what it is) among them. So a single line can be shown to stand in a list without the whole list.
public struct LineTree: Hashable, Sendable {
    /// Lines, the first among them.
    public let count: Int
    public let root: MerkleHash

    public init(count: Int, root: MerkleHash) {
        self.count = count
        self.root = root
    }

    /// Of a file whose lines each end in LF; nil for any other, and for one of more bytes than `bytesMax`.
    public init?(of file: [UInt8]) {
        guard file.last == 0x0A, file.count <= Self.bytesMax else { return nil }
        var edge = RightEdge()
        file.withUnsafeBytes { bytes in
            var start = 0
            for end in bytes.indices where bytes[end] == 0x0A {
                edge.append(MerkleHash.leaf(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
                start = end + 1
            }
        }
        self.init(count: Int(edge.treeSize), root: edge.root)
    }

    /// The largest file, in bytes: more than half a million firms.
    public static let bytesMax = 64 << 20
}
