import EPCIS
package import Ledger
package import TransparencyLog

/// Gathers the acts about complaints from a whole ledger while it is audited, so that they count for nothing where it is not sound.
package struct ComplaintGathering: Sendable {
    private var acts: [ComplaintRecord.Signed] = []
    private var registry: Registry

    package init(origin: String) { registry = Registry(origin: origin) }

    private static let mark = Array("yima-complaint/1 ".utf8)

    private struct Found: Sendable {
        let entry: UInt64
        let journal: JournalName
        let act: ComplaintAct
    }

    private static var gathering: EventGathering<[Found]> {
        EventGathering(
            ofLeavesInto: [],
            addLeaf: { found, entry, leaf in
                // Nearly no event of a ledger is about a complaint.
                guard leaf.holds(mark), case .event(let event)? = try? LedgerEntry(parsing: Array(leaf)),
                    let act = EPCISEvent.reading(event.body).event.flatMap({ ComplaintAct($0) })
                else { return }
                found.append(Found(entry: entry, journal: event.journal, act: act))
            })
    }

    /// Audits a ledger and gathers; the report says whether it is sound.
    package mutating func audit(_ auditor: LedgerAuditor, previous: Checkpoint?) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: auditor.key.name)
        var acts: [ComplaintRecord.Signed] = []
        var waiting: [Found] = []
        await auditor.audit(
            previous: previous, replay: &replay, report: &report, gathering: Self.gathering
        ) { chunk in
            waiting += chunk.part
            // When an event came is said by the checkpoint that closes its span, which may stand in a later chunk.
            waiting.removeAll { found in
                guard let span = chunk.spans.first(where: { $0.entryRange.contains(found.entry) }) else { return false }
                acts.append(
                    ComplaintRecord.Signed(
                        entry: found.entry, arrival: span.arrival, journal: found.journal, act: found.act))
                return true
            }
        }
        self.acts = acts.sorted { $0.entry < $1.entry }
        registry = replay.registry
        return report
    }

    /// The complaints that were opened by one who might, in the order in which they were.
    package var records: [ComplaintRecord] {
        var records: [ComplaintName: ComplaintRecord] = [:]
        var order: [ComplaintName] = []
        for signed in acts {
            guard let name = signed.act?.name else { continue }
            if records[name] == nil {
                records[name] = ComplaintRecord(name)
                order.append(name)
            }
            records[name]?.take(signed, registry)
        }
        return order.compactMap { records[$0] }.filter { $0.opening != nil }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand somewhere in it.
    fileprivate func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, count >= bytes.count else { return false }
        var start = 0
        while start <= count - bytes.count {
            if self[start] == first, bytes.indices.allSatisfy({ self[start + $0] == bytes[$0] }) { return true }
            start += 1
        }
        return false
    }
}
