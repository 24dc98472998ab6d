public import ArgumentParser
import CommandSupport
import StrictJSON
public import Supervision
import Values

/// Hand a sample over to another.
struct HandSample: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand", abstract: said("Hand a sample over to another.", "移交样品。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("the sample's number", "样品编号", valueName: "number"))
    var sample: String

    @Option(
        help: .said("the receiver's USCC", "接收方统一社会信用代码", valueName: "USCC"))
    var to: String

    @Option(
        help: .said("sample or reserve", "sample 检样，reserve 备样", valueName: "part"))
    var part: SamplePart = .sample

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: "")
        let plan = try known.plan()
        let file = try known.sample(sample)
        let receiver = try SamplingTables.uscc(to, at: Wording("--to"))
        guard let seal = file.taking.act.seal(of: part) else {
            throw CommandError(.badInput, at: Wording(sample.shown), SampleRefusal.noReserve.wording)
        }
        try await office.record(
            [.handover(SampleHandover(plan: plan.name, sample: sample, part: part, seal: seal, to: receiver))], known)
        if json {
            return try Console.print(
                .object([
                    ("plan", .string("\(plan.name)")), ("sample", .string(file.number)), ("recorded", .bool(true)),
                ]))
        }
        try Console.print(
            said("sample \(file.number) was handed to \(receiver)", "样品 \(file.number) 已移交 \(receiver)").printable)
    }
}

extension SamplePart: ExpressibleByArgument {}
