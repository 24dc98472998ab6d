import Values

/// Numbers that look like a GTIN and are a shop's or a firm's own (restricted circulation numbers, GS1 General Specifications 1.4.2 and
/// 2.1.11): prefixes 02, 04 and 20 to 29, and those of eight digits that begin with 0 or 2. A scale prints them on weighed goods.
///
/// The same number means other goods next door, so it names nothing on a ledger that many share.
enum InStoreNumber {
    static func error(in element: GS1Element, of written: WrittenCode) -> CodeError? {
        guard tradeItems.contains(element.identifier.number), isInStore(element.value.prefix(14)) else { return nil }
        return CodeError(
            reason: .notGlobal, position: written.position(of: element.offset),
            wording: Wording(
                en: "a shop's own number (prefix 02, 04 or 20–29): it means other goods in every shop",
                zh: "店内码（前缀 02、04 或 20–29）：各店含义不同，不是全球唯一的商品条码"),
            hint: Wording(
                en: "use the product code (GTIN) that its producer gave it, or a code of a scheme of one's own",
                zh: "请使用生产者的商品条码（GTIN），或自定义编码体系的编码"))
    }

    /// (01), (02), (03), (8006), (8026): what carries a GTIN of 14 digits.
    private static let tradeItems = [0100, 0200, 0300, 8006, 8026]

    private static func isInStore(_ gtin: ArraySlice<UInt8>) -> Bool {
        guard gtin.count == 14 else { return false }
        let (zero, two, four) = (CodeByte.zero, CodeByte.zero + 2, CodeByte.zero + 4)
        let start = gtin.startIndex
        // A GTIN-8 has six zeros before it.
        if gtin.prefix(6).allSatisfy({ $0 == zero }) { return gtin[start + 6] == zero || gtin[start + 6] == two }
        // The first digit is the level of packing.
        let (first, second) = (gtin[start + 1], gtin[start + 2])
        return first == two || first == zero && (second == two || second == four)
    }
}
