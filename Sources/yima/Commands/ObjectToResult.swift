public import ArgumentParser
import CommandSupport
import StrictJSON
public import Supervision
import Values

/// Apply for a re-test, or object.
struct ObjectToResult: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object", abstract: said("Apply for a re-test, or object.", "申请复检或提出异议。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("the sample's number", "样品编号", valueName: "number"))
    var sample: String

    @Option(
        help: .said(
            "retest, taking, authenticity, method", "retest 复检、taking 抽样过程、authenticity 样品真实性、method 检验方法与标准适用",
            valueName: "matter"))
    var about: SampleObjection.Matter = .retest

    @Option(
        help: .said("why", "理由", valueName: "text"))
    var ground: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: sample)
        let plan = try known.plan()
        let file = try known.sample(sample)
        guard about != .retest || file.hasFailed(before: .max) else {
            throw CommandError(.badInput, at: Wording(sample.shown), SampleRefusal.notFailed.wording)
        }
        try await office.record(
            [.objection(SampleObjection(plan: plan.name, sample: file.number, matter: about, ground: ground))], known)
        if json {
            return try Console.print(
                .object([
                    ("plan", .string("\(plan.name)")), ("sample", .string(file.number)), ("recorded", .bool(true)),
                ]))
        }
        try Console.print(
            said(
                "recorded: yima sample status \(plan.name) --sample \(file.number)",
                "已记录：yima sample status \(plan.name) --sample \(file.number)"
            ).printable)
    }
}

extension SampleObjection.Matter: ExpressibleByArgument {}
