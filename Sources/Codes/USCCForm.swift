import Values

/// Unified social credit code (GB 32100-2015): 18 characters, bare or as `urn:yima:uscc:…`, which is the canonical URI.
///
/// Every text of 18 letters and digits is taken for a USCC, unless it begins with 0 as no USCC does: so a misread USCC can
/// never pass for a code without a check character.
struct USCCForm {
    static let label = Wording(en: "unified social credit code", zh: "统一社会信用代码")
    private static let prefix: StaticString = "urn:yima:uscc:"

    /// Any code of the form: a region of digits at places 3 to 8, which `DivisionTable` must know.
    static let shape: CodeShape = {
        let symbols = ByteSet(CheckCharacter.usccAlphabet)
        return CodeShape((0..<18).map { (2..<8).contains($0) ? .digits : symbols })
    }()

    func read(uri written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix(Self.prefix) else { return nil }
        return try canonical(CodeText(verbatim: written, from: Self.prefix.utf8CodeUnitCount), in: written)
    }

    func read(_ text: CodeText, in written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard text.bytes.count == 18, text.bytes[0] != CodeByte.zero,
            text.bytes.allSatisfy({ CodeByte.isDigit($0) || CodeByte.isLetter($0) })
        else { return nil }
        return try canonical(text, in: written)
    }

    /// The code, which must be one.
    func canonical(_ text: CodeText, in written: WrittenCode) throws(CodeError) -> CanonicalCode {
        guard text.bytes.count == 18 else {
            throw .wrongLength(
                Wording(en: "a unified social credit code", zh: "统一社会信用代码"), has: text.bytes.count,
                needs: Wording(en: "18 characters", zh: "18 位"))
        }
        let upper = text.bytes.map(CodeByte.uppercased)
        if IdentityNumber.isSound(upper) { throw IdentityNumber.error(at: written.position(of: text.offset(0))) }
        if let wrong = Self.shape.mismatches(in: upper).first {
            let position = written.position(of: text.offset(wrong))
            let isRegion = (2..<8).contains(wrong)
            throw .wrongCharacter(
                upper[wrong], at: position, expected: isRegion ? Self.regionDigit : Self.symbol,
                hint: isRegion ? nil : Self.lookAlikes)
        }
        let expected = CheckCharacter.uscc(of: upper[..<17])
        guard let expected, expected == upper[17] else {
            let shown = expected.map { String(decoding: [$0], as: UTF8.self) } ?? "?"
            throw .wrongCheck(
                expected: shown, at: written.position(of: text.offset(17)),
                hint: upper.allSatisfy(CodeByte.isDigit) ? Self.perhapsSSCC : .scanAgain)
        }
        guard DivisionTable.standard.contains(upper[2..<8]) else {
            throw Self.noDivision(upper[2..<8], at: written.position(of: text.offset(2)))
        }
        let value = String(decoding: upper, as: UTF8.self)
        let uri = "urn:yima:uscc:" + value
        return CanonicalCode(scheme: "uscc", uri: uri, key: uri, parts: [.init(name: "uscc", value: value)])
    }

    private static func noDivision(_ digits: ArraySlice<UInt8>, at position: Int) -> CodeError {
        let shown = String(decoding: digits, as: UTF8.self)
        return CodeError(
            reason: .wrongCharacter, position: position,
            wording: Wording(
                en: "\(shown) is no administrative division (GB/T 2260)", zh: "\(shown) 不是行政区划代码（GB/T 2260）"),
            hint: .scanAgain)
    }

    private static let regionDigit = Wording(en: "a digit of the region", zh: "行政区划数字")
    private static let symbol = Wording(
        en: "a digit or a capital letter other than I, O, S, V, Z", zh: "数字或大写字母（不含 I、O、S、V、Z）")
    private static let lookAlikes = Wording(
        en: "0 for O, 1 for I, 5 for S, 2 for Z?", zh: "是否把 0 写成 O、1 写成 I、5 写成 S、2 写成 Z？")
    private static let perhapsSSCC = Wording(
        en: "read as a unified social credit code; a pallet code (SSCC) is written with (00) before it",
        zh: "按统一社会信用代码识别；物流单元代码（SSCC）前应有 (00)")
}
