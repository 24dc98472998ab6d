public import Values

/// Why a text is no verifier key or signer key.
public enum KeyError: ExplainedError, Hashable {
    /// Not of the form `name+hex+base64` (or `PRIVATE+KEY+name+hex+base64`), each part in its one canonical spelling.
    case malformed
    /// The name breaks the rule of `KeyName`.
    case invalidName
    /// A signature type that is not understood here.
    case unsupportedType(UInt8)
    /// The key material has not exactly the bytes of its type.
    case wrongLength(byteCount: Int, expected: Int)
    /// ML-DSA-44 is needed, and this machine's OpenSSL has it not.
    case noPostQuantumLibrary
    /// The key ID in the text is not that of the name and key: one of them was altered or mistyped.
    case wrongID(expected: UInt32, found: UInt32)

    public var wording: Wording {
        switch self {
        case .malformed:
            Wording(
                en: "not a key: expected <name>+<8 hex digits>+<base64>",
                zh: "不是密钥：应为 <名称>+<8 位十六进制>+<base64>")
        case .invalidName:
            Wording(
                en: "the key's name is empty, too long, or has a space, control character or plus sign",
                zh: "密钥名称为空、过长，或含有空格、控制字符或加号")
        case .unsupportedType(let type):
            Wording(
                en: "keys of type \(Hex.encode([type])) are not supported",
                zh: "不支持类型为 \(Hex.encode([type])) 的密钥")
        case .wrongLength(let byteCount, let expected):
            Wording(
                en: "the key has \(byteCount) bytes instead of \(expected)",
                zh: "密钥为 \(byteCount) 字节，应为 \(expected) 字节")
        case .noPostQuantumLibrary:
            Wording(
                en:
                    "ML-DSA-44 needs OpenSSL 3.5 or later, which is not installed here (YIMA_LIBCRYPTO can name its libcrypto)",
                zh: "ML-DSA-44 需要 OpenSSL 3.5 及以上版本，本机未安装（可用 YIMA_LIBCRYPTO 指明其 libcrypto 文件）")
        case .wrongID(let expected, let found):
            Wording(
                en: "the key ID is \(KeyError.hex(found)), but name and key give \(KeyError.hex(expected))",
                zh: "密钥标识为 \(KeyError.hex(found))，但由名称和密钥得出 \(KeyError.hex(expected))")
        }
    }

    static func hex(_ id: UInt32) -> String { Hex.encode(id.bigEndianBytes) }
}
