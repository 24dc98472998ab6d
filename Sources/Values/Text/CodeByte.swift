/// What a byte of a written code is. Codes are ASCII; bytes are faster to walk than characters, and one is one column.
package enum CodeByte {
    package static let zero = UInt8(ascii: "0")
    package static let slash = UInt8(ascii: "/")
    package static let percent = UInt8(ascii: "%")
    package static let dot = UInt8(ascii: ".")
    /// FNC1 as a scanner sends it inside the data: the group separator.
    package static let groupSeparator: UInt8 = 0x1D

    @inlinable
    package static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inlinable
    package static func isUpper(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }

    @inlinable
    package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    @inlinable
    package static func uppercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "a") < 26 ? byte & 0xDF : byte }

    /// The byte for a message: quoted, or by its number where it cannot be seen.
    package static func shown(_ byte: UInt8) -> Wording {
        if byte >= 0x80 { return Wording(en: "a character that is not ASCII", zh: "非 ASCII 字符") }
        let digits = String(byte, radix: 16, uppercase: true)
        let text =
            switch byte {
            case 0x20: "␠"
            case 0x21...0x7E: "“\(Character(Unicode.Scalar(byte)))”"
            default: "0x\(digits.count < 2 ? "0" : "")\(digits)"
            }
        return Wording(en: text, zh: text)
    }

    /// The number that ASCII digits spell, or nil; for at most 18 of them.
    package static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard isDigit(byte) else { return nil }
            value = value &* 10 &+ Int(byte &- zero)
        }
        return value
    }
}
