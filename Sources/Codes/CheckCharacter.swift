import Values

/// The check characters of the schemes, as pure functions: given the characters before the check character, the check
/// character that belongs after them. Nil where a character has no value in the scheme.
public enum CheckCharacter {
    /// GS1 mod 10 (General Specifications 7.9.1), weights 3, 1 from the right: `690123456789` → `2`. Any number of digits.
    public static func gs1(_ digits: some StringProtocol) -> Character? {
        gs1(of: Array(digits.utf8)[...]).map(character)
    }

    /// Unified social credit code (GB 32100), mod 31: the first 17 characters → the 18th.
    public static func uscc(_ characters: some StringProtocol) -> Character? {
        uscc(of: Array(characters.utf8)[...]).map(character)
    }

    /// Freight container (ISO 6346), mod 11 with 10 written as 0: owner, category and serial (`CSQU305438`) → `3`.
    public static func container(_ characters: some StringProtocol) -> Character? {
        container(of: Array(characters.utf8)[...]).map(character)
    }

    /// GS1 check character pair (General Specifications 7.9.5), mod 1021: up to 23 characters of set 82 → two of 32.
    public static func gs1Pair(_ characters: some StringProtocol) -> String? {
        gs1Pair(of: Array(characters.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    }

    static func character(_ byte: UInt8) -> Character { Character(Unicode.Scalar(byte)) }
}

extension CheckCharacter {
    static func gs1(of digits: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        var weight = 3
        for byte in digits.reversed() {
            guard CodeByte.isDigit(byte) else { return nil }
            sum += weight * Int(byte &- CodeByte.zero)
            weight = 4 - weight
        }
        return CodeByte.zero + UInt8((10 - sum % 10) % 10)
    }

    static func uscc(of characters: ArraySlice<UInt8>) -> UInt8? {
        guard characters.count == 17 else { return nil }
        var weight = 1
        var sum = 0
        for byte in characters {
            let value = usccValues[Int(byte)]
            guard value < 31 else { return nil }
            sum += Int(value) * weight
            weight = weight * 3 % 31
        }
        return usccAlphabet[(31 - sum % 31) % 31]
    }

    static func container(of characters: ArraySlice<UInt8>) -> UInt8? {
        guard characters.count == 10 else { return nil }
        var sum = 0
        for (index, byte) in characters.enumerated() {
            guard let value = containerValue(byte) else { return nil }
            sum += value << index
        }
        return CodeByte.zero + UInt8(sum % 11 % 10)
    }

    static func gs1Pair(of characters: ArraySlice<UInt8>) -> [UInt8]? {
        guard !characters.isEmpty, characters.count <= pairWeights.count else { return nil }
        var sum = 0
        for (weight, byte) in zip(pairWeights, characters.reversed()) {
            guard let value = GS1CharacterSet.x.value(of: byte) else { return nil }
            sum += weight * value
        }
        let remainder = sum % 1021
        return [pairAlphabet[remainder >> 5], pairAlphabet[remainder & 31]]
    }

    /// GB 32100 table 1: digits and capitals without I, O, S, V, Z, in the order of their values.
    static let usccAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let usccValues = usccAlphabet.enumerated().reduce(into: [UInt8](repeating: 255, count: 256)) {
        $0[Int($1.element)] = UInt8($1.offset)
    }

    /// A = 10 … Z = 38, leaving out the multiples of 11.
    private static func containerValue(_ byte: UInt8) -> Int? {
        if CodeByte.isDigit(byte) { return Int(byte &- CodeByte.zero) }
        guard CodeByte.isUpper(byte) else { return nil }
        let letter = Int(byte - UInt8(ascii: "A"))
        return 10 + letter + (letter + 9) / 10
    }

    private static let pairAlphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    private static let pairWeights = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
    ]
}
