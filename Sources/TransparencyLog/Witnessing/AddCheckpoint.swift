public import Values

/// The body of `add-checkpoint` (C2SP tlog-witness): the size that the witness is said to hold, the proof from there, and the checkpoint
/// that is to be cosigned.
public struct AddCheckpoint: Hashable, Sendable {
    /// More are never needed, and a client sends no more.
    public static let hashCountMax = 63
    /// The largest body that is read: a checkpoint with its signatures, those of the post-quantum kind too, is well below.
    public static let byteCountMax = 1 << 18

    /// The size of the tree that the witness cosigned last; 0 for none.
    public let oldSize: UInt64
    /// From there to the checkpoint.
    public let hashes: [MerkleHash]
    /// The checkpoint, with every signature that came with it.
    public let note: SignedNote

    /// The caller's duty: a size in range, no more hashes than there may be.
    public init(oldSize: UInt64, hashes: [MerkleHash], note: SignedNote) {
        precondition(oldSize <= TreeSize.max && hashes.count <= Self.hashCountMax)
        self.oldSize = oldSize
        self.hashes = hashes
        self.note = note
    }

    /// Why a body is none.
    public enum Malformation: ExplainedError, Hashable {
        case tooLarge(byteCountMax: Int)
        /// No blank line parts the proof from the checkpoint.
        case noCheckpoint
        /// The first line is not `old <size>`, in canonical decimal.
        case oldSize
        /// This line of the body, counted from 1, is not the canonical base 64 of 32 bytes.
        case hash(line: Int)
        case tooManyHashes(max: Int)
        case note(NoteError)
        /// The signed text is no checkpoint.
        case checkpoint(CheckpointError)
    }

    /// The body. `parse` gives the same back.
    public var formatted: String {
        "old \(oldSize)\n" + hashes.map { "\($0.base64)\n" }.joined() + "\n" + note.formatted
    }

    /// Reads a body. Whether its checkpoint is to be cosigned `judge` says.
    public static func parse(_ bytes: some Collection<UInt8>) throws(Malformation) -> AddCheckpoint {
        guard bytes.count <= byteCountMax else { throw .tooLarge(byteCountMax: byteCountMax) }
        let bytes = Array(bytes)
        let newline = UInt8(ascii: "\n")
        // None of the lines before it can be empty, so the first blank line ends them.
        guard let blank = bytes.indices.first(where: { $0 > 0 && bytes[$0] == newline && bytes[$0 - 1] == newline })
        else { throw .noCheckpoint }
        let lines = bytes[..<(blank - 1)].split(separator: newline, omittingEmptySubsequences: false)
        let word = Array("old ".utf8)
        guard let first = lines.first, first.starts(with: word),
            let oldSize = Decimal.parse(first.dropFirst(word.count), max: TreeSize.max)
        else { throw .oldSize }
        guard lines.count - 1 <= hashCountMax else { throw .tooManyHashes(max: hashCountMax) }
        var hashes: [MerkleHash] = []
        for (place, line) in lines.enumerated().dropFirst() {
            guard let text = String(validating: line, as: UTF8.self), let hash = MerkleHash(base64: text) else {
                throw .hash(line: place + 1)
            }
            hashes.append(hash)
        }
        do throws(NoteError) {
            return AddCheckpoint(
                oldSize: oldSize, hashes: hashes, note: try SignedNote.parse(bytes[(blank + 1)...]))
        } catch {
            throw .note(error)
        }
    }

    /// The first line of the checkpoint: whose it says it is.
    public var origin: String { String(note.text.unicodeScalars.prefix { $0 != "\n" }) }
}

extension AddCheckpoint.Malformation {
    public var wording: Wording {
        switch self {
        case .tooLarge(let byteCountMax):
            Wording(en: "the body has more than \(byteCountMax) bytes", zh: "请求体超过 \(byteCountMax) 字节")
        case .noCheckpoint:
            Wording(en: "there is no checkpoint after a blank line", zh: "空行之后没有检查点")
        case .oldSize:
            Wording(
                en: "line 1 is not “old <size>” with a canonical number", zh: "第 1 行不是“old <大小>”或数字不规范")
        case .hash(let line):
            Wording(en: "line \(line) is not the base64 of a hash", zh: "第 \(line) 行不是哈希的 base64")
        case .tooManyHashes(let max):
            Wording(en: "the proof has more than \(max) hashes", zh: "证明中的哈希多于 \(max) 个")
        case .note(let error): error.wording
        case .checkpoint(let error): error.wording
        }
    }
}
