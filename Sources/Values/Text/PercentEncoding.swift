/// Percent-encoding (RFC 3986 §2.1) of what stands in Digital Links, identifiers and the paths and queries of requests:
/// everything but unreserved characters, in capital hex.
public enum PercentEncoding {
    /// A text's UTF-8 with everything but unreserved characters as `%XX`: slashes, plus signs, the separator GS, Chinese.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(Array(text.utf8)[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that an encoded one stands for; nil where a `%` is not followed by two hexadecimal digits, or the bytes are
    /// not UTF-8. A plus sign is a plus sign: it stands in lot numbers, and RFC 3986 gives it no other meaning.
    public static func decode(_ text: Substring) -> String? {
        decoded(Array(text.utf8)[...]).flatMap { String(validating: $0, as: UTF8.self) }
    }

    package static func append(_ value: ArraySlice<UInt8>, to path: inout [UInt8]) {
        // Nearly all lots and serials are letters and digits.
        guard let first = value.firstIndex(where: { !isUnreserved($0) }) else {
            path += value
            return
        }
        path += value[..<first]
        for byte in value[first...] {
            if isUnreserved(byte) { path.append(byte) } else { appendEncoded(byte, to: &path) }
        }
    }

    /// `%2F` for a slash.
    package static func appendEncoded(_ byte: UInt8, to path: inout [UInt8]) {
        path.append(CodeByte.percent)
        path.append(hexadecimal[Int(byte >> 4)])
        path.append(hexadecimal[Int(byte & 15)])
    }

    /// The bytes that an encoded text stands for; nil where a % is not followed by two hex digits.
    package static func decoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard text.contains(CodeByte.percent) else { return text }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == CodeByte.percent else {
                decoded.append(text[index])
                index += 1
                continue
            }
            guard index + 2 < text.endIndex, let high = value(text[index + 1]), let low = value(text[index + 2])
            else { return nil }
            decoded.append(high << 4 | low)
            index += 3
        }
        return decoded[...]
    }

    @inline(__always)
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        CodeByte.isDigit(byte) || CodeByte.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        if CodeByte.isDigit(byte) { return byte &- CodeByte.zero }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
}
