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
        package var condemns: Bool { finding.severity == .violation && Judge.isOfRecord(finding.rule) }
        /// Whether it only tells what is not said.
        package let isOmission: Bool
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
    /// - Parameters:
    ///   - new: what is about to be recorded, by its places in the journal.
    ///   - own: what the journal has on record of the same goods, and of what these came from and lay in.
    package func foreseen(_ new: [ChainEvent], beside own: [ChainEvent]) async -> [Foreseen] {
        var cache = CodeCache(reader: reader)
        let resolved = new.map { ResolvedEvent($0, codes: &cache) }
        let record = Record(own.map { ResolvedEvent($0, codes: &cache) } + resolved)
        let subjects = Self.subjects(of: resolved)
        let isNew = Set(new.map(\.entry))
        let stripes = min(subjects.count, Self.stripeCount)
        let found = await withTaskGroup(of: [(CanonicalCode, Finding)].self) { group in
            for stripe in 0..<stripes {
                group.addTask {
                    stride(from: stripe, to: subjects.count, by: stripes).flatMap { place in
                        findings(of: subjects[place], record)
                            .filter { $0.entries.contains(where: isNew.contains) }.map { (subjects[place], $0) }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return Self.grouped(found, isNew)
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

    private func findings(of subject: CanonicalCode, _ record: Record) -> Set<Finding> {
        var walk = TraceWalk(subject: subject, limits: Self.limits, reader: reader)
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { break }
            for code in wanted { walk.supply(walked: record.events(of: code), for: code) }
        }
        let mayWeigh = !walk.isTruncated && !record.isTakenOutOfUnknown(subject)
        return judge.findings(in: walk.chain()) { rule in
            rule.isForeseen && (mayWeigh || !rule.needsWholeChain)
        }
    }

    /// One finding of several goods is told once, by its gravest severity.
    private static func grouped(_ found: [(CanonicalCode, Finding)], _ isNew: Set<UInt64>) -> [Foreseen] {
        struct Told: Hashable {
            let rule: String
            let entries: [UInt64]
            let message: Wording
        }
        var told: [Told: (finding: Finding, goods: [CanonicalCode])] = [:]
        for (code, finding) in found where finding.severity != .info {
            let key = Told(rule: finding.rule, entries: finding.entries, message: finding.message)
            let known = told[key]
            let gravest = known.map { $0.finding.severity.rank <= finding.severity.rank ? $0.finding : finding }
            told[key] = (gravest ?? finding, (known?.goods ?? []) + [code])
        }
        return told.values.sorted { $0.finding.precedes($1.finding) }.map { finding, goods in
            Foreseen(
                finding: finding, goods: goods.sorted { $0.key < $1.key },
                entries: finding.entries.filter(isNew.contains),
                isOmission: Judge.isOmission(finding.rule))
        }
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
