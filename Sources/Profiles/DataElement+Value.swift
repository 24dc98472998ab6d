public import Codes
public import Values

/// A written value that its data element cannot hold.
public struct MalformedValue: Error, Hashable, Sendable {
    public let wording: Wording
}

extension DataElement {
    /// The canonical form of a written value: enumeration words and dates as the profile spells them, codes without separators.
    ///
    /// Throws what is expected instead.
    public func canonical(_ written: String, codes: CodeReader) throws(MalformedValue) -> String {
        if written.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw malformed(en: "no control characters", zh: "不含控制字符的文字")
        }
        switch type {
        case .text: return try text(written)
        case .date: return try date(written)
        case .time: return try time(written)
        case .decimal: return try decimal(written)
        case .integer: return try integer(written)
        case .enum: return try enumWord(written)
        case .code: return try code(written, codes)
        }
    }

    private func malformed(en: String, zh: String) -> MalformedValue {
        MalformedValue(wording: Wording(en: "\(name): expected \(en)", zh: "\(label.zh)：应为\(zh)"))
    }

    private func text(_ written: String) throws(MalformedValue) -> String {
        guard !written.isEmpty, written.utf8.count <= lengthMax || written.unicodeScalars.count <= lengthMax else {
            throw malformed(en: "1 to \(lengthMax) characters", zh: "1至\(lengthMax)个字符")
        }
        guard !isDefinite || !placeholders.contains(written) else {
            throw malformed(en: "what it really is; where there is none, leave it empty", zh: "真实内容；没有则不填")
        }
        try checkForm(written)
        return written
    }

    private func checkForm(_ value: String) throws(MalformedValue) {
        guard masks.isEmpty || masks.contains(where: { Self.matches(value, mask: $0) }) else {
            let forms = Self.list(masks, separator: " | ")
            throw malformed(
                en: "the form \(forms) (# digit, @ letter, * anything)", zh: "格式 \(forms)（#为数字，@为大写字母，*为任意内容）")
        }
    }

    static func matches(_ written: String, mask: String) -> Bool {
        var bytes = written.utf8.makeIterator()
        for form in mask.utf8 {
            if form == UInt8(ascii: "*") { return true }
            guard let byte = bytes.next() else { return false }
            switch form {
            case UInt8(ascii: "#"): guard (0x30...0x39).contains(byte) else { return false }
            case UInt8(ascii: "@"): guard (0x41...0x5A).contains(byte) else { return false }
            default: guard byte == form else { return false }
            }
        }
        return bytes.next() == nil
    }

    /// Words for a message; of a long list its beginning.
    static func list(_ words: [String], separator: String) -> String {
        let shown = words.prefix(listMax).joined(separator: separator)
        return words.count > listMax ? shown + separator + "…" : shown
    }

    private static let listMax = 12

    private func date(_ written: String) throws(MalformedValue) -> String {
        guard let date = WrittenTime.date(written) else {
            throw malformed(en: "a day such as 2026-03-01", zh: "日期，如2026-03-01")
        }
        return date.description
    }

    private func time(_ written: String) throws(MalformedValue) -> String {
        guard let time = WrittenTime.time(written) else {
            throw malformed(en: "a time such as 2026-03-01T08:30:00+08:00", zh: "时间，如2026-03-01T08:30:00+08:00")
        }
        return time.text
    }

    private func decimal(_ written: String) throws(MalformedValue) -> String {
        guard let amount = Amount(written.halfWidth), isInRange(amount) else {
            throw malformed(en: "a number\(range.en)", zh: "数字\(range.zh)")
        }
        return amount.description
    }

    private func integer(_ written: String) throws(MalformedValue) -> String {
        guard let amount = Amount(written.halfWidth), amount.millionths % 1_000_000 == 0, isInRange(amount) else {
            throw malformed(en: "a whole number\(range.en)", zh: "整数\(range.zh)")
        }
        return amount.description
    }

    private func isInRange(_ amount: Amount) -> Bool {
        minimum.map { $0 <= amount } ?? true && maximum.map { amount <= $0 } ?? true
    }

    var range: Wording {
        switch (minimum, maximum) {
        case (let low?, let high?): Wording(en: " from \(low) to \(high)", zh: "（\(low)至\(high)）")
        case (let low?, nil): Wording(en: " of at least \(low)", zh: "（不小于\(low)）")
        case (nil, let high?): Wording(en: " of at most \(high)", zh: "（不大于\(high)）")
        case (nil, nil): Wording(en: "", zh: "")
        }
    }

    private func enumWord(_ written: String) throws(MalformedValue) -> String {
        guard let match = enumValues.first(where: { $0.value == written || $0.aliases.contains(written) }) else {
            let words = enumValues.map { ([$0.value] + $0.aliases.prefix(1)).joined(separator: "/") }
            throw malformed(
                en: "one of \(Self.list(words, separator: ", "))", zh: "下列之一：\(Self.list(words, separator: "、"))")
        }
        return match.value
    }

    private func code(_ written: String, _ codes: CodeReader) throws(MalformedValue) -> String {
        let scheme = scheme ?? ""
        let value: String
        do throws(CodeError) {
            value = try codes.read(written, as: scheme).bare
        } catch {
            let (en, zh) = (error.wording.en, error.wording.zh)
            throw MalformedValue(wording: Wording(en: "\(name): \(en)", zh: "\(label.zh)：\(zh)"))
        }
        try checkForm(value)
        return value
    }
}

extension CanonicalCode {
    /// The code without anything around it: the part named as the scheme, else what follows the scheme's URN.
    fileprivate var bare: String {
        if let value = part(scheme) { return value }
        let prefix = "urn:yima:\(scheme):"
        return uri.hasPrefix(prefix) ? String(uri.dropFirst(prefix.count)) : uri
    }
}
