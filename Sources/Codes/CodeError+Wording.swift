import Values

extension CodeError {
    static func empty() -> CodeError {
        CodeError(reason: .empty, wording: Wording(en: "nothing is written here", zh: "没有内容"))
    }

    static func tooLong(max: Int) -> CodeError {
        CodeError(
            reason: .tooLong, position: 0,
            wording: Wording(en: "longer than any code (at most \(max) bytes)", zh: "超过编码的最大长度（\(max) 字节）"))
    }

    static func unknownScheme(hint: Wording? = nil) -> CodeError {
        CodeError(
            reason: .unknownScheme,
            wording: Wording(en: "not a code of any known scheme", zh: "不属于任何已知的编码体系"), hint: hint)
    }

    package static func noScheme(_ id: String) -> CodeError {
        CodeError(
            reason: .unknownScheme,
            wording: Wording(en: "no scheme of codes is called \"\(id)\"", zh: "没有名为“\(id)”的编码体系"))
    }

    static func otherScheme(_ found: String, wanted: Wording) -> CodeError {
        CodeError(
            reason: .otherScheme,
            wording: Wording(
                en: "a \(wanted.en) is expected, this is a code of the scheme \(found)",
                zh: "应为\(wanted.zh)，这是 \(found) 体系的编码"))
    }

    static func ambiguous(_ scheme: CodeScheme) -> CodeError {
        CodeError(
            reason: .ambiguous,
            wording: Wording(
                en: "a \(scheme.label.en), or a GS1 element string with its first digits misread",
                zh: "可能是\(scheme.label.zh)，也可能是首位读错的 GS1 单元数据串")
        ).orPerhaps([scheme])
    }

    /// The same error with a hint at how codes of these schemes are written, which are only read by name.
    func orPerhaps(_ schemes: [CodeScheme]) -> CodeError {
        // A person's number is nothing else, whatever else it could be written as.
        guard !schemes.isEmpty, reason != .personalNumber else { return self }
        let ways = schemes.map { scheme in
            let prefix = String(decoding: scheme.uriPrefix, as: UTF8.self)
            return Wording(
                en: "if it is a \(scheme.label.en), write \(prefix) before it",
                zh: "若为\(scheme.label.zh)，请在前面加写 \(prefix)")
        }
        let all = (hint.map { [$0] } ?? []) + ways
        return CodeError(
            reason: reason, position: position, wording: wording,
            hint: Wording(
                en: all.map(\.en).joined(separator: "; "), zh: all.map(\.zh).joined(separator: "；")))
    }

    /// `expected` is the check character as it should stand there.
    static func wrongCheck(expected: String, at position: Int, hint: Wording = .scanAgain) -> CodeError {
        CodeError(
            reason: .wrongCheckCharacter, position: position,
            wording: Wording(
                en:
                    "wrong check \(expected.utf8.allSatisfy(CodeByte.isDigit) ? "digit" : "character") (expected \(expected))",
                zh: "校验位错误（应为 \(expected)）"),
            hint: hint)
    }

    static func wrongCharacter(_ byte: UInt8, at position: Int, expected: Wording, hint: Wording? = nil) -> CodeError {
        let shown = CodeByte.shown(byte)
        return CodeError(
            reason: .wrongCharacter, position: position,
            wording: Wording(en: "\(shown.en) where \(expected.en) belongs", zh: "此处应为\(expected.zh)，实际是 \(shown.zh)"),
            hint: hint)
    }

    static func wrongLength(
        _ what: Wording, has count: Int, needs: Wording, at position: Int? = nil, hint: Wording? = nil
    )
        -> CodeError
    {
        CodeError(
            reason: .wrongLength, position: position,
            wording: Wording(
                en: "\(what.en) takes \(needs.en), here it has \(count)",
                zh: "\(what.zh)应为 \(needs.zh)，实际 \(count) 位"),
            hint: hint)
    }
}

extension Wording {
    static let scanAgain = Wording(
        en: "one character is misread or mistyped: scan again, or compare with the label",
        zh: "有一位读错或写错：请重新扫码，或与标签核对")
    static let lacksScheme = Wording(
        en: "if it is a Digital Link, write https:// before it", zh: "若为 Digital Link 网址，请在前面加写 https://")
    static let lotAlone = Wording(
        en: "a lot number alone names no product: write (01)<product code>(10)<lot number>",
        zh: "仅凭批号无法确定产品：请写作 (01)商品条码(10)批号")
    static let aDigit = Wording(en: "a digit", zh: "数字")
}
