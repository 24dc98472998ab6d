import StrictJSON
import Values

extension EventReader {
    /// A list of quantityElement (ISO/IEC 19987 §7.3.3.3).
    mutating func readQuantities(_ value: Int) -> [EPCISEvent.Quantity] {
        guard isArray(value) else { return [] }
        var quantities: [EPCISEvent.Quantity] = []
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            if let quantity = readQuantity(element) { quantities.append(quantity) }
        }
        return quantities
    }

    private mutating func readQuantity(_ value: Int) -> EPCISEvent.Quantity? {
        guard isObject(value) else { return nil }
        var quantity = EPCISEvent.Quantity(epcClass: "")
        var hasClass = false
        var hasAmount = false
        var unit: Int?
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .epcClass:
                hasClass = true
                quantity.epcClass = readURI(content) ?? ""
            case .quantity:
                hasAmount = true
                quantity.amount = readAmount(content)
            case .uom:
                unit = content
                quantity.uom = readUnit(content)
            default: refuseExtension(name, content, of: "quantityElement")
            }
        }
        if !hasClass { report(value, en: "epcClass is missing", zh: "缺少 epcClass（物品类别）") }
        if let unit, !hasAmount { report(unit, en: "uom goes only with quantity", zh: "uom 只能与 quantity 同用") }
        return quantity.epcClass.isEmpty ? nil : quantity
    }

    private mutating func readAmount(_ value: Int) -> Amount? {
        guard tape.kind(of: value) == .number, let text = tape.scalarText(at: value) else {
            report(
                value, en: "quantity must be a number, without quotation marks", zh: "quantity 应为数字，不加引号")
            return nil
        }
        guard let amount = Self.amount(text), amount >= .zero else {
            report(
                value, en: "quantity must be at least 0 and under 9.2 × 10¹²", zh: "quantity 不得小于 0，须小于 9.2 × 10¹²")
            return nil
        }
        return amount
    }

    /// To the nearest millionth where more decimals are written; what is below zero is no amount, however little.
    private static func amount(_ text: String) -> Amount? {
        if let exact = Amount(jsonNumber: text) { return exact }
        return text.hasPrefix("-") ? nil : Amount(roundingJSONNumber: text)
    }

    private mutating func readUnit(_ value: Int) -> String? {
        guard let text = readText(value) else { return nil }
        if !Self.isUnit(tape.content(at: value)) {
            report(value, en: "uom must be a UN/ECE Rec 20 code such as KGM", zh: "uom 应为 UN/ECE 20 号建议书的代码，例如 KGM")
        }
        return text
    }

    /// `^[A-Z0-9]{2,3}$`, UN/ECE Recommendation 20.
    @inline(__always)
    package static func isUnit(_ text: some Collection<UInt8>) -> Bool {
        (2...3).contains(text.count) && text.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x41 < 26 }
    }
}
