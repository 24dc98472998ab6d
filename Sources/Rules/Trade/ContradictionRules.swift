import Chains
import Codes
import EPCIS
import Values

/// DATA-3: a later record says something else of the lot than he who made it.
///
/// Compared are data that do not change: the days of production and expiry and the species. A lot made on several days has
/// several of them.
struct ContradictionRule: Rule {
    static let id = "DATA-3"

    private static let elements = [
        ("productionDate", Wording(en: "production date", zh: "生产日期")), ("expiry", Wording(en: "expiry", zh: "到期日")),
        ("shelfLifeDays", Wording(en: "shelf life", zh: "保质期")), ("speciesLatin", Wording(en: "species", zh: "物种学名")),
    ]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { $0.code.productKey != nil }.flatMap { account in
            let issues = account.issues.isEmpty ? account.lotIssues : account.issues
            return Self.elements.compactMap { element, label -> Finding? in
                let made = issues.compactMap { line in line.event.element(element).map(Self.plain) }
                let known = Set(made)
                guard !known.isEmpty, made.count == issues.count else { return nil }
                let other = account.lines.first { line in
                    guard account.isOnPath(line.operatorUSCC), [.receive, .store, .observe].contains(line.act),
                        !line.isCarried,
                        Set(line.event.things.map { $0.code.productKey }).count == 1,
                        let said = line.event.element(element)
                    else { return false }
                    return !known.contains(Self.plain(said))
                }
                guard let other, let said = other.event.element(element) else { return nil }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(other.operatorUSCC))
                let truth = known.sorted().prefix(3).joined(separator: ", ")
                return definition.finding(
                    Wording(
                        en: "\(firm) gives \(said.shown) as the \(label.en) of \(name.en), its maker \(truth.shown)",
                        zh: "\(firm) 记录 \(name.zh) 的\(label.zh)为 \(said.shown)，生产者记录为 \(truth.shown)"),
                    entries: issues.map(\.entry) + [other.entry])
            }
        }
    }

    private static func plain(_ written: String) -> String {
        WrittenTime.date(written)?.description ?? written.lowercased()
    }
}
