import Chains
import Codes
import Complaints
public import DerivedState
import EPCIS
public import Evidence
public import Ledger
import LedgerQuery
public import Risk
import Rules
import Supervision
public import TransparencyLog
public import Values

/// A host's ledger as the keeper of risk reads it.
public struct HostRisk: RiskLedgerReading {
    private let host: LedgerHost
    private let makers: Makers
    private let plans: PlanSamples
    private let holders: Holders

    /// Events that are read under the name of a task.
    private static let taskEventsMax = 4096
    private static let pageCount = 256

    /// - Parameters:
    ///   - store: where the facts are kept that are made here.
    ///   - shownDays: so many days warnings are shown.
    public init(host: LedgerHost, store: any RiskStore, shownDays: Int = RiskDefinition.builtIn.alarms.shownDays) {
        (self.host, makers, plans) = (host, Makers(host: host), PlanSamples(host: host, store: store))
        holders = Holders(host: host, store: store, shownDays: shownDays)
    }

    public func treeSize() async -> UInt64 {
        min(host.sequencer.published.treeSize, host.index.searchedUpTo)
    }

    public func root(treeSize: UInt64) async throws(StoreError) -> MerkleHash {
        try await host.store.root(treeSize: treeSize)
    }

    public func changes(of entries: Range<UInt64>) async throws(StoreError) -> [RiskChange] {
        let registry = host.sequencer.published.registry
        var changes: [RiskChange] = []
        var (complaints, tasks): (Set<ComplaintName>, Set<TaskName>) = ([], [])
        var samples: [PlanSamples.Found] = []
        var corrections = Corrections()
        var released: [String: UInt64] = [:]
        for stored in try await host.store.placedEntries(at: Array(entries)) {
            guard let arrival = stored.arrival, case .event(let signed)? = try? LedgerEntry(parsing: stored.bytes),
                let event = EPCISEvent.reading(signed.body).event
            else { continue }
            let signer = signed.journal.operatorUSCC
            let reading = RiskReading(
                entry: stored.index, signer: signer, event, arrival: arrival, codes: host.codes,
                isLaboratory: { registry.isLaboratory(signer, of: $0, at: stored.index) },
                isOffice: { registry.isOffice(signer, at: stored.index) })
            corrections.take(reading, signed, event)
            if registry.isAuthority(signer, at: stored.index) {
                for lot in holders.released(by: event) { released[lot] = stored.index }
            }
            var its = reading.withdrawn.map { RiskChange.remove($0) }
            for fact in reading.facts { its.append(.keep(try await charged(fact, event))) }
            if let act = SamplingAct(event) {
                samples.append(
                    .act(
                        Placed(
                            entry: stored.index, signer: signer, time: event.eventTime, act: act, arrival: arrival)))
            } else if let result = SampleResult(entry: stored.index, laboratory: signer, event, arrival: arrival) {
                samples.append(.result(result, changes: its))
            } else {
                changes += its
            }
            if let complaint = reading.complaint { complaints.insert(complaint) }
            if let task = reading.task { tasks.insert(task) }
        }
        if corrections.isOpen, entries.lowerBound > 0 {
            let first = entries.lowerBound - min(entries.lowerBound, Corrections.before)
            for stored in try await host.store.placedEntries(at: Array(first..<entries.lowerBound)) {
                guard let arrival = stored.arrival,
                    case .event(let signed)? = try? LedgerEntry(parsing: stored.bytes),
                    let event = EPCISEvent.reading(signed.body).event
                else { continue }
                let reading = RiskReading(
                    entry: stored.index, signer: signed.journal.operatorUSCC, event, arrival: arrival,
                    codes: host.codes, isLaboratory: { _ in false },
                    isOffice: { registry.isOffice(signed.journal.operatorUSCC, at: stored.index) })
                corrections.take(reading, signed, event)
            }
        }
        changes += corrections.late.map { .remove($0) }
        changes += try await plans.changes(samples, of: entries)
        changes += try await holders.changes(beside: changes, released: released)
        for name in complaints.sorted(by: { $0.number < $1.number }) {
            let record = try await host.complaintRecord(name)
            let fact = record.flatMap { RiskFact($0, host.codes) }
            changes.append(fact.map { .keep($0) } ?? .remove(RiskFact.Key(.complaint, name.number)))
        }
        for name in tasks.sorted(by: { $0.description < $1.description }) {
            let entry = try await task(name)
            let fact = entry.flatMap {
                RiskFact($0, .builtIn, host.definitions.lists.workingDays, host.codes)
            }
            changes.append(fact.map { .keep($0) } ?? .remove(RiskFact.Key(.task, name.description)))
        }
        return changes
    }

    /// A sample that failed is charged to whoever answers for the goods, where the ledger shows him; else to whom it was taken of.
    private func charged(_ fact: RiskFact, _ event: EPCISEvent) async throws(StoreError) -> RiskFact {
        guard fact.key.source == .sample, fact.word == RiskFact.failed, let entry = fact.entry,
            let maker = try await makers.maker(of: event.writtenCodes, at: entry)
        else { return fact }
        return fact.charged(to: maker)
    }

    /// A task as it stands now; nil where none was opened by one who might.
    private func task(_ name: TaskName) async throws(StoreError) -> TaskRecord.Entry? {
        let published = host.sequencer.published
        var events: [RecordedEvent] = []
        var bound = min(published.treeSize, host.reader.searchedUpTo)
        while events.count < Self.taskEventsMax {
            let page = try await host.reader.events(written: name.description, below: bound, limit: Self.pageCount)
            events = page.events + events
            guard let first = page.events.first?.entry, !page.isWhole else { break }
            bound = first
        }
        return TaskRecord(events: events, registries: [published.registry]).entry(name)
    }

    public func fact(of finding: MonitoredFinding) async throws(StoreError) -> RiskFact {
        // All as it stood at the entry, so that whoever reads it anew comes to the same.
        let registry = host.sequencer.published.registry
        let entry = finding.finding.entries.last ?? .max
        let newest = try await event(finding.finding.entries.last)
        // Of several the one who signed last: what it says brought the finding about.
        let signer = finding.operators.count == 1 ? finding.operators.first : newest?.signer
        let isOffice = signer.map { registry.isOffice($0, at: entry) } ?? false
        return RiskFact(
            finding, signer: try await responsible(for: finding, signer, isOffice: isOffice, newest?.event),
            isOfProduct: isOffice || isOwn(finding.code, of: signer, at: entry, registry), host.codes)
    }

    /// Whom a finding is charged to.
    ///
    /// Who tests or supervises finds what others did, and who holds goods back, or says himself that they failed or are recalled, does what the
    /// rules ask of him: neither is charged. That goods which failed were not recalled in time is charged to whoever answers for them.
    private func responsible(
        for finding: MonitoredFinding, _ signer: String?, isOffice: Bool, _ newest: EPCISEvent?
    ) async throws(StoreError) -> String? {
        let own = isOffice ? nil : signer
        guard finding.finding.rule == Self.recallRule else {
            return newest.flatMap { Restriction.Kind(setBy: $0) } == nil ? own : nil
        }
        let entry = finding.finding.entries.last ?? .max
        guard let first = try await event(finding.finding.entries.first),
            isOffice || Restriction.Kind(setBy: first.event) == .failure,
            let maker = try await makers.maker(of: first.event.writtenCodes, at: entry)
        else { return own }
        return maker
    }

    private static let recallRule = "STATE-3"

    /// What stands in an entry, with its signer; nil where that is no event that can be read.
    private func event(_ entry: UInt64?) async throws(StoreError) -> (signer: String, event: EPCISEvent)? {
        guard let entry, let bytes = try await host.store.entries(entry..<entry + 1).first,
            case .event(let signed)? = try? LedgerEntry(parsing: bytes),
            let event = EPCISEvent.reading(signed.body).event
        else { return nil }
        return (signed.journal.operatorUSCC, event)
    }

    /// Whether a product counts what this firm did: where somebody may issue its code, only what he did himself. Whoever writes about goods of
    /// another would else raise the risk of them.
    private func isOwn(_ written: String, of signer: String?, at entry: UInt64, _ registry: Registry) -> Bool {
        guard let code = try? host.codes.read(written), let name = code.issuerName else { return true }
        let owners = registry.prefixes.matching(name).filter { $0.tenure.holds(at: entry) && !$0.isVoid }.map(\.uscc)
        return owners.isEmpty || signer.map(owners.contains) ?? false
    }

    public func begin(of subject: RiskSubject) async -> CalendarDate {
        let operators = host.sequencer.published.registry.operators
        if case .firm(let uscc) = subject, let known = operators[uscc] { return known.enrolledFrom.localDay }
        return operators.values.map(\.enrolledFrom).min()?.localDay ?? host.identity.now().localDay
    }
}
