import Values

/// A product code in bare digits: GTIN-8, -12, -13 or -14, in one piece or in the groups in which it is printed under a retail
/// barcode (`6 901234 567892`).
struct GTINForm {
    let gs1: GS1Reader

    func read(_ text: CodeText, in written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        let code = text.bytes
        guard code.count <= 15 else { return nil }
        let digits = code.count(where: CodeByte.isDigit)
        let isRightLength = (8...14).contains(code.count) && Self.lengths.contains(code.count)
        // Any other grouping may be a longer code with a digit lost to a blank, which one time in ten would pass the check.
        if text.isGrouped, isRightLength, Self.groups[code.count] != text.groupEnds { return nil }
        if isRightLength, digits == code.count - 1, let wrong = code.firstIndex(where: { !CodeByte.isDigit($0) }) {
            throw .wrongCharacter(code[wrong], at: written.position(of: text.offset(wrong)), expected: .aDigit)
        }
        guard digits == code.count, code.count > 7 else { return nil }
        guard isRightLength else {
            throw .wrongLength(
                Wording(en: "a product code (GTIN)", zh: "商品条码（GTIN）"), has: code.count,
                needs: Wording(en: "8, 12, 13 or 14 digits", zh: "8、12、13 或 14 位数字"),
                hint: Wording(en: "a digit was lost or doubled", zh: "可能漏了或多了一位"))
        }
        return try read(code[...], at: text.offset(code.count - 1), in: written)
    }

    /// The product code of these digits, of a length that one has.
    func read(_ digits: ArraySlice<UInt8>, in written: WrittenCode) throws(CodeError) -> CanonicalCode {
        try read(digits, at: digits.endIndex - 1, in: written)
    }

    private func read(
        _ digits: ArraySlice<UInt8>, at check: Int, in written: WrittenCode
    ) throws(CodeError) -> CanonicalCode {
        if let expected = CheckCharacter.gs1(of: digits.dropLast()), expected != digits.last {
            throw .wrongCheck(expected: String(decoding: [expected], as: UTF8.self), at: written.position(of: check))
        }
        let element = GS1Element(identifier: gs1.gtin, value: Self.padded(digits), offset: 0)
        return try gs1.canonical([element], in: written)
    }

    static let lengths: Set<Int> = [8, 12, 13, 14]

    /// How many digits stand before each gap, by length of the code: 4-4, 1-5-5-1, 1-6-6, 1-2-5-5-1.
    private static let groups = [8: [4], 12: [1, 6, 11], 13: [1, 7], 14: [1, 3, 8, 13]]

    /// A GTIN-8, -12 or -13 with zeros before it to 14 digits; anything else as it is.
    static func padded(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard lengths.contains(digits.count), digits.count < 14 else { return digits }
        return (Array(repeating: CodeByte.zero, count: 14 - digits.count) + digits)[...]
    }
}
