import Values

/// Check characters of the schemes that definition files describe.
extension CheckCharacter {
    /// ISO/IEC 7064 MOD 11,10: digits → the digit after them (`1063501000001` of a food licence). Any number of digits.
    public static func mod11And10(_ digits: some StringProtocol) -> Character? {
        iso7064Hybrid(of: Array(digits.utf8)[...], modulus: 10).map(character)
    }

    /// IMO ship number (resolution A.1117(30)): six digits (`907472`) → `9`.
    public static func imo(_ digits: some StringProtocol) -> Character? {
        imo(of: Array(digits.utf8)[...]).map(character)
    }

    /// Hybrid systems MOD 11,10 (digits) and MOD 37,36 (digits and letters): ISO/IEC 7064 clause 8.
    static func iso7064Hybrid(of characters: ArraySlice<UInt8>, modulus: Int) -> UInt8? {
        var product = modulus
        for byte in characters {
            guard let value = alphanumericValue(byte), value < modulus else { return nil }
            let sum = (product + value) % modulus
            product = (sum == 0 ? modulus : sum) * 2 % (modulus + 1)
        }
        return alphanumerics[(modulus + 1 - product) % modulus]
    }

    /// Pure systems MOD 11-2 (digits, check character 0–9 or X) and MOD 37-2 (digits and letters, or `*`): ISO/IEC 7064 clause 7.
    static func iso7064Pure(of characters: ArraySlice<UInt8>, modulus: Int) -> UInt8? {
        var product = 0
        for byte in characters {
            guard let value = alphanumericValue(byte), value < modulus - 1 else { return nil }
            product = (product + value) * 2 % modulus
        }
        let check = (modulus + 1 - product) % modulus
        if check < modulus - 1 { return alphanumerics[check] }
        return modulus == 11 ? UInt8(ascii: "X") : UInt8(ascii: "*")
    }

    static func luhn(of digits: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        var isDoubled = true
        for byte in digits.reversed() {
            guard CodeByte.isDigit(byte) else { return nil }
            let value = Int(byte &- CodeByte.zero) * (isDoubled ? 2 : 1)
            sum += value > 9 ? value - 9 : value
            isDoubled.toggle()
        }
        return CodeByte.zero + UInt8((10 - sum % 10) % 10)
    }

    static func imo(of digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 6 else { return nil }
        var sum = 0
        var weight = 7
        for byte in digits {
            guard CodeByte.isDigit(byte) else { return nil }
            sum += weight * Int(byte &- CodeByte.zero)
            weight -= 1
        }
        return CodeByte.zero + UInt8(sum % 10)
    }

    /// 0–9, then A = 10 … Z = 35.
    @inline(__always)
    static func alphanumericValue(_ byte: UInt8) -> Int? {
        if CodeByte.isDigit(byte) { return Int(byte &- CodeByte.zero) }
        return CodeByte.isUpper(byte) ? Int(byte) - 55 : nil
    }

    private static let alphanumerics = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
}
