import Chains
import Codes
import EPCIS
import Profiles
import Values

// What each rule would need and does not find: a register that nobody has, an amount or a day that nobody wrote down.

extension EstablishmentRule {
    func gaps(in context: RuleContext) -> [Wording] {
        guard context.registers.establishments.isEmpty,
            context.book.events.contains(where: { $0.element("gaccRegNo") != nil })
        else { return [] }
        return [
            Wording(
                en: "there is no register of overseas establishments to look into",
                zh: "没有可查的境外生产企业注册名单")
        ]
    }
}

extension ProducerLicenceRule {
    func gaps(in context: RuleContext) -> [Wording] {
        guard context.registers.licences.isEmpty,
            context.book.events.contains(where: { $0.issues && $0.element(Self.element) != nil })
        else { return [] }
        return [
            Wording(
                en: "the form of the licence was checked; there is no register of licences to look into",
                zh: "已核对许可证编号格式；没有可查的许可证名单")
        ]
    }
}

extension BarredPartyRule {
    func gaps(in context: RuleContext) -> [Wording] {
        let isTraded = context.book.events.contains { event in
            event.things.contains { thing in
                let act = Act(event, thing.role)
                return act.gives || act.acquires
            }
        }
        guard context.registers.barred.isEmpty, isTraded else { return [] }
        return [
            Wording(
                en: "there is no list of blacklisted firms to look into", zh: "没有可查的失信主体名单")
        ]
    }
}

extension MassBalanceRule {
    func gaps(in context: RuleContext) -> [Wording] {
        context.book.accounts.filter { $0.code.grain == .lot && !$0.isCarrier }.compactMap { account in
            let silent = account.lines.filter {
                ($0.acquires || $0.gives) && $0.measure == nil && account.isOnPath($0.operatorUSCC)
            }
            guard !silent.isEmpty else { return nil }
            let (name, entries) = (context.naming.code(account.code), Self.listed(silent))
            return Wording(
                en: "how much of \(name.en) moved is not said in entries \(entries)",
                zh: "条目 \(entries) 未写明 \(name.zh) 的数量")
        }
    }

    private static func listed(_ lines: [Account.Line]) -> String {
        let entries = Set(lines.map(\.entry)).sorted()
        return entries.prefix(3).map { "\($0)" }.joined(separator: ", ") + (entries.count > 3 ? ", …" : "")
    }
}

extension ExpiryRule {
    func gaps(in context: RuleContext) -> [Wording] {
        context.book.accounts.compactMap { account in
            guard
                account.issues.contains(where: { issue in
                    context.problems(in: issue.event).contains { ShelfLife.elements.contains($0.element) }
                }), Self.lastGoodDay(of: account) == nil
            else { return nil }
            let name = context.naming.code(account.code)
            return Wording(
                en: "until when \(name.en) is good is not on record, though it should be",
                zh: "应记录而未记录 \(name.zh) 的生产日期或保质期")
        }
    }
}

extension WithdrawalPeriodRule {
    func gaps(in context: RuleContext) -> [Wording] {
        let silent = context.book.events.filter { $0.element("drugCode") != nil && $0.element("withdrawalEnd") == nil }
        guard let first = silent.first else { return [] }
        return [
            Wording(
                en: "when the withdrawal period ended is not said in entry \(first.entry), which names a drug",
                zh: "条目 \(first.entry) 记录了用药，但未写明休药期截止日")
        ]
    }
}

extension ResidueLimitRule {
    func gaps(in context: RuleContext) -> [Wording] {
        residues(in: context).compactMap { account, event, test in
            guard test.isDetected, test.microgramsPerKilogram == nil,
                context.lists.residueLimit(test.item, on: event.lawDay) != nil
            else { return nil }
            let name = context.naming.code(account.code)
            return Wording(
                en: "how much \(test.item.shown) \(name.en) has is given without a unit: \(test.value.shown)",
                zh: "\(name.zh) 的 \(test.item.shown) 检测值没有单位：\(test.value.shown)")
        }
    }
}

extension ExcursionRule {
    func gaps(in context: RuleContext) -> [Wording] {
        context.book.accounts.compactMap { account in
            let events = account.pathEvents
            guard events.contains(where: FrozenGoods.isFrozen), events.count > 1,
                TemperatureSeries(events).count < 2
            else { return nil }
            let name = context.naming.code(account.code)
            return Wording(
                en: "\(name.en) is frozen, and no recorder tells how warm it was",
                zh: "\(name.zh) 为冷冻品，没有温度记录仪数据")
        }
    }
}
