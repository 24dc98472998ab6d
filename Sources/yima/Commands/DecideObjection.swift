public import ArgumentParser
import CommandSupport
import StrictJSON
public import Supervision
import Values

/// Decide about an application for a re-test or an objection.
struct DecideObjection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retest",
        abstract: said("Decide about an application for a re-test or an objection.", "对复检申请或异议作出决定。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("the sample's number", "样品编号", valueName: "number"))
    var sample: String

    @Option(
        help: .said(
            "accepted, refused, upheld, dismissed", "accepted 受理、refused 不予受理、upheld 异议成立、dismissed 异议不成立",
            valueName: "outcome"))
    var outcome: SampleDecision.Outcome = .accepted

    @Option(
        help: .said("who tests again (where a re-test is accepted)", "复检机构（受理复检时）", valueName: "USCC"))
    var laboratory: String?

    @Option(
        help: .said("the entry of the objection (default: the last)", "申请所在条目（默认为最近一次）", valueName: "entry"))
    var objection: UInt64?

    @Option(
        help: .said("why", "理由", valueName: "text"))
    var reason: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: sample)
        let plan = try known.plan()
        let file = try known.sample(sample)
        let again = try laboratory.map { text throws(CommandError) in
            try SamplingTables.uscc(text, at: Wording("--laboratory"))
        }
        guard let entry = objection ?? file.objections.last?.placed.entry else {
            throw CommandError(.badInput, at: Wording(sample.shown), en: "nobody objected", zh: "没有申请或异议")
        }
        let isRetest = file.objections.first { $0.placed.entry == entry }?.placed.act.matter == .retest
        guard !isRetest || outcome != .accepted || file.hasFailed(before: entry) else {
            throw CommandError(.badInput, at: Wording(sample.shown), SampleRefusal.notFailed.wording)
        }
        try await office.record(
            [
                .decision(
                    SampleDecision(
                        plan: plan.name, sample: file.number, objection: entry, outcome: outcome, laboratory: again,
                        reason: reason))
            ], known)
        if json {
            return try Console.print(
                .object([
                    ("plan", .string("\(plan.name)")), ("sample", .string(file.number)), ("recorded", .bool(true)),
                ]))
        }
        try Console.print(said("decided: \(outcome.wording.en)", "已决定：\(outcome.wording.zh)").printable)
    }
}

extension SampleDecision.Outcome: ExpressibleByArgument {}
