public import EPCIS
public import Rules
public import Values

/// What a laboratory found in a sample of one thing: an inspection (`inspect` 检验) about the goods, which names the sample.
public struct SampleResult: Hashable, Sendable {
    public let entry: UInt64
    public let eventID: String?
    public let laboratory: String
    public let time: OffsetTime
    /// `sampleNo`
    public let sample: String
    /// `testItem`
    public let item: String
    /// `testValue`: `12.3 µg/kg`, `<1 µg/kg`, `未检出`.
    public let value: String
    /// `testMethod`; nil where it is not said.
    public let method: String?
    public let isPassed: Bool
    /// `reportNo`
    public let report: String?
    /// The goods, as the event writes them.
    public let codes: [String]
    /// Whether it takes back what it names.
    public let isWithdrawal: Bool
    /// When it came to the ledger; nil where that is not looked at.
    public let arrival: Timestamp?

    /// Nil where an event is no result of a numbered sample.
    public init?(entry: UInt64, laboratory: String, _ event: EPCISEvent, arrival: Timestamp? = nil) {
        guard event.kind == .object, event.bizStep == "inspecting", let sample = event.dataElements["sampleNo"],
            let isPassed = ["conformant": true, "non_conformant": false][event.disposition ?? ""]
        else { return nil }
        self.entry = entry
        self.laboratory = laboratory
        self.sample = sample
        self.isPassed = isPassed
        self.arrival = arrival
        eventID = event.eventID
        time = event.eventTime
        item = event.dataElements["testItem"] ?? ""
        value = event.dataElements["testValue"] ?? ""
        method = event.dataElements["testMethod"]
        report = event.dataElements["reportNo"]
        codes = event.writtenCodes
        isWithdrawal = event.errorDeclaration != nil
    }
}

extension SampleResult {
    /// Whether it says just what another says: brought again it is no second result.
    public func isSame(as other: SampleResult) -> Bool {
        laboratory == other.laboratory && sample == other.sample && item == other.item && value == other.value
            && isPassed == other.isPassed && report == other.report
    }
}

/// A value as a laboratory writes it: a number with its unit, less than a number, or nothing found.
public enum TestedValue: Hashable, Sendable {
    case found(Amount)
    /// Less than the number.
    case below(Amount)
    /// 未检出
    case none

    private static let absences: Set<String> = ["未检出", "nd", "n.d.", "notdetected"]

    /// Nil where the text is none of them, or has another unit.
    public init?(_ text: String, unit: String) {
        let plain = text.lowercased().filter { !$0.isWhitespace }
        if Self.absences.contains(plain) {
            self = .none
            return
        }
        let unit = Self.micro(unit.lowercased().filter { !$0.isWhitespace })
        var rest = Self.micro(plain)[...]
        let isBelow = rest.first == "<" || rest.first == "＜"
        if isBelow { rest = rest.dropFirst() }
        guard rest.hasSuffix(unit), let amount = Amount(String(rest.dropLast(unit.count))), amount >= .zero else {
            return nil
        }
        self = isBelow ? .below(amount) : .found(amount)
    }

    /// U+03BC, U+00B5 and u are one.
    private static func micro(_ text: String) -> String {
        text.replacing("μ", with: "µ").replacing("ug/", with: "µg/")
    }
}

extension SampledItem {
    /// Why a value cannot come of the method; nil where it can.
    public func fault(of value: String) -> SampleRefusal? {
        guard let tested = TestedValue(value, unit: unit) else { return .unreadableValue(value, unit: unit) }
        switch tested {
        case .none: return nil
        case .found(let amount):
            if let least, amount < least { return .belowRange(value, least: least) }
            if let most, amount > most { return .aboveRange(value, most: most) }
            return nil
        case .below(let amount):
            // Less than what the method can say: its own bound, and no other.
            if let least, amount > least { return .belowRange(value, least: least) }
            return nil
        }
    }

    /// Whether a value is more than the goods may have on a day: what the rule set says, else what the plan says. Nil where neither does, or
    /// the value says no number that decides.
    public func isBroken(by value: String, on day: CalendarDate, _ lists: ReferenceLists) -> Bool? {
        if let limit = lists.sampleLimit(ofItem: name, on: day) { return limit.isBroken(by: value) }
        guard let limit, let tested = TestedValue(value, unit: unit) else { return nil }
        switch tested {
        case .none: return false
        case .found(let amount): return amount > limit
        case .below(let amount): return amount <= limit ? false : nil
        }
    }

    /// What the goods may have on a day; nil where nothing says it.
    public func limitWording(on day: CalendarDate, _ lists: ReferenceLists) -> Wording? {
        if let limit = lists.sampleLimit(ofItem: name, on: day) { return limit.wording }
        guard let limit else { return nil }
        let source = basis ?? "-"
        return Wording(en: "at most \(limit) \(unit) (\(source))", zh: "不超过 \(limit) \(unit)（\(source)）")
    }
}
