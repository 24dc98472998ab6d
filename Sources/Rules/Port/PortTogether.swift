import Chains
import Codes
import EPCIS
import Values

/// The lines of a port sheet that are about all that came together: one container, one set of papers.
struct PortTogether {
    private let views: [PortView]
    private let containers: [CanonicalCode]
    private let definitions: PortDefinitions
    /// Of all goods, each once, in the order of the ledger.
    private let events: [ResolvedEvent]
    private let isReleased: Bool
    /// Whether somebody has received or inspected them: before that their papers are on the way.
    private let isHere: Bool

    init(_ views: [PortView], _ containers: [CanonicalCode], _ definitions: PortDefinitions) {
        self.views = views
        self.containers = containers
        self.definitions = definitions
        var seen: Set<UInt64> = []
        events = views.flatMap(\.events).filter { seen.insert($0.entry).inserted }.sorted { $0.entry < $1.entry }
        isReleased = events.contains(where: \.isRelease)
        isHere = isReleased || events.contains { Self.stepsAshore.contains($0.bizStep ?? "") }
    }

    private static let stepsAshore: Set<String> = [
        "arriving", "unloading", "receiving", "unpacking", "inspecting", "sampling", "storing",
    ]

    var lines: [PortSheet.Line] {
        ContainerIdentityRule.elements.map { identity($0.0, $0.1) } + papers + permits + establishments
            + [contents]
            .compactMap(\.self)
    }

    private func party(_ uscc: String) -> String { views.first?.context.naming.party(uscc) ?? uscc }

    /// The values of an element, with who says each and the first entry that does.
    private func values(
        of element: String, _ isMeant: (ResolvedEvent) -> Bool = { _ in true }
    ) -> [(value: String, firms: [String], entry: UInt64)] {
        var values: [(value: String, firms: [String], entry: UInt64)] = []
        for event in events where isMeant(event) {
            guard let value = event.element(element) else { continue }
            if let place = values.firstIndex(where: { $0.value == value }) {
                if !values[place].firms.contains(event.operatorUSCC) { values[place].firms.append(event.operatorUSCC) }
            } else {
                values.append((value, [event.operatorUSCC], event.entry))
            }
        }
        return values
    }

    private func said(_ values: [(value: String, firms: [String], entry: UInt64)]) -> [Wording] {
        values.prefix(PortView.saidMax).map { one in
            let firms = one.firms.prefix(PortView.saidMax).map(party)
            return Wording(
                en: "\(one.value.shown): \(firms.joined(separator: ", "))",
                zh: "\(one.value.shown)：\(firms.joined(separator: "、"))")
        }
    }

    /// Same container, same seal, same certificate: what the site found beside what the importer's papers say.
    private func identity(_ element: String, _ label: Wording) -> PortSheet.Line {
        let rule = ContainerIdentityRule()
        var wrong: [Finding] = []
        for view in views {
            let found = rule.differences(in: view.context, by: view.figures(ContainerIdentityRule.id))
            for (named, finding) in found where named == element && !wrong.contains(finding) { wrong.append(finding) }
        }
        let all = values(of: element)
        let sites = Set(events.filter { $0.isInspection && $0.element(element) != nil }.map(\.operatorUSCC))
        let isNamedByOthers = all.contains { $0.firms.contains { !sites.contains($0) } }
        var told = said(all)
        let isPacked =
            element == "containerNo" && !containers.isEmpty && events.contains { $0.event.kind == .aggregation }
        let state: PortSheet.State
        if sites.isEmpty {
            told.append(Wording(en: "no inspection says it", zh: "没有查验记录该项"))
            state = all.isEmpty && !isPacked ? .missing : .open
        } else {
            state = isNamedByOthers || isPacked ? .met : .open
            if state == .open { told.append(Wording(en: "only the inspection says it", zh: "只有查验记录该项")) }
        }
        let topic = ["containerNo": "container", "sealNo": "seal", "healthCertNo": "certificate"][element] ?? element
        return PortSheet.Line(topic, label, state, told, all.map(\.entry), wrong: wrong)
    }

    private var papers: [PortSheet.Line] {
        let profiles = Set(events.compactMap { $0.element("profile") })
        let forms = Set(events.compactMap { $0.element("productForm") })
        let isImport = events.contains(where: \.crossesTheBorder) || !containers.isEmpty
        return definitions.papers.filter { paper in
            (isImport || paper.isOfImportsOnly) && profiles.contains(paper.profile)
                && (paper.forms.isEmpty || !forms.isDisjoint(with: paper.forms))
        }.map { paper in
            let all = values(of: paper.element) { $0.element("profile") == paper.profile }
            let waits = !isHere || paper.isAtRelease && !isReleased
            let none =
                !isHere
                ? Wording(en: "the goods have not arrived", zh: "货物尚未到达")
                : waits
                    ? Wording(en: "comes with the release", zh: "随放行出具")
                    : Wording(en: "nobody gives its number", zh: "没有编号记录")
            return PortSheet.Line(
                "paper:\(paper.element)", paper.name, all.isEmpty ? waits ? .open : .missing : .met,
                all.isEmpty ? [none] : said(all), all.map(\.entry),
                wrong: Self.byPaper[paper.element].map { rules in views.flatMap { $0.found(rules) } } ?? [],
                source: paper.source)
        }
    }

    /// Rules that speak of a paper; the others are told under what they are about.
    private static let byPaper: [String: Set<String>] = ["sourceFilingNo": ["AQUA-6"], "legalCatchNo": ["AQUA-5"]]

    private var permits: [PortSheet.Line] {
        let label = Wording(en: "balance of the permit", zh: "许可证余额")
        var lines: [String: PortSheet.Line] = [:]
        for view in views {
            for event in view.events {
                guard let written = event.element("quarantinePermitNo"), let key = event.permitKey,
                    lines[key] == nil
                else { continue }
                let number = EPCISEvent.permitNumber(written)
                guard let balance = view.context.registers.permits[number] else {
                    lines[key] = PortSheet.Line(
                        "permit", label, .open,
                        [
                            Wording(
                                en: "\(written.shown): what it allows is in no register at hand (registers.json)",
                                zh: "\(written.shown)：许可数量不在手边的登记册中（registers.json）")
                        ], [event.entry])
                    continue
                }
                lines[key] = line(of: key, written, balance, event, view)
            }
        }
        return lines.sorted { $0.key < $1.key }.map(\.value)
    }

    private func line(
        of key: String, _ written: String, _ balance: Amount, _ event: ResolvedEvent, _ view: PortView
    ) -> PortSheet.Line {
        let use = PermitUse(view.context.chain.events(underPermit: key), upTo: view.context.now)
        let left = Amount(millionths: max(0, balance.millionths - use.kilograms.millionths))
        var told = [
            Wording(
                en: "\(written.shown): \(use.kilograms) of \(balance) kg released, \(left) kg left",
                zh: "\(written.shown)：已放行 \(use.kilograms) 千克，许可 \(balance) 千克，余 \(left) 千克")
        ]
        // What was released is judged by the day of its release (MEAT-2); what was not, by today.
        let end = view.context.registers.permitEnds[EPCISEvent.permitNumber(written)]
        let isReleased = events.contains { $0.isRelease && $0.permitKey == key }
        let isPast = end.map { view.context.now.localDay.daysSinceEpoch > $0.daysSinceEpoch } ?? false
        let hasEnded = isPast && !isReleased
        if let end {
            told.append(
                hasEnded
                    ? Wording(
                        en: "it ended on \(end): nothing can be released under it any more",
                        zh: "许可证已于 \(end) 到期，不能再据以放行")
                    : Wording(en: "it \(isPast ? "ended" : "ends") on \(end)", zh: "有效期至 \(end)"))
        }
        return PortSheet.Line(
            "permit", Wording(en: "balance of the permit", zh: "许可证余额"),
            use.kilograms > balance ? .wrong : hasEnded ? .missing : .met, told, use.entries + [event.entry],
            wrong: views.flatMap { $0.found([PermitBalanceRule.id]) })
    }

    private var establishments: [PortSheet.Line] {
        let all = values(of: "gaccRegNo")
        guard !all.isEmpty else { return [] }
        let label = Wording(en: "overseas establishment", zh: "境外生产企业")
        let isKnown = views.contains { !$0.context.registers.establishments.isEmpty }
        var told = said(all)
        if !isKnown {
            told.append(
                Wording(
                    en: "the register of establishments is not at hand (registers.json)",
                    zh: "企业注册名录不在手边（registers.json）"))
        }
        return [
            PortSheet.Line(
                "establishment", label, isKnown ? .met : .open, told, all.map(\.entry),
                wrong: views.flatMap { $0.found([EstablishmentRule.id]) })
        ]
    }

    /// What came out of the container beside what was declared for it.
    private var contents: PortSheet.Line? {
        guard !containers.isEmpty else { return nil }
        let keys = Set(containers.map(\.key))
        let label = Wording(en: "contents", zh: "箱内货物")
        let unpacked = events.filter { event in
            event.event.kind == .aggregation && event.event.action == .delete
                && event.things(playing: .parent).contains { keys.contains($0.code.key) }
        }
        let declared = events.filter { event in
            event.receives && event.things.contains { keys.contains($0.code.key) }
                && (event.element("netKg") != nil || event.element("cartons") != nil)
        }
        let wrong = views.flatMap { $0.found([ContainerContentsRule.id]) }
        var told = declared.prefix(PortView.saidMax).map { event in
            let parts = [
                event.element("cartons").map { Wording(en: "\($0.shown) cartons", zh: "\($0.shown) 箱") },
                event.element("netKg").map { Wording(en: "\($0.shown) kg net", zh: "净重 \($0.shown) 千克") },
            ].compactMap(\.self)
            return Wording(
                en: "\(party(event.operatorUSCC)) declares " + parts.map(\.en).joined(separator: ", "),
                zh: "\(party(event.operatorUSCC)) 申报" + parts.map(\.zh).joined(separator: "，"))
        }
        if unpacked.isEmpty { told.append(Wording(en: "nothing was unpacked yet", zh: "尚无掏箱记录")) }
        if declared.isEmpty { told.append(Wording(en: "nobody declares cartons or net weight", zh: "没有箱数或净重申报")) }
        return PortSheet.Line(
            "contents", label, unpacked.isEmpty || declared.isEmpty ? .open : .met, told,
            (unpacked + declared).map(\.entry), wrong: wrong)
    }
}
