import ArgumentParser
import Chains
import CommandSupport
import Rules
import StrictJSON
import Supervision
import Values

/// Record that a party received the report: its terms run from then.
struct NotifyOfResult: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify",
        abstract: said("Record that a party received the report: its terms run from then.", "记录检验结论已送达：期限自此起算。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("the sample's number", "样品编号", valueName: "number"))
    var sample: String

    @Option(
        help: .said("the party's USCC (default: of whom it was taken)", "被送达方统一社会信用代码（默认为被抽样单位）", valueName: "USCC"))
    var party: String?

    @Option(
        help: .said("the day (default: today)", "送达日期（默认今天）", valueName: "day"))
    var received: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: sample)
        let plan = try known.plan()
        let file = try known.sample(sample)
        let told =
            try party.map { text throws(CommandError) in try SamplingTables.uscc(text, at: Wording("--party")) }
            ?? file.taking.act.firm
        let day =
            try received.map { text throws(CommandError) in try SamplingTables.day(text, at: Wording("--received")) }
            ?? SamplingTables.today
        let (taken, today) = (file.taking.time.day, SamplingTables.today)
        guard day.daysSinceEpoch >= taken.daysSinceEpoch, day.daysSinceEpoch <= today.daysSinceEpoch else {
            throw CommandError(
                .badInput, at: Wording("--received"),
                en: "\(day) is before the sample was taken (\(taken)), or has not come",
                zh: "\(day) 早于抽样日（\(taken)）或尚未到来")
        }
        guard !file.results.isEmpty else {
            throw CommandError(
                .badInput, at: Wording(sample.shown), en: "there is no result that counts", zh: "没有有效的检验结果")
        }
        let last = SamplingTerms.builtIn.lastDay(of: .retestApplication, after: day, known.lists.workingDays)
        try await office.record(
            [.notice(SampleNotice(plan: plan.name, sample: sample, party: told, received: day))], known)
        if json {
            return try Console.print(
                .object([
                    ("plan", .string("\(plan.name)")), ("sample", .string(file.number)), ("recorded", .bool(true)),
                ]))
        }
        try Console.print(
            said(
                "\(told) received the report on \(day); a re-test may be applied for until \(last)",
                "\(told) 于 \(day) 收到检验结论；可于 \(last) 前申请复检"
            ).printable)
    }
}
