import ArgumentParser
import CommandSupport
import StrictJSON
import Supervision
import Values

/// Order samples: of whom, of what, tested by whom, by when.
struct OrderSamples: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: said("Order samples: of whom, of what, tested by whom, by when.", "下达抽样任务：抽谁、抽什么、谁检验、何时前。"),
        discussion: said(
            "Columns: order, firm, code (may be empty: any goods of the category), profile, stage, district, laboratory, until (may be empty: as the plan).",
            "列为：任务编号、被抽样单位、编码（可空，表示该类别任意货物）、类别、环节、行政区划、检验机构、截止日期（可空，同计划）。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("table of the orders", "任务表", valueName: "file"), completion: .file())
    var orders: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: "")
        let rows = try SamplingTables.orders(
            orders, of: known.plan(), Definitions.codes(office.office.home.settings.definitions(nil)))
        guard !rows.isEmpty else {
            throw CommandError(.badInput, at: Wording(orders), en: "the table is empty", zh: "表格为空")
        }
        try await office.record(rows.map(\.act), known, places: rows.map(\.place))
        if json {
            return try Console.print(
                .object([("plan", .string("\(known.record.name)")), ("recorded", .integer(rows.count))]))
        }
        try Console.print(said("ordered: \(rows.count)", "已下达任务 \(rows.count) 项"))
    }
}
