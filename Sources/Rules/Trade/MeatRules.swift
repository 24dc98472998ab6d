import Chains
import Codes
import EPCIS
import Values

/// MEAT-1: the container, the seal or the certificate that the inspection site found is none of those that the importer and the port
/// name.
///
/// A lot may come in several containers: what the site names must be among them.
struct ContainerIdentityRule: Rule {
    static let id = "MEAT-1"

    static let elements = [
        ("containerNo", Wording(en: "container", zh: "集装箱号")), ("sealNo", Wording(en: "seal", zh: "封识号")),
        ("healthCertNo", Wording(en: "health certificate", zh: "卫生证书编号")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        differences(in: context, by: definition).map(\.finding)
    }

    /// With the element in which the site and the papers differ.
    func differences(
        in context: RuleContext, by definition: RuleDefinition
    ) -> [(element: String, finding: Finding)] {
        context.book.accounts.filter { $0.code.grain == .lot }.flatMap { account -> [(String, Finding)] in
            let inspections = account.pathEvents.filter { event in
                event.isInspection && Self.elements.contains { event.element($0.0) != nil }
            }
            guard !inspections.isEmpty else { return [] }
            let events = travel(of: account, context)
            return Self.elements.compactMap { element, label in
                difference(element, label, Set(inspections.map(\.operatorUSCC)), events, account, context, definition)
                    .map { (element, $0) }
            }
        }
    }

    private func difference(
        _ element: String, _ label: Wording, _ sites: Set<String>, _ events: [ResolvedEvent], _ account: Account,
        _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        let values = events.compactMap { event in
            event.element(element).map { (event: event, value: Self.plain($0), written: $0) }
        }
        // Where the site alone speaks, its inspection is compared with the rest of what it says.
        let byOthers = values.filter { !sites.contains($0.event.operatorUSCC) }
        let papers = byOthers.isEmpty ? values.filter { !$0.event.isInspection && !$0.event.isRelease } : byOthers
        var known = Set(papers.map(\.value))
        if element == "containerNo", !byOthers.isEmpty || known.isEmpty {
            known.formUnion(events.flatMap(\.things).compactMap { $0.code.part("container") }.map(Self.plain))
        }
        let found = values.first { value in
            !known.contains(value.value) && (value.event.isInspection || sites.contains(value.event.operatorUSCC))
        }
        guard !known.isEmpty, let found else { return nil }
        let name = context.naming.code(account.code)
        let before = known.sorted().prefix(3).map(\.shown)
        return definition.finding(
            Wording(
                en: "\(name.en): the inspection site found \(label.en) \(found.written.shown), the papers say "
                    + before.joined(separator: ", "),
                zh: "\(name.zh)：监管场地查验到的\(label.zh)为 \(found.written.shown)，单证为 "
                    + before.joined(separator: "、")),
            entries: papers.map(\.event.entry) + [found.event.entry])
    }

    /// All events of the lot and of the containers that it came in.
    private func travel(of account: Account, _ context: RuleContext) -> [ResolvedEvent] {
        let own = account.pathEvents
        let carriers = own.filter { $0.event.kind == .aggregation }.flatMap { $0.things(playing: .parent) }
        let keys = Set(carriers.map(\.code.key))
        let theirs = context.record.events.filter { event in event.things.contains { keys.contains($0.code.key) } }
        var seen: Set<UInt64> = []
        return (own + theirs).filter { seen.insert($0.entry).inserted }
    }

    /// As it is compared: a container number is written with and without spaces and hyphens.
    private static func plain(_ written: String) -> String {
        written.uppercased().filter { $0.isLetter || $0.isNumber }
    }
}

/// MEAT-4: released without quarantine permit or inspection certificate, which the release itself gives, or without health
/// certificate on any record of the lot, or of what it came from, up to then.
struct ReleasePapersRule: Rule {
    static let id = "MEAT-4"
    static let needsWholeChain = true

    private static let papers = [
        ("quarantinePermitNo", Wording(en: "quarantine permit", zh: "检疫许可证")),
        ("healthCertNo", Wording(en: "health certificate", zh: "卫生证书")),
        ("inspectionCertNo", Wording(en: "inspection certificate", zh: "检验检疫证明")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            let own = account.pathEvents
            guard let release = own.first(where: { $0.isRelease && $0.element("profile") == "imported-meat" }) else {
                return nil
            }
            let events = context.lineage.origins(of: account).flatMap(\.pathEvents)
            let missing = Self.papers.filter { paper, _ in
                // The release itself gives what it rests on; the certificate of origin came with the goods.
                paper == "healthCertNo"
                    ? !events.contains { $0.element(paper) != nil && $0.moment <= release.moment }
                    : release.element(paper) == nil
            }
            guard !missing.isEmpty else { return nil }
            let name = context.naming.code(account.code)
            return definition.finding(
                Wording(
                    en: "\(name.en) was released without \(missing.map(\.1.en).joined(separator: ", "))",
                    zh: "\(name.zh) 放行时缺少\(missing.map(\.1.zh).joined(separator: "、"))"),
                entries: [release.entry])
        }
    }
}

/// MEAT-5: the core temperature of frozen meat above the limit.
struct CoreTemperatureRule: Rule {
    static let id = "MEAT-5"
    static let parameters: [RuleDefinition.Parameter] = [.limitBelowZeroC]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let limit = -definition.figure(.limitBelowZeroC).millionths
        return context.book.accounts.flatMap { account -> [Finding] in
            let measured = account.pathEvents.filter { $0.element("coreTempC") != nil }
            guard !measured.isEmpty,
                context.lineage.origins(of: account).contains(where: {
                    $0.pathEvents.contains(where: FrozenGoods.isFrozen)
                })
            else { return [] }
            return measured.compactMap { event in
                guard let written = event.element("coreTempC"), let measured = Amount(written),
                    measured.millionths > limit
                else { return nil }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(event.operatorUSCC))
                let most = Amount(millionths: limit)
                return definition.finding(
                    Wording(
                        en: "\(firm) measured \(measured) °C inside \(name.en), which is frozen: at most \(most) °C",
                        zh: "\(firm) 测得冷冻品 \(name.zh) 中心温度 \(measured)℃，高于 \(most)℃"),
                    entries: [event.entry])
            }
        }
    }
}

/// MEAT-6: what came out of a container is not what was declared for it, in cartons or in net weight.
struct ContainerContentsRule: Rule {
    static let id = "MEAT-6"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.tolerancePercent]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        var unpackings: [String: [ResolvedEvent]] = [:]
        for event in context.book.events where event.kind == .aggregation && event.action == .delete {
            for parent in event.things(playing: .parent) { unpackings[parent.code.key, default: []].append(event) }
        }
        guard !unpackings.isEmpty else { return [] }
        return context.book.events.flatMap { event -> [Finding] in
            // Only who declares something is held to it.
            guard event.receives, event.element("netKg") != nil || event.element("cartons") != nil,
                let unit = event.things.first(where: { $0.role == .subject && $0.code.productKey == nil })?.code
            else { return [] }
            let unpacked = (unpackings[unit.key] ?? []).filter {
                $0.moment >= event.moment && $0.operatorUSCC == event.operatorUSCC
            }
            let out = unpacked.flatMap { $0.things(playing: .child) }
            guard !out.isEmpty else { return [] }
            let found = [
                difference(in: event, "netKg", "KGM", Measure.sum(out.map(\.measure)), definition),
                difference(
                    in: event, "cartons", "XCT", event.element("cartons").flatMap { _ in cartons(of: out, context) },
                    definition),
            ].compactMap { $0 }
            let name = context.naming.code(unit)
            return found.map { declared, counted in
                definition.finding(
                    Wording(
                        en: "\(name.en) was declared with \(declared.wording.en), \(counted.wording.en) came out of it",
                        zh: "\(name.zh) 申报 \(declared.wording.zh)，掏箱共 \(counted.wording.zh)"),
                    entries: [event.entry] + unpacked.map(\.entry))
            }
        }
    }

    /// What an element declares beside what came out, where the two differ.
    private func difference(
        in event: ResolvedEvent, _ element: String, _ uom: String, _ counted: Measure?, _ definition: RuleDefinition
    ) -> (declared: Measure, counted: Measure)? {
        guard let declared = event.element(element).flatMap({ Amount($0) }).flatMap({ Measure($0, uom: uom) }),
            let counted, counted.unit == declared.unit
        else { return nil }
        let tolerance = definition.figure(.tolerancePercent)
        guard counted.exceeds(declared, byPercent: tolerance) || declared.exceeds(counted, byPercent: tolerance) else {
            return nil
        }
        return (declared, counted)
    }

    /// How many cartons came out, as the papers say.
    private func cartons(of out: [Thing], _ context: RuleContext) -> Measure? {
        CartonCount(context).cartons(of: out)
    }
}

/// MEAT-7: imported meat was sold, served or processed before it was released.
struct SaleBeforeReleaseRule: Rule {
    static let id = "MEAT-7"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            let sales = account.lines.filter { line in
                (line.act == .end || line.act == .use) && account.isOnPath(line.operatorUSCC)
                    && !line.isDestruction
            }
            guard !sales.isEmpty else { return nil }
            let origins = context.lineage.origins(of: account)
            let imports = Self.importers(in: origins)
            guard !imports.isEmpty else { return nil }
            let released = origins.flatMap(\.pathEvents).filter(\.isRelease).map(\.moment).min()
            let early = sales.filter { line in
                (imports.contains(nil) || imports.contains(line.operatorUSCC))
                    && released.map { line.moment < $0 } ?? true
            }
            guard let first = early.first else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(first.operatorUSCC))
            let when = first.event.eventTime.minute
            let release = Wording(
                en: released == nil ? "no release is on record" : "it was released later",
                zh: released == nil ? "没有放行记录" : "放行在其后")
            return definition.finding(
                Wording(
                    en: "\(firm) sold or used \(name.en), imported meat, at \(when), but \(release.en)",
                    zh: "\(firm) 于 \(when) 售出或使用进口肉类 \(name.zh)，但\(release.zh)"),
                entries: early.prefix(100).map(\.entry))
        }
    }

    /// Who says that the goods were imported; nil stands for whoever did not buy them of others here. What a buyer says of that is of what he
    /// has.
    private static func importers(in origins: [Account]) -> Set<String?> {
        var found: Set<String?> = []
        for account in origins {
            let said = Set(account.pathEvents.filter(isImport).map(\.operatorUSCC))
            guard !said.isEmpty else { continue }
            let makers = Set(account.issues.map(\.operatorUSCC))
            for firm in said {
                let isBought = !makers.isEmpty && !makers.contains(firm) && account.acquisition(by: firm) != nil
                found.insert(isBought ? firm : nil)
            }
        }
        return found
    }

    private static func isImport(_ event: ResolvedEvent) -> Bool {
        event.element("profile") == "imported-meat"
            && (event.isImportEntry || ["healthCertNo", "containerNo"].contains { event.element($0) != nil })
    }
}
