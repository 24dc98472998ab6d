import Chains
import Codes
import EPCIS
import Values

/// MEAT-1: the container, the seal or the certificate that the inspection site found is none of those that came to the port.
///
/// A lot may come in several containers: what an inspection names must be among what the importer's own records and the receipts of
/// the lot name.
struct ContainerIdentityRule: Rule {
    static let id = "MEAT-1"

    private static let elements = [
        ("containerNo", Wording(en: "container", zh: "集装箱号")), ("sealNo", Wording(en: "seal", zh: "封识号")),
        ("healthCertNo", Wording(en: "health certificate", zh: "卫生证书编号")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.flatMap { account in
            let events = account.pathEvents
            return Self.elements.compactMap { element, label -> Finding? in
                let said = events.filter { !$0.isInspection && !$0.isRelease }.compactMap { event in
                    event.element(element).map { (event, Self.plain($0)) }
                }
                let known = Set(said.map(\.1))
                guard !known.isEmpty,
                    let (inspection, found) = events.lazy.filter(\.isInspection).compactMap({ event in
                        event.element(element).map { (event, $0) }
                    }).first(where: { !known.contains(Self.plain($0.1)) })
                else { return nil }
                let name = context.naming.code(account.code)
                let before = known.sorted().prefix(3).map(\.shown)
                return definition.finding(
                    Wording(
                        en: "\(name.en): the inspection found \(label.en) \(found.shown), the papers say "
                            + before.joined(separator: ", "),
                        zh: "\(name.zh)：查验到的\(label.zh)为 \(found.shown)，单证为 \(before.joined(separator: "、"))"),
                    entries: said.map(\.0.entry) + [inspection.entry])
            }
        }
    }

    /// As it is compared: a container number is written with and without spaces and hyphens.
    private static func plain(_ written: String) -> String {
        written.uppercased().filter { $0.isLetter || $0.isNumber }
    }
}

/// MEAT-4: released without quarantine permit, health certificate or inspection certificate: none of the lot's records up to the
/// release, nor those of what it came from, gives it.
struct ReleasePapersRule: Rule {
    static let id = "MEAT-4"
    static let needsWholeChain = true

    private static let papers = [
        ("quarantinePermitNo", Wording(en: "quarantine permit", zh: "检疫许可证")),
        ("healthCertNo", Wording(en: "health certificate", zh: "卫生证书")),
        ("inspectionCertNo", Wording(en: "inspection certificate", zh: "检验检疫证明")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let lineage = Lineage(context.book)
        return context.book.accounts.compactMap { account in
            let own = account.pathEvents
            guard let release = own.first(where: { $0.isRelease && $0.element("profile") == "imported-meat" }) else {
                return nil
            }
            let events = lineage.origins(of: account).flatMap(\.pathEvents)
            let missing = Self.papers.filter { paper, _ in
                !events.contains { $0.element(paper) != nil && $0.moment <= release.moment }
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
        let lineage = Lineage(context.book)
        return context.book.accounts.flatMap { account -> [Finding] in
            guard lineage.origins(of: account).contains(where: { $0.pathEvents.contains(where: Self.isFrozen) }) else {
                return []
            }
            return account.pathEvents.compactMap { event in
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

    /// Frozen by its customs code (HS 0202, 0203.2, 0204.3/.4/.5, 0206.2/.4/.9, 0207.12/.14…), its form or its name.
    private static func isFrozen(_ event: ResolvedEvent) -> Bool {
        if event.element("productForm") == "FRO" { return true }
        if let code = event.element("hsCode") { return frozenCodes.contains { code.hasPrefix($0) } }
        return event.element("productName")?.contains("冻") ?? false
    }

    private static let frozenCodes = [
        "0202", "02032", "02043", "02044", "0204504", "02062", "02064", "02069", "020712", "020714", "020725", "020727",
        "020742", "020745", "020752", "020755",
    ]
}

/// MEAT-6: what came out of a container is not what was declared for it, in cartons or in net weight.
struct ContainerContentsRule: Rule {
    static let id = "MEAT-6"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.tolerancePercent]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.compactMap { event in
            guard event.receives, let declared = event.element("netKg").flatMap({ Amount($0) }),
                let kilograms = Measure(declared, uom: "KGM"),
                let unit = event.things.first(where: { $0.role == .subject && $0.code.productKey == nil })?.code
            else { return nil }
            let unpacked = context.book.events.filter { other in
                other.event.kind == .aggregation && other.event.action == .delete && other.moment >= event.moment
                    && other.operatorUSCC == event.operatorUSCC
                    && other.things.contains { $0.role == .parent && $0.code.key == unit.key }
            }
            guard let out = Measure.sum(unpacked.flatMap { $0.things(playing: .child).map(\.measure) }),
                out.unit == kilograms.unit
            else { return nil }
            let tolerance = definition.figure(.tolerancePercent)
            guard out.exceeds(kilograms, byPercent: tolerance) || kilograms.exceeds(out, byPercent: tolerance) else {
                return nil
            }
            let name = context.naming.code(unit)
            return definition.finding(
                Wording(
                    en: "\(name.en) was declared with \(kilograms.wording.en), \(out.wording.en) came out of it",
                    zh: "\(name.zh) 申报净重 \(kilograms.wording.zh)，掏箱共 \(out.wording.zh)"),
                entries: [event.entry] + unpacked.map(\.entry))
        }
    }
}

/// MEAT-7: imported meat was sold, served or processed before it was released.
struct SaleBeforeReleaseRule: Rule {
    static let id = "MEAT-7"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let lineage = Lineage(context.book)
        return context.book.accounts.compactMap { account in
            let sales = account.lines.filter { line in
                (line.act == .end || line.act == .use) && account.isOnPath(line.operatorUSCC)
                    && !["destroying", "decommissioning"].contains(line.event.event.bizStep)
                    && line.event.element("profile") != "imported-meat"
            }
            guard !sales.isEmpty else { return nil }
            let origins = lineage.origins(of: account)
            guard origins.contains(where: { $0.pathEvents.contains(where: Self.isImport) }) else { return nil }
            let released = origins.flatMap(\.pathEvents).filter(\.isRelease).map(\.moment).min()
            let early = sales.filter { line in released.map { line.moment < $0 } ?? true }
            guard let first = early.first else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(first.operatorUSCC))
            let when = first.event.event.eventTime.minute
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

    private static func isImport(_ event: ResolvedEvent) -> Bool {
        event.element("profile") == "imported-meat"
            && ["customsDeclNo", "healthCertNo", "containerNo"].contains { event.element($0) != nil }
    }
}
