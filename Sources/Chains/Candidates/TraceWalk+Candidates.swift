import Codes
import EPCIS
import Values

// What is asked of goods that were named without a lot, when the walk has been everywhere.

extension TraceWalk {
    mutating func followCandidates() {
        guard !isStopped else { return }
        let walk = self
        candidates.begin { walk.candidateQuestions() }
    }

    mutating func supplyCandidates(_ records: [some WalkedEvent], for key: String, _ isComplete: Bool) {
        guard candidates.wants(key) else { return }
        guard hasTimeLeft else { return candidates.giveUp() }
        let events = records.map { pool[$0.entry] ?? $0.resolved(&codes) }
        candidates.take(events, for: key, isComplete: isComplete)
    }

    private func candidateQuestions() -> [CandidateSearch.Question] {
        let questions = subject.grain == .product ? ownQuestions() : originQuestions() + whereaboutsQuestions()
        return Array(questions.prefix(CandidateSearch.questionCountMax))
    }

    /// Of a bare product code that is asked for: what each firm gave out or took in of it without a lot.
    private func ownQuestions() -> [CandidateSearch.Question] {
        guard let place = places[subject.key] else { return [] }
        var stays: [Holding: ClassTrail.Stay] = [:]
        for event in place.entries.compactMap({ pool[$0] }) {
            for thing in event.things(under: subject.key) where thing.code.key == subject.key {
                let act = Act(event, thing.role)
                guard act.gives || act == .receive || act == .pack else { continue }
                widen(&stays, Holding(product: thing.code, holder: event.operatorUSCC), event)
            }
        }
        return questions(stays)
    }

    /// What went into the subject, or lay in it, without a lot.
    private func originQuestions() -> [CandidateSearch.Question] {
        var stays: [Holding: ClassTrail.Stay] = [:]
        for place in places.values where place.reach.contains(.up) && !place.isDocument {
            for event in place.entries.compactMap({ pool[$0] }) {
                guard event.things.contains(where: { $0.code.grain == .product }) else { continue }
                let isMade =
                    place.isTransformation
                    || event.things.contains { $0.role == .output && $0.isNamed(place.code.key) }
                let isPacked =
                    event.action == .add
                    && event.things.contains { $0.role == .parent && $0.code.key == place.code.key }
                for thing in event.things where thing.code.grain == .product {
                    guard thing.role == .input && isMade || thing.role == .child && isPacked else { continue }
                    widen(&stays, Holding(product: thing.code, holder: event.operatorUSCC), event)
                }
            }
        }
        return questions(stays)
    }

    /// Who had the subject, so that it may be among what he gave out without a lot.
    private func whereaboutsQuestions() -> [CandidateSearch.Question] {
        guard let place = places[subject.key], place.reach.contains(.down), let product = subject.bareProduct else {
            return []
        }
        func events(_ key: String) -> [ResolvedEvent] { places[key]?.entries.compactMap { pool[$0] } ?? [] }
        let carriers = LotStay.carriers(of: subject.key, in: events)
        let own = ([subject.key] + carriers.keys.sorted()).flatMap(events)
        let stay = LotStay(of: subject.key, events: own, carriers: carriers)
        guard !stay.stays.isEmpty else { return [] }
        return [
            CandidateSearch.Question(direction: .down, product: product, subject: subject, stays: stay.stays)
        ]
    }

    private struct Holding: Hashable {
        let product: CanonicalCode
        let holder: String

        static func == (left: Self, right: Self) -> Bool {
            left.product.key == right.product.key && left.holder == right.holder
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(product.key)
            hasher.combine(holder)
        }
    }

    private func widen(
        _ stays: inout [Holding: ClassTrail.Stay], _ holding: Holding, _ event: ResolvedEvent
    ) {
        let stay = ClassTrail.Stay(first: event.moment, last: event.moment)
        _ = stays[holding, default: stay].widen(to: stay)
    }

    private func questions(_ stays: [Holding: ClassTrail.Stay]) -> [CandidateSearch.Question] {
        stays.sorted { ($0.key.product.key, $0.key.holder) < ($1.key.product.key, $1.key.holder) }.map {
            holding, stay in
            CandidateSearch.Question(direction: .up, product: holding.product, stays: [holding.holder: stay])
        }
    }
}
