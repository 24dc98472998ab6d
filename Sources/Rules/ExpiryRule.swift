import Chains
import Codes
import EPCIS
import Profiles
import Values

/// TIME-4: moved, processed or sold after expiry.
///
/// The last good day is the code's own (AI 17, else AI 15), else what the event that issued it says (`ShelfLife`); a product is good through the whole of that day where the event happened. Destroying and
/// taking back expired goods is right, and no finding.
struct ExpiryRule: Rule {
    static let id = "TIME-4"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            guard let lastDay = Self.lastGoodDay(of: account) else { return nil }
            let sayers = Self.sayers(of: account)
            var late = account.lines.filter { line in
                account.isOnPath(line.operatorUSCC) && Self.mustBeGood(line)
                    && line.event.eventTime.day.daysSinceEpoch > lastDay.daysSinceEpoch
                    && sayers?.contains(line.operatorUSCC) ?? true
            }
            if !late.isEmpty {
                let destroyers = Self.destroyers(of: account)
                late.removeAll { Self.isForDestruction($0, destroyers) }
            }
            guard let first = late.first else { return nil }
            let (name, firm) = (context.naming.code(account.code), context.naming.party(first.operatorUSCC))
            let did = Self.verb(first.act)
            let day = first.event.eventTime.day
            return definition.finding(
                Wording(
                    en: "\(firm) \(did.en) \(name.en) on \(day), after it expired on \(lastDay)",
                    zh: "\(name.zh) 于 \(lastDay) 到期，\(firm) 仍于 \(day) \(did.zh)"),
                entries: late.map(\.entry))
        }
    }

    static func lastGoodDay(of account: Account) -> CalendarDate? {
        makersDay(of: account) ?? labelled(account.lines, account)
    }

    /// By the code itself, its maker's labels, or what he says when he issues it.
    private static func makersDay(of account: Account) -> CalendarDate? {
        if let day = day(on: account.code, "expiry") ?? day(on: account.code, "bestBefore") { return day }
        let own = account.lines.lazy.filter { account.originators.contains($0.operatorUSCC) }
        if let day = labelled(own, account) { return day }
        // An item that was never commissioned by itself is as old as its lot.
        let issues = account.issues.isEmpty ? account.lotIssues : account.issues
        return issues.lazy.compactMap { ShelfLife.lastGoodDay(of: $0.event.event.dataElements) }.first
    }

    /// Where the maker of a lot does not say until when it is good, who reads that from a label says it of what he has. Nil: it is said of all.
    private static func sayers(of account: Account) -> Set<String>? {
        guard account.code.grain == .lot, !account.issues.isEmpty, makersDay(of: account) == nil else { return nil }
        return Set(account.lines.filter { labelled([$0], account) != nil }.map(\.operatorUSCC))
    }

    /// What labels of the code say in these lines: until when it may be used, else until when it is at its best.
    private static func labelled(_ lines: some Sequence<Account.Line>, _ account: Account) -> CalendarDate? {
        var best: CalendarDate?
        let key = account.code.key
        for line in lines where !line.isCarried {
            for thing in line.event.things(under: key) where thing.code.key == key {
                if let day = day(on: thing.code, "expiry") { return day }
                if best == nil { best = day(on: thing.code, "bestBefore") }
            }
        }
        return best
    }

    private static func day(on label: CanonicalCode, _ part: String) -> CalendarDate? {
        label.part(part).flatMap { WrittenTime.date($0) }
    }

    private static func mustBeGood(_ line: Account.Line) -> Bool {
        switch line.act {
        case .use: return true
        case .end: return !line.isDestruction
        // On its way back, or to where it is destroyed.
        case .ship, .receive: return !line.isReturn && line.event.disposition != "expired"
        default: return false
        }
    }

    /// Who did nothing with it but destroy all that he had.
    private static func destroyers(of account: Account) -> Set<String> {
        Set(
            account.linesByOperator.filter { _, own in
                let gone = own.filter(\.gives)
                guard !gone.isEmpty, gone.allSatisfy(\.isDestruction),
                    let came = Measure.sum(own.filter(\.acquires).map(\.measure)),
                    let sum = Measure.sum(gone.map(\.measure))
                else { return false }
                return came.unit == sum.unit && !came.exceeds(sum, byPercent: .zero)
            }.map(\.operatorUSCC))
    }

    /// Whether it goes to, or comes to, somebody who destroys it.
    private static func isForDestruction(_ line: Account.Line, _ destroyers: Set<String>) -> Bool {
        switch line.act {
        case .ship: !line.event.destinations.isEmpty && destroyers.isSuperset(of: line.event.destinations)
        case .receive: destroyers.contains(line.operatorUSCC)
        default: false
        }
    }

    private static func verb(_ act: Act) -> Wording {
        switch act {
        case .ship: Wording(en: "shipped", zh: "发货")
        case .receive: Wording(en: "received", zh: "收货")
        case .use: Wording(en: "processed", zh: "加工使用")
        default: Wording(en: "sold or served", zh: "售出或供餐")
        }
    }
}
