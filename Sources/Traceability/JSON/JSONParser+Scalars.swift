/// The three words of RFC 8259 §3.
enum JSONWord {
    static let `true` = Array("true".utf8)
    static let `false` = Array("false".utf8)
    static let null = Array("null".utf8)
}

extension JSONParser {
    mutating func readWord(
        _ word: [UInt8], _ kind: JSONKind, _ text: Text, _ slots: inout Slots
    ) throws(JSONFailure) {
        let start = position
        for expected in word {
            guard try peek(text) == expected else { throw failure(.unexpectedCharacter, text) }
            position += 1
        }
        try append(kind, start: start, to: &slots)
    }

    /// RFC 8259 §6: no leading zero, no plus sign, digits on both sides of the point.
    mutating func readNumber(_ text: Text, _ slots: inout Slots) throws(JSONFailure) {
        let start = position
        if text[position] == UInt8(ascii: "-") { position += 1 }
        if try peek(text) == UInt8(ascii: "0") {
            position += 1
            if position < text.count, isDigit(text[position]) { throw failure(.wrongNumber, text) }
        } else {
            try readDigits(text)
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            try readDigits(text)
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek(text)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try readDigits(text)
        }
        try append(.number, start: start, to: &slots)
    }

    private mutating func readDigits(_ text: Text) throws(JSONFailure) {
        guard isDigit(try peek(text)) else { throw failure(.wrongNumber, text) }
        while position < text.count, isDigit(text[position]) { position &+= 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// Reads a string from its opening to its closing quotation mark and proves that it is sound UTF-8.
    @inline(__always)
    mutating func readString(_ text: Text, _ slots: inout Slots) throws(JSONFailure) {
        let start = position
        position = Self.endOfPlainCharacters(text, from: start &+ 1)
        var marks: JSONTape.Marks = []
        // Most strings end where the plain characters do.
        if try peek(text) != UInt8(ascii: "\"") { marks = try readRestOfString(text) }
        position &+= 1
        try append(.string, start: start, marks: marks, to: &slots)
    }

    /// Reads on from a character that is not plain, up to the closing quotation mark.
    private mutating func readRestOfString(_ text: Text) throws(JSONFailure) -> JSONTape.Marks {
        var marks: JSONTape.Marks = []
        while true {
            let byte = try peek(text)
            if byte >= 0x80 {
                marks.insert(.multibyte)
                try skipMultibyteCharacter(byte, text)
                continue
            } else if byte == UInt8(ascii: "\"") {
                return marks
            } else if byte == UInt8(ascii: "\\") {
                marks.insert(.escaped)
                try skipEscape(text)
            } else if byte < 0x20 {
                throw failure(.controlCharacter, text)
            }
            position = Self.endOfPlainCharacters(text, from: position)
        }
    }

    /// Passes over what most strings consist of: ASCII that needs no look, eight bytes at a time.
    @inline(__always)
    private static func endOfPlainCharacters(_ text: Text, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= text.count {
            let marks = marksOfSpecialBytes(ByteKey.word(text, at: index))
            guard marks == 0 else { return index &+ marks.trailingZeroBitCount / 8 }
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
        let quotes = word ^ ones &* 0x22
        let backslashes = word ^ ones &* 0x5C
        let controls = word &- ones &* 0x20
        let found = (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | controls & ~word | word
        return found & (ones &* 0x80)
    }

    private mutating func skipEscape(_ text: Text) throws(JSONFailure) {
        let start = position
        position += 1
        let letter = try peek(text)
        guard letter == UInt8(ascii: "u") else {
            guard JSONEscapes.single(letter) != nil else { throw JSONFailure(reason: .wrongEscape, offset: start) }
            position += 1
            return
        }
        let unit = try readUnit(at: start, text)
        guard (0xD800..<0xE000).contains(unit) else { return }
        // A high half must be followed by a low one at once; a low one cannot begin.
        guard unit < 0xDC00 else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
        for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
            guard position < text.count else { throw failure(.truncated, text) }
            guard text[position] == expected else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
            position += 1
        }
        position -= 1
        guard (0xDC00..<0xE000).contains(try readUnit(at: position - 1, text)) else {
            throw JSONFailure(reason: .loneSurrogate, offset: start)
        }
    }

    /// Reads `uXXXX` of the escape that begins at `start`.
    private mutating func readUnit(at start: Int, _ text: Text) throws(JSONFailure) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = JSONEscapes.hexDigit(try peek(text)) else {
                throw JSONFailure(reason: .wrongEscape, offset: start)
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    /// RFC 3629 §4: no overlong form, no surrogate, nothing past U+10FFFF.
    private mutating func skipMultibyteCharacter(_ lead: UInt8, _ text: Text) throws(JSONFailure) {
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
        default: throw failure(.invalidUTF8, text)
        }
        for index in 1..<length {
            guard position + index < text.count else { throw JSONFailure(reason: .truncated, offset: text.count) }
            let byte = text[position + index]
            guard index == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { throw failure(.invalidUTF8, text) }
        }
        position += length
    }
}
