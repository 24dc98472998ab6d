import Values

/// A set of ASCII characters.
struct ByteSet: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let capitals = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))

    init() {}

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    /// A literal character, in either case.
    static func literal(_ byte: UInt8) -> ByteSet {
        CodeByte.isLetter(byte) ? ByteSet([byte | 0x20, byte & 0xDF]) : ByteSet([byte])
    }

    /// No-op outside ASCII.
    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte & 63) & 1 == 1
    }

    var isEmpty: Bool { low | high == 0 }

    func union(_ other: ByteSet) -> ByteSet {
        var both = self
        both.low |= other.low
        both.high |= other.high
        return both
    }

    func isDisjoint(with other: ByteSet) -> Bool { low & other.low | high & other.high == 0 }

    func isSubset(of other: ByteSet) -> Bool { low & ~other.low | high & ~other.high == 0 }

    /// What belongs there, for messages: `a digit`, `a capital letter`, or the characters themselves.
    var wording: Wording {
        if self == .digits { return .aDigit }
        if self == .capitals { return Wording(en: "a capital letter", zh: "大写字母") }
        if self == ByteSet.digits.union(.capitals) {
            return Wording(en: "a digit or capital letter", zh: "数字或大写字母")
        }
        let members = (UInt8(0x21)..<0x7F).filter { byte in
            contains(byte) && !(byte & 0xDF != byte && CodeByte.isLetter(byte) && contains(byte & 0xDF))
        }
        let shown = members.map { String(Unicode.Scalar($0)) }.joined(separator: " ")
        return Wording(
            en: members.count > 1 ? "one of \(shown)" : shown, zh: members.count > 1 ? "\(shown) 之一" : " \(shown)")
    }
}
