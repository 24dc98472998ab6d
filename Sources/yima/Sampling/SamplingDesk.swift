import Chains
import Codes
import CommandSupport
import EPCIS
import Evidence
import Ledger
import LedgerClient
import LedgerProtocol
import Rules
import Supervision
import TransparencyLog
import Values

/// A plan of sampling with all that is on record of it, proven on this machine.
struct SamplingDesk {
    let record: SamplingRecord
    let acts: NamedActs
    /// What the definitions in force say.
    let lists: ReferenceLists
    let offices: OfficesDocument
    /// What is false of the evidence about the goods.
    private(set) var faults: [Wording]
    private(set) var doubts: [Wording]

    /// Goods of which the results are looked at in one command; `yima stats plan` reads the ledger whole.
    private static let codesMax = 500

    /// - Parameters:
    ///   - sample: only results of this one are looked for; nil is all; an empty one, none.
    ///   - definitions: the directory of one's own, which go before what the ledger has adopted.
    init(
        _ name: SamplingName, sample: String?, from watched: WatchedLedger, _ verifier: Verifier,
        definitions: String?
    ) async throws(CommandError) {
        let connection = watched.connection
        acts = try await NamedActs(name.description, from: watched, verifier)
        offices = try await connection.offices()
        let adopted = try await LedgerDefinitions.taken(from: connection, own: definitions)
        lists = (adopted?.definitions ?? verifier.judge.definitions).lists
        faults = acts.faults
        doubts = acts.doubts
        var codes: [String] = []
        for event in acts.events {
            guard case .taking(let taking)? = event.event.flatMap({ SamplingAct($0) }),
                sample == nil || sample == taking.number, !codes.contains(taking.code)
            else { continue }
            codes.append(taking.code)
        }
        guard codes.count <= Self.codesMax else {
            throw CommandError(
                .usage, at: Wording("\(name)"), en: "\(codes.count) goods were sampled: name a sample with --sample",
                zh: "已抽样 \(codes.count) 种货物：请用 --sample 指定样品",
                hint: Wording(en: "yima stats plan reads the whole ledger", zh: "yima stats plan 读取全账本"))
        }
        var registries = acts.registries
        var results: [UInt64: SampleResult] = [:]
        for code in codes {
            guard let (_, document) = try await watched.evidence(code) else { continue }
            let report = EvidenceReport(document, key: watched.key, policy: verifier.judge.policy)
            faults += report.findings.map(\.message)
            doubts += report.doubts.map(\.wording)
            if !document.isComplete {
                doubts.append(
                    Wording(
                        en: "not all is there that is on record of \(code.shown)", zh: "\(code.shown) 的记录未全部取得"))
            }
            registries.append(report.registry)
            for event in report.events {
                guard let read = event.event,
                    let result = SampleResult(
                        entry: event.entry, laboratory: event.journal.operatorUSCC, read, arrival: event.recordTime)
                else { continue }
                results[event.entry] = result
            }
        }
        var record = SamplingRecord(
            name, events: acts.events, roles: Roles(registries, now: offices.scopes), lists: lists,
            codes: verifier.codes)
        for (_, result) in results.sorted(by: { $0.key < $1.key }) { record.take(result) }
        self.record = record
    }

    /// Asks the ledger of a journal, with the definitions that it has adopted.
    static func open(
        _ name: SamplingName, sample: String? = nil, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> SamplingDesk {
        try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await SamplingDesk(
                name, sample: sample, from: watched, verifier,
                definitions: try Settings().definitions(verdictOptions.definitions))
        }
    }

    /// False before unchecked before sound.
    var status: ExitStatus {
        if !faults.isEmpty { return .violated }
        guard record.plan != nil else { return record.refused.isEmpty ? .unknown : .notAllowed }
        return doubts.isEmpty ? .done : .undecided
    }

    /// The plan, or the error that there is none that counts.
    func plan() throws(CommandError) -> SamplingPlan {
        if let fault = faults.first { throw CommandError(.violated, at: Wording("\(record.name)"), fault) }
        if let plan = record.plan { return plan.act }
        if let why = record.refused.first?.why {
            throw CommandError(.notAllowed, at: Wording("\(record.name)"), why.wording)
        }
        throw CommandError(.unknown, at: Wording("\(record.name)"), en: "no such plan is on record", zh: "没有该计划的记录")
    }

    func sample(_ number: String) throws(CommandError) -> SampleFile {
        if let sample = record.sample(number) { return sample }
        throw CommandError(.badInput, at: Wording(number.shown), SampleRefusal.noSuchSample(number).wording)
    }

    /// Refuses before anything is signed what would count for nothing.
    /// - Parameter places: of the acts in the tables they come from.
    func check(
        _ acts: [SamplingAct], by signer: String, at time: OffsetTime, places: [Wording] = []
    ) throws(CommandError) {
        var record = record
        for (number, act) in acts.enumerated() {
            let count = record.refused.count
            guard act.isSound else {
                throw CommandError(
                    .badInput, at: places.isEmpty ? nil : places[number], SamplingError.malformedAct.wording)
            }
            record.take(Placed(entry: .max, signer: signer, time: time, act: act))
            guard record.refused.count > count, let why = record.refused.last?.why else {
                continue
            }
            throw CommandError(
                why.isOfRoles ? .notAllowed : .badInput, at: places.isEmpty ? nil : places[number], why.wording,
                hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
    }
}

extension SampleRefusal {
    /// Whether it is about who may speak, not about what is said.
    var isOfRoles: Bool {
        switch self {
        case .notTheirs, .notAuthority, .otherDistrict, .laboratoryNotPlanned, .otherLaboratory, .notLaboratory,
            .laboratoryElsewhere:
            true
        default: false
        }
    }
}
