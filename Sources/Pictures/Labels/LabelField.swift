import Codes
public import Values

/// What a label's line is about, where it is one of those that every label may have.
public enum LabelField: String, CaseIterable, Hashable, Sendable {
    case lotNo, productionDate, bestBefore, expiry, netContent, serial

    /// The words before the value.
    public var title: Wording {
        switch self {
        case .lotNo: Wording(en: "Lot", zh: "批号")
        case .productionDate: Wording(en: "Produced", zh: "生产日期")
        case .bestBefore: Wording(en: "Best before", zh: "保质期至")
        case .expiry: Wording(en: "Use by", zh: "有效期至")
        case .netContent: Wording(en: "Net content", zh: "净含量")
        case .serial: Wording(en: "Serial", zh: "序列号")
        }
    }

    /// The value that the code itself has for this line.
    func value(in code: CanonicalCode) -> String? {
        switch self {
        case .lotNo: code.part("lot")
        case .productionDate: code.part("productionDate")
        case .bestBefore: code.part("bestBefore")
        case .expiry: code.part("expiry")
        case .serial: code.part("serial")
        case .netContent:
            code.part("netWeightKg").map { "\($0) kg" } ?? code.part("netVolumeL").map { "\($0) L" }
        }
    }

    /// Whether a line's text says the same as the code: dates however they are punctuated.
    func agrees(_ written: String, _ ofCode: String) -> Bool {
        switch self {
        case .lotNo, .serial: written == ofCode
        // Units are written in many ways.
        case .netContent: true
        case .productionDate, .bestBefore, .expiry: Self.day(written) == Self.day(ofCode)
        }
    }

    /// False for a day that is on no calendar. Words that name no day at all (`see lid`) are left to who writes them.
    package func canSay(_ written: String) -> Bool {
        guard self == .productionDate || self == .bestBefore || self == .expiry else { return true }
        let numbers = Self.day(written).split(separator: "-").map { Int($0) }
        guard numbers.count == 3, let year = numbers[0], (1900...2199).contains(year), let month = numbers[1],
            let day = numbers[2]
        else { return true }
        return CalendarDate(year: year, month: month, day: day) != nil
    }

    /// `2026/3/1`, `2026年3月1日`, `20260301` → `2026-03-01`.
    private static func day(_ text: String) -> String {
        var numbers = text.split { !("0"..."9").contains($0) }.map(String.init)
        if numbers.count == 1, let only = numbers.first, only.count == 8 {
            numbers = [String(only.prefix(4)), String(only.dropFirst(4).prefix(2)), String(only.suffix(2))]
        }
        return numbers.map { $0.count == 1 ? "0" + $0 : $0 }.joined(separator: "-")
    }
}
