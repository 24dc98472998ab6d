public import Ledger
public import TransparencyLog
public import Values

/// A journal's signed checkpoint as a device shows it to whoever stands before it, with the key that signed it: one line, so that a
/// scanner that types takes it down as it is.
///
///     yima-field/1 <verifier key> <size> <root> <signature>[ <extension line of the checkpoint>]
///
/// The signature is the 64 bytes that stand in the note, in base64. What it proves is that the device had signed this journal by
/// then; whose device it is, the ledger says.
public struct FieldNote: Hashable, Sendable {
    /// The key that was shown; its name is the journal's.
    public let key: VerifierKey
    public let journal: JournalName
    public let checkpoint: Checkpoint
    /// The checkpoint as the device signed it, a note.
    public let note: [UInt8]

    private static let word = "yima-field/1"
    /// A key, a root, a signature and two names of 255 bytes are shorter.
    public static let bytesMax = 2048

    /// A checkpoint that a device has signed, to be shown.
    ///
    /// Throws where the key did not sign it, or it says more than a line can carry.
    public init(note: [UInt8], key: VerifierKey) throws(FieldNoteError) {
        let signed: SignedCheckpoint
        do throws(CheckpointError) { signed = try Checkpoint.open(note: note, key: key) } catch {
            throw .checkpoint(error)
        }
        guard let journal = JournalName(key.name) else { throw .noJournal(key.name) }
        guard key.type == .ed25519, signed.note.signatures.count == 1, signed.checkpoint.extensions.count <= 1 else {
            throw .malformed
        }
        self.key = key
        self.journal = journal
        self.note = note
        checkpoint = signed.checkpoint
    }

    /// The line, without its end.
    public var text: String {
        let signature = (try? SignedNote.parse(note))?.signatures.first
        let words = [
            Self.word, "\(key)", "\(checkpoint.treeSize)", checkpoint.root.base64,
            Base64.encode(signature?.signature ?? []),
        ]
        return (words + checkpoint.extensions).joined(separator: " ")
    }

    /// Reads what `text` gives, and verifies the signature; line ends around it are dropped.
    public init(parsing bytes: [UInt8]) throws(FieldNoteError) {
        let own = Self.line(bytes)
        guard bytes.count <= Self.bytesMax, !own.contains(0x0A), let line = String(validating: own, as: UTF8.self)
        else {
            throw .malformed
        }
        let words = line.utf8.split(separator: UInt8(ascii: " "), maxSplits: 5, omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard words.count >= 5, words[0] == Self.word, let size = UInt64(words[2]), size <= TreeSize.max,
            let root = MerkleHash(base64: words[3]), let signature = Base64.decode(words[4].utf8), signature.count == 64
        else { throw .malformed }
        let key: VerifierKey
        do throws(KeyError) { key = try VerifierKey.parse(String(words[1])) } catch { throw .key(error) }
        guard size > 0 || root == .emptyRoot, words.count < 6 || !words[5].isEmpty else { throw .malformed }
        let checkpoint = Checkpoint(
            origin: key.name, treeSize: size, root: root, extensions: words.dropFirst(5).map { String($0) })
        let signed = NoteSignature(name: key.name, keyID: key.id, signature: signature)
        let note: SignedNote
        do throws(NoteError) { note = try SignedNote(text: checkpoint.text, signatures: [signed]) } catch {
            throw .checkpoint(.note(error))
        }
        try self.init(note: Array(note.formatted.utf8), key: key)
        // One spelling only: what was scanned wrongly is another text.
        guard text.utf8.elementsEqual(line.utf8) else { throw .malformed }
    }

    /// Without blanks and line ends around it.
    private static func line(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
        var line = bytes[...]
        while let last = line.last, blanks.contains(last) { line.removeLast() }
        while let first = line.first, blanks.contains(first) { line.removeFirst() }
        return line
    }
}

/// Why a text is no journal's signed checkpoint.
public enum FieldNoteError: ExplainedError, Hashable {
    /// Not the line that a device shows.
    case malformed
    case key(KeyError)
    /// The key's name is no journal's.
    case noJournal(String)
    /// The signature does not hold, or what is signed is no checkpoint.
    case checkpoint(CheckpointError)

    public var wording: Wording {
        switch self {
        case .malformed:
            Wording(
                en: "not a checkpoint as a device shows it (yima-field/1 …), or not all of it",
                zh: "不是设备出示的检查点（yima-field/1 …），或内容不全")
        case .key(let error): error.wording
        case .noJournal(let name): Wording(en: "“\(name)” is no journal's name", zh: "“\(name)”不是日志名称")
        case .checkpoint(let error): error.wording
        }
    }
}
