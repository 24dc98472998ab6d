/// A text and the signatures under it (C2SP signed-note). Ignore the text until `verify` has named who signed it.
public struct SignedNote: Hashable, Sendable {
    /// The largest note that is read: 1 MiB.
    public static let byteCountMax = 1 << 20
    /// The most signatures that are read (C2SP asks for at least 16).
    public static let signatureCountMax = 100

    /// The signed text, its final newline included.
    public let text: String
    public let signatures: [NoteSignature]

    /// Joins a text that ends in a newline and its signatures, of which there must be one at least.
    public init(text: String, signatures: [NoteSignature]) throws(NoteError) {
        try Self.checkCharacters(Array(text.utf8))
        guard text.utf8.last == UInt8(ascii: "\n") else { throw .unterminated }
        guard !signatures.isEmpty else { throw .noSignatures }
        guard signatures.count <= Self.signatureCountMax else { throw .tooManySignatures(max: Self.signatureCountMax) }
        self.text = text
        self.signatures = signatures
    }

    /// Signs a text that ends in a newline with each of the keys, in that order.
    public static func sign(_ text: String, with keys: SignerKey...) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: keys.map { $0.sign(text) })
    }

    /// The same note with further signatures after those it has.
    public func adding(_ signatures: [NoteSignature]) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: self.signatures + signatures)
    }

    /// The whole note as it is stored and sent. `parse` gives the note back.
    public var formatted: String {
        text + "\n" + signatures.map(\.line).joined()
    }
}

extension SignedNote {
    /// Reads a note: strict UTF-8, no control byte but LF, text and signatures parted by the last blank line.
    public static func parse(_ bytes: some Collection<UInt8>) throws(NoteError) -> SignedNote {
        guard bytes.count <= byteCountMax else { throw .tooLarge(byteCount: bytes.count, byteCountMax: byteCountMax) }
        let bytes = Array(bytes)
        try checkCharacters(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        guard bytes.last == UInt8(ascii: "\n") else { throw .unterminated }
        guard let end = endOfText(bytes) else { throw .noSignatures }
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        let lineOfBlank = bytes[..<end].count { $0 == UInt8(ascii: "\n") } + 1
        return try SignedNote(text: text, signatures: parseSignatures(bytes[(end + 1)...], after: lineOfBlank))
    }

    /// Reads a note from a string, as from its bytes.
    public static func parse(_ note: String) throws(NoteError) -> SignedNote {
        try parse(Array(note.utf8))
    }

    /// The index of the newline that is the last blank line.
    private static func endOfText(_ bytes: [UInt8]) -> Int? {
        let newline = UInt8(ascii: "\n")
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == newline, bytes[index - 1] == newline { return index }
            index -= 1
        }
        return nil
    }

    private static func parseSignatures(
        _ block: ArraySlice<UInt8>, after line: Int
    ) throws(NoteError) -> [NoteSignature] {
        guard !block.isEmpty else { throw .noSignatures }
        var signatures: [NoteSignature] = []
        for text in block.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard signatures.count < signatureCountMax else { throw .tooManySignatures(max: signatureCountMax) }
            guard let signature = NoteSignature.parse(text) else {
                throw .malformedSignature(line: line + signatures.count + 1)
            }
            signatures.append(signature)
        }
        return signatures
    }

    private static func checkCharacters(_ bytes: [UInt8]) throws(NoteError) {
        for (offset, byte) in bytes.enumerated() where byte < 0x20 && byte != UInt8(ascii: "\n") {
            throw .controlByte(byte, offset: offset)
        }
    }
}
