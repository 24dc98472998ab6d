import ArgumentParser
import Chains
import CommandSupport
import Files
import Ledger
import Rules
import StrictJSON
import Supervision
import TransparencyLog
import Values

/// How far plans of sampling have come.
struct PlanStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: said("How far plans of sampling have come.", "抽检计划执行情况。"),
        discussion: said(
            "Planned, ordered, taken, tested, failed and overdue, by category, stage and district, from the whole ledger while it is "
                + "audited. --format json names the entries of every figure.",
            "按类别、环节、行政区划统计计划、下达、抽样、检验、不合格与逾期数，在审计全账本的同时统计。--format json 注明每个数字的条目。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, xlsx, json
    }

    @OptionGroup var options: LedgerOptions

    @Option(help: .said("only this plan, by its whole name", "仅该计划（全名）", valueName: "plan"))
    var plan: String?

    @Option(help: .said("only quotas of districts that begin so", "仅该行政区划前缀", valueName: "prefix"))
    var district = ""

    @Option(
        help: .said(
            "the directory of a ledger, or of a copy of one, instead of an address", "账本或其副本的目录，代替地址", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(help: .said("table, csv, xlsx, json", "table、csv、xlsx、json", valueName: "format"))
    var format = Format.table

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var overwriting: OverwriteOptions

    func validate() throws {
        if format == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: -o FILE", zh: "XLSX 须指定文件名：-o FILE")
        }
    }

    func run() async throws {
        try overwriting.check(output)
        let district = district.isEmpty ? "" : try DistrictPrefix.checked(district)
        let wanted = try plan.map { text throws(CommandError) in try SamplingOffice.name(text, office: nil) }
        let ledger = CountedLedger(options: options, data: data)
        let (gathering, report) = try await ledger.counted { auditor in
            var gathering = SamplingGathering(origin: auditor.key.name)
            let report = await gathering.audit(auditor, previous: nil)
            return (gathering, report)
        }
        try report.requireSound()
        let definitions = try await ledger.definitions()
        let today = SamplingTables.today
        let plans = gathering.records(lists: definitions.lists, codes: definitions.codes).filter {
            wanted == nil || $0.name == wanted
        }.map { ($0.name, PlanProgress($0, on: today, district: district)) }
        if let wanted, plans.isEmpty {
            throw CommandError(.unknown, at: Wording("\(wanted)"), en: "no such plan is on record", zh: "没有该计划的记录")
        }
        let sheet = ProgressSheet(plans)
        switch format {
        case .table: try put(Array((sheet.text + "\n").utf8))
        case .csv: try put(sheet.csv)
        case .xlsx: try sheet.write(to: output ?? "", isReplacing: overwriting.force)
        case .json:
            try put(
                JSONNode.object([("quotas", sheet.json), ("upTo", .unsigned(report.entries)), ("proven", .bool(true))])
                    .formatted() + [0x0A])
        }
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}
