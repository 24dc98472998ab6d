import Chains
import Codes
import EPCIS
import Values

/// CODE-4: a code used after it was consumed, sold or destroyed.
///
/// A single thing ends with the event that sells, consumes or destroys it, or the transformation that takes it. A lot ends
/// when what was issued of it has all been so taken; where amounts are not known or not comparable it has no end. Tests,
/// recalls and returns may follow an end, and what was left over in a process is destroyed under the code of what went in
/// (`ProcessWaste`); what came back may be sold again.
struct UseAfterEndRule: Rule {
    static let id = "CODE-4"
    static let isOfRecord = true
    static let needsWholeChain = true
    static let isForeseen = true
    static let parameters: [RuleDefinition.Parameter] = [.toleranceMinutes, .tolerancePercent]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.compactMap { account in
            let (end, later) = Self.usesAfterEnd(of: account, by: definition)
            guard let end, let use = later.first else { return nil }
            let name = context.naming.code(account.code)
            let (ended, used) = (end.event.eventTime.minute, use.event.eventTime.minute)
            let how = Self.wording(of: end, isLot: account.code.grain == .lot)
            return definition.finding(
                Wording(
                    en: "\(name.en) was \(how.en) at \(ended) and used again at \(used)",
                    zh: "\(name.zh) 已于 \(ended) \(how.zh)，又于 \(used) 使用"),
                entries: [end.entry] + later.map(\.entry))
        }
    }

    /// The line with which the code ended, and the uses after it. MASS-1 leaves these uses out: they are told here.
    static func usesAfterEnd(
        of account: Account, by definition: RuleDefinition
    ) -> (end: Account.Line?, later: [Account.Line]) {
        let end =
            account.code.grain == .lot ? exhaustion(of: account, by: definition) : lastingEnd(of: account)
        guard let end else { return (nil, []) }
        let tolerance = definition.duration(.toleranceMinutes)
        let waste = ProcessWaste(of: account)
        let later = account.lines.filter { line in
            guard line.entry != end.entry, isUse(line), !line.isReturn, !waste.isAll(of: line) else { return false }
            // A second end is a second use however close it is; movements may have been scanned in the same minutes.
            let isAgain = line.act == .end || line.act == .use
            return line.moment.milliseconds > end.moment.milliseconds + (isAgain ? -1 : tolerance)
                && end.event.precedes(line.event)
        }
        return (end, later)
    }

    /// The end after which the thing did not come back.
    private static func lastingEnd(of account: Account) -> Account.Line? {
        var end: Account.Line?
        for line in account.lines {
            if end == nil, isEnd(line, of: account) { end = line }
            // Destroyed goods do not come back.
            let isSold = end.map { !$0.isDestruction } ?? false
            if line.act == .receive, line.isReturn, isSold { end = nil }
        }
        return end
    }

    private static func exhaustion(of account: Account, by definition: RuleDefinition) -> Account.Line? {
        guard let issued = Measure.sum(account.issues.map(\.measure)), issued.millionths > 0 else { return nil }
        var gone = Measure(unit: issued.unit, millionths: 0)
        // What came back is there again.
        guard !account.lines.contains(where: { $0.act == .receive && $0.isReturn }) else { return nil }
        for line in account.lines where isEnd(line, of: account) {
            guard let measure = line.measure, let sum = gone.adding(measure) else { return nil }
            gone = sum
            if !issued.exceeds(gone, byPercent: definition.figure(.tolerancePercent)) {
                // More than there was is MASS-1; the lot ended only if it came out even.
                return gone.exceeds(issued, byPercent: definition.figure(.tolerancePercent)) ? nil : line
            }
        }
        return nil
    }

    /// What was used before it arrived is out of order (TIME-5): its arrival afterwards is no second use.
    private static func isEnd(_ line: Account.Line, of account: Account) -> Bool {
        guard line.act == .end || line.act == .use else { return false }
        return account.acquisition(by: line.operatorUSCC).map { $0.moment <= line.moment } ?? true
    }

    private static func isUse(_ line: Account.Line) -> Bool {
        switch line.act {
        case .receive, .ship, .use, .end, .pack, .store: true
        case .issue, .unpack, .observe: false
        }
    }

    private static func wording(of end: Account.Line, isLot: Bool) -> Wording {
        switch (isLot, end.event.bizStep) {
        case (true, _): Wording(en: "used up", zh: "全部用尽")
        case (_, "retail_selling"): Wording(en: "sold", zh: "售出")
        case (_, "destroying"): Wording(en: "destroyed", zh: "销毁")
        default: Wording(en: "consumed", zh: "消耗")
        }
    }
}
