public import ArgumentParser
import CommandSupport
import EPCIS
import Files
import StrictJSON
public import Supervision
import Values

/// Credit files of firms and the lists of offices.
struct CreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: said("Credit files of firms, and the lists of offices.", "信用档案与失信名单。"),
        discussion: said(
            "An office enters what it decided, with ground, document and days; entries end by their terms, by repair, or by review. What "
                + "everybody sees is what stands today on public lists.",
            "机关录入所作决定的事由、文书号与日期；记录因期满、信用修复或复核而终止。对外只公示公开名单中当日有效的记录。"),
        subcommands: [EnterCredit.self, EndCredit.self, ReviewCredit.self, ShowCredit.self, ListCredit.self])
}

/// Enters decisions.
struct EnterCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter", abstract: said("Put firms on lists.", "列入名单。"),
        discussion: said(
            "Columns: number, firm, name, list, ground, fact, document, decided, and where wanted end and person. Lists: "
                + "serious, abnormal, penalty, watch (schema/supervision/credit-terms.json). Persons are sealed as private values; a fact with the "
                + "number of a person is refused.",
            "列为：编号、统一社会信用代码、企业名称、名单、事由、具体情形、文书号、决定日期，以及可选的届满日期、人员。名单：serious 严重违法失信、abnormal 经营异常、"
                + "penalty 行政处罚、watch 重点监管（不公示）。人员作为私密信息密封；内含个人号码的情形不予记录。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("table of the entries", "录入表", valueName: "file"), completion: .file())
    var entries: String

    @Option(help: .said("GB/T 2260 prefix for which the office decides", "作出决定所属行政区划代码"))
    var district: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let rows = try rows(office.uscc)
        guard !rows.isEmpty else {
            throw CommandError(.badInput, at: Wording(entries), en: "the table is empty", zh: "表格为空")
        }
        let desk = try await CreditDesk.open(CreditAct.list(of: office.uscc), office.options, verdictOptions)
        try await desk.record(rows.map { ($0.act, $0.sealing) }, by: office, places: rows.map(\.place))
        if json {
            return try Console.print(
                .object([("list", .string(desk.acts.name)), ("recorded", .integer(rows.count))]))
        }
        try Console.print(said("entered: \(rows.count)", "已录入 \(rows.count) 项"))
    }

    private func rows(
        _ uscc: String
    ) throws(CommandError) -> [(act: CreditAct, sealing: [Disclosure], place: Wording)] {
        let table = try OfficeTable(
            entries,
            [
                OfficeColumn(names: ["number", "编号"]), OfficeColumn(names: ["firm", "uscc", "统一社会信用代码"]),
                OfficeColumn(names: ["name", "企业名称", "名称"]), OfficeColumn(names: ["list", "名单", "类别"]),
                OfficeColumn(names: ["ground", "事由", "列入事由"]), OfficeColumn(names: ["fact", "具体情形"]),
                OfficeColumn(names: ["document", "文书号", "列入决定文书号"]), OfficeColumn(names: ["decided", "决定日期", "列入日期"]),
                OfficeColumn(names: ["end", "届满日期"], isRequired: false),
                OfficeColumn(names: ["person", "人员", "法定代表人"], isRequired: false),
            ])
        let terms = CreditTerms.builtIn
        var rows: [(CreditAct, [Disclosure], Wording)] = []
        while let (values, place) = try table.next() {
            let list = terms.lists.first { $0.id == values[3] || $0.name.zh == values[3] }
            let ground = list?.grounds.first { $0.id == values[4] || $0.name.zh == values[4] }
            let listing = CreditListing(
                office: uscc, number: values[0], firm: try SamplingTables.uscc(values[1], at: place), name: values[2],
                list: list?.id ?? values[3], ground: ground?.id ?? values[4], fact: values[5], district: district,
                document: values[6], decided: try SamplingTables.day(values[7], at: place),
                end: values[8].isEmpty ? nil : try SamplingTables.day(values[8], at: place))
            let persons = values[9].isEmpty ? [] : [values[9]]
            rows.append(
                (
                    .listing(listing),
                    persons.map {
                        Disclosure(name: "person", value: "\(values[0]) \($0)", salt: Disclosure.systemSalts())
                    }, place
                ))
        }
        return rows
    }
}

/// Ends an entry.
struct EndCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: said("End an entry: its time is over, or the firm has repaired its credit.", "移出名单：期满或信用修复。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("expired or repaired", "expired 期满，repaired 信用修复"))
    var ground: CreditRemoval.Ground

    @Option(help: .said("the decision's document number", "文书号", valueName: "text"))
    var document: String

    @Option(help: .said("the day of the decision (default: today)", "决定日期（默认今天）", valueName: "day"))
    var decided: String?

    @Option(help: .said("why", "理由", valueName: "text"))
    var reason: String

    @Argument(help: .said("the entry's number", "编号", valueName: "number"))
    var number: String

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let desk = try await CreditDesk.open(CreditAct.list(of: office.uscc), office.options, verdictOptions)
        guard let entry = desk.record.entry(of: office.uscc, number) else {
            throw CommandError(
                .unknown, at: Wording(number.shown), CreditRecord.Refusal.noSuchEntry(number).wording)
        }
        let day = try decided.map { text throws(CommandError) in try SamplingTables.day(text, at: Wording("--decided"))
        }
        let removal = CreditRemoval(
            office: office.uscc, number: number, firm: entry.listing.act.firm, ground: ground, document: document,
            decided: day ?? SamplingTables.today, reason: reason)
        try await desk.record([(.removal(removal), [])], by: office)
        try Console.print(said("ended", "已移出"))
    }
}

extension CreditRemoval.Ground: ExpressibleByArgument {}

/// Says what came of a review of an entry.
struct ReviewCredit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: said("Record what came of a review of an entry.", "记录复核、行政复议或诉讼的结果。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("whose entry it is (default: one's own)", "作出决定的机关（默认本机关）", valueName: "USCC"))
    var office: String?

    @Flag(inversion: .prefixedNo, help: .said("the entry stands, or never should have been", "维持，或撤销"))
    var upheld: Bool

    @Option(help: .said("the decision's document number", "文书号", valueName: "text"))
    var document: String

    @Option(help: .said("why", "理由", valueName: "text"))
    var reason: String

    @Argument(help: .said("the entry's number", "编号", valueName: "number"))
    var number: String

    func run() async throws {
        let signer = try SamplingOffice(journalOptions, verdictOptions)
        let owner =
            try office.map { text throws(CommandError) in
                try SamplingTables.uscc(text, at: Wording("--office"))
            } ?? signer.uscc
        let desk = try await CreditDesk.open(CreditAct.list(of: owner), signer.options, verdictOptions)
        guard let entry = desk.record.entry(of: owner, number) else {
            throw CommandError(
                .unknown, at: Wording(number.shown), CreditRecord.Refusal.noSuchEntry(number).wording)
        }
        let review = CreditReview(
            office: owner, number: number, firm: entry.listing.act.firm, isUpheld: upheld, document: document,
            decided: SamplingTables.today, reason: reason)
        try await desk.record([(.review(review), [])], by: signer)
        try Console.print(upheld ? said("upheld", "已维持") : said("revoked", "已撤销"))
    }
}
