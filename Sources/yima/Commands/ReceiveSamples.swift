import ArgumentParser
import CommandSupport
import StrictJSON
import Supervision
import Values

/// Record samples that a laboratory received, and how their seals were.
struct ReceiveSamples: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: said("Record samples that a laboratory received, and how their seals were.", "检验机构记录收到的样品及封条状态。"),
        discussion: said(
            "Columns: sample, seal (as it is on the sample), state (intact or broken), part (sample or reserve, empty is sample). A seal that is another than was put on is refused as intact: it is told as broken.",
            "列为：样品编号、封条编号（以样品上为准）、封条状态（完好或破损）、样品类型（检样或备样，空为检样）。封条与抽样时不同的不得记为完好，应记为破损。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("table of what was received", "收样表", valueName: "file"), completion: .file())
    var receipts: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: "")
        let rows = try SamplingTables.receipts(receipts, of: known.plan())
        guard !rows.isEmpty else {
            throw CommandError(.badInput, at: Wording(receipts), en: "the table is empty", zh: "表格为空")
        }
        try await office.record(rows.map(\.act), known, places: rows.map(\.place))
        if json {
            return try Console.print(
                .object([("plan", .string("\(known.record.name)")), ("recorded", .integer(rows.count))]))
        }
        try Console.print(said("received: \(rows.count)", "已记录收样 \(rows.count) 个"))
    }
}
