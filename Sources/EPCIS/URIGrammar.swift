import StrictJSON

/// What the reader takes for a URI: RFC 3986 §3.1 scheme, a colon, and something after it without white space, controls or
/// `<>"{}|\^` and backtick; characters past ASCII are let through (RFC 3987).
package enum URIGrammar {
    /// Whether the string at `index` is a URI.
    @inline(__always)
    static func isURI(_ index: Int, of tape: JSONTape) -> Bool {
        // Escapes are rare in URIs and stand for what needs a look.
        guard !tape.slots[index].isEscaped else { return isEscapedURI(index, of: tape) }
        return isURI(tape.bytes.span, tape.contentRange(at: index))
    }

    /// Whether a text is a URI.
    package static func isURI(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return isURI(bytes.span, 0..<bytes.count)
    }

    private static func isEscapedURI(_ index: Int, of tape: JSONTape) -> Bool {
        let decoded = Array(tape.content(at: index))
        return isURI(decoded.span, 0..<decoded.count)
    }

    private static func isURI(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard var index = endOfScheme(text, range), index < range.upperBound else { return false }
        while index &+ 8 <= range.upperBound {
            // A mark says only that there may be something. Sound: the range lies within the text.
            if unsafe marks(ByteKey.uncheckedWord(text, at: index)) != 0 {
                for offset in 0..<8 where isForbidden(text[index &+ offset]) { return false }
            }
            index &+= 8
        }
        if index < range.upperBound, range.count >= 8 {
            // The last bytes together with some that were looked at already.
            index = range.upperBound &- 8
            if marks(ByteKey.word(text, at: index)) == 0 { return true }
        }
        while index < range.upperBound {
            if isForbidden(text[index]) { return false }
            index &+= 1
        }
        return true
    }

    /// The offset after the scheme's colon; nil where there is no scheme.
    @inline(__always)
    private static func endOfScheme(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        // Nearly all URIs here are one of these two.
        if range.count > 8 {
            let word = ByteKey.word(text, at: range.lowerBound)
            if word == https { return range.lowerBound &+ 8 }
            if word & 0xFFFF_FFFF == urn { return range.lowerBound &+ 4 }
        }
        guard range.count > 2, isLetter(text[range.lowerBound]) else { return nil }
        for index in range.lowerBound &+ 1..<range.upperBound {
            if text[index] == UInt8(ascii: ":") { return index &+ 1 }
            guard isOfScheme(text[index]) else { return nil }
        }
        return nil
    }

    /// `https://` and `urn:`, the first character lowest.
    private static let https: UInt64 = 0x2F2F_3A73_7074_7468
    private static let urn: UInt64 = 0x3A6E_7275

    /// Marks in every byte's top bit, for eight bytes at a time: whatever `isForbidden` says, `#`, `~`, and perhaps some
    /// more above the lowest mark. Bytes past ASCII are not marked; in UTF-8 none of them is so large that a sum carries.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Flipping one bit brings `"` next to the space and the controls; `#` comes along.
        let low = (word ^ (ones &* 0x02)) &- ones &* 0x23
        // `<`, `>`, `\`, `^` and `|` differ in three bits that are masked here.
        let brackets = ((word & (ones &* 0x9D)) ^ (ones &* 0x1C)) &- ones
        let backticks = (word ^ (ones &* 0x60)) &- ones
        let braces = word &+ ones &* 0x05
        return (low | brackets | backticks | braces) & ~word & (ones &* 0x80)
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    private static func isOfScheme(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
