extension JSONScanner {
    /// Where a string ends and what it is made of.
    struct StringEnd {
        /// The offset of the closing quotation mark.
        var quote: Int
        var marks: JSONTape.Marks
    }

    /// Reads a string whose content begins at `start`, after its opening quotation mark, and proves that it is sound UTF-8.
    @inline(__always)
    static func endOfString(_ text: Text, from start: Int) throws(JSONFailure) -> StringEnd {
        let position = endOfPlainCharacters(text, from: start)
        // Most strings end where the plain characters do.
        // Sound: the offset is not negative and before the end.
        guard position < text.count, unsafe text[unchecked: position] == UInt8(ascii: "\"") else {
            return try endOfMixedString(text, from: position)
        }
        return StringEnd(quote: position, marks: [])
    }

    /// Reads on from a character that is not plain.
    private static func endOfMixedString(_ text: Text, from start: Int) throws(JSONFailure) -> StringEnd {
        var position = start
        var marks: JSONTape.Marks = []
        while true {
            let byte = try byte(text, at: position)
            if byte >= 0x80 {
                marks.insert(.multibyte)
                position = try endOfMultibyteCharacter(byte, text, at: position)
            } else if byte == UInt8(ascii: "\"") {
                return StringEnd(quote: position, marks: marks)
            } else if byte == UInt8(ascii: "\\") {
                marks.insert(.escaped)
                position = try endOfEscape(text, at: position)
            } else if byte < 0x20 {
                throw JSONFailure(reason: .controlCharacter, offset: position)
            } else {
                position = endOfPlainCharacters(text, from: position)
            }
        }
    }

    /// Passes over what most strings consist of: ASCII that needs no look, eight bytes at a time.
    @inline(__always)
    static func endOfPlainCharacters(_ text: Text, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= text.count {
            // Sound: the offset is not negative, and eight bytes are there.
            let marks = unsafe marksOfSpecialBytes(ByteKey.uncheckedWord(text, at: index))
            guard marks == 0 else { return index &+ marks.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < text.count {
            let byte = text[index]
            guard byte &- 0x20 < 0x60, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            index &+= 1
        }
        return index
    }

    /// Sets the top bit of every byte that is a control, a quotation mark, a backslash or not ASCII. A borrow can set a
    /// wrong bit only above a right one, so the lowest mark is always exact.
    @inline(__always)
    private static func marksOfSpecialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Flipping one bit brings the quotation mark, and nothing else, next to the controls.
        let controlsAndQuotes = (word ^ (ones &* 0x02)) &- ones &* 0x21
        let backslashes = (word ^ (ones &* 0x5C)) &- ones
        return (controlsAndQuotes | backslashes | word) & (ones &* 0x80)
    }

    private static func endOfEscape(_ text: Text, at start: Int) throws(JSONFailure) -> Int {
        let letter = try byte(text, at: start + 1)
        guard letter == UInt8(ascii: "u") else {
            guard JSONEscapes.single(letter) != nil else { throw JSONFailure(reason: .wrongEscape, offset: start) }
            return start + 2
        }
        let unit = try unit(text, ofEscapeAt: start, digitsAt: start + 2)
        guard (0xD800..<0xE000).contains(unit) else { return start + 6 }
        // A high half must be followed by a low one at once; a low one cannot begin.
        guard unit < 0xDC00, try byte(text, at: start + 6) == UInt8(ascii: "\\"),
            try byte(text, at: start + 7) == UInt8(ascii: "u"),
            (0xDC00..<0xE000).contains(try Self.unit(text, ofEscapeAt: start + 6, digitsAt: start + 8))
        else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
        return start + 12
    }

    /// The UTF-16 unit of the four digits at an offset.
    private static func unit(
        _ text: Text, ofEscapeAt start: Int, digitsAt first: Int
    ) throws(JSONFailure) -> UInt16 {
        var unit: UInt16 = 0
        for index in first..<first + 4 {
            guard let digit = JSONEscapes.hexDigit(try byte(text, at: index)) else {
                throw JSONFailure(reason: .wrongEscape, offset: start)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// RFC 3629 §4: no overlong form, no surrogate, nothing past U+10FFFF.
    private static func endOfMultibyteCharacter(
        _ lead: UInt8, _ text: Text, at start: Int
    ) throws(JSONFailure) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF } else if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF } else if lead == 0xF4 { second = 0x80...0x8F }
        default: throw JSONFailure(reason: .invalidUTF8, offset: start)
        }
        for index in 1..<length {
            let byte = try byte(text, at: start + index)
            guard index == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else {
                throw JSONFailure(reason: .invalidUTF8, offset: start)
            }
        }
        return start + length
    }
}
