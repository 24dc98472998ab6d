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

    /// Events that are read under the name of a task.
    private static let taskEventsMax = 4096
    private static let pageCount = 256

    public init(host: LedgerHost) {
        self.host = host
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
        for stored in try await host.store.placedEntries(at: Array(entries)) {
            guard let arrival = stored.arrival, case .event(let signed)? = try? LedgerEntry(parsing: stored.bytes),
                let event = EPCISEvent.reading(signed.body).event
            else { continue }
            let signer = signed.journal.operatorUSCC
            let reading = RiskReading(
                entry: stored.index, signer: signer, event, arrival: arrival, codes: host.codes,
                isLaboratory: { Self.has(["laboratory"], signer, at: stored.index, registry) })
            changes += reading.facts.map { .keep($0) } + reading.withdrawn.map { .remove($0) }
            if let complaint = reading.complaint { complaints.insert(complaint) }
            if let task = reading.task { tasks.insert(task) }
        }
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

    private static func has(_ roles: Set<String>, _ uscc: String, at entry: UInt64, _ registry: Registry) -> Bool {
        registry.operators[uscc]?.roles.contains {
            roles.contains($0.role.word) && $0.tenure.holds(at: entry)
        } ?? false
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
        var signer = finding.operators.count == 1 ? finding.operators.first : nil
        // Of several the one who signed last: what it says brought the finding about.
        if signer == nil, let newest = finding.finding.entries.last,
            let bytes = try await host.store.entries(newest..<newest + 1).first,
            case .event(let signed)? = try? LedgerEntry(parsing: bytes)
        {
            signer = signed.journal.operatorUSCC
        }
        // Both as they stood at the entry, so that whoever reads it anew comes to the same.
        let registry = host.sequencer.published.registry
        let entry = finding.finding.entries.last ?? .max
        let isOffice = signer.map { Self.has(Self.offices, $0, at: entry, registry) } ?? false
        return RiskFact(
            finding, signer: isOffice ? nil : signer,
            isOfProduct: isOffice || isOwn(finding.code, of: signer, at: entry, registry), host.codes)
    }

    /// Who tests or supervises finds what others did: it counts for no firm.
    private static let offices: Set<String> = ["laboratory", "authority", "port"]

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
