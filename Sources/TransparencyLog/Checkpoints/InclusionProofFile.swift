public import Values

/// A proof that fits in a file and needs no network: an entry's place, its path, and a signed checkpoint
/// (C2SP tlog-proof, customarily `*.tlog-proof`).
public struct InclusionProofFile: Hashable, Sendable {
    /// Opaque bytes that nothing authenticates; nil or not empty.
    public let extra: [UInt8]?
    public let leafIndex: UInt64
    /// From the leaf's sibling upward.
    public let hashes: [MerkleHash]
    /// The checkpoint with its signatures, verbatim.
    public let checkpoint: SignedNote

    /// The caller's duty: `extra` is nil or not empty.
    public init(extra: [UInt8]? = nil, leafIndex: UInt64, hashes: [MerkleHash], checkpoint: SignedNote) {
        precondition(extra != [] && leafIndex < TreeSize.max)
        self.extra = extra
        self.leafIndex = leafIndex
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Refuses the proof unless the leaf is in a tree whose checkpoint `key` signed. Gives the opened checkpoint.
    public func verify(
        leafHash: MerkleHash, key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(InclusionProofFileError) -> SignedCheckpoint {
        let opened: SignedCheckpoint
        do throws(CheckpointError) {
            opened = try Checkpoint.open(checkpoint, key: key, cosigners: cosigners)
        } catch {
            throw .checkpoint(error)
        }
        try verify(leafHash: leafHash, under: opened.checkpoint)
        return opened
    }

    /// Refuses the proof unless the leaf is in a tree whose checkpoint the policy accepts. Gives the opened checkpoint.
    public func verify(leafHash: MerkleHash, policy: WitnessPolicy) throws(InclusionProofFileError) -> SignedCheckpoint
    {
        let opened: SignedCheckpoint
        do throws(CheckpointError) { opened = try policy.open(checkpoint) } catch { throw .checkpoint(error) }
        try verify(leafHash: leafHash, under: opened.checkpoint)
        return opened
    }

    private func verify(leafHash: MerkleHash, under checkpoint: Checkpoint) throws(InclusionProofFileError) {
        let proof = InclusionProof(leafIndex: leafIndex, treeSize: checkpoint.treeSize, hashes: hashes)
        do throws(ProofError) {
            try proof.verify(leafHash: leafHash, root: checkpoint.root)
        } catch {
            throw .proof(error)
        }
    }
}

extension InclusionProofFile {
    private static let header = "c2sp.org/tlog-proof@v1"
    private static let hashCountMax = 63

    /// The whole file. `parse` gives the proof back.
    public var formatted: String {
        var lines = [Self.header]
        if let extra { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(leafIndex)")
        lines += hashes.map(\.base64)
        return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.formatted
    }

    /// Reads what `formatted` gives. Nothing is proven before `verify`.
    public static func parse(_ bytes: some Collection<UInt8>) throws(InclusionProofFileError) -> InclusionProofFile {
        guard bytes.count <= 2 * SignedNote.byteCountMax else { throw .tooLarge }
        var lines = LineCursor(Array(bytes))
        guard lines.take()?.elementsEqual(header.utf8) == true else { throw .malformed(line: 1) }
        var line = try lines.require()
        var extra: [UInt8]?
        if let value = line.dropping("extra ") {
            guard let decoded = Base64.decode(value), !decoded.isEmpty else { throw .malformed(line: lines.number) }
            extra = decoded
            line = try lines.require()
        }
        guard let digits = line.dropping("index "), let index = Decimal.parse(digits, max: TreeSize.max - 1) else {
            throw .malformed(line: lines.number)
        }
        var hashes: [MerkleHash] = []
        while true {
            line = try lines.require()
            if line.isEmpty { break }
            guard hashes.count < hashCountMax, let hash = MerkleHash(base64: String(decoding: line, as: UTF8.self))
            else { throw .malformed(line: lines.number) }
            hashes.append(hash)
        }
        do throws(NoteError) {
            let note = try SignedNote.parse(lines.rest)
            return InclusionProofFile(extra: extra, leafIndex: index, hashes: hashes, checkpoint: note)
        } catch {
            throw .checkpoint(.note(error))
        }
    }
}

/// Bytes read line by line.
private struct LineCursor {
    private(set) var rest: ArraySlice<UInt8>
    /// The line last taken, counted from 1.
    private(set) var number = 0

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next line without its newline; nil where no whole line is left.
    mutating func take() -> ArraySlice<UInt8>? {
        number += 1
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    mutating func require() throws(InclusionProofFileError) -> ArraySlice<UInt8> {
        guard let line = take() else { throw .malformed(line: number) }
        return line
    }
}

extension ArraySlice<UInt8> {
    fileprivate func dropping(_ prefix: String) -> ArraySlice<UInt8>? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }
}

/// Why bytes are no inclusion proof file, or why one proves nothing.
public enum InclusionProofFileError: ExplainedError, Hashable {
    /// The file is larger than 2 MiB.
    case tooLarge
    /// This line, counted from 1, is missing or not what belongs there in its canonical form.
    case malformed(line: Int)
    /// The checkpoint is not to be trusted.
    case checkpoint(CheckpointError)
    /// The hashes do not lead from the leaf to the checkpoint's root.
    case proof(ProofError)

    public var wording: Wording {
        switch self {
        case .tooLarge:
            Wording(
                en: "the proof file is larger than 2 MiB",
                zh: "证明文件超过 2 MiB")
        case .malformed(let line):
            Wording(
                en: "line \(line) of the proof file is malformed",
                zh: "证明文件第 \(line) 行格式错误")
        case .checkpoint(let error): error.wording
        case .proof(let error): error.wording
        }
    }
}
