/// Check characters as their standards define them, written here a second time so that the city does not rest on the reader
/// that it tests.
enum CheckDigits {
    /// GS1 mod 10: weights 3, 1 from the right.
    static func gs1(_ digits: String) -> Int {
        let sum = digits.utf8.reversed().enumerated().reduce(0) {
            $0 + Int($1.element - 48) * ($1.offset % 2 == 0 ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }

    /// GB 32100: 17 characters of 31 symbols, weights 3^(i−1) mod 31.
    static func uscc(_ characters: String) -> Character {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        var (sum, weight) = (0, 1)
        for character in characters {
            guard let value = alphabet.firstIndex(of: character) else { preconditionFailure("not of GB 32100") }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    /// GB 11714: the ninth character of an organisation's code, from its eight digits.
    static func organisation(_ digits: String) -> Character {
        let sum = zip(digits.utf8, [3, 7, 9, 10, 5, 8, 4, 2]).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
        let check = 11 - sum % 11
        return check == 10 ? "X" : check == 11 ? "0" : Character(String(check))
    }

    /// ISO 7064 MOD 11,10: the last digit of a food production licence.
    static func licence(_ digits: String) -> Int {
        var rest = 10
        for byte in digits.utf8 {
            rest = (rest + Int(byte - 48)) % 10
            rest = (rest == 0 ? 10 : rest) * 2 % 11
        }
        return (11 - rest) % 10
    }

    /// ISO 6346: four letters and six digits; the multiples of 11 are no letter's value.
    static func container(_ characters: String) -> Int {
        let sum = characters.utf8.enumerated().reduce(0) { sum, item in
            let letter = Int(item.element) - 65
            let value = letter < 0 ? Int(item.element) - 48 : 10 + letter + (letter + 9) / 10
            return sum + value << item.offset
        }
        return sum % 11 % 10
    }
}
