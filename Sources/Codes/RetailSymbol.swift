import Values

/// What a scanner says of an EAN or UPC symbol before its data (ISO/IEC 15424, code character E).
enum RetailSymbol: Sendable {
    /// `]E0`: EAN-13, UPC-A, or UPC-E written out.
    case ean13
    /// `]E1`, `]E2`: only the two or five digits beside such a symbol.
    case addOn
    /// `]E3`: EAN-13 or UPC with two or five digits added on.
    case ean13WithAddOn
    /// `]E4`: EAN-8.
    case ean8

    init?(modifier: UInt8) {
        switch modifier {
        case UInt8(ascii: "0"): self = .ean13
        case UInt8(ascii: "1"), UInt8(ascii: "2"): self = .addOn
        case UInt8(ascii: "3"): self = .ean13WithAddOn
        case UInt8(ascii: "4"): self = .ean8
        default: return nil
        }
    }

    /// The product code among the data.
    func productCode(of written: WrittenCode) throws(CodeError) -> ArraySlice<UInt8> {
        let data = written.bytes
        if let wrong = data.firstIndex(where: { !CodeByte.isDigit($0) }) {
            throw .wrongCharacter(
                data[wrong], at: written.position(of: wrong), expected: .aDigit, hint: Self.onlyDigits)
        }
        switch self {
        case .ean13 where [12, 13].contains(data.count), .ean8 where data.count == 8: return data[...]
        case .ean13WithAddOn where [15, 18].contains(data.count): return data[..<13]
        case .addOn:
            throw CodeError(
                reason: .unsupported, position: written.position(of: 0),
                wording: Wording(
                    en: "only the digits added on to a retail barcode, not its product code",
                    zh: "只扫到了商品条码旁的附加码，没有商品条码本身"),
                hint: Wording(en: "scan the longer barcode beside it", zh: "请扫描旁边较长的条码"))
        default:
            throw .wrongLength(
                Wording(en: "such a barcode", zh: "此类条码"), has: data.count, needs: lengths, at: written.position(of: 0),
                hint: data.count == 8 ? Self.writeOutUPCE : Self.onlyDigits)
        }
    }

    private var lengths: Wording {
        switch self {
        case .ean13, .addOn: Wording(en: "13 digits (]E0: EAN-13 or UPC)", zh: "13 位数字（]E0：EAN-13 或 UPC）")
        case .ean13WithAddOn:
            Wording(en: "15 or 18 digits (]E3: EAN-13 with add-on)", zh: "15 或 18 位数字（]E3：EAN-13 加附加码）")
        case .ean8: Wording(en: "8 digits (]E4: EAN-8)", zh: "8 位数字（]E4：EAN-8）")
        }
    }

    private static let onlyDigits = Wording(
        en: "the scanner says that this is a retail barcode: is its symbology identifier set right?",
        zh: "扫码枪标明这是零售商品条码：请检查其码制标识设置")
    private static let writeOutUPCE = Wording(
        en: "set the scanner to write UPC-E out as EAN-13", zh: "请把扫码枪设为将 UPC-E 展开为 EAN-13")
}
