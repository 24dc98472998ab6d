import Chains
package import Codes
import EPCIS
import Evidence
package import Ledger
import Supervision
import TransparencyLog
package import Values

/// Gathers what a report needs from a whole ledger while it is audited, in one pass: what is not of the report is not kept.
package struct ReportGathering: Sendable {
    /// What is gathered.
    package struct Needs: Sendable {
        /// Of which days records are counted; nil where they are not.
        package var records: ReportPeriod?
        package var hasSamples = false
        /// Events are kept that hold one of these texts.
        package var marks: [String] = []
        /// Events are kept that are found under one of these names.
        package var names: Set<String> = []

        package init() {}
    }

    private enum Found: Sendable {
        case record(RecordLine)
        case correction(RecordCorrection)
        case event(EventEntry)
    }

    /// What is made of a chunk.
    private struct Part: Sendable {
        var found: [(entry: UInt64, element: Found)] = []
        var samples: [(entry: UInt64, element: CountedSamples.Found)] = []
    }

    private let needs: Needs
    private let codes: CodeReader
    private let now: Timestamp

    package init(_ needs: Needs, codes: CodeReader, now: Timestamp) {
        (self.needs, self.codes, self.now) = (needs, codes, now)
    }

    private var gathering: EventGathering<Part> {
        let (needs, codes) = (needs, codes)
        let marks = needs.marks.map { Array($0.utf8) }
        let identities = EventIdentities(reader: codes)
        return EventGathering(
            ofLeavesInto: Part(),
            addLeaf: { part, entry, leaf in
                if needs.hasSamples, let found = CountedSamples.found(entry: entry, in: leaf) {
                    part.samples.append((entry, found))
                }
                let isMarked = marks.contains { leaf.holds($0) }
                guard isMarked || needs.records != nil || !needs.names.isEmpty,
                    case .event(let signed)? = try? LedgerEntry(parsing: Array(leaf))
                else { return }
                var isKept = isMarked
                if !isKept || needs.records != nil, needs.records != nil || !needs.names.isEmpty {
                    guard let event = EPCISEvent.reading(signed.body).event else {
                        if isKept { part.found.append((entry, .event(signed))) }
                        return
                    }
                    let signer = signed.journal.operatorUSCC
                    if let period = needs.records {
                        let place = EventName(journal: signed.journal.description, index: signed.index).text
                        if let line = RecordLine(
                            entry: entry, operatorUSCC: signer, name: event.eventID ?? place, event, period, codes)
                        {
                            part.found.append((entry, .record(line)))
                        } else if let correction = RecordCorrection(operatorUSCC: signer, event) {
                            part.found.append((entry, .correction(correction)))
                        }
                    }
                    isKept = isKept || !needs.names.isDisjoint(with: identities.keys(of: event))
                }
                if isKept { part.found.append((entry, .event(signed))) }
            })
    }

    /// Audits a ledger and gathers; the report says whether it is sound.
    package func audit(_ auditor: LedgerAuditor) async -> (LedgerFacts, AuditReport) {
        var report = AuditReport()
        var replay = LedgerReplay(origin: auditor.key.name)
        var facts = LedgerFacts(registry: replay.registry, now: now)
        var records = RecordTable()
        var queue = ArrivalQueue<Found>()
        var samples = ArrivalQueue<CountedSamples.Found>()
        await auditor.audit(previous: nil, replay: &replay, report: &report, gathering: gathering) { chunk in
            samples.settle(chunk.part.samples, chunk.spans) { _, arrival, found in
                facts.samples.take(found, arrival: arrival)
            }
            queue.settle(chunk.part.found, chunk.spans) { entry, arrival, found in
                switch found {
                case .record(let line): records.add(line, arrival: arrival)
                case .correction(let correction): records.add(correction)
                case .event(let event):
                    facts.events.append(RecordedEvent(entry: entry, event: event, recordTime: arrival))
                }
            }
        }
        if needs.records != nil { facts.records = records }
        facts.registry = replay.registry
        facts.samples.finish(replay.registry)
        facts.checkpoint = report.checkpoint
        return (facts, report)
    }
}
