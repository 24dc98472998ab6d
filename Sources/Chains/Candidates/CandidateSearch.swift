import Codes
import EPCIS
import Values

/// What a walk asks besides, when it has been everywhere: where goods of its chain were named by their product alone, which lots they may
/// be; and whether the subject may be among goods that were given out so.
///
/// It has bounds of its own and takes nothing from those of the walk: where they are met the set is not whole, and the chain still is.
struct CandidateSearch: Sendable {
    /// The newest events of one code that are looked at, and the newest lots of one product.
    static let (eventCountMax, lotCountMax, questionCountMax) = (256, 32, 32)
    private static let codeCountMax = 512

    /// What somebody had without a lot.
    struct Question: Hashable, Sendable {
        let direction: CandidateSet.Direction
        let product: CanonicalCode
        /// Downward: what may be among it.
        var subject: CanonicalCode?
        var stays: [String: ClassTrail.Stay]
    }

    private var questions: [Question] = []
    private var isBegun = false
    /// By key: the codes whose events are needed next.
    private(set) var wanted: [String: CanonicalCode] = [:]
    private var asked: Set<String> = []
    private var supplied: [String: [ResolvedEvent]] = [:]
    /// Keys of which not everything was supplied.
    private var cut: Set<String> = []

    /// - Parameter questions: are asked once, when the walk has come to its end.
    mutating func begin(_ questions: () -> [Question]) {
        guard !isBegun else { return }
        isBegun = true
        self.questions = questions()
        advance()
    }

    func wants(_ key: String) -> Bool { wanted[key] != nil }

    /// Every event that was supplied, by entry.
    var events: [ResolvedEvent] {
        var found: [UInt64: ResolvedEvent] = [:]
        for event in supplied.values.joined() { found[event.entry] = event }
        return Array(found.values)
    }

    /// Nothing more is asked: what is not known by now stays unknown.
    mutating func giveUp() {
        cut.formUnion(wanted.keys)
        wanted = [:]
    }

    /// The newest of them; of sales by allocation those of the firms that are asked about.
    func choose(from headers: [TraceWalk.Header], for key: String) -> [UInt64] {
        let sellers = sellers(under: key)
        return headers.filter { sellers?.contains($0.operatorUSCC) ?? true }
            .map(\.entry).sorted(by: >).prefix(Self.eventCountMax).map(\.self)
    }

    /// Who is asked about under the key of sales by allocation; nil for other keys.
    private func sellers(under key: String) -> Set<String>? {
        let asked = questions.filter {
            $0.direction == .down && CanonicalCode.allocatedKey(ofProduct: $0.product.key) == key
        }
        return asked.isEmpty ? nil : Set(asked.flatMap(\.stays.keys))
    }

    mutating func take(_ events: [ResolvedEvent], for key: String, isComplete: Bool) {
        guard wanted.removeValue(forKey: key) != nil else { return }
        let sellers = sellers(under: key)
        let events = sellers.map { sellers in events.filter { sellers.contains($0.operatorUSCC) } } ?? events
        let newest = events.sorted { $0.entry > $1.entry }.prefix(Self.eventCountMax)
        supplied[key] = Array(newest)
        if !isComplete || events.count >= Self.eventCountMax { cut.insert(key) }
        if wanted.isEmpty { advance() }
    }

    private mutating func want(_ code: CanonicalCode) {
        guard !asked.contains(code.key) else { return }
        guard asked.count < Self.codeCountMax else {
            cut.insert(code.key)
            return
        }
        asked.insert(code.key)
        wanted[code.key] = code
    }

    /// Asks for what is known to be missing.
    private mutating func advance() {
        for question in questions {
            switch question.direction {
            case .down:
                want(.classCode(of: question.product))
                want(.allocatedCode(of: question.product))
            case .soldAs, .soldAmong: continue
            case .up:
                want(question.product)
                guard let named = supplied[question.product.key] else { continue }
                for lot in lots(of: question, in: named).newest {
                    want(lot)
                    for carrier in LotStay.carriers(of: lot.key, in: { supplied[$0] ?? [] }).keys.sorted() {
                        if let code = carrierCode(carrier) { want(code) }
                    }
                }
            }
        }
    }

    private func carrierCode(_ key: String) -> CanonicalCode? {
        for events in supplied.values {
            for event in events {
                if let thing = event.things(under: key).first(where: { $0.code.key == key }) { return thing.code }
            }
        }
        return nil
    }

    private func trail(of question: Question) -> ClassTrail {
        let key =
            question.direction == .up ? question.product.key : CanonicalCode.classKey(ofProduct: question.product.key)
        let named = (supplied[key] ?? []).filter { event in
            event.things.contains { $0.code.key == question.product.key }
        }
        return ClassTrail(question.direction, from: question.stays, of: question.product.key, among: named)
    }

    /// The lots of the product that were there in time, the newest first.
    private func lots(of question: Question, in named: [ResolvedEvent]) -> (newest: [CanonicalCode], isWhole: Bool) {
        let last = trail(of: question).stays.values.map(\.last).max() ?? .distantFuture
        var found: [String: (code: CanonicalCode, moment: Timestamp)] = [:]
        for event in named where event.moment.milliseconds <= last.milliseconds &+ ClassTrail.skew {
            for thing in event.things(under: question.product.key) {
                guard Act(event, thing.role) == .issue, let lot = thing.code.lot else { continue }
                found[lot.key] = (lot, min(event.moment, found[lot.key]?.moment ?? event.moment))
            }
        }
        let lots = found.values.sorted { left, right in
            left.moment != right.moment ? left.moment > right.moment : left.code.key < right.code.key
        }.map(\.code)
        return (Array(lots.prefix(Self.lotCountMax)), lots.count <= Self.lotCountMax)
    }
}

extension CandidateSearch {
    /// What was found, and the events that show it.
    struct Outcome: Sendable {
        var sets: [CandidateSet] = []
        var events: [UInt64: ResolvedEvent] = [:]
    }

    /// - Parameter isHeard: whether somebody's word about the goods counts, by his USCC.
    func outcome(where isHeard: (String) -> Bool) -> Outcome {
        var outcome = Outcome()
        for var question in questions {
            question.stays = question.stays.filter { isHeard($0.key) }
            guard !question.stays.isEmpty else { continue }
            switch question.direction {
            case .up: origins(question, &outcome)
            case .down:
                whereabouts(question, &outcome)
                soldAmong(question, &outcome)
            case .soldAs, .soldAmong: continue
            }
        }
        return outcome
    }

    private func origins(_ question: Question, _ outcome: inout Outcome) {
        guard let named = supplied[question.product.key] else { return }
        let trail = trail(of: question)
        let (lots, isWhole) = lots(of: question, in: named)
        var found: [CanonicalCode] = []
        var entries = Set(trail.events.keys)
        outcome.events.merge(trail.events) { first, _ in first }
        for lot in lots {
            let carriers = LotStay.carriers(of: lot.key) { supplied[$0] ?? [] }
            let events = ([lot.key] + carriers.keys.sorted()).flatMap { supplied[$0] ?? [] }
            let stay = LotStay(of: lot.key, events: events, carriers: carriers)
            let shown = trail.stays.flatMap { stay.entries(allowing: $1, at: $0) }
            guard !shown.isEmpty else { continue }
            found.append(lot)
            entries.formUnion(shown)
            for event in events { outcome.events[event.entry] = event }
        }
        let isAll = isWhole && cut.isDisjoint(with: [question.product.key] + lots.map(\.key))
        // Whoever judges by these events alone must see that there were more.
        if !isAll { for event in named { outcome.events[event.entry] = event } }
        outcome.sets.append(
            CandidateSet(
                direction: .up, product: question.product, lots: found.sorted { $0.key < $1.key },
                holders: question.stays.keys.sorted(), products: [], entries: entries.sorted(), isWhole: isAll))
    }

    private func whereabouts(_ question: Question, _ outcome: inout Outcome) {
        guard let subject = question.subject else { return }
        let trail = trail(of: question)
        guard !trail.events.isEmpty else { return }
        var products: [String: CanonicalCode] = [:]
        for event in trail.events.values {
            let isUsed = event.things.contains { $0.role == .input && $0.code.key == question.product.key }
            for thing in event.things where isUsed && thing.role == .output { products[thing.code.key] = thing.code }
            let isPacked = event.things.contains { $0.role == .child && $0.code.key == question.product.key }
            for thing in event.things where isPacked && thing.role == .parent { products[thing.code.key] = thing.code }
        }
        products[question.product.key] = nil
        outcome.events.merge(trail.events) { first, _ in first }
        let key = CanonicalCode.classKey(ofProduct: question.product.key)
        outcome.sets.append(
            CandidateSet(
                direction: .down, product: question.product, lots: [subject],
                holders: Set(trail.events.values.flatMap { [$0.operatorUSCC] + $0.destinations }).sorted(),
                products: products.values.sorted { $0.key < $1.key }.prefix(64).map(\.self),
                entries: trail.events.keys.sorted(), isWhole: !cut.contains(key)))
    }

    private func soldAmong(_ question: Question, _ outcome: inout Outcome) {
        let key = CanonicalCode.allocatedKey(ofProduct: question.product.key)
        guard let subject = question.subject, let sales = supplied[key],
            let found = CandidateSet.soldAmong(
                subject, of: question.product, during: question.stays, sales, isWhole: !cut.contains(key))
        else { return }
        // Whoever judges by these events alone must see that there were more.
        for sale in found.set.isWhole ? found.sales : sales { outcome.events[sale.entry] = sale }
        outcome.sets.append(found.set)
    }
}

extension CanonicalCode {
    /// Stands for the events that name a product without a lot.
    fileprivate static func classCode(of product: CanonicalCode) -> CanonicalCode {
        let key = classKey(ofProduct: product.key)
        return CanonicalCode(scheme: "class", uri: key, key: key, parts: [])
    }
}
