import Codes
import CommandSupport
import Complaints
import EPCIS
import Ledger
import LedgerProtocol
import Values

/// The acts of an office about complaints: looked at before anything is signed, then signed in its device's journal and pushed at once.
struct ComplaintOffice {
    let acts: OfficeActs
    private let options: JournalOptions

    init(_ options: JournalOptions) throws(CommandError) {
        self.options = options
        acts = try OfficeActs(options)
    }

    /// Refuses before anything is signed what would count for nothing there.
    func checkRole(in district: String) async throws(CommandError) {
        let uscc = acts.home.name.operatorUSCC
        let offices = try await LedgerConnection.asking(try acts.home.ledger()) { ledger throws(CommandError) in
            try await ledger.drawingOffices()
        }
        let scopes = offices.authorities.filter { $0.uscc == uscc }.map(\.scope)
        guard let refusal = ComplaintRecord.refusal(scopes: scopes, district: district) else { return }
        throw CommandError(
            .notAllowed, at: Wording("\(acts.home.name)"), refusal.wording,
            hint: Wording(
                en:
                    "its host grants it: yimad role grant --data DIR --uscc \(uscc) --role authority --scope \(district)",
                zh: "由主机授予：yimad role grant --data 目录 --uscc \(uscc) --role authority --scope \(district)"))
    }

    /// Refuses what would leave a case with nobody who may act on it.
    private func checkOffice(in district: String) async throws(CommandError) {
        let offices = try await LedgerConnection.asking(try acts.home.ledger()) { ledger throws(CommandError) in
            try await ledger.drawingOffices()
        }
        guard ComplaintRecord.refusal(scopes: offices.authorities.map(\.scope), district: district) != nil else {
            return
        }
        throw CommandError(
            .notAllowed, at: Wording("--to \(district.shown)"),
            en: "no office of this ledger is an authority there: nobody could act", zh: "本账本上没有该区划的监管部门：移送后将无人可办",
            hint: Wording(
                en: "refer it outside, and close it here with what came of that", zh: "请在账本之外移送，并在此办结、说明去向"))
    }

    /// A complaint as the ledger proves it.
    func checked(
        _ name: ComplaintName, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> CheckedComplaint {
        try await CheckedDraw.asking(LedgerOptions.of(options), verdictOptions) {
            watched, verifier throws(CommandError) in
            try await CheckedComplaint(name, from: watched, verifier)
        }
    }

    /// Takes a step about a complaint, with what is answered beside it.
    func take(
        _ step: ComplaintStep, answer: String? = nil, _ verdictOptions: VerdictOptions
    ) async throws(CommandError) -> CheckedComplaint {
        let before = try await checked(step.name, verdictOptions)
        guard before.faults.isEmpty else {
            throw CommandError(
                .violated, at: Wording("\(step.name)"), en: "what the ledger has of it is false; nothing was recorded",
                zh: "账本上的记录不实；未记录任何内容")
        }
        guard let district = before.record.district else {
            throw CommandError(.unknown, at: Wording("\(step.name)"), ComplaintRecord.Refusal.notOpened.wording)
        }
        if let refusal = before.record.refusal(of: step) {
            throw CommandError(.notAllowed, at: Wording("\(step.name)"), refusal.wording)
        }
        try await checkRole(in: district)
        if let next = step.district { try await checkOffice(in: next) }
        if let ground = step.ground, let opened = before.record.opening?.act.class {
            try Self.check(ground, of: step.act, for: opened)
        }
        try Self.check(step.reason, "--reason")
        guard step.isSound else {
            throw CommandError(
                .usage, en: "a reason is one line of at most 1024 bytes", zh: "理由须为一行，至多 1024 字节")
        }
        try await record(.step(step), try Self.sealed([(ComplaintStep.answerName, answer, "--text")]))
        return try await checked(step.name, verdictOptions)
    }

    /// Signs an act and pushes it.
    func record(_ act: ComplaintAct, _ disclosures: [Disclosure]) async throws(CommandError) {
        let time = OffsetTime(moment: .now, offsetMinutes: 480)
        try await acts.record([act.event(at: time, sealing: disclosures)])
    }

    /// Private values of an act. What would be too long, or has an identity number, is refused.
    static func sealed(
        _ values: [(name: String, value: String?, option: String)]
    ) throws(CommandError) -> [Disclosure] {
        var disclosures: [Disclosure] = []
        for (name, value, option) in values {
            guard let value, !value.isEmpty else { continue }
            if PersonalNumber.first(in: value) == .identity {
                throw CommandError(.badInput, at: Wording(option), PersonalNumber.identity.wording)
            }
            let disclosure = Disclosure(name: name, value: value, salt: Disclosure.systemSalts())
            guard ReportDraft.fit([disclosure]) else {
                throw CommandError(.badInput, at: Wording(option), ReportDraft.Fault.tooLong(.text).wording)
            }
            disclosures.append(disclosure)
        }
        return disclosures
    }

    /// What everybody reads for ever has no number of a person.
    static func check(_ text: String?, _ option: String) throws(CommandError) {
        guard let text, let found = PersonalNumber.first(in: text) else { return }
        throw CommandError(.badInput, at: Wording(option), found.wording)
    }

    /// A text as an option gives it: `-` is standard input.
    static func text(_ written: String?) throws(CommandError) -> String? {
        guard written == "-" else { return written }
        guard let bytes = try ByteSource(path: "-").rest(bytesMax: 64 << 10),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw CommandError(.badInput, at: Wording("-"), en: "too large, or no text", zh: "过大或不是文本") }
        return text.trimmedLine
    }

    /// That a ground is one of such an act about such a case.
    private static func check(
        _ ground: String, of act: ComplaintStep.Act, for opened: ComplaintOpening.Class
    ) throws(CommandError) {
        let grounds = ComplaintDefinitions.builtIn.grounds(of: act, for: opened)
        guard !grounds.contains(where: { $0.word == ground }) else { return }
        throw CommandError(
            .usage, at: Wording("--ground \(ground.shown)"),
            en: "is no ground of a \(opened.rawValue): \(grounds.map(\.word).joined(separator: ", "))",
            zh: "不适用于\(opened.wording.zh)，应为：\(grounds.map { "\($0.word)（\($0.wording.zh)）" }.joined(separator: "、"))")
    }

    /// One of the grounds of the definition file.
    static func ground(_ word: String, of act: ComplaintStep.Act) throws(CommandError) -> String {
        let grounds = ComplaintDefinitions.builtIn.grounds(of: act)
        if let ground = grounds.first(where: { $0.word == word || $0.wording.zh == word }) { return ground.word }
        throw CommandError(
            .usage, at: Wording("--ground \(word.shown)"),
            en: "is none of \(grounds.map(\.word).joined(separator: ", "))",
            zh: "应为下列之一：\(grounds.map { "\($0.word)（\($0.wording.zh)）" }.joined(separator: "、"))")
    }
}
