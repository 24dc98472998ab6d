/// Unified social credit code (GB 32100-2015): 18 characters, bare or as `urn:yima:uscc:…`, which is the canonical URI.
///
/// Every text of 18 letters and digits is taken for a USCC, unless it begins with 0 as no USCC does: so a misread USCC can
/// never pass for a code without a check character.
struct USCCForm: CodeForm {
    private static let prefix: StaticString = "urn:yima:uscc:"

    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        if written.hasPrefix(Self.prefix) {
            let start = Self.prefix.utf8CodeUnitCount
            let code = Array(written.bytes[start...])
            return try canonical(code, offsets: Array(start..<written.bytes.count), in: written)
        }
        guard let (code, offsets) = written.ungrouped(max: 18), code.count == 18, code[0] != CodeByte.zero,
            code.allSatisfy({ CodeByte.isDigit($0) || CodeByte.isLetter($0) })
        else { return nil }
        return try canonical(code, offsets: offsets, in: written)
    }

    private func canonical(
        _ code: [UInt8], offsets: [Int], in written: WrittenCode
    ) throws(CodeError) -> CanonicalCode {
        guard code.count == 18 else {
            throw .wrongLength(
                Wording(en: "a unified social credit code", zh: "统一社会信用代码"), has: code.count,
                needs: Wording(en: "18 characters", zh: "18 位"))
        }
        let upper = code.map(CodeByte.uppercased)
        for (index, byte) in upper.enumerated() {
            let position = written.position(of: offsets[index])
            if (2..<8).contains(index), !CodeByte.isDigit(byte) {
                throw .wrongCharacter(byte, at: position, expected: Self.regionDigit)
            }
            guard CheckCharacter.usccAlphabet.contains(byte) else {
                throw .wrongCharacter(byte, at: position, expected: Self.symbol, hint: Self.lookAlikes)
            }
        }
        let expected = CheckCharacter.uscc(of: upper[..<17])
        guard let expected, expected == upper[17] else {
            let shown = expected.map { String(decoding: [$0], as: UTF8.self) } ?? "?"
            throw .wrongCheck(
                expected: shown, at: written.position(of: offsets[17]),
                hint: upper.allSatisfy(CodeByte.isDigit) ? Self.perhapsSSCC : .scanAgain)
        }
        let text = String(decoding: upper, as: UTF8.self)
        let uri = "urn:yima:uscc:" + text
        return CanonicalCode(scheme: "uscc", uri: uri, key: uri, parts: [.init(name: "uscc", value: text)])
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
