public import Chains
import Codes
import EPCIS
public import Values

extension RecallReport {
    /// - Parameters:
    ///   - written: the code as it was asked for.
    ///   - chains: of the code; of a bare product, of each of its lots.
    ///   - omissions: what was left out beside what the chains say.
    ///   - operatorNames: by USCC.
    ///   - disclosed: private values that were opened, by entry and name.
    public init(
        _ written: String, chains: [Chain], omissions: [Omission] = [], rules: RuleDefinitions = .builtIn,
        lists: ReferenceLists = .builtIn, now: Timestamp, operatorNames: [String: String] = [:],
        disclosed: [UInt64: [String: String]] = [:]
    ) {
        self.written = written
        asOf = now
        self.chains = chains
        subjects = chains.map(\.subject)
        namings = RecallNaming(chains, operatorNames: operatorNames)
        let books = chains.map { Holdings($0) }
        // What was made of two lots is told by the chain of each: the first is believed.
        var told: Set<String> = []
        var found: [Holding] = []
        for book in books {
            let fresh = book.concerned.filter { !told.contains($0.goods.key) }
            told.formUnion(fresh.map(\.goods.key))
            found += fresh
        }
        let recalls = chains.map { RecallCases($0) }
        let grounds = Dictionary(
            chains.flatMap(\.judged.events).map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        let holdings = found.sorted(by: Self.isFirst)
        let made = Self.madeOf(chains, Set(holdings.map(\.goods.key)))
        let asked = Set(subjects.map(\.key))
        affected = Self.affected(holdings, made, asked, namings)
        let concerned = Self.concerned(chains, recalls)
        let terms = { (day: CalendarDate) in
            RecallTerms(rules.definition(RecallRule.id).wording(on: day), lists.workingDays)
        }
        let cases = concerned.map { recall, chain in
            Case(
                recall, chain, holdings, now: now,
                terms(recall.opened.lawDay))
        }
        self.cases = cases
        state = Self.state(cases)
        var notes: [UInt64: ResolvedEvent] = [:]
        for note in recalls.flatMap(\.notes) { notes[note.entry] = note }
        self.notes = notes.values.sorted { $0.entry < $1.entry }
        holders = Self.holders(holdings, concerned.map(\.0), Array(grounds.values), namings, disclosed)
        let origins = chains.map { RecallOrigins($0) }
        suspects = Self.unique(origins.flatMap(\.suspects)) { $0.code.key }
        siblings = Self.unique(origins.flatMap(\.siblings)) { $0.code.key }.filter { !asked.contains($0.code.key) }
        siblingCount = max(siblings.count, origins.map(\.siblingCount).max() ?? 0)
        self.omissions = chains.flatMap(\.omissions) + omissions
        isComplete =
            omissions.isEmpty && chains.allSatisfy { !$0.isTruncated } && books.allSatisfy { !$0.isTruncated }
            && chains.allSatisfy { $0.judged.unreadable.isEmpty }
        isEmpty = chains.allSatisfy(\.isEmpty)
    }

    private static func unique<Element>(_ elements: [Element], by key: (Element) -> String) -> [Element] {
        var seen: Set<String> = []
        return elements.filter { seen.insert(key($0)).inserted }
    }

    /// Who has some, or is sent some, first; of these the most first.
    private static func isFirst(_ left: Holding, _ right: Holding) -> Bool {
        if left.isOpen != right.isOpen { return left.isOpen }
        let (first, second) = (left.onHand.least.quanta, right.onHand.least.quanta)
        if first != second { return first > second }
        return (left.goods.key, left.holder) < (right.goods.key, right.holder)
    }

    /// What of the affected each of them was made of.
    private static func madeOf(_ chains: [Chain], _ affected: Set<String>) -> [String: [String: CanonicalCode]] {
        var inputs: [String: [String: CanonicalCode]] = [:]
        var outputs: [String: Set<String>] = [:]
        func affectedKey(_ code: CanonicalCode) -> String? {
            [code.lotKey, code.key].compactMap(\.self).first(where: affected.contains)
        }
        for event in chains.flatMap(\.judged.events) where event.kind == .transformation {
            for thing in event.things {
                guard let key = affectedKey(thing.code) else { continue }
                if thing.role == .input { inputs[event.process, default: [:]][key] = thing.code.lot ?? thing.code }
                if thing.role == .output { outputs[event.process, default: []].insert(key) }
            }
        }
        var made: [String: [String: CanonicalCode]] = [:]
        for (process, keys) in outputs {
            for key in keys {
                for (input, code) in inputs[process] ?? [:] where input != key { made[key, default: [:]][input] = code }
            }
        }
        return made
    }

    private static func affected(
        _ holdings: [Holding], _ made: [String: [String: CanonicalCode]], _ asked: Set<String>, _ namings: RecallNaming
    ) -> [Affected] {
        Dictionary(grouping: holdings, by: \.goods.key).compactMap { key, own -> Affected? in
            guard let first = own.first else { return nil }
            return Affected(
                code: first.goods, name: namings.code(first.goods), product: namings.product(first.goods),
                isAskedFor: asked.contains(key) || asked.contains(first.goods.lotKey ?? key),
                total: Holding.total(own),
                madeOf: (made[key] ?? [:]).values.sorted { $0.key < $1.key })
        }.sorted { left, right in
            left.isAskedFor != right.isAskedFor ? left.isAskedFor : left.code.key < right.code.key
        }
    }

    /// The recalls of the goods themselves and of what they were made of: a status runs down.
    private static func concerned(_ chains: [Chain], _ recalls: [RecallCases]) -> [(RecallCase, Chain)] {
        var found: [(RecallCase, Chain)] = []
        for (chain, cases) in zip(chains, recalls) {
            let own = Set([chain.subject.key, chain.subject.lotKey].compactMap(\.self))
            let above = Set(
                chain.members.filter { !$0.reach.isDisjoint(with: [.up, .ownLot]) }.map(\.code.key))
            for recall in cases.all where own.contains(recall.code.key) || above.contains(recall.code.key) {
                if !found.contains(where: {
                    $0.0.opened.entry == recall.opened.entry && $0.0.code.key == recall.code.key
                }) {
                    found.append((recall, chain))
                }
            }
        }
        return found
    }

    private static func state(_ cases: [Case]) -> State {
        let order: [State] = [.opened, .notified, .returning]
        let open = cases.map(\.state).filter(order.contains)
        if !open.isEmpty { return order.last(where: open.contains) ?? .opened }
        if cases.contains(where: { $0.state == .closed }) { return .closed }
        return cases.isEmpty ? .none : .calledOff
    }

    private static func holders(
        _ holdings: [Holding], _ recalls: [RecallCase], _ events: [ResolvedEvent], _ namings: RecallNaming,
        _ disclosed: [UInt64: [String: String]]
    ) -> [Holder] {
        var notified: [String: ResolvedEvent] = [:]
        for recall in recalls { notified.merge(recall.notified) { first, _ in first } }
        let opened = recalls.map(\.moment).min()
        var answered: Set<String> = []
        if let opened {
            for event in events where event.moment >= opened && event.isAnswerToRecall {
                answered.insert(event.operatorUSCC)
            }
        }
        let contacts = contacts(events, disclosed)
        return holdings.map { holding in
            Holder(
                holding: holding, name: namings.name(holding.holder), goods: namings.code(holding.goods),
                product: namings.product(holding.goods), contact: contacts[holding.holder],
                notified: notified[holding.holder],
                hasAnswered: answered.contains(holding.holder))
        }
    }

    /// How parties are reached, as far as it is told for all to read, or was disclosed: as a rule it is private.
    private static func contacts(
        _ events: [ResolvedEvent], _ disclosed: [UInt64: [String: String]]
    ) -> [String: String] {
        var found: [String: String] = [:]
        for event in events.sorted(by: { $0.entry < $1.entry }) {
            for (side, firms) in [("supplier", event.sources), ("receiver", event.destinations)] where firms.count == 1
            {
                let told = ["\(side)Phone", "\(side)Address"].compactMap { name in
                    event.element(name) ?? disclosed[event.entry]?[name]
                }
                if !told.isEmpty { found[firms[0]] = told.joined(separator: " ") }
            }
        }
        return found
    }
}

extension RecallReport.Case {
    init(
        _ recall: RecallCase, _ chain: Chain, _ holdings: [Holding], now: Timestamp, _ terms: RecallTerms
    ) {
        self.recall = recall
        let opened = recall.opened.event.eventTime
        grade = RecallTerms.grade(of: recall)
        failed = chain.judged.events.last { event in
            event.moment <= recall.moment && Restriction.Kind(setBy: event.event) == .failure
                && event.things.contains { $0.code.key == recall.code.key }
        }
        startBy = failed.map {
            Timestamp(milliseconds: $0.moment.milliseconds + terms.start(RecallTerms.grade(of: recall)))
        }
        isStartLate = startBy.map { $0 < recall.moment } ?? false
        completeBy = terms.lastDay(grade, from: opened)
        workingDaysMax = terms.completionDays(grade)
        let end = recall.closing ?? recall.calledOff
        workingDaysUsed = terms.daysPassed(since: opened, at: end?.moment ?? now)
        isOverdue = workingDaysUsed > workingDaysMax
        isCalendarKnown = terms.isCalendarKnown(grade, from: opened)
        state = Self.state(recall, chain, holdings)
    }

    private static func state(_ recall: RecallCase, _ chain: Chain, _ holdings: [Holding]) -> RecallReport.State {
        if recall.calledOff != nil { return .calledOff }
        if recall.closing != nil { return .closed }
        let keys = Set(holdings.map(\.goods.key)).union([recall.code.key])
        let hasReturned = chain.judged.events.contains { event in
            event.moment >= recall.moment && event.isAnswerToRecall && event.isMovingBack
                && event.things.contains { keys.contains($0.code.key) || keys.contains($0.code.lotKey ?? "") }
        }
        if hasReturned { return .returning }
        return recall.notices.isEmpty ? .opened : .notified
    }
}

extension ResolvedEvent {
    /// Whether goods are sent back, taken back or destroyed.
    fileprivate var isMovingBack: Bool {
        event.disposition == "returned" || event.bizStep == "destroying" || event.bizStep == "returning"
    }

    /// Whether who recorded it has heard of a recall before it: he stopped, sent back, took back, destroyed, or recalls himself.
    fileprivate var isAnswerToRecall: Bool {
        isMovingBack || event.bizStep == "holding" || event.bizStep == "urn:yima:bizstep:unshelving"
            || Restriction.Kind(setBy: event) == .recall
    }
}
