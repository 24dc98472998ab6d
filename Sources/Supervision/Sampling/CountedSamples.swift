import Chains
package import Codes
import EPCIS
import Evidence
package import Ledger
package import Rules
package import Statistics
package import TransparencyLog
package import Values

/// Gathers samples with their results from a whole ledger while it is audited, each sample once, so that they count for nothing where the
/// ledger is not sound.
///
/// A sample of a plan is what the plan's acts make of it: its number is the plan's, so that two plans have two samples of one number; a re-test
/// and the first test are one sample, with the final result; what came with a broken seal is none. What laboratories found in samples of no
/// plan is known by laboratory and number.
package struct CountedSamples: Sendable {
    /// What an entry says of samples.
    package enum Found: Sendable {
        case act(Placed<SamplingAct>)
        /// With the number of its sample, where it has one.
        case result(SampleTable.Result, SampleResult?)
    }

    /// Samples of no plan.
    private var table = SampleTable()
    private var acts: [SamplingName: [Placed<SamplingAct>]] = [:]
    /// Results with the number of a sample that an office had taken by then: of which plan they are is seen in the end.
    private var numbered: [(SampleTable.Result, SampleResult)] = []
    private var numbers: Set<String> = []
    /// Who was a laboratory when; known once the audit has ended.
    private var registry: Registry

    package init(origin: String) { registry = Registry(origin: origin) }

    private static let act = Array(SamplingAct.events.type.utf8)

    /// What a leaf says of samples; nil for nearly every one.
    package static func found(entry: UInt64, in leaf: UnsafeRawBufferPointer) -> Found? {
        guard leaf.holds(act) || leaf.holds(SampleReading.bizStep) else { return nil }
        return found(entry: entry, leaf: Array(leaf))
    }

    private static var gathering: EventGathering<[(entry: UInt64, element: Found)]> {
        EventGathering(
            ofLeavesInto: [],
            addLeaf: { found, entry, leaf in
                if let one = Self.found(entry: entry, in: leaf) { found.append((entry, one)) }
            })
    }

    private static func found(entry: UInt64, leaf: [UInt8]) -> Found? {
        guard case .event(let signed)? = try? LedgerEntry(parsing: leaf),
            let event = EPCISEvent.reading(signed.body).event
        else { return nil }
        let signer = signed.journal.operatorUSCC
        if let act = SamplingAct(event) {
            return .act(Placed(entry: entry, signer: signer, time: event.eventTime, act: act))
        }
        return SampleReading.result(entry: entry, signed, event).map { result in
            .result(result, SampleResult(entry: entry, laboratory: signer, event))
        }
    }

    /// Audits a ledger and gathers; the report says whether it is sound.
    package mutating func audit(_ auditor: LedgerAuditor, previous: Checkpoint?) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: auditor.key.name)
        var gathered = self
        var queue = ArrivalQueue<Found>()
        await auditor.audit(
            previous: previous, replay: &replay, report: &report, gathering: Self.gathering
        ) { chunk in
            queue.settle(chunk.part, chunk.spans) { _, arrival, found in gathered.take(found, arrival: arrival) }
        }
        self = gathered
        finish(replay.registry)
        return report
    }

    /// Takes what entries say, in the order of the ledger.
    package mutating func take(_ found: Found, arrival: Timestamp) {
        switch found {
        case .act(let act): add(act.arrived(at: arrival))
        case .result(let result, let numbered): add(result, numbered)
        }
    }

    /// Takes who had which role, once all is read.
    package mutating func finish(_ registry: Registry) { self.registry = registry }

    /// Takes acts and results in the order of the ledger.
    mutating func add(_ act: Placed<SamplingAct>) {
        acts[act.act.name, default: []].append(act)
        if case .taking(let taking) = act.act { numbers.insert(taking.number) }
    }

    /// - Parameter numbered: the same, where it has the number of a sample.
    mutating func add(_ result: SampleTable.Result, _ numbered: SampleResult?) {
        guard let numbered, numbers.contains(numbered.sample) else { return table.add(result) }
        self.numbered.append((result, numbered))
    }

    /// Whether somebody's results of goods of a firm counted at an entry.
    package func isLaboratory(_ uscc: String, of firm: String?, at entry: UInt64) -> Bool {
        registry.isLaboratory(uscc, of: firm, at: entry)
    }

    /// What can be counted.
    package struct Counted: Sendable {
        package fileprivate(set) var samples: SampleTable
        /// The plans, with their results.
        package fileprivate(set) var plans: [SamplingRecord] = []
        /// Samples of plans about which something was found and of which nothing is settled: not all is tested, results contradict each
        /// other, an objection was upheld, or no result counts.
        package fileprivate(set) var openCount = 0
    }

    /// - Parameters:
    ///   - lists: the limits of the goods.
    ///   - codes: as codes are read.
    package func counted(lists: ReferenceLists, codes: CodeReader) -> Counted {
        counted(roles: Roles([registry]), lists: lists, codes: codes)
    }

    func counted(roles: Roles, lists: ReferenceLists = .builtIn, codes: CodeReader = CodeReader()) -> Counted {
        var counted = Counted(samples: table)
        var records: [SamplingName: SamplingRecord] = [:]
        var places: [String: [SamplingName]] = [:]
        func take(_ act: Placed<SamplingAct>) {
            let name = act.act.name
            records[name, default: SamplingRecord(name, roles: roles, lists: lists, codes: codes)].take(act)
            if case .taking(let said) = act.act, places[said.number]?.contains(name) != true {
                places[said.number, default: []].append(name)
            }
        }
        // Of which plan a result is follows from what stood before it, as it does for a host that reads on.
        var next = 0
        let ordered = acts.values.joined().sorted { $0.entry < $1.entry }
        for (result, numbered) in numbered {
            while next < ordered.count, ordered[next].entry < numbered.entry {
                take(ordered[next])
                next += 1
            }
            let its = (places[numbered.sample] ?? []).filter { records[$0]?.isOfPlan(numbered) == true }
            for name in its { records[name]?.take(numbered) }
            if its.isEmpty { counted.samples.add(result) }
        }
        for act in ordered[next...] { take(act) }
        let plans = records.values.filter { $0.plan != nil }.sorted { $0.name.description < $1.name.description }
        for record in plans {
            for sample in record.samples { counted.add(sample, record) }
        }
        counted.plans = plans
        return counted
    }
}

extension CountedSamples.Counted {
    fileprivate mutating func add(_ sample: SampleFile, _ record: SamplingRecord) {
        let isPassed: Bool
        switch record.outcome(of: sample) {
        case .passed: isPassed = true
        case .failed: isPassed = false
        case .pending, .setAside, .conflict:
            if !sample.results.isEmpty || !sample.refused.isEmpty { openCount += 1 }
            return
        }
        guard let first = sample.results.first else { return }
        let order = sample.order.act
        samples.add(
            SampleTable.Result(
                sample: SampleReading.sample("\(record.name)/\(sample.number)"), laboratory: order.laboratory,
                firm: sample.taking.act.firm, profile: order.profile, stage: order.stage, day: first.time.day,
                isPassed: isPassed, isWithdrawal: false, entry: first.entry,
                otherEntries: sample.results.dropFirst().map(\.entry), isOfPlan: true))
    }
}
