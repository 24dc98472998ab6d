package import Codes
import EPCIS
import Evidence
package import Ledger
package import Rules
package import TransparencyLog
import Values

/// Gathers plans of sampling with all acts and results from a whole ledger while it is audited, so that they count for nothing where it is not
/// sound.
package struct SamplingGathering: Sendable {
    private enum Found: Sendable {
        case act(Placed<SamplingAct>)
        case result(SampleResult)
    }

    private var acts: [SamplingName: [Placed<SamplingAct>]] = [:]
    private var results: [SampleResult] = []
    private var registry: Registry

    package init(origin: String) { registry = Registry(origin: origin) }

    private static let (act, result) = (Array(SamplingAct.events.type.utf8), Array("sampleNo".utf8))

    private static var gathering: EventGathering<[(entry: UInt64, element: Found)]> {
        EventGathering(
            ofLeavesInto: [],
            addLeaf: { found, entry, leaf in
                // Nearly no event of a ledger is of a sampling.
                guard leaf.holds(act) || leaf.holds(result), let one = Self.found(entry: entry, leaf: Array(leaf))
                else {
                    return
                }
                found.append((entry, one))
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
        return SampleResult(entry: entry, laboratory: signer, event).map { .result($0) }
    }

    /// Audits a ledger and gathers; the report says whether it is sound.
    package mutating func audit(_ auditor: LedgerAuditor, previous: Checkpoint?) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: auditor.key.name)
        var (acts, results) = (acts, results)
        var queue = ArrivalQueue<Found>()
        await auditor.audit(
            previous: previous, replay: &replay, report: &report, gathering: Self.gathering
        ) { chunk in
            queue.settle(chunk.part, chunk.spans) { _, arrival, found in
                switch found {
                case .act(let act): acts[act.act.name, default: []].append(act.arrived(at: arrival))
                case .result(let result): results.append(result)
                }
            }
        }
        (self.acts, self.results) = (acts, results)
        registry = replay.registry
        return report
    }

    /// Every plan that was committed to, by its name.
    package func records(lists: ReferenceLists, codes: CodeReader) -> [SamplingRecord] {
        var byLaboratory: [String: [SampleResult]] = [:]
        for result in results { byLaboratory[result.laboratory, default: []].append(result) }
        return acts.sorted { $0.key.description < $1.key.description }.compactMap { name, acts in
            var record = SamplingRecord(name, registries: [registry], lists: lists, codes: codes)
            for act in acts { record.take(act) }
            guard let plan = record.plan?.act else { return nil }
            let laboratories = Set(plan.laboratories.map(\.uscc) + plan.retestLaboratories)
            let its = laboratories.flatMap { byLaboratory[$0] ?? [] }.sorted { $0.entry < $1.entry }
            for result in its { record.take(result) }
            return record
        }
    }
}
