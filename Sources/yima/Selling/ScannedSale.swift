import Codes
import CommandSupport
import EPCIS
import Profiles
import Rules
import Values

/// What goes over the counter: what the scanner read, and how much of it.
struct ScannedSale {
    let code: CanonicalCode
    /// Nil where neither the person nor the barcode says how much.
    let quantity: WrittenQuantity?
    let written: String

    /// - Parameters:
    ///   - written: a barcode as the scanner types it, a scale's label, or any other form of a code.
    ///   - quantity: as it is written beside it; it goes before what the barcode says.
    init(
        _ written: String, quantity: String?, codes: CodeReader, allocation: AllocationDefinitions, steps: StepTable
    ) throws(CommandError) {
        self.written = written
        var own: WrittenQuantity?
        if let quantity {
            guard let read = WrittenQuantity(quantity, steps: steps) else {
                throw CommandError(
                    .badInput, at: .code(written), en: "\(quantity.shown) is not an amount",
                    zh: "\(quantity.shown) 不是数量",
                    hint: Wording(en: "for example 2, 1.5kg, 3斤, 2箱", zh: "例如 2、1.5kg、3斤、2箱"))
            }
            own = read
        }
        if let (product, weight) = try Self.scaleLabel(written, allocation) {
            code = try codes.code(product)
            self.quantity = own ?? weight
            return
        }
        code = try codes.code(written)
        guard !PersonalNumber.isHeld(by: code) else {
            throw CommandError(.badInput, at: Wording("sell"), PersonalNumber.identity.wording)
        }
        guard codes.subject(of: code) == .goods else {
            throw CommandError(
                .badInput, at: .code(written), en: "no code of goods", zh: "不是货物的编码")
        }
        self.quantity = own ?? Self.said(by: code)
    }

    private static func scaleLabel(
        _ written: String, _ allocation: AllocationDefinitions
    ) throws(CommandError) -> (product: String, WrittenQuantity)? {
        for label in allocation.scaleLabels {
            switch label.read(written) {
            case .other: continue
            case .weight(let product, let weight) where weight > .zero:
                return (product, WrittenQuantity(weight, uom: label.uom))
            case .weight:
                throw CommandError(.badInput, at: .code(written), en: "the label says no weight", zh: "标签重量为零")
            case .wrongCheckDigit:
                throw CommandError(.badInput, at: .code(written), en: "wrong check digit", zh: "校验码错误")
            case .unknownItem(let item):
                throw CommandError(
                    .badInput, at: .code(written), en: "the scale's item \(item) is given no product",
                    zh: "秤签货号 \(item) 未对应商品",
                    hint: Wording(
                        en: "add it to products of the label in \(AllocationDefinitions.fileName)",
                        zh: "请在 \(AllocationDefinitions.fileName) 的 products 中补充"))
            }
        }
        return nil
    }

    /// What a barcode says beside what it names: one of an item, a net weight (AI 310n), a count (AI 30).
    private static func said(by code: CanonicalCode) -> WrittenQuantity? {
        if code.grain == .instance { return WrittenQuantity(Amount(millionths: 1_000_000), uom: nil) }
        if let weight = code.part("netWeightKg").flatMap({ Amount($0) }), weight > .zero {
            return WrittenQuantity(weight, uom: "KGM")
        }
        return code.part("variableCount").flatMap { Amount($0) }.flatMap {
            $0 > .zero ? WrittenQuantity($0, uom: nil) : nil
        }
    }
}
