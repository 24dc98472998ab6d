import Chains
public import Codes
import EPCIS
public import Evidence
public import Ledger
public import Rules
public import Values

/// What the ledger says of a plan: its acts in their order, as far as their signers had the right to them, and what became of each sample.
public struct SamplingRecord: Sendable {
    public let name: SamplingName
    public private(set) var plan: Placed<SamplingPlan>?
    /// In the order of the ledger.
    public private(set) var orders: [Placed<SamplingOrder>] = []
    public private(set) var samples: [SampleFile] = []
    /// Acts and results that count for nothing.
    public private(set) var refused: [(entry: UInt64, why: SampleRefusal)] = []

    private var placeOfSample: [String: Int] = [:]
    private var placeOfOrder: [String: Int] = [:]
    /// Orders of which a sample was taken, with it.
    private var sampleOfOrder: [String: Int] = [:]
    private let roles: Roles
    private let terms: SamplingTerms
    private let lists: ReferenceLists
    private let codes: CodeReader

    /// - Parameters:
    ///   - registries: who was granted which roles; the first that knows an operator's role says it.
    ///   - lists: the limits of the goods, and which days are working days.
    public init(
        _ name: SamplingName, registries: [Registry], lists: ReferenceLists = .builtIn,
        terms: SamplingTerms = .builtIn, codes: CodeReader = CodeReader()
    ) {
        self.init(name, roles: Roles(registries), lists: lists, terms: terms, codes: codes)
    }

    package init(
        _ name: SamplingName, roles: Roles, lists: ReferenceLists = .builtIn, terms: SamplingTerms = .builtIn,
        codes: CodeReader = CodeReader()
    ) {
        self.name = name
        self.roles = roles
        self.lists = lists
        self.terms = terms
        self.codes = codes
    }

    /// The same of the events that name the plan, ascending; each stood where it is.
    public init(
        _ name: SamplingName, events: [RecordedEvent], registries: [Registry], lists: ReferenceLists = .builtIn,
        terms: SamplingTerms = .builtIn, codes: CodeReader = CodeReader()
    ) {
        self.init(name, events: events, roles: Roles(registries), lists: lists, terms: terms, codes: codes)
    }

    package init(
        _ name: SamplingName, events: [RecordedEvent], roles: Roles, lists: ReferenceLists = .builtIn,
        terms: SamplingTerms = .builtIn, codes: CodeReader = CodeReader()
    ) {
        self.init(name, roles: roles, lists: lists, terms: terms, codes: codes)
        for event in events {
            guard let read = event.event, let act = SamplingAct(read) else {
                refused.append((event.entry, .unreadable))
                continue
            }
            take(
                Placed(
                    entry: event.entry, signer: event.journal.operatorUSCC, time: read.eventTime, act: act,
                    arrival: event.recordTime))
        }
    }

    public func sample(_ number: String) -> SampleFile? { placeOfSample[number].map { samples[$0] } }

    public func order(_ number: String) -> Placed<SamplingOrder>? {
        placeOfOrder[number].map { orders[$0] }
    }

    /// Takes acts in the order of the ledger.
    public mutating func take(_ act: Placed<SamplingAct>) {
        if let why = refusal(taking: act) { refused.append((act.entry, why)) }
    }

    /// Takes results in the order of the ledger, after the acts that came before them; what takes one back, too.
    public mutating func take(_ result: SampleResult) {
        guard let place = placeOfSample[result.sample] else {
            // Laboratories number samples of other plans, and of none.
            guard plan?.act.laboratory(result.laboratory) != nil else { return }
            refused.append((result.entry, .noSuchSample(result.sample)))
            return
        }
        if result.isWithdrawal {
            samples[place].takeBack(result)
            return
        }
        if let why = refusal(of: result, samples[place]) {
            samples[place].refused.append((result, why))
            refused.append((result.entry, why))
        } else {
            samples[place].results.append(result)
        }
    }

    /// Whether a result is one of this plan's samples, whatever becomes of it: by number and goods, of a laboratory of the plan.
    package func isOfPlan(_ result: SampleResult) -> Bool {
        guard let plan = plan?.act, let sample = sample(result.sample),
            plan.laboratory(result.laboratory) != nil || plan.retestLaboratories.contains(result.laboratory)
        else { return false }
        return result.codes.contains { isSame($0, sample.taking.act.code) }
    }

    /// Takes an act in, or says why it counts for nothing.
    private mutating func refusal(taking placed: Placed<SamplingAct>) -> SampleRefusal? {
        guard placed.act.name == name else { return .unreadable }
        func its<Act>(_ act: Act) -> Placed<Act> {
            placed.with(act)
        }
        if case .plan(let said) = placed.act {
            guard placed.signer == name.uscc else { return .notTheirs(uscc: placed.signer) }
            if let plan { return .plannedBefore(entry: plan.entry) }
            if let why = roles.authorityRefusal(placed.signer, at: placed.entry, in: said.district) { return why }
            plan = its(said)
            return nil
        }
        guard let plan = plan?.act else { return .notPlanned }
        if let why = signerRefusal(placed, plan) { return why }
        switch placed.act {
        case .plan: return .unreadable
        case .order(let said):
            if let why = refusal(of: said, plan) { return why }
            placeOfOrder[said.number] = orders.count
            orders.append(its(said))
        case .taking(let said):
            guard let order = order(said.order) else { return .noSuchOrder(said.order) }
            if let why = refusal(of: said, order.act, by: placed.signer) { return why }
            placeOfSample[said.number] = samples.count
            sampleOfOrder[said.order] = samples.count
            samples.append(SampleFile(order: order, taking: its(said)))
        case .handover(let said):
            return change(said.sample) { sample in
                if let why = sample.sealRefusal(said.part, said.seal) { return why }
                sample.handovers.append(its(said))
                return nil
            }
        case .receipt(let said):
            let roles = roles
            return change(said.sample) { sample in
                guard sample.laboratory(of: said.part) == placed.signer else { return .otherLaboratory(placed.signer) }
                if let why = sample.sealRefusal(said.part, said.seal), said.isIntact { return why }
                if let why = roles.laboratoryRefusal(
                    placed.signer, at: placed.entry, in: sample.order.act.district)
                {
                    return why
                }
                sample.receipts.append(its(said))
                return nil
            }
        case .notice(let said):
            return change(said.sample) { sample in
                guard sample.isParty(said.party) else { return .otherFirm(said.party) }
                sample.notices.append(its(said))
                return nil
            }
        case .objection(let said):
            let (terms, calendar) = (terms, lists.workingDays)
            return change(said.sample) { sample in
                guard let begin = sample.beginning(of: said.matter, for: placed.signer) else {
                    return .notNotified(placed.signer)
                }
                let last = terms.lastDay(of: said.matter.term, after: begin, calendar)
                guard placed.time.day.daysSinceEpoch <= last.daysSinceEpoch else { return .afterTerm(last) }
                sample.objections.append(.init(placed: its(said), lastDay: last))
                return nil
            }
        case .decision(let said):
            return change(said.sample) { sample in
                guard let place = sample.objections.firstIndex(where: { $0.placed.entry == said.objection }) else {
                    return .noObjection(entry: said.objection)
                }
                let made = sample.objections[place].decisions
                let isRetest = sample.objections[place].placed.act.matter == .retest
                if isRetest ? ![.accepted, .refused].contains(said.outcome) : said.laboratory != nil {
                    return .notOfMatter(sample.objections[place].placed.act.matter, said.outcome)
                }
                if let last = made.last, last.act.outcome != .accepted || said.outcome == .accepted || isRetest {
                    return .decidedBefore(entry: last.entry)
                }
                if isRetest, said.outcome == .accepted {
                    guard let laboratory = said.laboratory, plan.retestLaboratories.contains(laboratory) else {
                        return .laboratoryNotPlanned(said.laboratory ?? "-")
                    }
                    // Who tested first does not test again.
                    guard laboratory != sample.order.act.laboratory else { return .otherLaboratory(laboratory) }
                    guard sample.taking.act.reserveSeal != nil else { return .noReserve }
                }
                sample.objections[place].decisions.append(its(said))
                return nil
            }
        }
        return nil
    }

    private mutating func change(
        _ sample: String, _ body: (inout SampleFile) -> SampleRefusal?
    ) -> SampleRefusal? {
        guard let place = placeOfSample[sample] else { return .noSuchSample(sample) }
        return body(&samples[place])
    }

    /// Whether who signed may say it at all.
    private func signerRefusal(_ placed: Placed<SamplingAct>, _ plan: SamplingPlan) -> SampleRefusal? {
        let signer = placed.signer
        func office(in district: String) -> SampleRefusal? {
            guard signer == name.uscc else { return .notTheirs(uscc: signer) }
            return roles.authorityRefusal(signer, at: placed.entry, in: district)
        }
        switch placed.act {
        case .plan: return nil
        case .order(let order): return office(in: order.district)
        // The laboratory of an order takes samples too, as is usual.
        case .taking, .handover: return plan.laboratory(signer) == nil ? office(in: plan.district) : nil
        case .notice, .decision: return office(in: plan.district)
        case .receipt:
            guard plan.laboratory(signer) != nil || plan.retestLaboratories.contains(signer) else {
                return .laboratoryNotPlanned(signer)
            }
            return nil
        case .objection(let said):
            guard let sample = sample(said.sample) else { return .noSuchSample(said.sample) }
            return sample.isParty(signer) ? nil : .notTheirs(uscc: signer)
        }
    }

    private func refusal(of order: SamplingOrder, _ plan: SamplingPlan) -> SampleRefusal? {
        if let other = self.order(order.number) { return .numberTaken(order.number, entry: other.entry) }
        guard plan.laboratory(order.laboratory) != nil else { return .laboratoryNotPlanned(order.laboratory) }
        guard plan.quotas.contains(where: { $0.holds(order) }) else {
            return .outsidePlan(
                Wording(
                    en: "the plan has no quota of \(order.profile), \(order.stage), \(order.district)",
                    zh: "计划中没有 \(order.profile)、\(order.stage)、\(order.district) 的抽样数量"))
        }
        guard order.until.daysSinceEpoch <= plan.until.daysSinceEpoch else {
            return .outsidePlan(Wording(en: "the plan ends on \(plan.until)", zh: "计划于 \(plan.until) 截止"))
        }
        return nil
    }

    private func refusal(of taking: SampleTaking, _ order: SamplingOrder, by signer: String) -> SampleRefusal? {
        guard signer == name.uscc || signer == order.laboratory else { return .otherLaboratory(signer) }
        if let place = placeOfSample[taking.number] {
            return .numberTaken(taking.number, entry: samples[place].taking.entry)
        }
        if let place = sampleOfOrder[taking.order] {
            return .numberTaken(taking.order, entry: samples[place].taking.entry)
        }
        guard taking.firm == order.firm else { return .otherFirm(taking.firm) }
        if let code = order.code, !isSame(code, taking.code) { return .otherGoods(taking.code) }
        return nil
    }

    /// Whether two codes are of the same lot, or one of the other's.
    private func isSame(_ left: String, _ right: String) -> Bool {
        guard let left = try? codes.names(of: left), let right = try? codes.names(of: right) else {
            return left == right
        }
        return left.key == right.key || left.lotKey != nil && left.lotKey == right.lotKey
            || left.key == right.productKey || right.key == left.productKey
    }

    /// Why a result counts for nothing; nil where it counts.
    public func refusal(of result: SampleResult, _ sample: SampleFile) -> SampleRefusal? {
        guard let plan = plan?.act else { return .notPlanned }
        guard let part = sample.part(testedBy: result.laboratory) else { return .otherLaboratory(result.laboratory) }
        guard part == .sample || sample.isRetestOfFailure else { return .notFailed }
        guard
            // The first says how it came: what was broken then is not made whole by another word.
            let receipt = sample.receipts.first(where: {
                $0.act.part == part && $0.entry < result.entry
            })
        else { return .notReceived }
        guard receipt.act.isIntact else { return .sealBroken }
        if let why = roles.laboratoryRefusal(
            result.laboratory, at: result.entry, in: sample.order.act.district)
        {
            return why
        }
        guard result.codes.contains(where: { isSame($0, sample.taking.act.code) }) else {
            return .otherGoods(result.codes.first ?? "-")
        }
        if let same = sample.results.first(where: { $0.isSame(as: result) }) { return .saidBefore(entry: same.entry) }
        guard let number = plan.number(ofItem: result.item) else { return .itemNotPlanned(result.item) }
        if part == .sample, plan.laboratory(result.laboratory)?.tests(number) != true {
            return .itemOutOfScope(result.item)
        }
        let item = plan.items[number - 1]
        if let method = result.method, method != item.method { return .otherMethod(method, planned: item.method) }
        if let why = item.fault(of: result.value) { return why }
        let day = result.time.day
        if let isBroken = item.isBroken(by: result.value, on: day, lists), isBroken == result.isPassed {
            return .contradictsLimit(
                item.limitWording(on: day, lists)
                    ?? Wording(en: result.value.shown, zh: result.value.shown))
        }
        return nil
    }

    /// What is to be done about a sample, and by when.
    public func deadlines(of sample: SampleFile, on today: CalendarDate) -> [SampleDeadline] {
        guard let plan = plan?.act else { return [] }
        return sample.deadlines(plan, terms, lists.workingDays, on: today)
    }

    /// What the sample is found to be, by all items that its laboratory tests.
    public func outcome(of sample: SampleFile) -> SampleFile.Outcome {
        guard let plan = plan?.act else { return .pending }
        return sample.outcome(plan)
    }
}

extension SamplingPlan.Quota {
    /// Whether an order is one of it.
    func holds(_ order: SamplingOrder) -> Bool {
        order.profile == profile && stage.map { $0 == order.stage } ?? true && order.district.hasPrefix(district)
    }
}
