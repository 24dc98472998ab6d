public import Values

/// Why a text is not acceptable JSON, and exactly where.
public struct JSONError: LocatedReason, Hashable, Sendable {
    /// The kinds of failure, for programs.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case empty, tooLarge, tooDeep, tooManyValues, byteOrderMark, invalidUTF8, truncated, trailingText
        case utf16, unexpectedCharacter, wrongNumber, wrongEscape, loneSurrogate, controlCharacter, duplicateKey
    }

    public let reason: Reason
    /// Offset of the place in bytes, from 0.
    public let offset: Int
    /// The first offending character; lines end at LF. The pointer is that of the value being read, empty for the document itself.
    public let located: LocatedError
    public var pointer: String { located.pointer }

    init(_ failure: JSONFailure, bytes: [UInt8], pointer: String) {
        let place = JSONPlace(offset: failure.offset, in: bytes)
        reason = failure.reason
        offset = failure.offset
        located = LocatedError(
            line: place.line, column: place.column, pointer: pointer,
            wording: failure.expected?.wording(bytes[failure.offset]) ?? failure.reason.wording)
    }
}

/// What the parser throws to itself; the place in lines and columns is computed only once, at the end.
struct JSONFailure: Error {
    let reason: JSONError.Reason
    let offset: Int
    /// What may stand there instead of the character that does.
    var expected: JSONExpectation?
}

/// What the grammar lets follow (RFC 8259 §2).
enum JSONExpectation {
    case value, word, name, colon, commaOrBrace, commaOrBracket

    /// What people read where this character stands instead.
    func wording(_ found: UInt8) -> Wording {
        let (en, zh) = said(found)
        return Wording(en: "unexpected character; expected \(en)", zh: "此处不应有该字符，应为\(zh)")
    }

    private func said(_ found: UInt8) -> (en: String, zh: String) {
        switch self {
        case .value where found == UInt8(ascii: "]"), .name where found == UInt8(ascii: "}"):
            let end = String(UnicodeScalar(found))
            return (
                "one more \(self == .name ? "member" : "element"), or no comma before \(end)",
                "下一个\(self == .name ? "字段" : "元素")（或删去 \(end) 前的逗号）"
            )
        case .value:
            return (
                "a value (text in quotation marks, a number, {, [, true, false or null)",
                "值（带引号的文本、数字、{、[、true、false 或 null）"
            )
        case .word: return ("true, false or null", " true、false 或 null")
        case .name: return ("a member name in double quotation marks", "双引号中的字段名")
        case .colon: return ("a colon after the member name", "字段名后的冒号")
        case .commaOrBrace: return ("a comma or }", "逗号或 }")
        case .commaOrBracket: return ("a comma or ]", "逗号或 ]")
        }
    }
}

/// Line and column of a byte offset, both from 1.
struct JSONPlace: Hashable, Sendable {
    private(set) var line = 1
    private(set) var column = 1

    init(offset: Int, in bytes: [UInt8]) {
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes of UTF-8 belong to the character before them.
                column += 1
            }
        }
    }
}

extension JSONError.Reason {
    /// What people read.
    var wording: Wording {
        switch self {
        case .empty: Wording(en: "no JSON text", zh: "没有 JSON 内容")
        case .tooLarge: Wording(en: "the JSON text is larger than allowed", zh: "JSON 超过允许的大小")
        case .tooDeep: Wording(en: "nested too deeply", zh: "嵌套层数过多")
        case .tooManyValues: Wording(en: "too many values in one JSON text", zh: "JSON 中的值过多")
        case .byteOrderMark:
            Wording(
                en: "a byte order mark is not allowed (save as UTF-8 without BOM)", zh: "不允许 BOM（请另存为无 BOM 的 UTF-8）")
        case .utf16:
            Wording(en: "the text is UTF-16 (save as UTF-8 without BOM)", zh: "文本为 UTF-16 编码（请另存为无 BOM 的 UTF-8）")
        case .invalidUTF8: Wording(en: "not valid UTF-8", zh: "不是有效的 UTF-8 编码")
        case .truncated: Wording(en: "the JSON text ends too early", zh: "JSON 不完整，提前结束")
        case .trailingText: Wording(en: "text after the end of the JSON value", zh: "JSON 结束后还有多余内容")
        case .unexpectedCharacter: Wording(en: "unexpected character", zh: "此处不应有该字符")
        case .wrongNumber: Wording(en: "malformed number", zh: "数字格式错误")
        case .wrongEscape: Wording(en: "unknown escape in a string", zh: "字符串中的转义无效")
        case .loneSurrogate: Wording(en: "half of a surrogate pair in a string", zh: "字符串中有不成对的代理项")
        case .controlCharacter:
            Wording(en: "a control character must be escaped in a string", zh: "字符串中的控制字符必须转义")
        case .duplicateKey: Wording(en: "the same member name twice in one object", zh: "同一对象中有重复的字段名")
        }
    }
}

/// RFC 6901.
enum JSONPointer {
    /// A member name as a reference token: `~` is `~0`, `/` is `~1`.
    static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        return name.unicodeScalars.reduce(into: "") { token, scalar in
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
    }
}

extension LocatedError {
    /// That a value is not what it should be.
    public init(at value: JSONValue, file: String = "", _ wording: Wording) {
        let (line, column) = value.location
        self.init(file: file, line: line, column: column, pointer: value.pointer, wording: wording)
    }

    /// The same error in a file of this name.
    package init(_ error: LocatedError, file: String) {
        self.init(
            file: file, line: error.line, column: error.column, pointer: error.pointer, wording: error.wording,
            hint: error.hint)
    }
}
