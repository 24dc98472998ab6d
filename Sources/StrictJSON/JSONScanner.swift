/// The three words of RFC 8259 §3.
enum JSONWord {
    static let `true` = Array("true".utf8)
    static let `false` = Array("false".utf8)
    static let null = Array("null".utf8)
}

/// Finds where the tokens of RFC 8259 end. Pure functions of the text and an offset.
///
/// Offsets are never negative: they begin at zero and only grow. So where an offset was compared with the end of the text,
/// the byte there is read without being checked again; this loop over an event's bytes decides how fast events are read.
enum JSONScanner {
    typealias Text = Span<UInt8>

    /// The offset of the next byte that is no white space, from `start` on.
    @inline(__always)
    static func endOfSpace(_ text: Text, from start: Int) -> Int {
        var position = start
        while position < text.count {
            // Sound: the offset is not negative and before the end.
            let byte = unsafe text[unchecked: position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            position &+= 1
        }
        return position
    }

    /// The byte at an offset; a text that ends there is truncated.
    @inline(__always)
    static func byte(_ text: Text, at position: Int) throws(JSONFailure) -> UInt8 {
        guard position < text.count else { throw JSONFailure(reason: .truncated, offset: text.count) }
        // Sound: the offset is not negative and before the end.
        return unsafe text[unchecked: position]
    }

    /// What is wrong with the byte at an offset, or that the text ends there.
    static func failure(_ reason: JSONError.Reason, _ text: Text, at position: Int) -> JSONFailure {
        JSONFailure(reason: position < text.count ? reason : .truncated, offset: position)
    }

    /// The offset after one of the words, which begins at `start`.
    static func endOfWord(_ word: [UInt8], _ text: Text, from start: Int) throws(JSONFailure) -> Int {
        for (index, expected) in word.enumerated() where try byte(text, at: start + index) != expected {
            throw JSONFailure(reason: .unexpectedCharacter, offset: start + index, expected: .word)
        }
        return start + word.count
    }

    /// The offset after a number. RFC 8259 §6: no leading zero, no plus sign, digits on both sides of the point.
    static func endOfNumber(_ text: Text, from start: Int) throws(JSONFailure) -> Int {
        var position = start
        if text[position] == UInt8(ascii: "-") { position += 1 }
        if try byte(text, at: position) == UInt8(ascii: "0") {
            position += 1
            if isDigit(text, at: position) { throw JSONFailure(reason: .wrongNumber, offset: position) }
        } else {
            position = try endOfDigits(text, from: position)
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position = try endOfDigits(text, from: position + 1)
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try byte(text, at: position)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            position = try endOfDigits(text, from: position)
        }
        return position
    }

    private static func endOfDigits(_ text: Text, from start: Int) throws(JSONFailure) -> Int {
        guard isDigit(text, at: start) else { throw failure(.wrongNumber, text, at: start) }
        var position = start
        while isDigit(text, at: position) { position &+= 1 }
        return position
    }

    private static func isDigit(_ text: Text, at position: Int) -> Bool {
        position < text.count && text[position] &- 0x30 < 10
    }
}
