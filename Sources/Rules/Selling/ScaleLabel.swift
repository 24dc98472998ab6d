import Codes
import StrictJSON
public import Values

/// A barcode that a shop's scale prints: an item number of the shop's own and a weight (GS1 restricted circulation numbers, prefixes 20 to
/// 29, GS1 General Specifications §2.1.11).
///
/// `{"pattern": "22IIIIIWWWWWC", "decimals": 3, "unit": "KGM", "products": {"00017": "06901234567892"}}`: digits stand for themselves, I
/// for the item number, W for the weight, C for the check digit, and X for digits that do not matter (a price).
public struct ScaleLabel: Hashable, Sendable {
    private let pattern: [UInt8]
    private let decimals: Int
    /// UN/ECE Rec 20 code of the weight's unit.
    public let uom: String
    /// Codes of products as the file has them, by item number.
    private let products: [String: String]

    /// What a label says.
    public enum Reading: Hashable, Sendable {
        /// Not of this form.
        case other
        case wrongCheckDigit
        /// An item number that the file does not give a product for.
        case unknownItem(String)
        case weight(product: String, Amount)
    }

    init(_ node: DefinitionNode, _ codes: CodeReader) throws(LocatedError) {
        try node.checkMembers(["pattern", "decimals", "unit", "products"])
        let form = try node.required("pattern")
        pattern = Array(try form.string().utf8)
        let letters = pattern.filter { !Self.isDigit($0) }
        guard (8...32).contains(pattern.count), letters.allSatisfy({ "IWCX".utf8.contains($0) }),
            letters.contains(UInt8(ascii: "I")), letters.contains(UInt8(ascii: "W")),
            pattern.prefix(2).allSatisfy(Self.isDigit),
            letters.filter({ $0 == UInt8(ascii: "C") }).count <= 1,
            !pattern.contains(UInt8(ascii: "C")) || pattern.last == UInt8(ascii: "C"),
            letters.filter({ $0 == UInt8(ascii: "W") }).count <= 9
        else {
            throw form.error(
                Wording(
                    en:
                        "8 to 32 digits and letters: two digits first, I item, W weight, X anything, C check digit at the end",
                    zh: "8 至 32 位：前两位为数字，I 为货号，W 为重量，X 为任意数字，C 为末位校验码"))
        }
        decimals = try node.required("decimals").integer()
        guard (0...6).contains(decimals) else {
            throw node.error(Wording(en: "decimals: from 0 to 6", zh: "decimals 应为 0 至 6"))
        }
        uom = try node.required("unit").string()
        let items = try node.required("products")
        products = try items.stringMembers()
        for product in products.values { _ = try AllocationDefinitions.product(product, items, codes) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    public func read(_ written: String) -> Reading {
        let digits = Array(written.utf8)
        guard digits.count == pattern.count, digits.allSatisfy(Self.isDigit) else { return .other }
        var (item, weight): ([UInt8], Int64) = ([], 0)
        for (form, digit) in zip(pattern, digits) {
            switch form {
            case UInt8(ascii: "I"): item.append(digit)
            case UInt8(ascii: "W"): weight = weight * 10 + Int64(digit - 0x30)
            case UInt8(ascii: "C"), UInt8(ascii: "X"): break
            default: guard form == digit else { return .other }
            }
        }
        if pattern.last == UInt8(ascii: "C"), !Self.isChecked(digits) { return .wrongCheckDigit }
        let number = String(decoding: item, as: UTF8.self)
        guard let product = products[number] else { return .unknownItem(number) }
        for _ in decimals..<6 { weight *= 10 }
        return .weight(product: product, Amount(millionths: weight))
    }

    /// GS1 mod 10: weights 3 and 1 from the right.
    private static func isChecked(_ digits: [UInt8]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, next in
            sum + Int(next.element - 0x30) * (next.offset % 2 == 0 ? 1 : 3)
        }
        return sum % 10 == 0
    }
}
