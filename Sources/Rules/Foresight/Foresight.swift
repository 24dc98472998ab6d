package import Chains
package import Codes
import EPCIS
import Values

/// What will be found of goods once somebody has recorded what he is about to record of them, as far as his own record decides it:
/// the rules themselves, over his events and the new ones.
///
/// Others' records are not known here. So only those rules are asked that conclude nothing from what is absent, and those that weigh
/// what one firm says of goods against what it says itself (`Rule.isForeseen`). A firm of which another device recorded the
/// rest may be told what will not be found.
package struct Foresight: Sendable {
    /// One thing that will be found.
    package struct Foreseen: Hashable, Sendable {
        /// Its entries are places in the journal.
        package let finding: Finding
        /// Of which of the goods that the new events name, in the order of their keys.
        package let goods: [CanonicalCode]
        /// The new events that it is about, ascending.
        package let entries: [UInt64]
        /// Whether it makes the goods invalid because things cannot be as they are written. How bad goods are, a failed test or a recall,
        /// is never held back.
        ///
        /// That the step before is missing concludes from what is absent, and others may have it on record; not where it was here and is
        /// taken back.
        package var condemns: Bool {
            finding.severity == .violation
                && (Judge.isOfRecord(finding.rule) || isOfWithdrawal && finding.rule == MissingStepRule.id)
        }
        /// Whether it only tells what is not said.
        package let isOmission: Bool
        /// Whether it will be found only because the new events take others back: what is left does not agree without them.
        package var isOfWithdrawal = false
    }

    let judge: Judge
    let reader: CodeReader

    /// So much of one lot is looked at.
    private static let limits = TraceLimits(
        codeCountMax: 20_000, eventCountMax: 60_000, thingCountMax: 300_000, byteCountMax: 1 << 30,
        lineCountMax: 500_000)

    package init(judge: Judge, reader: CodeReader) {
        self.judge = judge
        self.reader = reader
    }

    /// What will be found: violations first, then by rule and entry.
    ///
    /// Where new events take others back, it is also what will be found of the goods of these that is not found as long as they stand.
    /// - Parameters:
    ///   - new: what is about to be recorded, by its places in the journal.
    ///   - own: what the journal has on record of the same goods, and of what these came from and lay in.
    package func foreseen(_ new: [ChainEvent], beside own: [ChainEvent]) async -> [Foreseen] {
        var cache = CodeCache(reader: reader)
        let resolved = new.map { ResolvedEvent($0, codes: &cache) }
        let held = own.map { ResolvedEvent($0, codes: &cache) }
        let isNew = Set(new.map(\.entry))
        let withdrawal = Withdrawal(of: held, by: isNew, Retractions(among: own + new))
        let (before, after) = (Record(withdrawal.isEmpty ? [] : held), Record(held + resolved))
        let subjects = Self.subjects(of: resolved + withdrawal.events)
        let stripes = min(subjects.count, Self.stripeCount)
        let found = await withTaskGroup(of: [Found].self) { group in
            for stripe in 0..<stripes {
                group.addTask {
                    stride(from: stripe, to: subjects.count, by: stripes).flatMap { place in
                        look(at: subjects[place], before, after, isNew, withdrawal)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return Self.grouped(found, isNew)
    }

    /// What is found of one thing, and by which declarations where it is only because of them.
    private struct Found: Sendable {
        let code: CanonicalCode
        let finding: Finding
        var declarations: Set<UInt64> = []
    }

    private func look(
        at subject: CanonicalCode, _ before: Record, _ after: Record, _ isNew: Set<UInt64>, _ withdrawal: Withdrawal
    ) -> [Found] {
        let declarations = withdrawal.declarations(of: subject)
        let later = findings(of: subject, after, isWithdrawn: !declarations.isEmpty)
        let isOfNew = { (finding: Finding) in
            finding.entries.contains(where: isNew.contains) && Judge.isForeseen(finding.rule)
        }
        let told = later.filter(isOfNew).map { Found(code: subject, finding: $0) }
        guard !declarations.isEmpty else { return told }
        // What was found already, of these events or of more, does not come from the withdrawal: it may be on the way to be put right.
        let known = findings(of: subject, before, isWithdrawn: true)
        let arising = later.filter { finding in
            finding.severity == .violation && !isOfNew(finding)
                && !known.contains { $0.rule == finding.rule && Set($0.entries).isSuperset(of: finding.entries) }
        }
        return told + arising.map { Found(code: subject, finding: $0, declarations: declarations) }
    }

    private static let stripeCount = 64

    /// The lots, or single things that name none, that the new events speak of; in the order of their keys.
    private static func subjects(of events: [ResolvedEvent]) -> [CanonicalCode] {
        var found: [String: CanonicalCode] = [:]
        for thing in events.flatMap(\.things) {
            let code = thing.code.lot ?? thing.code
            if found[code.key] == nil { found[code.key] = code }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// - Parameter isWithdrawn: whether events of it are taken back. Then it may be the step before that goes: what others say of that is not
    ///   known here, but what is found only without these events comes from taking them back.
    private func findings(of subject: CanonicalCode, _ record: Record, isWithdrawn: Bool) -> Set<Finding> {
        var walk = TraceWalk(subject: subject, limits: Self.limits, reader: reader)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted { walk.supply(walked: record.events(of: code), for: code) }
        }
        let mayWeigh = !walk.isTruncated && !record.isTakenOutOfUnknown(subject)
        return judge.findings(in: walk.chain()) { rule in
            (rule.isForeseen || isWithdrawn && rule.id == MissingStepRule.id) && (mayWeigh || !rule.needsWholeChain)
        }
    }

    /// One finding of several goods is told once, by its gravest severity.
    private static func grouped(_ found: [Found], _ isNew: Set<UInt64>) -> [Foreseen] {
        struct Told: Hashable {
            let rule: String
            let entries: [UInt64]
            let message: Wording
        }
        var told: [Told: (finding: Finding, goods: [CanonicalCode], declarations: Set<UInt64>)] = [:]
        for one in found where one.finding.severity != .info {
            let finding = one.finding
            let key = Told(rule: finding.rule, entries: finding.entries, message: finding.message)
            let known = told[key]
            let gravest = known.map { $0.finding.severity.rank <= finding.severity.rank ? $0.finding : finding }
            told[key] = (
                gravest ?? finding, (known?.goods ?? []) + [one.code],
                (known?.declarations ?? []).union(one.declarations)
            )
        }
        return told.values.sorted { $0.finding.precedes($1.finding) }.map { finding, goods, declarations in
            Foreseen(
                finding: finding, goods: goods.sorted { $0.key < $1.key },
                entries: declarations.isEmpty ? finding.entries.filter(isNew.contains) : declarations.sorted(),
                isOmission: Judge.isOmission(finding.rule), isOfWithdrawal: !declarations.isEmpty)
        }
    }
}

extension Foresight {
    /// What the new events take back of what the journal has.
    private struct Withdrawal: Sendable {
        /// The events that are taken back.
        let events: [ResolvedEvent]
        /// By the keys of the lots, or things without one, that these name.
        private var declarationsByKey: [String: Set<UInt64>] = [:]

        init(of held: [ResolvedEvent], by isNew: Set<UInt64>, _ retractions: Retractions) {
            events = held.filter { retractions.byEvent[$0.entry].map(isNew.contains) ?? false }
            for event in events {
                guard let declaration = retractions.byEvent[event.entry] else { continue }
                for thing in event.things {
                    declarationsByKey[(thing.code.lot ?? thing.code).key, default: []].insert(declaration)
                }
            }
        }

        var isEmpty: Bool { events.isEmpty }

        /// Those that take back an event of that thing.
        func declarations(of code: CanonicalCode) -> Set<UInt64> { declarationsByKey[code.key] ?? [] }
    }
}

extension Foresight {
    /// The events, by what they name.
    private struct Record: Sendable {
        private var byKey: [String: [ResolvedEvent]] = [:]
        /// Containers that were packed here, and what was taken out of others.
        private var takenOut: Set<String> = []

        init(_ events: [ResolvedEvent]) {
            var packed: Set<String> = []
            for event in events {
                for key in event.keys { byKey[key, default: []].append(event) }
                guard event.event.kind == .aggregation, event.event.action == .add else { continue }
                packed.formUnion(event.things(playing: .parent).map(\.code.key))
            }
            for event in events where event.event.kind == .aggregation && event.event.action == .delete {
                guard !event.things(playing: .parent).contains(where: { packed.contains($0.code.key) }) else {
                    continue
                }
                takenOut.formUnion(event.things(playing: .child).map { ($0.code.lot ?? $0.code).key })
            }
        }

        func events(of code: CanonicalCode) -> [ResolvedEvent] { byKey[code.key] ?? [] }

        /// Whether it came in a container that others packed: how much of it there was is their record's to say.
        func isTakenOutOfUnknown(_ code: CanonicalCode) -> Bool { takenOut.contains(code.key) }
    }
}
