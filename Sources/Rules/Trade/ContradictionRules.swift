import Chains
import Codes
import EPCIS
import Values

/// DATA-3: a later record says something else of the lot than he who made it, or a record says days that cannot be (`impossibleDays`).
///
/// Compared are data that do not change: the days of production and expiry and the species. A lot made on several days has
/// several of them, and one that was issued serial by serial those of its items.
struct ContradictionRule: Rule {
    static let id = "DATA-3"
    static let isOfRecord = true

    private static let elements = [
        ("productionDate", Wording(en: "production date", zh: "生产日期")), ("expiry", Wording(en: "expiry", zh: "到期日")),
        ("shelfLifeDays", Wording(en: "shelf life", zh: "保质期")), ("speciesLatin", Wording(en: "species", zh: "物种学名")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let issuedByItem = Self.issuesByItem(context)
        let telling = Set(
            context.book.events.lazy.filter { event in Self.elements.contains { event.element($0.0) != nil } }.map(
                \.entry))
        let impossible = Self.impossibleDays(in: context, by: definition)
        return impossible
            + context.book.accounts.filter { $0.code.productKey != nil && !telling.isEmpty }.flatMap { account in
                let own = (account.issues.isEmpty ? account.lotIssues : account.issues).map(\.event)
                let issues = own.isEmpty ? issuedByItem[account.code.key] ?? [] : own
                guard !issues.isEmpty else { return [Finding]() }
                let said = account.lines.filter { line in
                    telling.contains(line.entry) && [.receive, .store, .observe].contains(line.act) && !line.isCarried
                        && account.isOnPath(line.operatorUSCC)
                }
                return said.isEmpty
                    ? []
                    : Self.elements.compactMap { element, label -> Finding? in
                        let made = issues.compactMap { $0.element(element) }
                        guard made.count == issues.count else { return nil }
                        let written = Set(made)
                        let others = said.filter { line in
                            line.event.element(element).map { !written.contains($0) } ?? false
                        }
                        guard !others.isEmpty else { return nil }
                        let known = Set(written.map(Self.plain))
                        let other = others.first { line in
                            // One that names several lots does not say of which of them that is.
                            line.event.element(element).map { !known.contains($0) && !known.contains(Self.plain($0)) }
                                ?? false
                                && Set(line.event.things.map { $0.code.lotKey ?? $0.code.key }).count == 1
                        }
                        guard let other, let said = other.event.element(element) else { return nil }
                        let (name, firm) = (context.naming.code(account.code), context.naming.party(other.operatorUSCC))
                        let truth = known.sorted().prefix(3).joined(separator: ", ")
                        return definition.finding(
                            Wording(
                                en:
                                    "\(firm) gives \(said.shown) as the \(label.en) of \(name.en), its maker \(truth.shown)",
                                zh: "\(firm) 记录 \(name.zh) 的\(label.zh)为 \(said.shown)，生产者记录为 \(truth.shown)"),
                            entries: issues.prefix(100).map(\.entry) + [other.entry])
                    }
            }
    }

    /// The events that issue items, by the lots of these. Of a truncated chain some may be absent, and with them a day.
    private static func issuesByItem(_ context: RuleContext) -> [String: [ResolvedEvent]] {
        guard !context.chain.isTruncated else { return [:] }
        var found: [String: [ResolvedEvent]] = [:]
        for event in context.record.events where event.does(.issue) {
            let items = event.things.filter { $0.code.grain == .instance && Act(event, $0.role) == .issue }
            for lot in Set(items.compactMap(\.code.lotKey)) { found[lot, default: []].append(event) }
        }
        return found
    }

    private static func plain(_ written: String) -> String {
        if let day = WrittenTime.date(written) { return day.description }
        let text = written.lowercased().filter { !$0.isWhitespace }
        let number = text.prefix { $0.isASCII && $0.isNumber }
        return ["天", "日", "d", "day", "days"].contains(String(text.dropFirst(number.count))) ? String(number) : text
    }
}
