import Values

/// What must hold for the content of a component, beyond its characters and length. The names are those of the GS1
/// Barcode Syntax Dictionary, with `lastday` and `hundredths` added for how the value is shown.
enum ComponentCheck: String, CaseIterable, Sendable {
    case csum, csumalpha, gcppos1, gcppos2
    /// A date whose day may be 00; `lastday` where 00 means the month's last day, `yymmd0` where it means the month.
    case yymmd0, lastday, yymmdd, yyyymmdd, hh, hhmi, mi, ss
    case iso3166, iso3166999, iso3166alpha2, iso4217, iso5218, mediatype
    case zero, nonzero, nozeroprefix, yesno, winding, pieceoftotal, posinseqslash, hasnondigit, hyphen, importeridx
    case latitude, longitude, iban, pcenc
    /// Kept as they stand: coupons and freight unit types are no part of tracing.
    case couponcode, couponposoffer, packagetype
    /// The last two digits are decimals.
    case hundredths

    /// The part's value is not the data itself.
    var isShownOtherwise: Bool {
        switch self {
        case .yymmd0, .lastday, .yymmdd, .yyyymmdd, .hh, .hhmi, .mi, .ss, .hundredths, .hyphen: true
        default: false
        }
    }

    /// What a check found wrong, before anyone knows where the component stands.
    struct Fault {
        let reason: CodeError.Reason
        /// Offset in the component.
        let offset: Int
        let wording: Wording
        var hint: Wording? = nil
    }

    /// Nil where the content passes. `value` has the component's characters and length already.
    func fault(in value: ArraySlice<UInt8>, lists: [String: Set<String>]) -> Fault? {
        switch self {
        case .csum: Self.checkDigitFault(value)
        case .csumalpha: Self.checkPairFault(value)
        case .gcppos1: Self.prefixFault(value, from: 0)
        case .gcppos2: Self.prefixFault(value, from: 1)
        case .yymmd0, .lastday, .yymmdd, .yyyymmdd, .hh, .hhmi, .mi, .ss: dateFault(value)
        case .iso3166999 where value.elementsEqual("999".utf8): nil
        case .iso3166, .iso3166999:
            Self.listFault(value, lists["iso3166"], "a country code of ISO 3166", "ISO 3166 国家代码")
        case .iso3166alpha2: Self.listFault(value, lists[rawValue], "a country code of ISO 3166", "ISO 3166 国家代码")
        case .iso4217: Self.listFault(value, lists[rawValue], "a currency code of ISO 4217", "ISO 4217 货币代码")
        case .couponcode, .couponposoffer, .packagetype, .hundredths: nil
        default: holds(value) ? nil : Fault(reason: .wrongCharacter, offset: 0, wording: Self.unmet(self))
        }
    }

    /// The checks that only say yes or no.
    private func holds(_ value: ArraySlice<UInt8>) -> Bool {
        let first = value[value.startIndex]
        switch self {
        case .zero: return value.allSatisfy { $0 == CodeByte.zero }
        case .nonzero: return value.contains { $0 != CodeByte.zero }
        case .nozeroprefix: return first != CodeByte.zero || value.count == 1
        case .yesno: return first == CodeByte.zero || first == UInt8(ascii: "1")
        case .winding: return "019".utf8.contains(first)
        case .iso5218: return "0129".utf8.contains(first)
        case .hyphen: return first == UInt8(ascii: "-")
        case .importeridx: return CodeByte.isDigit(first) || CodeByte.isLetter(first) || "-_".utf8.contains(first)
        case .hasnondigit: return value.contains { !CodeByte.isDigit($0) }
        case .mediatype: return CodeByte.number(value).map { (1...10).contains($0) || $0 >= 80 } ?? false
        case .pieceoftotal:
            guard let piece = CodeByte.number(value.prefix(2)), let total = CodeByte.number(value.suffix(2))
            else { return false }
            return piece > 0 && piece <= total
        case .posinseqslash:
            let halves = value.split(separator: CodeByte.slash, omittingEmptySubsequences: false)
            guard halves.count == 2, let place = CodeByte.number(halves[0]), let end = CodeByte.number(halves[1])
            else { return false }
            return !halves[0].isEmpty && !halves[1].isEmpty && place > 0 && place <= end
        case .latitude: return CodeByte.number(value).map { $0 <= 1_800_000_000 } ?? false
        case .longitude: return CodeByte.number(value).map { $0 <= 3_600_000_000 } ?? false
        case .iban: return Self.isIBAN(value)
        case .pcenc: return PercentEncoding.decoded(value) != nil
        default: return true
        }
    }

    private static func checkDigitFault(_ value: ArraySlice<UInt8>) -> Fault? {
        guard let expected = CheckCharacter.gs1(of: value.dropLast()), expected != value[value.endIndex - 1]
        else { return nil }
        let digit = String(decoding: [expected], as: UTF8.self)
        let error = CodeError.wrongCheck(expected: digit, at: 0)
        return Fault(reason: error.reason, offset: value.count - 1, wording: error.wording, hint: error.hint)
    }

    private static func checkPairFault(_ value: ArraySlice<UInt8>) -> Fault? {
        guard value.count > 2, let expected = CheckCharacter.gs1Pair(of: value.dropLast(2)) else {
            return Fault(
                reason: .wrongLength, offset: 0, wording: Wording(en: "no room for a check pair", zh: "缺少校验字符对"))
        }
        guard !value.suffix(2).elementsEqual(expected) else { return nil }
        let error = CodeError.wrongCheck(expected: String(decoding: expected, as: UTF8.self), at: 0)
        return Fault(reason: error.reason, offset: value.count - 2, wording: error.wording, hint: error.hint)
    }

    /// A GS1 company prefix has at least four digits.
    private static func prefixFault(_ value: ArraySlice<UInt8>, from start: Int) -> Fault? {
        let digits = value.dropFirst(start).prefix(4)
        if digits.count == 4, digits.allSatisfy(CodeByte.isDigit) { return nil }
        return Fault(
            reason: digits.count < 4 ? .wrongLength : .wrongCharacter, offset: start,
            wording: Wording(en: "must begin with a GS1 company prefix (digits)", zh: "应以 GS1 厂商识别代码（数字）开头"))
    }

    private static func listFault(
        _ value: ArraySlice<UInt8>, _ list: Set<String>?, _ en: String, _ zh: String
    ) -> Fault? {
        let text = String(decoding: value, as: UTF8.self)
        if list?.contains(text) ?? false { return nil }
        return Fault(
            reason: .wrongCharacter, offset: 0, wording: Wording(en: "\(text) is not \(en)", zh: "\(text) 不是\(zh)"))
    }

    /// ISO 13616: country letters and check digits moved to the end, letters as 10…35, remainder 1 mod 97.
    private static func isIBAN(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count > 4 else { return false }
        var remainder = 0
        for byte in value.dropFirst(4) + value.prefix(4) {
            if CodeByte.isDigit(byte) {
                remainder = (remainder * 10 + Int(byte &- CodeByte.zero)) % 97
            } else if CodeByte.isUpper(byte) {
                remainder = (remainder * 100 + Int(byte) - 55) % 97
            } else {
                return false
            }
        }
        return remainder == 1
    }

    private static func unmet(_ check: ComponentCheck) -> Wording {
        switch check {
        case .pieceoftotal: Wording(en: "piece and total do not fit", zh: "件号与总件数不符")
        case .yesno: Wording(en: "must be 0 or 1", zh: "应为 0 或 1")
        case .nozeroprefix: Wording(en: "must not begin with 0", zh: "不得以 0 开头")
        case .zero: Wording(en: "must be 0", zh: "应为 0")
        case .nonzero: Wording(en: "must not be 0", zh: "不得为 0")
        default: Wording(en: "not a valid value (\(check.rawValue))", zh: "取值无效（\(check.rawValue)）")
        }
    }
}
