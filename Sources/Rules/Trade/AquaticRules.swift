import Chains
import Codes
import EPCIS
import Values

/// AQUA-2: harvested, sold or shipped before the withdrawal period of a drug, or the safety interval of a pesticide, had ended.
///
/// The period ends with the day that the treatment's record gives: what is taken out on that day or later is sound.
struct WithdrawalPeriodRule: Rule {
    static let id = "AQUA-2"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        guard context.book.events.contains(where: { $0.element("withdrawalEnd") != nil }) else { return [] }
        return context.book.accounts.flatMap { account -> [Finding] in
            let treatments = context.lineage.origins(of: account).flatMap(\.pathEvents).filter {
                $0.element("withdrawalEnd") != nil
            }
            guard !treatments.isEmpty else { return [] }
            let isYoung = Self.isYoung(account, context)
            let taken = account.lines.filter { line in
                switch line.act {
                // Spawn and fingerlings go on to grow, and are nobody's food.
                case .ship, .use: !isYoung
                case .issue, .end: true
                default: false
                }
            }
            return treatments.suffix(Self.treatmentCountMax).compactMap { treatment in
                guard let end = treatment.element("withdrawalEnd").flatMap({ WrittenTime.date($0) }),
                    let early = taken.first(where: { line in
                        account.isOnPath(line.operatorUSCC) && Self.isTakenOut(line, treatment)
                            && Self.day(of: line.event).daysSinceEpoch < end.daysSinceEpoch
                    })
                else { return nil }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(early.operatorUSCC))
                let day = Self.day(of: early.event)
                return definition.finding(
                    Wording(
                        en: "\(firm) took out \(name.en) on \(day), before the withdrawal period ended on \(end)",
                        zh: "\(firm) 于 \(day) \(Self.taking(account)) \(name.zh)，\(Self.period(treatment))至 \(end) 才结束"),
                    entries: [treatment.entry, early.entry])
            }
        }
    }

    private static func isPlant(_ event: ResolvedEvent) -> Bool {
        ["pesticideName", "harvestDate", "plotNo"].contains { event.element($0) != nil }
    }

    /// As growers say it: plants have a safety interval, animals a withdrawal period.
    private static func period(_ treatment: ResolvedEvent) -> String {
        isPlant(treatment) ? "安全间隔期" : "休药期"
    }

    private static func taking(_ account: Account) -> String {
        account.pathEvents.contains(where: isPlant) ? "采收或出售" : "起捕或出售"
    }

    /// A farm treats its fish some times a year.
    private static let treatmentCountMax = 256

    private static func isYoung(_ account: Account, _ context: RuleContext) -> Bool {
        let name = context.naming.product(account.code) ?? ""
        return ["苗", "鱼种", "虾种", "种鱼", "种虾", "受精卵", "仔猪", "雏"].contains { name.contains($0) }
    }

    /// Harvested (issued by an event that is not the treatment's own unless it says when the harvest was), shipped, sold or processed, after
    /// the dose.
    private static func isTakenOut(_ line: Account.Line, _ treatment: ResolvedEvent) -> Bool {
        if line.entry == treatment.entry { return line.act == .issue && harvest(of: line.event) != nil }
        guard line.moment >= treatment.moment else { return false }
        switch line.act {
        case .issue: return true
        case .ship, .use: return true
        case .end: return ["retail_selling", "dispensing"].contains(line.event.bizStep)
        default: return false
        }
    }

    private static func day(of event: ResolvedEvent) -> CalendarDate {
        harvest(of: event) ?? event.eventTime.day
    }

    /// The day of harvest that an event gives: of fish its time, of plants its day.
    private static func harvest(of event: ResolvedEvent) -> CalendarDate? {
        event.element("harvestTime").flatMap { OffsetTime(rfc3339: $0) }?.day
            ?? event.element("harvestDate").flatMap { WrittenTime.date($0) }
    }
}

/// AQUA-5: an import of a wild species that needs a catch certificate has none.
struct CatchCertificateRule: Rule {
    static let id = "AQUA-5"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            let events = account.pathEvents
            guard
                events.contains(where: {
                    $0.element("productionMethod") == "captured" || $0.element("vesselName") != nil
                }),
                let entry = events.first(where: \.isImportEntry),
                let species = events.lazy.compactMap({ Self.certified($0, on: entry.lawDay, context) })
                    .first,
                !events.contains(where: { $0.element("legalCatchNo") != nil || $0.element("catchCertNo") != nil })
            else { return nil }
            let name = context.naming.code(account.code)
            return definition.finding(
                Wording(
                    en: "\(name.en) is imported \(species.shown) and has no catch certificate",
                    zh: "\(name.zh) 为进口 \(species.shown)，缺少合法捕捞证明"),
                entries: [entry.entry])
        }
    }

    private static func certified(_ event: ResolvedEvent, on day: CalendarDate, _ context: RuleContext) -> String? {
        for name in ["fao3", "speciesLatin"] {
            if let species = event.element(name), context.lists.needsCatchCertificate(species, on: day) {
                return species
            }
        }
        return nil
    }
}

/// AQUA-6: a chilled import without the filing of its source or the release of the port.
struct ChilledImportRule: Rule {
    static let id = "AQUA-6"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            let events = account.pathEvents
            // Whoever leaves out what form it has is asked for the same as who says chilled.
            let forms = Set(events.compactMap { $0.element("productForm") })
            guard forms.isEmpty || forms.contains("FRE"),
                events.contains(where: { $0.element("profile") == "aquatic" }) || forms.contains("FRE"),
                let entry = events.first(where: \.isImportEntry)
            else { return nil }
            let missing = [
                ("sourceFilingNo", Wording(en: "source filing", zh: "源头备案号")),
                ("portReleaseNo", Wording(en: "port release", zh: "口岸验放单号")),
            ].filter { element, _ in !events.contains { $0.element(element) != nil } }
            guard !missing.isEmpty else { return nil }
            let name = context.naming.code(account.code)
            return definition.finding(
                Wording(
                    en: "\(name.en) is a chilled import without \(missing.map(\.1.en).joined(separator: " and "))",
                    zh: "\(name.zh) 为进口冰鲜水产品，缺少\(missing.map(\.1.zh).joined(separator: "和"))"),
                entries: [entry.entry])
        }
    }
}
