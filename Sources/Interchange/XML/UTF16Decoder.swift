/// Turns UTF-16, chunk by chunk, into UTF-8. A surrogate without its partner is no character; expat lets some of them through,
/// and which ones depends on its patch level.
struct UTF16Decoder {
    private let isBigEndian: Bool
    /// The first byte of a code unit that the last chunk cut in two.
    private var half: UInt8?
    private var highSurrogate: UInt16?
    private var fault: BadCharacter?
    private var line = 1
    private var column = 1

    /// Nil where a file that begins so is not in UTF-16: no byte order mark of it, and neither of the first two bytes is zero
    /// (XML 1.0 appendix F.1).
    init?(start: [UInt8]) {
        guard start.count >= 2 else { return nil }
        switch (start[0], start[1]) {
        case (0xFE, 0xFF), (0, _): isBigEndian = true
        case (0xFF, 0xFE), (_, 0): isBigEndian = false
        default: return nil
        }
    }

    /// The chunk's text, without the byte order mark; a character that the chunk cuts in two is kept for the next.
    ///
    /// Throws the place of the first code unit that is no character, and again each time. The text before it is given first, and the fault
    /// comes with the next call or `finish()`.
    mutating func decode(_ chunk: [UInt8]) throws(BadCharacter) -> [UInt8] {
        if let fault { throw fault }
        var text: [UInt8] = []
        text.reserveCapacity(chunk.count)
        for byte in chunk {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let unit = isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
            guard let scalar = take(unit) else { continue }
            append(scalar, to: &text)
        }
        if let fault, text.isEmpty { throw fault }
        return text
    }

    /// Checks that the file does not end inside a character.
    mutating func finish() throws(BadCharacter) {
        if let fault { throw fault }
        guard half == nil, highSurrogate == nil else { throw BadCharacter(place: XMLPlace(line: line, column: column)) }
    }

    /// The scalar that the unit completes; nil where it completes none, is the byte order mark, or comes after a fault.
    private mutating func take(_ unit: UInt16) -> Unicode.Scalar? {
        guard fault == nil else { return nil }
        let high = highSurrogate
        highSurrogate = nil
        switch (high, unit) {
        case (let high?, 0xDC00...0xDFFF):
            return Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00))
        case (nil, 0xD800...0xDBFF):
            highSurrogate = unit
            return nil
        case (nil, 0xFEFF) where line == 1 && column == 1:
            return nil
        case (nil, _):
            if let scalar = Unicode.Scalar(unit) { return scalar }
        default: break
        }
        fault = BadCharacter(place: XMLPlace(line: line, column: column))
        return nil
    }

    private mutating func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(contentsOf: String(scalar).utf8)
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
