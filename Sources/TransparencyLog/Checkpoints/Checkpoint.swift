/// What a log commits to: its name, its size, and the root hash over all its entries (C2SP tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// Which log it is; equal to the name of the key that signs it.
    public let origin: String
    /// The number of leaves, at most 2^63 − 1.
    public let treeSize: UInt64
    public let root: MerkleHash
    /// Opaque further lines without their newlines; none is empty. A device writes `SeenHead`'s.
    public let extensions: [String]

    /// The caller's duty: an origin that `KeyName` accepts, a size in range, no empty or broken extension line.
    public init(origin: String, treeSize: UInt64, root: MerkleHash, extensions: [String] = []) {
        precondition(Self.isLine(origin) && origin.utf8.count <= KeyName.byteCountMax)
        precondition(treeSize <= TreeSize.max && extensions.allSatisfy(Self.isLine))
        self.origin = origin
        self.treeSize = treeSize
        self.root = root
        self.extensions = extensions
    }

    /// A checkpoint of what a right edge stands for.
    public init(origin: String, edge: RightEdge) {
        self.init(origin: origin, treeSize: edge.treeSize, root: edge.root)
    }

    /// The text that is signed, its final newline included.
    public var text: String {
        ([origin, "\(treeSize)", root.base64] + extensions).map { $0 + "\n" }.joined()
    }

    /// Reads exactly what `text` gives.
    public static func parse(_ text: String) throws(CheckpointError) -> Checkpoint {
        guard text.utf8.last == UInt8(ascii: "\n") else { throw .truncated }
        let lines = text.utf8.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw .truncated }
        let texts = lines.map { String(Substring($0)) }
        guard isLine(texts[0]), texts[0].utf8.count <= KeyName.byteCountMax else { throw .invalidOrigin }
        guard let treeSize = Decimal.parse(lines[1], max: TreeSize.max) else { throw .invalidSize }
        guard let root = MerkleHash(base64: texts[2]) else { throw .invalidRoot }
        for (position, line) in texts.enumerated().dropFirst(3) where !isLine(line) {
            throw .emptyLine(position + 1)
        }
        guard treeSize > 0 || root == .emptyRoot else { throw .wrongEmptyRoot }
        return Checkpoint(origin: texts[0], treeSize: treeSize, root: root, extensions: Array(texts[3...]))
    }

    private static func isLine(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains(UInt8(ascii: "\n"))
    }
}

extension Checkpoint {
    /// The checkpoint as a note signed by the log's key, whose name must be the origin.
    public func sign(with key: SignerKey) throws(NoteError) -> SignedNote {
        precondition(key.name.hasSameBytes(as: origin), "a log signs under its own name")
        return try SignedNote.sign(text, with: key)
    }

    /// Opens a signed checkpoint of the log that `key` speaks for, together with the cosignatures of `cosigners`.
    ///
    /// Throws unless `key` signed it and it names that log as its origin, or where a signature of a known key is false.
    /// Signatures of unknown keys are ignored.
    public static func open(
        note bytes: some Collection<UInt8>, key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(CheckpointError) -> SignedCheckpoint {
        let note: SignedNote
        do throws(NoteError) { note = try SignedNote.parse(bytes) } catch { throw .note(error) }
        return try open(note, key: key, cosigners: cosigners)
    }

    /// Opens a signed checkpoint from a string, as from its bytes.
    public static func open(
        note: String, key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(CheckpointError) -> SignedCheckpoint {
        try open(note: Array(note.utf8), key: key, cosigners: cosigners)
    }

    /// Opens a signed checkpoint that was already parsed as a note.
    public static func open(
        _ note: SignedNote, key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(CheckpointError) -> SignedCheckpoint {
        let verified: [VerifiedSignature]
        do throws(NoteError) {
            verified = try note.verify(with: [key] + cosigners)
        } catch {
            throw error == .noKnownSignature ? .notSignedByLog(name: key.name) : .note(error)
        }
        guard verified.contains(where: { $0.key == key }) else { throw .notSignedByLog(name: key.name) }
        let checkpoint = try parse(note.text)
        guard checkpoint.origin.hasSameBytes(as: key.name) else {
            throw .wrongOrigin(expected: key.name, found: checkpoint.origin)
        }
        return SignedCheckpoint(
            checkpoint: checkpoint, note: note, key: key, cosignatures: verified.filter { $0.key != key })
    }
}

/// A checkpoint that was opened: its log signed it, and every listed cosignature holds.
public struct SignedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    /// The note as it came, with unknown signatures too.
    public let note: SignedNote
    /// The log's key.
    public let key: VerifierKey
    /// The known cosigners that signed, each once, with the times they give.
    public let cosignatures: [VerifiedSignature]
}
