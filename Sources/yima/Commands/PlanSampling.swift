import ArgumentParser
import CommandSupport
import LedgerProtocol
import StrictJSON
import Supervision
import Values

/// Commits an office to a plan of sampling.
struct PlanSampling: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: said("Commit a plan to the ledger.", "将抽检计划承诺上账。"),
        discussion: said(
            "Tables are CSV or XLSX. Quotas: profile, stage (may be empty), district, count. Items: item, unit, method, and where there are "
                + "any least, most (the method's range), limit, basis; limits that the rule set has go before those of the plan. "
                + "Laboratories: uscc, items (with semicolons between; empty is all), retest (yes for a re-test laboratory).",
            "表格为 CSV 或 XLSX。数量：类别、环节（可空）、行政区划、数量。项目：项目、单位、方法，以及定量限、上限、限量、依据（可空）；规则集已有限量的以规则集为准。"
                + "机构：统一社会信用代码、项目（分号分隔，空为全部）、复检（“是”为复检机构）。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("table of the quotas", "抽样数量表", valueName: "file"), completion: .file())
    var quotas: String

    @Option(help: .said("table of the items", "检验项目表", valueName: "file"), completion: .file())
    var items: String

    @Option(help: .said("table of the laboratories", "检验机构表", valueName: "file"), completion: .file())
    var laboratories: String

    @Option(help: .said("what the plan is called", "计划名称", valueName: "text"))
    var title: String

    @Option(help: .said("what it is for", "任务类别", valueName: "text"))
    var matter: String

    @Option(help: .said("GB/T 2260 prefix: 350304", "行政区划代码前缀，如 350304"))
    var district: String

    @Option(help: .said("the first day (default: today)", "开始日期（默认今天）", valueName: "day"))
    var from: String?

    @Option(help: .said("the last day", "截止日期", valueName: "day"))
    var until: String

    @Flag(help: .said("say what would be committed to; nothing is recorded", "只说明将承诺什么，不记录"))
    var check = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("a word for the plan: 2026-12-food", "计划代号，如 2026-12-food", valueName: "word"))
    var word: String

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let name = try office.name(word)
        guard name.uscc == office.uscc else {
            throw CommandError(
                .notAllowed, at: Wording(word.shown), en: "is another office's plan", zh: "是其他机关的计划")
        }
        let items = try SamplingTables.items(items)
        let (testing, again) = try SamplingTables.laboratories(laboratories, items)
        let plan = SamplingPlan(
            name: name, title: title, matter: matter, district: district,
            from: try from.map { text throws(CommandError) in try SamplingTables.day(text, at: Wording("--from")) }
                ?? SamplingTables.today,
            until: try SamplingTables.day(until, at: Wording("--until")), quotas: try SamplingTables.quotas(quotas),
            items: items, laboratories: testing, retestLaboratories: again)
        if let fault = plan.fault { throw CommandError(.badInput, at: Wording(word.shown), fault.wording) }
        let known = try await office.open(name, sample: "")
        try checkLaboratories(plan, known)
        try checkOffice(plan, known)
        if check {
            try known.check([.plan(plan)], by: office.uscc, at: SamplingOffice.now)
        } else {
            try await office.record([.plan(plan)], known)
        }
        if json {
            return try Console.print(
                .object([
                    ("plan", .string("\(name)")), ("committed", .bool(!check)), ("samples", .integer(plan.count)),
                    ("items", .integer(plan.items.count)), ("laboratories", .integer(plan.laboratories.count)),
                ]))
        }
        let what = check ? said("would commit to: ", "将承诺：") : said("committed: ", "已承诺：")
        try Console.print(
            (what
                + said(
                    "\(name), \(plan.count) samples until \(plan.until), \(plan.items.count) items, \(plan.laboratories.count) laboratories",
                    "\(name)，截至 \(plan.until) 抽样 \(plan.count) 批次，检验项目 \(plan.items.count) 个，检验机构 \(plan.laboratories.count) 家"
                ))
                .printable)
    }

    /// Of the ledger's word: what they record counts only where they are enrolled by then.
    private func checkLaboratories(_ plan: SamplingPlan, _ known: SamplingDesk) throws(CommandError) {
        for uscc in plan.laboratories.map(\.uscc) + plan.retestLaboratories {
            let scopes = known.offices.scopes(uscc, "laboratory")
            guard scopes.contains(where: { plan.district.hasPrefix($0) || $0.hasPrefix(plan.district) }) else {
                let why: SampleRefusal =
                    scopes.isEmpty
                    ? .notLaboratory(uscc) : .laboratoryElsewhere(uscc, scopes: scopes, district: plan.district)
                throw CommandError(
                    .notAllowed, at: Wording(laboratories), why.wording,
                    hint: Wording(
                        en: "its host grants it: yimad role grant --data DIR --uscc \(uscc) --role laboratory",
                        zh: "由主机授予：yimad role grant --data 目录 --uscc \(uscc) --role laboratory"))
            }
        }
    }

    private func checkOffice(_ plan: SamplingPlan, _ known: SamplingDesk) throws(CommandError) {
        let uscc = plan.name.uscc
        let scopes = known.offices.scopes(uscc, "authority")
        guard !scopes.contains(where: { plan.district.hasPrefix($0) }) else { return }
        let why: SampleRefusal =
            scopes.isEmpty ? .notAuthority : .otherDistrict(scopes: scopes, district: plan.district)
        throw CommandError(
            .notAllowed, at: Wording(uscc), why.wording,
            hint: Wording(
                en:
                    "its host grants it: yimad role grant --data DIR --uscc \(uscc) --role authority --scope \(plan.district)",
                zh: "由主机授予：yimad role grant --data 目录 --uscc \(uscc) --role authority --scope \(plan.district)"))
    }
}
