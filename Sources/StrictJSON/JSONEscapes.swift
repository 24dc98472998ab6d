/// The escapes of RFC 8259 §7.
package enum JSONEscapes {
    /// The bytes that the content of a string (without its quotation marks) stands for; the parser has proved it sound.
    static func decoded(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(content.count)
        var index = content.startIndex
        while index < content.endIndex {
            let byte = content[index]
            guard byte == UInt8(ascii: "\\") else {
                decoded.append(byte)
                index += 1
                continue
            }
            let letter = content[index + 1]
            if letter == UInt8(ascii: "u") {
                index = appendScalar(at: index, of: content, to: &decoded)
            } else {
                decoded.append(single(letter) ?? letter)
                index += 2
            }
        }
        return decoded
    }

    /// What `\` and this letter stand for; nil where there is no such escape.
    static func single(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The UTF-16 unit of `\uXXXX` whose backslash stands at `index`; nil where it is none.
    static func unit(at index: Int, of bytes: ArraySlice<UInt8>) -> UInt16? {
        guard index + 6 <= bytes.endIndex, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    package static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte - 0x30)
        case 0x41...0x46: UInt16(byte - 0x41 + 10)
        case 0x61...0x66: UInt16(byte - 0x61 + 10)
        default: nil
        }
    }

    private static func appendScalar(at index: Int, of content: ArraySlice<UInt8>, to decoded: inout [UInt8]) -> Int {
        let high = UInt32(unit(at: index, of: content) ?? 0xFFFD)
        var value = high
        var length = 6
        if (0xD800..<0xDC00).contains(high), let low = unit(at: index + 6, of: content) {
            value = 0x10000 + (high - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            length = 12
        }
        decoded.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        return index + length
    }
}
