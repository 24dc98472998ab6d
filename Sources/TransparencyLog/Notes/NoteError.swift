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

    public var en: String {
        switch self {
        case .tooLarge(let byteCount, let byteCountMax): "the note has \(byteCount) bytes, more than \(byteCountMax)"
        case .notUTF8: "the note is not UTF-8"
        case .controlByte(let byte, let offset): "control byte \(Hex.encode([byte])) at offset \(offset) of the note"
        case .unterminated: "the note does not end in a newline"
        case .noSignatures: "the note has no signature lines after a blank line"
        case .malformedSignature(let line): "line \(line) of the note is not a signature line"
        case .tooManySignatures(let max): "the note has more than \(max) signatures"
        case .ambiguousKey(let name, let keyID): "two keys are named \(name) with key ID \(KeyError.hex(keyID))"
        case .badSignature(let name, let keyID): "the signature by \(name) (\(KeyError.hex(keyID))) is false"
        case .noKnownSignature: "the note is not signed by any known key"
        }
    }

    public var zh: String {
        switch self {
        case .tooLarge(let byteCount, let byteCountMax): "签名文有 \(byteCount) 字节，超过 \(byteCountMax)"
        case .notUTF8: "签名文不是 UTF-8"
        case .controlByte(let byte, let offset): "签名文偏移 \(offset) 处有控制字节 \(Hex.encode([byte]))"
        case .unterminated: "签名文不以换行结尾"
        case .noSignatures: "签名文的空行之后没有签名行"
        case .malformedSignature(let line): "签名文第 \(line) 行不是签名行"
        case .tooManySignatures(let max): "签名文的签名多于 \(max) 个"
        case .ambiguousKey(let name, let keyID): "有两个密钥同名 \(name) 且标识同为 \(KeyError.hex(keyID))"
        case .badSignature(let name, let keyID): "\(name)（\(KeyError.hex(keyID))）的签名是假的"
        case .noKnownSignature: "签名文没有任何已知密钥的签名"
        }
    }
}
