package import Chains
import Codes
import EPCIS
package import Values

/// MEAT-2: more came in under a quarantine permit than it allows, with these goods, or they were released after the permit had ended.
///
/// Counted is what was released under the permit up to these goods, in whatever chain, by those who are heard about them: of each lot
/// and declaration the net weight that is told of it under the permit. Who came before is not at fault for who came after.
struct PermitBalanceRule: Rule {
    static let id = "MEAT-2"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        late(in: context, by: definition) + excesses(in: context, by: definition)
    }

    /// Goods that were released under a permit after its last day.
    private func late(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let ends = context.registers.permitEnds
        guard !ends.isEmpty else { return [] }
        return context.book.events.compactMap { event in
            guard event.isRelease, let written = event.element("quarantinePermitNo"),
                let end = ends[EPCISEvent.permitNumber(written)],
                event.moment.localDay.daysSinceEpoch > end.daysSinceEpoch
            else { return nil }
            let day = event.moment.localDay
            let name = event.things.first.map { context.naming.code($0.code) } ?? Wording(en: "goods", zh: "货物")
            return definition.finding(
                Wording(
                    en: "\(name.en) was released on \(day) under permit \(written.shown), which had ended on \(end)",
                    zh: "\(name.zh) 于 \(day) 放行时，许可证 \(written.shown) 已于 \(end) 到期"),
                entries: [event.entry])
        }
    }

    private func excesses(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        guard !context.registers.permits.isEmpty else { return [] }
        var releases: [String: ResolvedEvent] = [:]
        for event in context.book.events where event.isRelease {
            if let key = event.permitKey { releases[key] = event }
        }
        return releases.sorted { $0.key < $1.key }.compactMap { key, release in
            guard let written = release.element("quarantinePermitNo"),
                let balance = context.registers.permits[EPCISEvent.permitNumber(written)]
            else { return nil }
            let use = PermitUse(context.chain.events(underPermit: key), upTo: release.moment)
            guard use.kilograms > balance else { return nil }
            return definition.finding(
                Wording(
                    en: "\(use.kilograms) kg came in under permit \(written.shown), which allows \(balance) kg",
                    zh: "许可证 \(written.shown) 项下累计进口 \(use.kilograms) 千克，超过许可数量 \(balance) 千克"),
                entries: [release.entry] + use.entries)
        }
    }
}

extension PermitBalanceRule {
    func gaps(in context: RuleContext) -> [Wording] {
        let permits = context.registers.permits
        let named = Set(context.book.events.compactMap { $0.element("quarantinePermitNo") })
        return named.filter { permits[EPCISEvent.permitNumber($0)] == nil }.sorted().map { written in
            Wording(
                en: "how much may come in under permit \(written.shown) is in no register",
                zh: "没有可查的许可证 \(written.shown) 许可数量")
        }
    }
}

/// What was released under a permit by a moment.
package struct PermitUse: Sendable {
    package private(set) var kilograms = Amount.zero
    /// The releases, and where the weights stand.
    package private(set) var entries: [UInt64] = []

    private struct Import: Hashable {
        let lot: String
        let declaration: String?
    }

    /// - Parameter events: that name the permit.
    package init(_ events: [ResolvedEvent], upTo moment: Timestamp) {
        let releases = events.filter { $0.event.isRelease && $0.moment <= moment }
        let released = Set(releases.flatMap(\.things).map { $0.code.lotKey ?? $0.code.key })
        var weights: [Import: (kilograms: Amount, entry: UInt64)] = [:]
        for event in events {
            let lots = Set(event.things.map { $0.code.lotKey ?? $0.code.key })
            guard lots.count == 1, let lot = lots.first, released.contains(lot),
                let told = event.element("netKg").flatMap({ Amount($0) })
            else { continue }
            let known = Import(lot: lot, declaration: event.element("customsDeclNo"))
            // A part of it may be stored or delivered under the same papers.
            if weights[known].map({ $0.kilograms < told }) ?? true { weights[known] = (told, event.entry) }
        }
        var total: Int64 = 0
        for weight in weights.values {
            let (sum, overflow) = total.addingReportingOverflow(weight.kilograms.millionths)
            total = overflow ? .max : sum
        }
        kilograms = Amount(millionths: total)
        entries = releases.map(\.entry).sorted() + weights.values.map(\.entry).sorted()
    }
}
