/// The newest head of another log that the signer of a checkpoint knew: an extension line `seen <origin> <size> <root>`.
///
/// A device writes it into its journal's checkpoints. What it signed there it signed after the other log had that head, whatever
/// times its events claim.
public struct SeenHead: Hashable, Sendable {
    public let origin: String
    public let treeSize: UInt64
    public let root: MerkleHash

    public init(origin: String, treeSize: UInt64, root: MerkleHash) {
        self.origin = origin
        self.treeSize = treeSize
        self.root = root
    }

    /// What a checkpoint says of its own log.
    public init(_ checkpoint: Checkpoint) {
        self.init(origin: checkpoint.origin, treeSize: checkpoint.treeSize, root: checkpoint.root)
    }

    private static let word = "seen"

    /// Reads `line`, in exactly that spelling; nil for any other line.
    public init?(line: String) {
        let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].elementsEqual(Self.word.utf8), let origin = String(parts[1]),
            KeyName.isValid(origin), let treeSize = Decimal.parse(parts[2], max: TreeSize.max),
            let root = String(parts[3]).flatMap({ MerkleHash(base64: $0) }),
            treeSize > 0 || root == .emptyRoot
        else { return nil }
        self.init(origin: origin, treeSize: treeSize, root: root)
    }

    /// The extension line, without its newline.
    public var line: String { "\(Self.word) \(origin) \(treeSize) \(root.base64)" }
}

extension Checkpoint {
    /// The head that the signer had seen, where exactly one extension line says so.
    public var seen: SeenHead? {
        let found = extensions.compactMap(SeenHead.init(line:))
        return found.count == 1 ? found[0] : nil
    }
}
