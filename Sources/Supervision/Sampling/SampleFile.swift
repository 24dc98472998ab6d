import Chains
import Rules
public import Values

/// One sample: who took it, through whose hands it went, what was found, and what was said against it.
public struct SampleFile: Sendable {
    public struct Objection: Sendable {
        public let placed: Placed<SampleObjection>
        /// The last day on which it could be said.
        public let lastDay: CalendarDate
        public internal(set) var decisions: [Placed<SampleDecision>] = []

        public var isAcceptedRetest: Bool {
            placed.act.matter == .retest && decisions.contains { $0.act.outcome == .accepted }
        }
    }

    /// What a sample is found to be.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// Not all items are tested, or it cannot be tested.
        case pending
        case passed
        case failed
        /// An objection to the result was upheld: it counts no more.
        case setAside = "set-aside"
        /// Two results of one item say different things, and neither was taken back.
        case conflict

        public var wording: Wording {
            switch self {
            case .pending: Wording(en: "not tested yet", zh: "待检")
            case .passed: Wording(en: "passed", zh: "合格")
            case .failed: Wording(en: "failed", zh: "不合格")
            case .setAside: Wording(en: "result set aside", zh: "检验结论不予采信")
            case .conflict: Wording(en: "results contradict each other", zh: "结果互相矛盾")
            }
        }
    }

    public let order: Placed<SamplingOrder>
    public let taking: Placed<SampleTaking>
    public internal(set) var handovers: [Placed<SampleHandover>] = []
    public internal(set) var receipts: [Placed<SampleReceipt>] = []
    public internal(set) var notices: [Placed<SampleNotice>] = []
    public internal(set) var objections: [Objection] = []
    /// Those that count.
    public internal(set) var results: [SampleResult] = []
    public internal(set) var refused: [(result: SampleResult, why: SampleRefusal)] = []

    init(order: Placed<SamplingOrder>, taking: Placed<SampleTaking>) {
        (self.order, self.taking) = (order, taking)
    }

    public var number: String { taking.act.number }

    /// Whether somebody's result of the first test failed before an entry: nothing else is tested again.
    public func hasFailed(before entry: UInt64) -> Bool {
        results.contains { !$0.isPassed && $0.laboratory == order.act.laboratory && $0.entry < entry }
    }

    /// Whether a re-test of what had failed was accepted.
    func isRetested(by objection: Objection) -> Bool {
        objection.isAcceptedRetest && hasFailed(before: objection.placed.entry)
    }

    /// Whether the re-test that was accepted is of a failure: only then what it finds counts.
    var isRetestOfFailure: Bool { objections.last(where: \.isAcceptedRetest).map(isRetested) ?? false }

    /// Who tests again; nil where no re-test was accepted.
    public var retestLaboratory: String? {
        objections.last(where: \.isAcceptedRetest)?.decisions.last { $0.act.outcome == .accepted }?.act.laboratory
    }

    func laboratory(of part: SamplePart) -> String? {
        switch part {
        case .sample: order.act.laboratory
        case .reserve: retestLaboratory
        }
    }

    /// Which part somebody tests; nil for whom it is none.
    func part(testedBy laboratory: String) -> SamplePart? {
        SamplePart.allCases.first { self.laboratory(of: $0) == laboratory }
    }

    /// Whether somebody may object: of whom it was taken, and who made the goods.
    public func isParty(_ uscc: String) -> Bool { uscc == taking.act.firm || uscc == taking.act.producer }

    func sealRefusal(_ part: SamplePart, _ seal: String) -> SampleRefusal? {
        guard let taken = taking.act.seal(of: part) else { return .noReserve }
        return seal == taken ? nil : .otherSeal(seal, taken: taken)
    }

    /// The day from which the term of an objection runs; nil where it has not begun for a party.
    func beginning(of matter: SampleObjection.Matter, for party: String) -> CalendarDate? {
        matter == .taking
            ? taking.time.day.notBefore(taking.arrival)
            : notices.first { $0.act.party == party }.map { $0.act.received.notBefore($0.arrival) }
    }

    /// Takes back what a declaration names; one that names nothing here says nothing.
    mutating func takeBack(_ declaration: SampleResult) {
        guard let name = declaration.eventID else { return }
        func isMeant(_ result: SampleResult) -> Bool {
            result.eventID == name && result.laboratory == declaration.laboratory
        }
        for result in results where isMeant(result) {
            refused.append((result, .withdrawn(entry: declaration.entry)))
        }
        results.removeAll(where: isMeant)
    }

    /// Whether an objection to the result itself was upheld: then it counts no more.
    public var isSetAside: Bool {
        objections.contains { $0.placed.act.matter != .retest && $0.decisions.last?.act.outcome == .upheld }
    }

    /// The results of one of its parts.
    public func results(of part: SamplePart) -> [SampleResult] {
        results.filter { self.part(testedBy: $0.laboratory) == part }
    }

    /// Each item that is tested counts by the re-test where there was one (复检结论为最终检验结论), else by the first test.
    func outcome(_ plan: SamplingPlan) -> Outcome {
        guard !isSetAside else { return .setAside }
        var items = outcomes(of: .sample)
        // What had passed was not to be tested again.
        let again = outcomes(of: .reserve).filter { items[$0.key] == .failed }
        if items.values.contains(.conflict) || again.values.contains(.conflict) { return .conflict }
        items.merge(again) { _, again in again }
        if items.values.contains(.failed) { return .failed }
        let laboratory = plan.laboratory(order.act.laboratory)
        let asked = plan.items.indices.filter { laboratory?.tests($0 + 1) ?? false }.map { plan.items[$0].name }
        return asked.allSatisfy { items[$0] == .passed } ? .passed : .pending
    }

    private func outcomes(of part: SamplePart) -> [String: Outcome] {
        Dictionary(grouping: results(of: part), by: \.item).mapValues { results in
            let verdicts = Set(results.map(\.isPassed))
            return verdicts.count > 1 ? .conflict : verdicts.contains(true) ? .passed : .failed
        }
    }

    /// The first result that failed.
    public var failure: SampleResult? { results.first { !$0.isPassed } }
}

/// Something that is to be done about a sample, and by when.
public struct SampleDeadline: Hashable, Sendable {
    public let term: SamplingTerms.Term
    public let lastDay: CalendarDate
    /// When it was done; nil where it was not.
    public let doneOn: CalendarDate?
    /// Whether it was not done in time.
    public let isOverdue: Bool
    /// When what was done in time by its signer's word came to the ledger, where that was after the last day; else nil. A device that had no
    /// network brings things late too: whether it was so is for people to ask.
    public let cameLate: CalendarDate?
}

extension SampleFile {
    func deadlines(
        _ plan: SamplingPlan, _ terms: SamplingTerms, _ calendar: WorkingDays, on today: CalendarDate
    ) -> [SampleDeadline] {
        var all: [SampleDeadline] = []
        func add(_ term: SamplingTerms.Term, after day: CalendarDate?, done: Done?, isDuty: Bool = true) {
            guard let day else { return }
            let last = terms.lastDay(of: term, after: day, calendar)
            let end = (done?.day ?? today).daysSinceEpoch
            let isInTime = end <= last.daysSinceEpoch
            let came = done?.came.flatMap { last.isBefore($0) ? $0 : nil }
            all.append(
                SampleDeadline(
                    term: term, lastDay: last, doneOn: done?.day, isOverdue: isDuty && !isInTime,
                    cameLate: isInTime ? came : nil))
        }
        let received = receipts.first { $0.act.part == .sample }.map { Done($0.time, $0.arrival) }
        add(.deliver, after: taking.time.day, done: received)
        let tested = results(of: .sample).map { Done($0.time, $0.arrival) }.max { $0.day.isBefore($1.day) }
        add(.report, after: received?.day, done: [.pending, .setAside].contains(outcome(plan)) ? nil : tested)
        guard failure != nil else { return all }
        for notice in notices {
            let objection = objections.first {
                $0.placed.act.matter == .retest && $0.placed.signer == notice.act.party
            }
            // A right, and no duty.
            add(
                .retestApplication, after: notice.act.received.notBefore(notice.arrival),
                done: objection.map { Done($0.placed.time, $0.placed.arrival) }, isDuty: false)
        }
        for objection in objections {
            let decided = objection.decisions.first.map { Done($0.time, $0.arrival) }
            let term: SamplingTerms.Term =
                objection.placed.act.matter == .retest ? .retestAcceptance : .objectionAcceptance
            add(term, after: objection.placed.time.day, done: decided)
            guard isRetested(by: objection), let decided else { continue }
            let reserve = receipts.first { $0.act.part == .reserve }.map { Done($0.time, $0.arrival) }
            add(.retestHandover, after: decided.day, done: reserve)
            add(
                .retestReport, after: reserve?.day,
                done: results(of: .reserve).first.map { Done($0.time, $0.arrival) })
        }
        return all
    }
}

/// When something was done, by its signer, and when it came to the ledger.
private struct Done {
    let day: CalendarDate
    let came: CalendarDate?

    init(_ time: OffsetTime, _ arrival: Timestamp?) {
        day = time.day
        // In China, where terms run.
        came = arrival.map { OffsetTime(moment: $0, offsetMinutes: 480).day }
    }
}

extension CalendarDate {
    fileprivate func isBefore(_ other: CalendarDate) -> Bool { daysSinceEpoch < other.daysSinceEpoch }

    /// The later of a day that an office claims and of that on which it said so on the ledger: whose right ends with the term hears of it no
    /// sooner there.
    fileprivate func notBefore(_ arrival: Timestamp?) -> CalendarDate {
        guard let came = arrival?.localDay else { return self }
        return isBefore(came) ? came : self
    }
}
