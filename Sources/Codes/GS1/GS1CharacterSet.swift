import Values

/// The character sets of element strings (General Specifications 7.11 and the Digital Link syntax).
enum GS1CharacterSet: Sendable {
    /// Digits.
    case n
    /// Set 82: the invariant part of ISO/IEC 646.
    case x
    /// Set 39.
    case y
    /// File-safe base64.
    case z

    var members: ByteSet { ByteSet((0..<128).filter(contains)) }

    func contains(_ byte: UInt8) -> Bool {
        switch self {
        case .n: CodeByte.isDigit(byte)
        case .x: Self.valuesOf82[Int(byte)] != 255
        case .y:
            CodeByte.isDigit(byte) || CodeByte.isUpper(byte) || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "-")
                || byte == CodeByte.slash
        case .z:
            CodeByte.isDigit(byte) || CodeByte.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "=")
        }
    }

    /// A character's value in set 82, for the check character pair.
    func value(of byte: UInt8) -> Int? {
        let value = Self.valuesOf82[Int(byte)]
        return value == 255 ? nil : Int(value)
    }

    var wording: Wording {
        switch self {
        case .n: .aDigit
        case .x: Wording(en: "a character of GS1 set 82", zh: "GS1 字符集 82 的字符")
        case .y: Wording(en: "a digit, capital letter, # - or /", zh: "数字、大写字母或 # - /")
        case .z: Wording(en: "a base64url character", zh: "base64url 字符")
        }
    }

    private static let valuesOf82: [UInt8] = {
        let members = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
        return members.utf8.enumerated().reduce(into: [UInt8](repeating: 255, count: 256)) {
            $0[Int($1.element)] = UInt8($1.offset)
        }
    }()
}
