import Chains
import CommandSupport
import EPCIS
import Ledger
import LedgerProtocol
import Supervision
import Values

/// Quick-response tasks as a ledger has them, proven on this machine.
struct TaskDesk {
    let record: TaskRecord
    let acts: NamedActs

    /// - Parameter name: a task, or the register of all.
    init(_ name: String, from watched: WatchedLedger, _ verifier: Verifier) async throws(CommandError) {
        acts = try await NamedActs(name, from: watched, verifier)
        let offices = try await watched.connection.offices()
        let registries = acts.registries
        record = TaskRecord(
            events: acts.events, roles: Roles(registries, now: offices.scopes),
            knows: { uscc in registries.contains { $0.operators[uscc] != nil } })
    }

    static func open(
        _ name: String, _ options: LedgerOptions, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> TaskDesk {
        try await CheckedDraw.asking(options, verdictOptions) { watched, verifier throws(CommandError) in
            try await TaskDesk(name, from: watched, verifier)
        }
    }

    /// Signs an act that counts, pushes it, and sees that it does; refuses before anything is signed what would count for nothing.
    func record(_ act: TaskAct, by office: SamplingOffice) async throws(CommandError) -> TaskRecord.Entry {
        guard act.isSound else { throw CommandError(.badInput, SamplingError.malformedAct.wording) }
        let texts: [String?] =
            switch act {
            case .opening(let opening): [opening.what]
            case .taking(let taking): [taking.note]
            case .closure(let closure): [closure.found]
            }
        for text in texts.compactMap(\.self) {
            if let found = PersonalNumber.first(in: text) { throw CommandError(.badInput, found.wording) }
        }
        let time = SamplingOffice.now
        var before = record
        let count = before.refused.count
        before.take(Placed(entry: .max, signer: office.uscc, time: time, act: act))
        if before.refused.count > count, let why = before.refused.last?.why {
            throw CommandError(
                why.isOfRoles ? .notAllowed : .badInput, at: Wording(act.name.description), why.wording,
                hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
        try await office.office.record([act.event(at: time)])
        let after = try await TaskDesk.open(act.name.description, office.options, office.verdictOptions)
        let known = Set(record.refused.map(\.entry))
        if let (entry, why) = after.record.refused.first(where: { !known.contains($0.entry) }) {
            throw CommandError(
                .notAllowed, at: Wording(en: "entry \(entry)", zh: "第 \(entry) 条"),
                en: "recorded, and it counts for nothing: \(why.wording.en)", zh: "已记录，但无效：\(why.wording.zh)")
        }
        guard let entry = after.record.entry(act.name) else {
            throw CommandError(.undecided, at: Wording(act.name.description), en: "is not there yet", zh: "尚未查到")
        }
        return entry
    }
}

extension SamplingOffice {
    /// A task by its whole name, or one's own by its word.
    func task(_ written: String) throws(CommandError) -> TaskName {
        if let name = TaskName(written) ?? TaskName(uscc: uscc, word: written) { return name }
        throw CommandError(
            .usage, at: Wording(written.shown),
            en: "not a task: urn:yima:task:<USCC>:<word>, or one's own by its word",
            zh: "不是任务名称：urn:yima:task:<统一社会信用代码>:<代号>，本机关的可只写代号")
    }
}
