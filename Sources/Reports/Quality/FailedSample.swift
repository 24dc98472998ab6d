import Chains
import Codes
import EPCIS
import Evidence
import Ledger
import Statistics
import Supervision
import Values

/// A result that failed, and what followed it on the ledger.
struct FailedSample {
    /// Something that was done about the goods, or the sample, afterwards.
    struct Step: Hashable {
        let what: Wording
        let entries: EntrySet
    }

    let entry: UInt64
    let day: CalendarDate
    let firm: String?
    let laboratory: String
    let item: String
    let value: String
    let goods: String
    /// What the sample is found to be by its plan, where it is of one.
    private(set) var outcome: SampleFile.Outcome?
    /// In the order of the ledger.
    private(set) var steps: [Step] = []

    fileprivate init(_ event: RecordedEvent, _ read: EPCISEvent) {
        entry = event.entry
        day = read.eventTime.dayOnSpot
        laboratory = event.journal.operatorUSCC
        firm = read.sourceList.first.map { reference in
            let prefix = "urn:yima:uscc:"
            return reference.id.hasPrefix(prefix) ? String(reference.id.dropFirst(prefix.count)) : reference.id
        }
        item = read.dataElements["testItem"] ?? "—"
        value = read.dataElements["testValue"] ?? "—"
        let written = read.writtenCodes.first ?? "—"
        let link = "https://id.gs1.org/"
        let code = written.hasPrefix(link) ? String(written.dropFirst(link.count)) : written
        goods = [read.dataElements["productName"], code].compactMap(\.self).joined(separator: " ")
    }

    var isPursued: Bool { !steps.isEmpty }

    /// All failed results of a period, ascending.
    static func all(
        _ ledger: LedgerFacts, _ ground: ReportGround, plans: [SamplingRecord], codes: CodeReader
    ) -> [FailedSample] {
        var withdrawn: Set<String> = []
        for event in ledger.events {
            guard let read = event.event, read.errorDeclaration != nil, let name = read.eventID else { continue }
            // Nobody takes back what another said.
            withdrawn.insert("\(event.journal.operatorUSCC) \(name)")
        }
        let afterwards = FollowingSteps(ledger, codes)
        return ledger.events.compactMap { event in
            guard let read = event.event, read.bizStep == "inspecting", read.disposition == "non_conformant",
                read.errorDeclaration == nil,
                read.eventID.map({ !withdrawn.contains("\(event.journal.operatorUSCC) \($0)") }) ?? true,
                ground.period.contains(read.eventTime.dayOnSpot),
                ledger.registry.isLaboratory(event.journal.operatorUSCC, at: event.entry)
            else { return nil }
            var failed = FailedSample(event, read)
            guard
                ground.district.isEmpty
                    || failed.firm.map({ ground.holds(district: $0.districtOfFirm) }) == true
            else { return nil }
            failed.steps = afterwards.steps(after: event.entry, keys: FollowingSteps.keys(read, codes))
            if let (plan, sample) = Self.sample(ofResult: event.entry, in: plans) {
                failed.outcome = plan.outcome(of: sample)
                failed.steps += Self.steps(sample, after: event.entry)
            }
            failed.steps.sort {
                ($0.entries.ranges.first?.lowerBound ?? 0) < ($1.entries.ranges.first?.lowerBound ?? 0)
            }
            return failed
        }
    }

    /// The sample that a result counts for, with its plan; nil where it is of no plan.
    private static func sample(
        ofResult entry: UInt64, in plans: [SamplingRecord]
    ) -> (plan: SamplingRecord, sample: SampleFile)? {
        for plan in plans {
            if let sample = plan.samples.first(where: { $0.results.contains { $0.entry == entry } }) {
                return (plan, sample)
            }
        }
        return nil
    }

    private static func steps(_ sample: SampleFile, after entry: UInt64) -> [Step] {
        var steps: [Step] = []
        func add(_ what: Wording, _ entries: [UInt64]) {
            let later = entries.filter { $0 > entry }
            if !later.isEmpty { steps.append(Step(what: what, entries: EntrySet(later))) }
        }
        add(Wording(en: "report delivered", zh: "结论送达"), sample.notices.map(\.entry))
        for objection in sample.objections {
            add(objection.placed.act.matter.wording, [objection.placed.entry])
            add(Wording(en: "decided", zh: "已作决定"), objection.decisions.map(\.entry))
        }
        let again = sample.results(of: .reserve)
        if let last = again.last {
            add(
                last.isPassed ? Wording(en: "re-test passed", zh: "复检合格") : Wording(en: "re-test failed", zh: "复检不合格"),
                again.map(\.entry))
        }
        return steps
    }
}

/// What was done about goods: held, recalled, told, taken off the shelf, sent back, destroyed, released; by lot.
private struct FollowingSteps {
    private var steps: [String: [(entry: UInt64, what: Wording)]] = [:]

    init(_ ledger: LedgerFacts, _ codes: CodeReader) {
        for event in ledger.events {
            guard let read = event.event, read.errorDeclaration == nil, let what = Self.wording(read) else { continue }
            for key in Self.keys(read, codes) { steps[key, default: []].append((event.entry, what)) }
        }
    }

    static func keys(_ event: EPCISEvent, _ codes: CodeReader) -> Set<String> {
        Set(
            event.writtenCodes.map { written in
                guard let names = try? codes.names(of: written) else { return written }
                return names.lotKey ?? names.key
            })
    }

    private static func wording(_ event: EPCISEvent) -> Wording? {
        switch event.bizStep {
        case RecallCase.notifyingStep: return Wording(en: "holders told", zh: "通知持有方")
        case RecallCase.closingStep: return Wording(en: "recall closed", zh: "召回完成")
        case "urn:yima:bizstep:unshelving": return Wording(en: "off the shelf", zh: "下架")
        case "urn:yima:bizstep:releasing": return Wording(en: "released", zh: "解除控制")
        case "destroying": return Wording(en: "destroyed", zh: "销毁")
        case "returning": return Wording(en: "sent back", zh: "退货")
        default: break
        }
        switch Restriction.Kind(setBy: event) {
        case .recall: return Wording(en: "recalled", zh: "召回")
        case .hold: return Wording(en: "held", zh: "封存")
        case .failure, nil: return event.disposition == "returned" ? Wording(en: "sent back", zh: "退货") : nil
        }
    }

    /// Each kind of step once, with all its entries, in the order in which they began.
    func steps(after entry: UInt64, keys: Set<String>) -> [FailedSample.Step] {
        var found: [Wording: [UInt64]] = [:]
        for key in keys {
            for step in steps[key] ?? [] where step.entry > entry { found[step.what, default: []].append(step.entry) }
        }
        return found.map { FailedSample.Step(what: $0.key, entries: EntrySet($0.value)) }
    }
}

extension Registry {
    /// Whether somebody's results counted at an entry: an enrolled laboratory's.
    func isLaboratory(_ uscc: String, at entry: UInt64) -> Bool {
        operators[uscc]?.roles.contains { $0.role.word == "laboratory" && $0.tenure.holds(at: entry) } ?? false
    }
}
