public import Values

/// Why bytes are no signed note, or why a note is not to be trusted.
public enum NoteError: ExplainedError, Hashable {
    case tooLarge(byteCount: Int, byteCountMax: Int)
    case notUTF8
    /// A control byte other than LF at this byte offset.
    case controlByte(UInt8, offset: Int)
    /// The note or its text does not end in a newline.
    case unterminated
    /// There is no blank line with signature lines after it.
    case noSignatures
    /// This line, counted from 1, is no signature line in canonical form.
    case malformedSignature(line: Int)
    case tooManySignatures(max: Int)
    /// Two different keys were handed in that share name and key ID.
    case ambiguousKey(name: String, keyID: UInt32)
    /// A signature that claims to be of a known key is not: the note or the signature was altered.
    case badSignature(name: String, keyID: UInt32)
    /// No signature is of a known key.
    case noKnownSignature

    public var wording: Wording {
        switch self {
        case .tooLarge(let byteCount, let byteCountMax):
            Wording(
                en: "the note has \(byteCount) bytes, more than \(byteCountMax)",
                zh: "签名文有 \(byteCount) 字节，超过 \(byteCountMax)")
        case .notUTF8:
            Wording(
                en: "the note is not UTF-8",
                zh: "签名文不是 UTF-8")
        case .controlByte(let byte, let offset):
            Wording(
                en: "control byte \(Hex.encode([byte])) at offset \(offset) of the note",
                zh: "签名文偏移 \(offset) 处有控制字节 \(Hex.encode([byte]))")
        case .unterminated:
            Wording(
                en: "the note does not end in a newline",
                zh: "签名文不以换行结尾")
        case .noSignatures:
            Wording(
                en: "the note has no signature lines after a blank line",
                zh: "签名文的空行之后没有签名行")
        case .malformedSignature(let line):
            Wording(
                en: "line \(line) of the note is not a signature line",
                zh: "签名文第 \(line) 行不是签名行")
        case .tooManySignatures(let max):
            Wording(
                en: "the note has more than \(max) signatures",
                zh: "签名文的签名多于 \(max) 个")
        case .ambiguousKey(let name, let keyID):
            Wording(
                en: "two keys are named \(name) with key ID \(KeyError.hex(keyID))",
                zh: "有两个密钥同名 \(name) 且标识同为 \(KeyError.hex(keyID))")
        case .badSignature(let name, let keyID):
            Wording(
                en: "the signature by \(name) (\(KeyError.hex(keyID))) is false",
                zh: "\(name)（\(KeyError.hex(keyID))）的签名是假的")
        case .noKnownSignature:
            Wording(
                en: "the note is not signed by any known key",
                zh: "签名文没有任何已知密钥的签名")
        }
    }
}
