import Codes

/// Looks for identity numbers in a text, however people part their digits: `350505 1990-01-01 0578`, `3505.0519…`, `３５０５…`.
///
/// The digits are read one after another, of whatever script; marks between them are passed over, as far as they are few; a letter ends the
/// run. Every eighteen digits in a row are looked at, so that one is found among others too. What a text says in several words may make a
/// number only together: nobody can tell that from one that is parted, and it is found as well.
struct IdentityNumberScan {
    /// The last digits, four bits each, the newest lowest.
    private var window: UInt128 = 0
    private var digitCount = 0
    private var markCount = 0
    private var isBehindBlank = false

    /// Marks between two digits; blanks in a row count as one.
    private static let markCountMax = 3

    /// Whether an identity number stands in a text, or in what is percent-encoded in it (RFC 3986 §2.1).
    static func finds(in written: String) -> Bool {
        let text = withoutKeys(written)
        if finds(in: text.unicodeScalars.lazy.map { kind(of: $0) }) { return true }
        // 一 may be a dash between digits, or a digit itself.
        if text.unicodeScalars.count(where: { ideographs[$0.value] != nil }) >= 6,
            finds(in: text.unicodeScalars.lazy.map { ideographs[$0.value].map(Kind.digit) ?? kind(of: $0) })
        {
            return true
        }
        guard text.utf8.contains(UInt8(ascii: "%")) else { return false }
        let plain = decoded(text)
        return plain != text && finds(in: plain.unicodeScalars.lazy.map { kind(of: $0) })
    }

    /// A text without the keys of element strings that have a right check digit, `(01)06901234567892`, and with a letter for each application
    /// identifier behind one: what stands behind it is read by itself.
    private static func withoutKeys(_ written: String) -> String {
        guard written.utf8.contains(UInt8(ascii: "(")) else { return written }
        var rest = written[...]
        var plain = ""
        var hasKey = false
        while let open = rest.firstIndex(of: "(") {
            plain += rest[..<open]
            rest = rest[open...]
            let identifier = String(rest.dropFirst().prefix { $0.isASCII && $0.isNumber })
            let behind = rest.dropFirst(identifier.count + 1)
            guard behind.first == ")" else {
                plain.append("(")
                rest = rest.dropFirst()
                continue
            }
            let value = behind.dropFirst()
            if let length = keys[identifier], hasRightCheck(value.prefix(length), length) {
                hasKey = true
                plain.append("a")
                rest = value.dropFirst(length)
            } else {
                plain += hasKey && attributes.contains(identifier) ? "a" : "(\(identifier))"
                rest = value
            }
        }
        return hasKey ? plain + rest : written
    }

    /// Application identifiers of keys of a fixed length, with a check digit at the end (GS1 General Specifications 3.2).
    private static let keys = [
        "00": 18, "01": 14, "02": 14, "410": 13, "411": 13, "412": 13, "413": 13, "414": 13, "415": 13, "416": 13,
        "417": 13,
        "8017": 18, "8018": 18,
    ]
    /// Those that stand behind a key most often.
    private static let attributes: Set<String> = [
        "10", "11", "12", "13", "15", "16", "17", "20", "21", "22", "30", "37", "240", "241", "251", "254", "400",
    ]

    private static func hasRightCheck(_ digits: Substring, _ length: Int) -> Bool {
        let bytes = Array(digits.utf8)
        guard bytes.count == length, bytes.allSatisfy({ $0 &- 0x30 < 10 }) else { return false }
        let sum = bytes.reversed().enumerated().reduce(0) { $0 + Int($1.element - 0x30) * ($1.offset % 2 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }

    /// The same of bytes that are all ASCII; read without any allocation.
    static func finds(inASCII bytes: some Sequence<UInt8>) -> Bool {
        finds(in: bytes.lazy.map { kind(ofASCII: $0) })
    }

    private static func finds(in kinds: some Sequence<Kind>) -> Bool {
        var scan = IdentityNumberScan()
        for kind in kinds where scan.isEnd(kind) { return true }
        return false
    }

    // MARK: What stands in a text

    /// What a character is to a number.
    enum Kind {
        case digit(UInt8)
        /// An X, which may be the check character.
        case x
        case blank
        case mark
        /// What is not seen, as a blank without width.
        case nothing
        case letter
    }

    /// Whether an identity number ends with this character.
    private mutating func isEnd(_ kind: Kind) -> Bool {
        switch kind {
        case .nothing: return false
        case .letter: digitCount = 0
        case .blank, .mark:
            if case .blank = kind, isBehindBlank { return false }
            markCount += 1
            if markCount > Self.markCountMax { digitCount = 0 }
        case .x:
            let isEnd = digitCount >= 17 && isSound(last: UInt8(ascii: "X"))
            digitCount = 0
            return isEnd
        case .digit(let digit):
            let isEnd = digitCount >= 17 && isSound(last: digit + 0x30)
            window = window << 4 | UInt128(digit)
            digitCount += 1
            (markCount, isBehindBlank) = (0, false)
            return isEnd
        }
        if case .blank = kind { isBehindBlank = true } else { isBehindBlank = false }
        return false
    }

    /// Whether the last seventeen digits and a check character are one.
    private func isSound(last: UInt8) -> Bool {
        func digit(_ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: window >> (4 * (16 - place))) & 0xF }
        // The century, the month, the day: nearly all others end here.
        switch (digit(6), digit(7)) {
        case (1, 9), (2, 0): break
        default: return false
        }
        guard digit(10) < 2, digit(12) < 4 else { return false }
        return IdentityNumber.isSound((0..<17).map { digit($0) + 0x30 } + [last])
    }

    private static func kind(ofASCII byte: UInt8) -> Kind {
        if byte &- 0x30 < 10 { return .digit(byte - 0x30) }
        let lower = byte | 0x20
        if lower == UInt8(ascii: "x") { return .x }
        if lower &- 0x61 < 26 { return .letter }
        return byte == 0x20 || (0x09...0x0D).contains(byte) ? .blank : .mark
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII { return kind(ofASCII: UInt8(scalar.value)) }
        // 一 is written for a dash.
        if scalar.value == 0x4E00 { return .mark }
        // Ideographs, which are most of what is written here.
        if (0x4E00...0x9FFF).contains(scalar.value) { return .letter }
        if looksLikeX.contains(scalar.value) { return .x }
        let properties = scalar.properties
        if let type = properties.numericType, type != .numeric, let value = properties.numericValue,
            let digit = UInt8(exactly: value), digit < 10
        {
            return .digit(digit)
        }
        if properties.isDefaultIgnorableCodePoint { return .nothing }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return .nothing
        default: break
        }
        if properties.isWhitespace { return .blank }
        return properties.isAlphabetic ? .letter : .mark
    }

    /// ×, Greek and Cyrillic letters, full-width ones, the Roman ten.
    private static let looksLikeX: Set<UInt32> = [
        0xD7, 0x3A7, 0x3C7, 0x425, 0x445, 0x2169, 0x2179, 0x2715, 0x2716, 0xFF38, 0xFF58,
    ]

    /// Digits as they are written in words.
    static let ideographs: [UInt32: UInt8] = [
        0x3007: 0, 0x96F6: 0, 0x25CB: 0, 0x4E00: 1, 0x4E8C: 2, 0x4E09: 3, 0x56DB: 4, 0x4E94: 5, 0x516D: 6, 0x4E03: 7,
        0x516B: 8, 0x4E5D: 9,
    ]

    private static func decoded(_ written: String) -> String {
        let bytes = Array(written.utf8)
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                plain.append(byte)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
