import EPCIS
package import Ledger
package import Statistics
package import TransparencyLog
import Values

/// Gathers the results of samples from a whole ledger while it is audited, so that they count for nothing where it is not sound.
///
/// A result is an inspection (bizStep `inspecting`) that says whether it found what it should (disposition `conformant` or
/// `non_conformant`). Its sample is known by the laboratory and `sampleNo`, else `reportNo`, else the entry itself; of whom it was taken says
/// the first source, and where in the trade `samplingStage`.
package struct SampleGathering: Sendable {
    /// The samples of what was audited.
    package private(set) var samples = SampleTable()
    /// Who was a laboratory when; known once the audit has ended.
    package private(set) var registry: Registry

    package init(origin: String) { registry = Registry(origin: origin) }

    private static let bizStep = Array("inspecting".utf8)

    /// What is made of a chunk of entries.
    private static var gathering: EventGathering<[SampleTable.Result]> {
        EventGathering(
            ofLeavesInto: [],
            addLeaf: { results, entry, leaf in
                // Nearly no event of a ledger is an inspection.
                guard leaf.holds(bizStep), let result = result(entry: entry, leaf: Array(leaf)) else { return }
                results.append(result)
            })
    }

    /// Audits a ledger and gathers; the report says whether it is sound.
    package mutating func audit(_ auditor: LedgerAuditor, previous: Checkpoint?) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: auditor.key.name)
        var samples = samples
        await auditor.audit(
            previous: previous, replay: &replay, report: &report, gathering: Self.gathering
        ) { chunk in
            for result in chunk.part { samples.add(result) }
        }
        self.samples = samples
        registry = replay.registry
        return report
    }

    /// Whether somebody's results counted at an entry: an enrolled laboratory's.
    package func isLaboratory(_ uscc: String, at entry: UInt64) -> Bool {
        registry.operators[uscc]?.roles.contains {
            $0.role.word == "laboratory" && $0.tenure.holds(at: entry)
        } ?? false
    }

    /// What an entry says of a sample; nil where it says nothing.
    package static func result(entry: UInt64, leaf: [UInt8]) -> SampleTable.Result? {
        guard case .event(let signed)? = try? LedgerEntry(parsing: leaf),
            let event = EPCISEvent.reading(signed.body).event, event.bizStep == "inspecting",
            let isPassed = ["conformant": true, "non_conformant": false][event.disposition ?? ""]
        else { return nil }
        let laboratory = signed.journal.operatorUSCC
        let number = (event.dataElements["sampleNo"] ?? event.dataElements["reportNo"]).map { "\(laboratory)/\($0)" }
        // A declaration has the eventID of what it takes back.
        let key = number ?? "\(signed.journal)#\(event.eventID ?? "\(entry)")"
        let local = Timestamp(
            milliseconds: event.eventTime.moment.milliseconds + Int64(event.eventTime.offsetMinutes) * 60_000)
        return SampleTable.Result(
            sample: MerkleHash.leaf(key.utf8).leadingWord, laboratory: laboratory,
            firm: event.sourceList.first.map { reference in
                reference.id.hasPrefix(usccPrefix) ? String(reference.id.dropFirst(usccPrefix.count)) : reference.id
            },
            profile: event.dataElements["profile"] ?? "", stage: event.dataElements["samplingStage"],
            day: CalendarDate(daysSinceEpoch: Int((local.milliseconds / 86_400_000))), isPassed: isPassed,
            isWithdrawal: event.errorDeclaration != nil, entry: entry)
    }

    private static let usccPrefix = "urn:yima:uscc:"
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand somewhere in it.
    package func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, count >= bytes.count else { return false }
        var start = 0
        while start <= count - bytes.count {
            if self[start] == first, bytes.indices.allSatisfy({ self[start + $0] == bytes[$0] }) { return true }
            start += 1
        }
        return false
    }
}
