import ArgumentParser
import CommandSupport
import Ledger
import StrictJSON
import Supervision
import Values

/// Says how a plan, or one sample of it, stands.
struct SampleStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: said("How a plan, or one sample, stands.", "查看计划或样品的进展。"),
        discussion: said(
            "Proven on this machine; every figure names its entries. Exits 0 where all holds, 1 where something is false, 2 where something "
                + "could not be looked at, 3 where nothing is on record.",
            "在本机证实；每个数字均注明条目。退出状态：0 全部成立，1 有不实，2 有未能核查之处，3 没有记录。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("only this sample", "仅该样品", valueName: "number"))
    var sample: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let settings = try Settings()
        let directory = settings.journal(options.journal)
        let own = try? JournalHome(directory: directory, settings: settings, ledger: options.ledger)
        let name = try SamplingOffice.name(plan.plan, office: own?.name.operatorUSCC)
        let desk = try await SamplingDesk.open(name, sample: sample, options, verdictOptions)
        let text = SamplingText(desk: desk, sample: sample, today: SamplingTables.today)
        if desk.record.plan == nil, desk.record.refused.isEmpty, desk.faults.isEmpty {
            throw CommandError(.unknown, at: Wording("\(name)"), en: "no such plan is on record", zh: "没有该计划的记录")
        }
        if let sample { _ = try desk.sample(sample) }
        if json { try Console.print(text.json) } else { try text.show() }
        if desk.status != .done { throw desk.status.exitCode }
    }
}
