import CommandSupport
import EPCIS
import Ledger
import Supervision
import Values

/// Whoever signs acts of a sampling: its office, a laboratory, a sampled firm.
struct SamplingOffice {
    let office: OfficeActs
    let options: LedgerOptions
    let verdictOptions: VerdictOptions

    init(_ journal: JournalOptions, _ verdictOptions: VerdictOptions) throws(CommandError) {
        office = try OfficeActs(journal)
        options = LedgerOptions.of(journal)
        self.verdictOptions = verdictOptions
    }

    var uscc: String { office.home.name.operatorUSCC }

    /// A plan by its whole name, or one's own by its word.
    func name(_ written: String) throws(CommandError) -> SamplingName {
        try Self.name(written, office: uscc)
    }

    static func name(_ written: String, office uscc: String?) throws(CommandError) -> SamplingName {
        if let name = SamplingName(written) { return name }
        if let uscc, let name = SamplingName(uscc: uscc, word: written) { return name }
        throw CommandError(
            .usage, at: Wording(written.shown),
            en: "not a plan: urn:yima:sampling:<USCC>:<word>, or one's own by its word",
            zh: "不是计划名称：urn:yima:sampling:<统一社会信用代码>:<代号>，本机关的可只写代号")
    }

    static var now: OffsetTime { OffsetTime(moment: .now, offsetMinutes: 480) }

    func open(_ name: SamplingName, sample: String? = nil) async throws(CommandError) -> SamplingDesk {
        try await SamplingDesk.open(name, sample: sample, options, verdictOptions)
    }

    /// Signs acts that count, pushes them, and sees that they do.
    /// - Parameter known: what is on record before.
    func record(
        _ acts: [SamplingAct], _ known: SamplingDesk, places: [Wording] = []
    ) async throws(CommandError) {
        let time = Self.now
        try known.check(acts, by: uscc, at: time, places: places)
        try await office.record(acts.map { $0.event(at: time) })
        let after = try await open(known.record.name, sample: "")
        let before = Set(known.record.refused.map(\.entry))
        if let (entry, why) = after.record.refused.first(where: { !before.contains($0.entry) }) {
            throw CommandError(
                .notAllowed, at: Wording(en: "entry \(entry)", zh: "第 \(entry) 条"),
                en: "recorded, and it counts for nothing: \(why.wording.en)", zh: "已记录，但无效：\(why.wording.zh)")
        }
    }
}
