/// The three words of RFC 8259 §3.
enum JSONWord {
    static let `true` = Array("true".utf8)
    static let `false` = Array("false".utf8)
    static let null = Array("null".utf8)
}

extension JSONParser {
    mutating func readWord(_ word: [UInt8], _ kind: JSONKind) throws(JSONFailure) {
        let start = position
        for expected in word {
            guard try peek() == expected else { throw failure(.unexpectedCharacter) }
            position += 1
        }
        try append(kind, start: start)
    }

    /// RFC 8259 §6: no leading zero, no plus sign, digits on both sides of the point.
    mutating func readNumber() throws(JSONFailure) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if try peek() == UInt8(ascii: "0") {
            position += 1
            if position < bytes.count, isDigit(bytes[position]) { throw failure(.wrongNumber) }
        } else {
            try readDigits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try readDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try readDigits()
        }
        try append(.number, start: start)
    }

    private mutating func readDigits() throws(JSONFailure) {
        guard isDigit(try peek()) else { throw failure(.wrongNumber) }
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// Reads a string from its opening to its closing quotation mark and proves that it is sound UTF-8.
    mutating func readString() throws(JSONFailure) {
        let start = position
        var isEscaped = false
        position += 1
        while true {
            position = endOfPlainCharacters(from: position)
            let byte = try peek()
            if byte >= 0x80 {
                try skipMultibyteCharacter(byte)
            } else if byte == UInt8(ascii: "\"") {
                position += 1
                return try append(.string, start: start, isEscaped: isEscaped)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try skipEscape()
            } else {
                throw failure(.controlCharacter)
            }
        }
    }

    /// Passes over what most strings consist of: ASCII that needs no look. The loop decides how fast events are read, so
    /// it takes eight bytes at a time.
    private func endOfPlainCharacters(from start: Int) -> Int {
        let raw = bytes.span.bytes
        var index = start
        while index &+ 8 <= raw.byteCount {
            // Sound because every bit pattern is a UInt64, and the load itself checks that eight bytes are there.
            let word = UInt64(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let marks = Self.marksOfSpecialBytes(word)
            guard marks == 0 else { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            guard byte &- 0x20 < 0x60, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            index &+= 1
        }
        return index
    }

    /// Sets the top bit of every byte that is a control, a quotation mark, a backslash or not ASCII. A borrow can set a
    /// wrong bit only above a right one, so the lowest mark is always exact.
    private static func marksOfSpecialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ ones &* 0x22
        let backslashes = word ^ ones &* 0x5C
        let controls = (word &- ones &* 0x20) & ~word
        let found = (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | controls | word
        return found & (ones &* 0x80)
    }

    private mutating func skipEscape() throws(JSONFailure) {
        let start = position
        position += 1
        let letter = try peek()
        guard letter == UInt8(ascii: "u") else {
            guard JSONEscapes.single(letter) != nil else { throw JSONFailure(reason: .wrongEscape, offset: start) }
            position += 1
            return
        }
        let unit = try readUnit(at: start)
        guard (0xD800..<0xE000).contains(unit) else { return }
        // A high half must be followed by a low one at once; a low one cannot begin.
        guard unit < 0xDC00 else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
        for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
            guard position < bytes.count else { throw failure(.truncated) }
            guard bytes[position] == expected else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
            position += 1
        }
        position -= 1
        guard (0xDC00..<0xE000).contains(try readUnit(at: position - 1)) else {
            throw JSONFailure(reason: .loneSurrogate, offset: start)
        }
    }

    /// Reads `uXXXX` of the escape that begins at `start`.
    private mutating func readUnit(at start: Int) throws(JSONFailure) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = JSONEscapes.hexDigit(try peek()) else {
                throw JSONFailure(reason: .wrongEscape, offset: start)
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    /// RFC 3629 §4: no overlong form, no surrogate, nothing past U+10FFFF.
    private mutating func skipMultibyteCharacter(_ lead: UInt8) throws(JSONFailure) {
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
        default: throw failure(.invalidUTF8)
        }
        for index in 1..<length {
            guard position + index < bytes.count else { throw JSONFailure(reason: .truncated, offset: bytes.count) }
            let byte = bytes[position + index]
            guard index == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { throw failure(.invalidUTF8) }
        }
        position += length
    }
}
