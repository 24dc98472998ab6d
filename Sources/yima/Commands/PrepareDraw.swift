import ArgumentParser
import CommandSupport
import Draws
import EPCIS
import LedgerProtocol
import StrictJSON
import TransparencyLog
import Values

/// Commits an office to the lists of a draw, before anybody can know what will be drawn.
struct PrepareDraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: said("Commit both lists to the ledger.", "将两份名录承诺上账。"),
        discussion: said(
            "Tables are CSV or XLSX. Firms: uscc, name, class, district. Inspectors: number, name, weight, conflicts (USCCs with semicolons "
                + "between). The names of inspectors become private values; the lists that are published have none of them. The witnesses of "
                + "the draw are those whose cosignatures the ledger's host collects.",
            "表格为 CSV 或 XLSX。检查对象：统一社会信用代码、名称、风险类别、行政区划；检查人员：编号、姓名、权重、回避（统一社会信用代码，分号分隔）。"
                + "人员姓名作为私密信息保存，公布的名录中没有姓名。抽查的见证方即主机所收集联署的见证方。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var folder: DrawFolderOption

    @Option(help: .said("table of the firms", "检查对象名录", valueName: "file"), completion: .file())
    var firms: String

    @Option(help: .said("table of the inspectors", "检查人员名录", valueName: "file"), completion: .file())
    var inspectors: String

    @Option(
        name: .customLong("class"),
        help: .said(
            "a risk class, its weight, and how many are drawn of it at least: A:1, D:8:20 (once for each class)",
            "风险类别、权重及至少抽取户数：A:1、D:8:20（每类一次）", valueName: "name:weight[:quota]"))
    var classes: [ClassArgument]

    @Option(help: .said("how many firms are drawn", "抽取户数"))
    var count: Int

    @Option(help: .said("inspectors for each firm", "每户检查人员数"))
    var perFirm = 2

    @Option(
        help: .said(
            "firms for each inspector at most (default: twice what an even share is)", "每名人员至多检查户数（默认为平均数的两倍）"))
    var perInspector: Int?

    @Option(help: .said("GB/T 2260 prefix of the firms' districts: 350304", "检查对象行政区划代码前缀，如 350304"))
    var district: String

    @Option(help: .said("what the draw is called", "抽查名称", valueName: "text"))
    var title: String

    @Option(help: .said("what is inspected", "抽查事项", valueName: "text"))
    var matter: String

    @Option(
        help: .said(
            "a witness by its name, as often as wanted (default: all that the host asks)",
            "见证方名称，可多次给出（默认为主机所请求的全部见证方）", valueName: "name"))
    var witness: [String] = []

    @Flag(
        help: .said(
            "name no witnesses: the seed is the host's word alone", "不指定见证方：种子仅凭主机之言"))
    var noWitnesses = false

    @Flag(help: .said("say what would be committed to; nothing is recorded", "只说明将承诺什么，不记录"))
    var check = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @OptionGroup var overwriting: OverwriteOptions

    @Argument(help: .said("a word for the draw: 2026-12-food", "抽查代号，如 2026-12-food", valueName: "word"))
    var word: String

    func run() async throws {
        let office = try OfficeActs(journalOptions)
        let name = try office.name(word)
        let lists = try OfficeLists(firms: firms, inspectors: inspectors, district: district)
        let (authorities, collected) = try await LedgerConnection.asking(try office.home.ledger()) {
            ledger throws(CommandError) in try await ledger.drawingOffices()
        }
        try office.checkRole(in: district, authorities)
        let plan = try plan(name, lists, witnesses: try chosen(among: collected))
        guard !check else { return try show(plan, lists, entry: nil) }
        try await refuseTwice(name, office)
        let files = folder.files(of: name.word)
        try files.keep(lists.firms.bytes, as: .firms, overwriting.existing)
        try files.keep(lists.inspectors.bytes, as: .inspectors, overwriting.existing)
        try await office.record(Self.acts(plan, lists.names))
        try await LedgerConnection.asking(try office.home.ledger()) { ledger throws(CommandError) in
            try await ledger.bring(lists.firms.bytes, as: .firms, of: name)
            try await ledger.bring(lists.inspectors.bytes, as: .inspectors, of: name)
        }
        try show(plan, lists, entry: files.directory)
    }

    /// The keys of the witnesses whose cosignatures make the seed.
    private func chosen(among collected: [String]) throws(CommandError) -> [String] {
        if noWitnesses { return [] }
        guard !witness.isEmpty else { return collected }
        return try witness.map { name throws(CommandError) in
            if let key = collected.first(where: { $0 == name || $0.prefix { $0 != "+" } == name }) { return key }
            throw CommandError(
                .usage, at: Wording("--witness \(name.shown)"), en: "the ledger's host does not ask this witness",
                zh: "账本主机不请求该见证方联署")
        }
    }

    private func plan(_ name: DrawName, _ lists: OfficeLists, witnesses: [String]) throws(CommandError) -> DrawPlan {
        let evenly =
            (count * perFirm + lists.inspectors.inspectors.count - 1) / max(1, lists.inspectors.inspectors.count)
        guard let firms = LineTree(of: lists.firms.bytes), let inspectors = LineTree(of: lists.inspectors.bytes) else {
            throw CommandError(.badInput, at: Wording(self.firms), en: "too large", zh: "过大")
        }
        let plan = DrawPlan(
            name: name, title: title, matter: matter, district: district, classes: classes.map(\.risk), count: count,
            inspectorsPerFirm: perFirm, firmsPerInspectorMax: perInspector ?? max(1, 2 * evenly), firms: firms,
            inspectors: inspectors, witnesses: witnesses.compactMap { try? VerifierKey.parse($0) })
        do throws(DrawError) {
            if let fault = plan.fault { throw fault }
            try plan.check(lists.firms, lists.inspectors)
        } catch {
            throw CommandError(.badInput, error.wording)
        }
        return plan
    }

    /// A commitment under this name counts already, and no second one would.
    private func refuseTwice(_ name: DrawName, _ office: OfficeActs) async throws(CommandError) {
        let bytes: [UInt8]
        do throws(CommandError) {
            bytes = try await LedgerConnection.asking(try office.home.ledger()) { ledger throws(CommandError) in
                try await ledger.evidence(of: name, under: .newest)
            }
        } catch {
            if error.status == .unknown { return }
            throw error
        }
        _ = bytes
        throw CommandError(
            .badInput, at: Wording("\(name)"),
            en: "acts of a draw of this name are on the ledger already; nothing was recorded",
            zh: "账本上已有同名抽查的行为；未记录任何内容", hint: Wording(en: "take another word", zh: "请换用其他代号"))
    }

    private static func acts(
        _ plan: DrawPlan, _ names: [Disclosure]
    ) -> [(act: DrawAct, sealing: [Disclosure])] {
        let count = EPCISEvent.sealedCountMax
        let sealing = stride(from: 0, to: names.count, by: count).map { start in
            (act: DrawAct.names(plan.name), sealing: Array(names[start..<min(start + count, names.count)]))
        }
        return sealing + [(.commitment(plan), [])]
    }

    private func show(_ plan: DrawPlan, _ lists: OfficeLists, entry folder: String?) throws(CommandError) {
        if plan.witnesses.isEmpty {
            Console.note(
                "draw",
                Wording(
                    en: "no witness is named: the seed will be the host's word alone, and everybody will be told so",
                    zh: "未指定见证方：种子仅凭主机之言，并将如实公示"))
        }
        if json {
            return try Console.print(
                .object([
                    ("draw", .string("\(plan.name)")), ("committed", .bool(folder != nil)),
                    ("firms", .integer(lists.firms.count)),
                    ("inspectors", .integer(lists.inspectors.inspectors.count)), ("count", .integer(plan.count)),
                    ("witnesses", .strings(plan.witnesses.map(\.name))),
                    ("folder", folder.map(JSONNode.string) ?? .null),
                ]))
        }
        let what = folder == nil ? said("would commit to: ", "将承诺：") : said("committed: ", "已承诺：")
        try Console.print(
            (what
                + said(
                    "\(plan.name), \(plan.count) of \(lists.firms.count) firms, \(lists.inspectors.inspectors.count) inspectors, "
                        + "\(plan.witnesses.count) witnesses",
                    "\(plan.name)，从 \(lists.firms.count) 户中抽取 \(plan.count) 户，检查人员 \(lists.inspectors.inspectors.count) 名，"
                        + "见证方 \(plan.witnesses.count) 个")).printable)
        if folder != nil {
            try Console.print(said("next: yima draw run \(word)", "下一步：yima draw run \(word)"))
        }
    }
}

/// `D:8:20`: class, weight and quota.
struct ClassArgument: ExpressibleByArgument {
    let risk: DrawPlan.RiskClass

    init?(argument: String) {
        let parts = argument.split(omittingEmptySubsequences: false) { ":：".contains($0) }
        guard (2...3).contains(parts.count), let weight = Int(parts[1]),
            let quota = parts.count == 3 ? Int(parts[2]) : 0
        else { return nil }
        risk = DrawPlan.RiskClass(name: String(parts[0]), weight: weight, quota: quota)
    }
}
