import ArgumentParser
import CommandSupport
import StrictJSON
import Supervision
import Values

/// Record samples that were taken and sealed.
struct TakeSamples: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: said("Record samples that were taken and sealed.", "记录已抽取并封样的样品。"),
        discussion: said(
            "Columns: sample, order, code, firm, producer (may be empty), quantity, seal, reserve (the seal of the part kept for a re-test, may be empty). Of the office, or of the laboratory that the order names.",
            "列为：样品编号、任务编号、编码、被抽样单位、生产单位（可空）、抽样数量、封条编号、备份封条（可空）。由机关或任务指定的检验机构记录。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("table of the samples", "样品表", valueName: "file"), completion: .file())
    var samples: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: "")
        let rows = try SamplingTables.takings(
            samples, of: known.plan(), Definitions.codes(office.office.home.settings.definitions(nil)))
        guard !rows.isEmpty else {
            throw CommandError(.badInput, at: Wording(samples), en: "the table is empty", zh: "表格为空")
        }
        try await office.record(rows.map(\.act), known, places: rows.map(\.place))
        if json {
            return try Console.print(
                .object([("plan", .string("\(known.record.name)")), ("recorded", .integer(rows.count))]))
        }
        try Console.print(said("taken: \(rows.count)", "已记录样品 \(rows.count) 个"))
    }
}
