import Chains
import Codes
import Values

/// NOTE-4: goods were used, packed or given out without a lot, so that the records allow a set of lots and do not say which. Said, and no
/// violation of anybody; where one of the lots is held, failed or recalled the verdict is undecided (`Chain.doubts`). The same of sales that a
/// seller's books give to a lot while it had others: what was sold may have been these, and the lot itself is what it is.
struct CandidateRule: Rule {
    static let id = "NOTE-4"
    private static let (lotCountMax, entryCountMax) = (12, 100)

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.chain.candidates.compactMap { set in
            switch set.direction {
            case .up: origin(set, context, definition)
            case .soldAs: allocation(set, context, definition)
            case .down, .soldAmong: nil
            }
        }
    }

    /// Nothing where the lot was the only one that was there.
    private func allocation(
        _ set: CandidateSet, _ context: RuleContext, _ definition: RuleDefinition
    ) -> Finding? {
        guard set.lots.count > 1 || !set.isWhole else { return nil }
        let firms = set.holders.map(context.naming.party)
        let (name, lots) = (context.naming.code(context.chain.subject), Self.list(set, context.naming))
        let (en, zh) = (firms.joined(separator: ", "), firms.joined(separator: "、"))
        return definition.finding(
            Wording(
                en:
                    "\(en) sold \(name.en) by its books, without scanning lots: what was sold may be of any that it had: \(lots.en)",
                zh: "\(zh) 销售 \(name.zh) 时未扫批号，系按账分摊：所售可能为当时在库的任一批次：\(lots.zh)"),
            entries: set.entries.prefix(Self.entryCountMax))
    }

    private func origin(_ set: CandidateSet, _ context: RuleContext, _ definition: RuleDefinition) -> Finding? {
        let firms = set.holders.map(context.naming.party)
        let (name, lots) = (context.naming.code(set.product), Self.list(set, context.naming))
        let (en, zh) = (firms.joined(separator: ", "), firms.joined(separator: "、"))
        return definition.finding(
            set.lots.isEmpty
                ? Wording(
                    en: "\(en) had \(name.en): the records allow no lot that was issued on this ledger",
                    zh: "\(zh) 经手 \(name.zh)：按现有记录，无本账本内的批次与之相符")
                : Wording(
                    en: "\(en) had \(name.en): the records allow any of these lots: \(lots.en)",
                    zh: "\(zh) 经手 \(name.zh)：按现有记录，可能为下列任一批次：\(lots.zh)"),
            entries: set.entries.prefix(Self.entryCountMax))
    }

    private static func list(_ set: CandidateSet, _ naming: Naming) -> Wording {
        let named = set.lots.prefix(lotCountMax).map(naming.code)
        let left = set.lots.count - named.count
        let more =
            left > 0
            ? Wording(en: " and \(left) more", zh: " 等共 \(set.lots.count) 个批次")
            : set.isWhole
                ? Wording(en: "", zh: "")
                : Wording(en: "; not all were looked at, there may be more", zh: "；未能查看全部记录，可能还有其他批次")
        return Wording(
            en: named.map(\.en).joined(separator: ", ") + more.en, zh: named.map(\.zh).joined(separator: "、") + more.zh)
    }
}
