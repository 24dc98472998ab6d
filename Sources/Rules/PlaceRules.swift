import Chains
import Codes
import Values

extension CustodyGapRule {
    /// Goods that leave from a city in which their holder never had them.
    func strangePlaces(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        context.book.accounts.flatMap { account in
            account.linesByOperator.filter { account.isOnPath($0.operatorUSCC) }.compactMap { uscc, lines -> Finding? in
                guard lines.contains(where: { $0.act == .ship }) else { return nil }
                let seen = Set(lines.filter { !$0.gives }.compactMap { Region.city(of: $0.event) })
                // Some of it came where nobody knows.
                guard seen.isEmpty || lines.filter(\.acquires).allSatisfy({ Region.city(of: $0.event) != nil }) else {
                    return nil
                }
                let shipments = lines.filter { $0.act == .ship }
                // Where no place says its region, the district for which the firm was granted to trade does.
                let known = seen.isEmpty ? Set(shipments.flatMap { context.chain.hearing.cities(of: $0.event) }) : seen
                let gone = shipments.first { line in
                    Region.city(of: line.event).map { !known.contains($0) } ?? false
                }
                guard !known.isEmpty, let gone, let from = Region.city(of: gone.event) else { return nil }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(uscc))
                let had = known.sorted().joined(separator: ", ")
                let only =
                    seen.isEmpty
                    ? Wording(en: "trades in \(had) only", zh: "其经营区域仅为 \(had)")
                    : Wording(en: "had it in \(had) only", zh: "此前仅在 \(had) 有其记录")
                return definition.finding(
                    Wording(
                        en: "\(firm) sent \(name.en) from region \(from), but \(only.en)",
                        zh: "\(firm) 从地区 \(from) 发出 \(name.zh)，但\(only.zh)"),
                    entries: [gone.entry])
            }
        }
    }
}

extension CloneRule {
    /// A single thing that was in two provinces within less time than the way takes.
    func tooFast(_ context: RuleContext, _ definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { $0.code.grain == .instance && $0.code.productKey != nil }.compactMap { account in
            let seen = account.lines.filter { account.isOnPath($0.operatorUSCC) }
            for (earlier, later) in zip(seen, seen.dropFirst()) {
                guard let here = Region.city(of: earlier.event)?.prefix(2),
                    let there = Region.city(of: later.event)?.prefix(2), here != there,
                    // From Kunshan to Shanghai it is a quarter of an hour.
                    !Region.areNeighbours(here, there),
                    later.moment.milliseconds - earlier.moment.milliseconds < definition.duration(.travelHours)
                else { continue }
                let name = context.naming.code(account.code)
                let took = span(later.moment.milliseconds - earlier.moment.milliseconds)
                return definition.finding(
                    Wording(
                        en: "\(name.en) was in province \(here) and \(took.en) later in province \(there): "
                            + "the code stands on two things",
                        zh: "\(name.zh) 在省份 \(here) 出现 \(took.zh) 后又出现在省份 \(there)：同一编码出现在两件货物上"),
                    entries: [earlier.entry, later.entry])
            }
            return nil
        }
    }
}
