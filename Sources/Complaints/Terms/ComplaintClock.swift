public import Rules
public import Values

/// A term that runs for an office, or ran.
public struct ComplaintClock: Hashable, Sendable {
    public enum Term: String, Hashable, Sendable, CaseIterable {
        case decision, mediation, check

        public var wording: Wording {
            switch self {
            case .decision: Wording(en: "decision whether it is accepted", zh: "决定是否受理")
            case .mediation: Wording(en: "end of mediation", zh: "调解终结")
            case .check: Wording(en: "report checked", zh: "举报核查")
            }
        }
    }

    public let term: Term
    /// The last day of it.
    public let due: CalendarDate
    /// The day on which it was met, late or not; nil while it runs.
    public let ended: CalendarDate?
    /// Whether the public holidays of its last year are known; else it may end later than is said.
    public let isSure: Bool

    /// Whether it is past, as of a day.
    public func isOverdue(on day: CalendarDate) -> Bool { ended == nil && due.daysSinceEpoch < day.daysSinceEpoch }

    /// Whether it was met in time; nil while it runs.
    public var isMet: Bool? { ended.map { $0.daysSinceEpoch <= due.daysSinceEpoch } }
}

extension ComplaintRecord {
    /// The terms of what is done about it, in their order.
    ///
    /// Each office that it came to has a term of its own, which a referral ends as a decision does: what was late there stays late. A term
    /// that is over is not extended any more; one that was goes on extended elsewhere.
    public func clocks(_ definitions: ComplaintDefinitions, _ calendar: WorkingDays) -> [ComplaintClock] {
        guard let opening else { return [] }
        let measures = definitions.measures(on: opening.act.received)
        func clock(
            _ name: ComplaintClock.Term, _ terms: [ComplaintDefinitions.Term], after day: CalendarDate,
            _ ended: CalendarDate?
        ) -> ComplaintClock {
            let due = terms.reduce(day) { day, term in
                term.isWorking
                    ? calendar.day(term.days, after: day)
                    : CalendarDate(daysSinceEpoch: day.daysSinceEpoch + term.days)
            }
            return ComplaintClock(
                term: name, due: due, ended: ended,
                isSure: terms.allSatisfy { !$0.isWorking } || calendar.knows(year: due.year))
        }
        let isReport = opening.act.class == .report
        let base = isReport ? measures.check : measures.decision
        let decided = decision.map(\.arrival.localDay)
        var clocks: [ComplaintClock] = []
        var received = opening.act.received
        var isExtended = false
        for place in 0...referrals.count {
            let next = place < referrals.count ? referrals[place] : nil
            let ended = next?.arrival.localDay ?? decided
            var told = clock(isReport ? .check : .decision, [base], after: received, ended)
            if let extended, extended.entry > (place > 0 ? referrals[place - 1].entry : opening.entry),
                next.map({ extended.entry < $0.entry }) ?? true
            {
                isExtended = extended.arrival.localDay.daysSinceEpoch <= told.due.daysSinceEpoch
            }
            if isReport, isExtended { told = clock(.check, [base, measures.extension], after: received, ended) }
            clocks.append(told)
            if let next { received = next.arrival.localDay }
        }
        if !isReport, let decision, decision.act.act == .acceptance {
            clocks.append(
                clock(
                    .mediation, [measures.mediation], after: decision.arrival.localDay, closure?.arrival.localDay))
        }
        return clocks
    }
}
