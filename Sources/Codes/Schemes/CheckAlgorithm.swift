/// The check algorithms that a definition file can name. Each gives one check character for the characters before it.
///
/// Which single substitutions an algorithm cannot see: `iso6346` letters eleven values apart and remainder 10 beside 0;
/// `imo` and `weighted-mod` two characters whose difference times the place's weight divides by the modulus (IMO: weights 6, 4
/// and 2 with a difference of 5, weight 5 with an even one); the others see every one.
enum CheckAlgorithm: Hashable, Sendable {
    /// GS1 mod 10, weights 3, 1 from the right; digits.
    case gs1
    /// GB 32100 mod 31; 17 characters.
    case mod31
    /// ISO/IEC 7064 hybrid systems: digits, and letters with digits.
    case mod11And10, mod37And36
    /// ISO/IEC 7064 pure systems: the check character may be `X`, or `*`.
    case mod11To2, mod37To2
    /// Freight containers; owner, category and serial.
    case iso6346
    /// ISO/IEC 7812 annex B; digits.
    case luhn
    /// IMO A.1117(30): six digits, weights 7 to 2, the sum's last digit.
    case imo
    case weighted(WeightedCheck)

    /// The names in definition files, but for `weighted-mod`, which has parameters.
    static let named: [String: CheckAlgorithm] = [
        "gs1": .gs1, "mod31": .mod31, "iso7064-mod-11-10": .mod11And10, "iso7064-mod-37-36": .mod37And36,
        "iso7064-mod-11-2": .mod11To2, "iso7064-mod-37-2": .mod37To2, "iso6346": .iso6346, "luhn": .luhn, "imo": .imo,
    ]

    /// The check character that belongs after these; nil where one of them has no value, or there are too few or too many.
    func character(after bytes: ArraySlice<UInt8>) -> UInt8? {
        switch self {
        case .gs1: CheckCharacter.gs1(of: bytes)
        case .mod31: CheckCharacter.uscc(of: bytes)
        case .mod11And10: CheckCharacter.iso7064Hybrid(of: bytes, modulus: 10)
        case .mod37And36: CheckCharacter.iso7064Hybrid(of: bytes, modulus: 36)
        case .mod11To2: CheckCharacter.iso7064Pure(of: bytes, modulus: 11)
        case .mod37To2: CheckCharacter.iso7064Pure(of: bytes, modulus: 37)
        case .iso6346: CheckCharacter.container(of: bytes)
        case .luhn: CheckCharacter.luhn(of: bytes)
        case .imo: CheckCharacter.imo(of: bytes)
        case .weighted(let check): check.character(after: bytes)
        }
    }
}

/// A weighted sum with a modulus: `weighted-mod` of definition files. Digits count as themselves, letters from A = 10.
struct WeightedCheck: Hashable, Sendable {
    /// One for each character, from the left; 1 to 1000.
    let weights: [Int]
    /// 2 to 97.
    let modulus: Int
    /// The check is modulus − remainder instead of the remainder itself.
    let isComplement: Bool
    /// The characters that stand for 0, 1, … modulus − 1.
    let symbols: [UInt8]

    func character(after bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count == weights.count else { return nil }
        var sum = 0
        for (weight, byte) in zip(weights, bytes) {
            guard let value = CheckCharacter.alphanumericValue(byte) else { return nil }
            sum += weight * value
        }
        let remainder = sum % modulus
        return symbols[isComplement ? (modulus - remainder) % modulus : remainder]
    }
}
