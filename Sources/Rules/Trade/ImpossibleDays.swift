import Chains
import Codes
import EPCIS
import Values

// DATA-3 of one record by itself: days that cannot be.

extension ContradictionRule {
    /// A record of goods that are there, which says that they were made on a later day; and a last good day before the day of production.
    ///
    /// The same day is right. Where goods are issued their code may be given beforehand, and what goes into a process is not what the record's
    /// days speak of: neither is looked at for the first.
    static func impossibleDays(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        // What is used up is not looked at, so that every event that matters is a judged one; nearly all are right.
        let odd = Set(
            context.book.events.lazy.filter { laterDay($0) != nil || earlierEnd($0) != nil }.map(\.entry))
        guard !odd.isEmpty else { return [] }
        return context.book.accounts.filter { $0.code.productKey != nil }.flatMap { account in
            let lines = account.lines.filter { line in
                odd.contains(line.entry) && account.isOnPath(line.operatorUSCC) && !line.isCarried
            }
            let name = context.naming.code(account.code)
            let later = lines.lazy.compactMap { line in laterDay(line).map { (line, $0) } }.first
            let earlier = lines.lazy.compactMap { line in
                line.act == .use ? nil : earlierEnd(line.event).map { (line, $0) }
            }.first
            return [
                later.map { line, found in
                    let (firm, day) = (context.naming.party(line.operatorUSCC), line.event.eventTime.day)
                    return definition.finding(
                        Wording(
                            en:
                                "\(firm) records on \(day) that it had \(name.en), made on \(found.day) (\(found.element))",
                            zh: "\(firm) 于 \(day) 的记录称 \(name.zh) 的生产日期为 \(found.day)（\(found.element)），晚于记录当日"),
                        entries: [line.entry])
                },
                earlier.map { line, found in
                    let firm = context.naming.party(line.operatorUSCC)
                    return definition.finding(
                        Wording(
                            en:
                                "\(firm) records that \(name.en) was good until \(found.end), before it was made on \(found.made)",
                            zh: "\(firm) 记录 \(name.zh) 的到期日 \(found.end) 早于生产日期 \(found.made)"),
                        entries: [line.entry])
                },
            ].compactMap(\.self)
        }
    }

    private static func laterDay(_ line: Account.Line) -> (element: String, day: CalendarDate)? {
        isOfGoodsAtHand(line) ? laterDay(line.event) : nil
    }

    private static func laterDay(_ event: ResolvedEvent) -> (element: String, day: CalendarDate)? {
        let today = event.eventTime.day.daysSinceEpoch
        return DocumentContradictions.earlierDays.lazy.compactMap { element in
            guard let day = event.element(element).flatMap({ WrittenTime.date($0) }), day.daysSinceEpoch > today
            else { return nil }
            return (element, day)
        }.first
    }

    private static func isOfGoodsAtHand(_ line: Account.Line) -> Bool {
        switch line.act {
        case .issue: line.event.bizStep == "urn:yima:bizstep:opening_stock"
        case .use: false
        case .receive, .ship, .end, .pack, .unpack, .store, .observe: true
        }
    }

    private static func earlierEnd(_ event: ResolvedEvent) -> (end: CalendarDate, made: CalendarDate)? {
        guard let made = event.element("productionDate").flatMap({ WrittenTime.date($0) }) else { return nil }
        return lastDays.lazy.compactMap { element in
            guard let end = event.element(element).flatMap({ WrittenTime.date($0) }),
                end.daysSinceEpoch < made.daysSinceEpoch
            else { return nil }
            return (end, made)
        }.first
    }

    private static let lastDays = ["expiryDate", "expiry", "bestBefore"]
}
