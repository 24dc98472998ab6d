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

    /// Whether something was found: not where the value says that nothing was, or less than can be.
    var isDetected: Bool {
        let text = value.lowercased().filter { !$0.isWhitespace }
        if ["未检出", "阴性", "不得检出", "notdetected", "negative", "<"].contains(where: { text.contains($0) }) {
            return false
        }
        if text == "nd" || text.hasPrefix("n.d") { return false }
        if let number = Self.number(in: text) { return number.millionths > 0 }
        return ["检出", "阳性", "detected", "positive"].contains { text.contains($0) }
    }

    /// Nil where it gives no number or no unit that is one of residues: then nobody knows how much it is.
    var microgramsPerKilogram: Amount? {
        let text = value.lowercased().filter { !$0.isWhitespace }.replacing("μ", with: "µ").replacing("u", with: "µ")
        guard isDetected, let number = Self.number(in: text) else { return nil }
        if text.contains("µg/kg") || text.contains("ppb") || text.contains("微克/千克") || text.contains("ng/g") {
            return number
        }
        guard text.contains("mg/kg") || text.contains("ppm") || text.contains("毫克/千克") else { return nil }
        let (scaled, overflow) = number.millionths.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : Amount(millionths: scaled)
    }

    private static func number(in text: String) -> Amount? {
        let digits = text.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
        return Amount(String(digits))
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
