/// A number of a cell, exactly as its decimal text in the file says: no binary fraction comes in between.
struct CellNumber: Equatable {
    private var isNegative: Bool
    /// Digits without zeros at either end; none for zero.
    private var digits: [UInt8]
    /// The value is 0.d₁d₂d₃… × 10 to this power.
    private var point: Int

    /// So many digits a spreadsheet program keeps.
    static let digitsMax = 15

    /// Reads `12`, `-0.5`, `6.90123456789E+12`; nil for anything else.
    init?(_ text: String) {
        var rest = text.utf8[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        var written: [UInt8] = []
        var places: Int?
        var power = 0
        var position = rest.startIndex
        scan: while position < rest.endIndex {
            let byte = rest[position]
            position = rest.index(after: position)
            switch byte {
            case 0x30...0x39:
                written.append(byte)
                places = places.map { $0 + 1 }
            case UInt8(ascii: ".") where places == nil: places = 0
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                // No number of a spreadsheet has a larger power.
                guard let found = Int(Substring(rest[position...])), (-400...400).contains(found) else { return nil }
                power = found
                break scan
            default: return nil
            }
        }
        guard (1...64).contains(written.count) else { return nil }
        let leading = written.prefix { $0 == 0x30 }.count
        digits = Array(written.dropFirst(leading))
        point = written.count - leading - (places ?? 0) + power
        dropZeros()
    }

    private mutating func dropZeros() {
        while digits.last == 0x30 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// Whether its whole part is longer than what a spreadsheet program keeps, so that digits were lost.
    var hasLostDigits: Bool { point > Self.digitsMax }

    /// The number as a spreadsheet shows it: 15 digits, which also takes back `1.1000000000000001` for 1.1.
    var rounded: CellNumber { rounded(significant: Self.digitsMax) }

    /// The nearest number of so many decimals; halves go away from zero, as spreadsheets show them.
    func rounded(decimals: Int) -> CellNumber { rounded(significant: point + decimals) }

    /// The nearest number of so many digits.
    func rounded(significant count: Int) -> CellNumber {
        guard digits.count > count else { return self }
        var number = self
        guard count >= 0 else {
            (number.digits, number.point) = ([], 0)
            return number
        }
        let roundsUp = digits[count] >= 0x35
        number.digits = Array(digits.prefix(count))
        if roundsUp {
            var index = count - 1
            while index >= 0, number.digits[index] == 0x39 {
                number.digits[index] = 0x30
                index -= 1
            }
            if index >= 0 {
                number.digits[index] += 1
            } else {
                number.digits.insert(0x31, at: 0)
                number.point += 1
            }
        }
        number.dropZeros()
        return number
    }

    var isZero: Bool { digits.isEmpty }
    var isBelowZero: Bool { isNegative && !isZero }

    /// A hundred times the number.
    var hundredfold: CellNumber {
        var number = self
        if !digits.isEmpty { number.point += 2 }
        return number
    }

    var isWhole: Bool { digits.count <= point || digits.isEmpty }

    /// Plain decimals: `6901234567892`, `-0.5`. Never an exponent.
    var text: String { text(wholeDigits: 1) }

    /// As a spreadsheet shows it with an exponent: `6.94E+12`.
    var exponentialText: String {
        guard let first = digits.first else { return "0" }
        let rest = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
        let power = point - 1
        let shown = power.magnitude < 10 ? "0\(power.magnitude)" : "\(power.magnitude)"
        return (isNegative ? "-" : "") + String(decoding: [first], as: UTF8.self) + rest + "E" + (power < 0 ? "-" : "+")
            + shown
    }

    /// As a person finds it again in the sheet: its digits, or an exponent where they are more than anybody writes.
    var shownWhole: String { point > 30 ? exponentialText : text }

    /// The same with at least so many digits before the point, and behind it.
    func text(wholeDigits: Int, decimals: Int = 0) -> String {
        var whole = Array(digits.prefix(max(point, 0)))
        whole += [UInt8](repeating: 0x30, count: max(point - digits.count, 0))
        whole = [UInt8](repeating: 0x30, count: max(wholeDigits - whole.count, 0)) + whole
        let fraction = [UInt8](repeating: 0x30, count: max(-point, 0)) + digits.dropFirst(max(point, 0))
        let sign = isNegative && !digits.isEmpty ? "-" : ""
        let shown =
            (digits.isEmpty ? [] : fraction) + [UInt8](repeating: 0x30, count: max(decimals - fraction.count, 0))
        return sign + String(decoding: whole, as: UTF8.self)
            + (shown.isEmpty ? "" : "." + String(decoding: shown, as: UTF8.self))
    }
}
