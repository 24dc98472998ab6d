import Chains
import Codes
import EPCIS
import Evidence
import Ledger
import Statistics
import Supervision
import Values

/// What failed in a sample, and what followed it on the ledger: of a sample and an item once, however often it was said.
struct FailedSample {
    /// Something that was done about the goods, or the sample, afterwards.
    struct Step: Hashable {
        let what: Wording
        let entries: EntrySet
    }

    /// By which its results are known to be of one sample: the plan's name and number, or the laboratory's.
    private(set) var sample: String
    let entry: UInt64
    /// Where the same is said again.
    private(set) var otherEntries: [UInt64] = []
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
        let number = read.dataElements["sampleNo"] ?? read.dataElements["reportNo"]
        sample = number.map { "\(event.journal.operatorUSCC)/\($0)" } ?? "#\(event.entry)"
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

    /// All places where it is said.
    var entries: EntrySet { EntrySet([entry] + otherEntries) }

    /// What failed in a period, ascending, in the samples that rates count: of plans what their samples are found to be in the end. Of
    /// those that a re-test or an objection took away, or of which nothing is settled, apart.
    static func all(
        _ ledger: LedgerFacts, _ ground: ReportGround, plans: [SamplingRecord], targets: QualityTargets,
        codes: CodeReader
    ) -> (failures: [FailedSample], overturned: [FailedSample]) {
        var withdrawn: Set<String> = []
        for event in ledger.events {
            guard let read = event.event, read.errorDeclaration != nil, let name = read.eventID else { continue }
            // Nobody takes back what another said.
            withdrawn.insert("\(event.journal.operatorUSCC) \(name)")
        }
        let planned = PlannedResults(plans)
        let afterwards = FollowingSteps(ledger, codes)
        var (failures, overturned) = ([FailedSample](), [FailedSample]())
        var places: [String: Int] = [:]
        for event in ledger.events {
            guard let read = event.event, read.bizStep == "inspecting", read.disposition == "non_conformant",
                read.errorDeclaration == nil,
                read.eventID.map({ !withdrawn.contains("\(event.journal.operatorUSCC) \($0)") }) ?? true,
                ground.period.contains(read.eventTime.dayOnSpot)
            else { continue }
            var failed = FailedSample(event, read)
            guard
                ground.district.isEmpty
                    || failed.firm.map({ ground.holds(district: $0.districtOfFirm) }) == true
            else { continue }
            switch planned.places[event.entry] {
            case .refused: continue
            case .counted(let plan, let sample):
                let outcome = plan.outcome(of: sample)
                guard targets.place(ofProfile: sample.order.act.profile) != nil else { continue }
                failed.outcome = outcome
                failed.sample = "\(plan.name)/\(sample.number)"
                failed.steps = Self.steps(sample, after: event.entry)
            case nil:
                guard targets.place(ofProfile: SampleReading.profile(of: read)) != nil,
                    ledger.registry.isLaboratory(event.journal.operatorUSCC, of: failed.firm, at: event.entry)
                else { continue }
            }
            let isCounted = failed.outcome == nil || failed.outcome == .failed
            let key = "\(failed.sample)/\(failed.item)"
            if let known = places[key] {
                if isCounted {
                    failures[known].otherEntries.append(event.entry)
                } else {
                    overturned[known].otherEntries.append(event.entry)
                }
                continue
            }
            failed.steps += afterwards.steps(after: event.entry, keys: FollowingSteps.keys(read, codes))
            failed.steps.sort {
                ($0.entries.ranges.first?.lowerBound ?? 0) < ($1.entries.ranges.first?.lowerBound ?? 0)
            }
            places[key] = isCounted ? failures.count : overturned.count
            if isCounted { failures.append(failed) } else { overturned.append(failed) }
        }
        return (failures, overturned)
    }

    /// Which results are of which sample of a plan, by their entries.
    private struct PlannedResults {
        enum Place {
            case counted(SamplingRecord, SampleFile)
            /// It is of a plan's sample and counts for nothing.
            case refused
        }

        private(set) var places: [UInt64: Place] = [:]

        init(_ plans: [SamplingRecord]) {
            for plan in plans {
                for sample in plan.samples {
                    for (result, _) in sample.refused { places[result.entry] = .refused }
                    for result in sample.results { places[result.entry] = .counted(plan, sample) }
                }
            }
        }
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
