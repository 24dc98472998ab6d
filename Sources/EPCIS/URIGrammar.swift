import StrictJSON

/// What the reader takes for a URI: RFC 3986 §3.1 scheme, a colon, and something after it without white space, controls or
/// `<>"{}|\^` and backtick, in which `%` has two hexadecimal digits behind it and `#` stands once; an address has a host, a URN a
/// namespace (RFC 8141). Characters past ASCII are let through (RFC 3987).
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
        guard var index = endOfScheme(text, range), index < range.upperBound, hasAuthority(text, range, index) else {
            return false
        }
        let start = index
        while index &+ 8 <= range.upperBound {
            // A mark says only that there may be something. Sound: the range lies within the text.
            if unsafe marks(ByteKey.uncheckedWord(text, at: index)) != 0 {
                return isSound(text, start..<range.upperBound)
            }
            index &+= 8
        }
        if index < range.upperBound, range.count >= 8 {
            // The last bytes together with some that were looked at already.
            index = range.upperBound &- 8
            if marks(ByteKey.word(text, at: index)) == 0 { return true }
        }
        return isSound(text, start..<range.upperBound)
    }

    /// The same byte by byte.
    private static func isSound(_ text: Span<UInt8>, _ rest: Range<Int>) -> Bool {
        var hasFragment = false
        for index in rest {
            let byte = text[index]
            if isForbidden(byte) { return false }
            if byte == UInt8(ascii: "#") {
                if hasFragment { return false }
                hasFragment = true
            } else if byte == UInt8(ascii: "%") {
                guard index &+ 2 < rest.upperBound, isHex(text[index &+ 1]), isHex(text[index &+ 2]) else {
                    return false
                }
            }
        }
        return true
    }

    /// An address has something between `//` and the next slash; a URN has a namespace and something in it.
    @inline(__always)
    private static func hasAuthority(_ text: Span<UInt8>, _ range: Range<Int>, _ rest: Int) -> Bool {
        if text[rest &- 1] == UInt8(ascii: "/") { return isOfHost(text[rest]) }
        if isHTTP(text, range, rest) { return false }
        guard rest &- range.lowerBound == 4, text[range.lowerBound] | 0x20 == UInt8(ascii: "u"),
            text[range.lowerBound &+ 1] | 0x20 == UInt8(ascii: "r"),
            text[range.lowerBound &+ 2] | 0x20 == UInt8(ascii: "n")
        else { return true }
        var index = rest
        while index < range.upperBound, isOfNamespace(text[index]) { index &+= 1 }
        return index > rest && index &+ 1 < range.upperBound && text[index] == UInt8(ascii: ":")
    }

    /// Whether an address of the web that has no `https://` before it all the same names that scheme: `http:/x`, `HTTPS:`.
    private static func isHTTP(_ text: Span<UInt8>, _ range: Range<Int>, _ rest: Int) -> Bool {
        let scheme = range.lowerBound..<rest &- 1
        guard scheme.count == 4 || scheme.count == 5 else { return false }
        for (offset, letter) in "https".utf8.enumerated() where offset < scheme.count {
            if text[scheme.lowerBound &+ offset] | 0x20 != letter { return false }
        }
        let slash = UInt8(ascii: "/")
        guard rest &+ 2 < range.upperBound, text[rest] == slash, text[rest &+ 1] == slash else { return true }
        return !isOfHost(text[rest &+ 2])
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "/") && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#") && byte != UInt8(ascii: ":")
    }

    private static func isOfNamespace(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "-")
    }

    private static func isHex(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 }

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

    /// Marks in every byte's top bit, for eight bytes at a time: whatever `isForbidden` says, `#`, `%`, `~`, and perhaps some
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
        let percents = (word ^ (ones &* 0x25)) &- ones
        return (low | brackets | backticks | braces | percents) & ~word & (ones &* 0x80)
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
