import Chains
import Codes
import EPCIS
import Values

/// AQUA-3: a drug that is banned in food animals was found, in whatever amount.
struct BannedDrugRule: Rule {
    static let id = "AQUA-3"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        residues(in: context).compactMap { account, event, test in
            guard test.isDetected, let drug = context.lists.bannedDrug(test.item, on: event.lawDay) else {
                return nil
            }
            let name = context.naming.code(account.code)
            return definition.finding(
                Wording(
                    en: "\(drug.en), which is banned, was found in \(name.en): \(test.value.shown)",
                    zh: "\(name.zh) 检出禁用药物\(drug.zh)：\(test.value.shown)"),
                entries: [event.entry])
        }
    }
}

/// AQUA-4: more of a drug than its limit allows.
struct ResidueLimitRule: Rule {
    static let id = "AQUA-4"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        residues(in: context).compactMap { account, event, test in
            guard let limit = context.lists.residueLimit(test.item, on: event.lawDay),
                let found = test.microgramsPerKilogram, found.millionths > limit.microgramsPerKilogram.millionths
            else { return nil }
            let name = context.naming.code(account.code)
            let most = limit.microgramsPerKilogram
            return definition.finding(
                Wording(
                    en: "\(name.en) has \(found) µg/kg of \(limit.name.en): at most \(most) µg/kg (\(limit.source))",
                    zh: "\(name.zh) \(limit.name.zh)含量 \(found) µg/kg，超过限量 \(most) µg/kg（\(limit.source)）"),
                entries: [event.entry])
        }
    }
}

/// What a test of residues says: an item (or several) and a value.
struct ResidueTest {
    let item: String
    let value: String

    /// Whether something was found: not where the value says that nothing was, or less than can be. What is said of a number counts where it
    /// stands before it: `<0.5` is less, `1.2 (limit of detection <0.5)` is 1.2.
    var isDetected: Bool {
        let text = plain
        if Self.absences.contains(where: { text.contains($0) }) { return false }
        let before = text.prefix { !$0.isNumber }
        if Self.comparisons.contains(where: { before.contains($0) }) || Self.isAbbreviated(before) { return false }
        if let number = Self.number(in: text) { return number.millionths > 0 }
        return ["检出", "阳性", "detected", "positive"].contains { text.contains($0) }
    }

    private static let absences = [
        "未检", "未测出", "无检出", "不检出", "没有检出", "没检出", "阴性", "不得检出", "未达检出限", "未达到检出限", "检出限以下", "定量限以下", "notdetected",
        "nonedetected", "undetected", "notfound", "negative",
    ]
    private static let comparisons = ["<", "≤", "⩽", "小于", "低于", "少于", "不足", "lessthan", "below", "under"]

    /// `ND`, `n.d.`, and neither with a letter behind it.
    private static func isAbbreviated(_ text: Substring) -> Bool {
        let letters = text.filter { $0 != "." }
        return letters.hasPrefix("nd") && !(letters.dropFirst(2).first.map { $0.isASCII && $0.isLetter } ?? false)
    }

    /// Nil where it gives no number or no unit that is one of residues: then nobody knows how much it is.
    var microgramsPerKilogram: Amount? {
        var text = plain.replacing("μ", with: "µ").replacing("mcg", with: "µg").replacing("u", with: "µ")
        for (word, unit) in [("微克", "µg"), ("毫克", "mg"), ("千克", "kg"), ("公斤", "kg"), ("每", "/")] {
            text = text.replacing(word, with: unit)
        }
        guard isDetected, let number = Self.number(in: text) else { return nil }
        if ["µg/kg", "ppb", "ng/g"].contains(where: { text.contains($0) }) { return number }
        guard text.contains("mg/kg") || text.contains("ppm") else { return nil }
        let (scaled, overflow) = number.millionths.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : Amount(millionths: scaled)
    }

    /// Small letters without spaces, and the wide forms of an input method (U+FF01 to U+FF5E) as the plain ones.
    private var plain: String {
        var text = String.UnicodeScalarView()
        for scalar in value.lowercased().unicodeScalars where !scalar.properties.isWhitespace {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            text.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(text).lowercased()
    }

    /// The first number; thousands may be parted by commas.
    private static func number(in text: String) -> Amount? {
        let digits = text.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." || $0 == "," }
        let groups = digits.split(separator: ",", omittingEmptySubsequences: false)
        let isGrouped =
            groups.count > 1 && (1...3).contains(groups[0].count)
            && groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 }
        return Amount(isGrouped ? groups.joined() : String(groups.first ?? ""))
    }
}

/// The tests of residues in a chain, each with the account it is about.
func residues(in context: RuleContext) -> [(Account, ResolvedEvent, ResidueTest)] {
    guard context.record.events.contains(where: { $0.element("testItem") != nil }) else { return [] }
    return context.book.accounts.flatMap { account in
        account.pathEvents.flatMap { event -> [(Account, ResolvedEvent, ResidueTest)] in
            guard let item = event.element("testItem") else { return [] }
            let values = [event.element("testValue"), event.element("residueResult")].compactMap { $0 }
            return values.map { (account, event, ResidueTest(item: item, value: $0)) }
        }
    }
}
