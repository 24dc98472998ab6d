public import ArgumentParser
import Codes
import CommandSupport
public import Complaints
import EPCIS
import StrictJSON
import Values

extension ComplaintOpening.Class: ExpressibleByArgument {}

/// Takes a complaint that came by telephone, letter or in person.
struct TakeComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: said("Take a complaint that came by telephone, letter or in person.", "登记电话、来信或来访的投诉举报。"),
        discussion: said(
            "Prints the receipt number, once: it is told to the complainant, and kept nowhere. Text, contact and place are private values.",
            "打印回执编号（仅此一次），请告知投诉举报人。内容、联系方式与地点为私密信息。"))

    enum Way: String, CaseIterable, ExpressibleByArgument {
        case telephone, visit, letter, office
    }

    @OptionGroup var journal: JournalOptions

    @Option(
        name: .customLong("class"),
        help: .said("complaint (a settlement is asked for) or report", "complaint 投诉（请求调解）或 report 举报"))
    var kindOfCase: ComplaintOpening.Class

    @Option(help: .said("what is wrong: a word of the definition file", "问题类别（规则文件中的代号）", valueName: "word"))
    var kind: String

    @Option(help: .said("telephone, visit, letter or office", "telephone 电话、visit 来访、letter 来信、office 转来"))
    var way = Way.telephone

    @Option(help: .said("the hotline that it came by: 12315, 12345", "热线号码：12315、12345", valueName: "number"))
    var hotline: String?

    @Option(help: .said("the day on which it was received (default: today)", "收到日期（默认今天）", valueName: "day"))
    var received: String?

    @Option(help: .said("the district whose office is to act (GB/T 2260)", "处理部门的行政区划代码", valueName: "district"))
    var district: String

    @Option(help: .said("the code on the goods", "货物编码"))
    var code: String?

    @Option(help: .said("the firm that it is about (USCC)", "被投诉举报主体的统一社会信用代码", valueName: "uscc"))
    var firm: String?

    @Option(help: .said("what is told; - for standard input", "内容；- 表示标准输入"))
    var text: String?

    @Option(help: .said("how the complainant is reached", "联系方式"))
    var contact: String?

    @Option(help: .said("where it was bought", "购买地点"))
    var place: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let definitions = ComplaintDefinitions.builtIn
        guard let known = definitions.kinds.first(where: { $0.word == kind || $0.wording.zh == kind }) else {
            throw CommandError(
                .usage, at: Wording("--kind \(kind.shown)"),
                en: "is none of \(definitions.kinds.map(\.word).joined(separator: ", "))",
                zh: "应为下列之一：\(definitions.kinds.map { "\($0.word)（\($0.wording.zh)）" }.joined(separator: "、"))")
        }
        if kindOfCase == .complaint, contact?.isEmpty ?? true {
            throw CommandError(.usage, at: Wording("--contact"), ReportDraft.Fault.contactNeeded.wording)
        }
        let office = try ComplaintOffice(journal)
        let receipt = ReceiptNumber()
        let opening = ComplaintOpening(
            name: receipt.complaint, class: kindOfCase, kind: known.word,
            way: ComplaintOpening.Way(rawValue: way.rawValue) ?? .telephone, hotline: hotline, received: try day(),
            district: district,
            code: try code.map { written throws(CommandError) in try CodeReader.settled().code(written).uri },
            firm: try firm.map { written throws(CommandError) in try OperatorCode.checked(written, option: "--firm") })
        guard opening.isSound else {
            throw CommandError(
                .usage, en: "the district or the hotline is none", zh: "行政区划或热线号码有误",
                hint: Wording("--district 350102 --hotline 12315"))
        }
        guard opening.hasPublicHotline() else {
            throw CommandError(
                .badInput, at: Wording("--hotline"),
                en:
                    "is no public number (12315, 12345, a short one, 400 or 800): a person's telephone is not recorded, --contact seals it",
                zh: "不是公用号码（12315、12345、其他短号、400 或 800）：个人电话不予记录，请用 --contact 密封保存")
        }
        let sealed = try ComplaintOffice.sealed([
            (ComplaintOpening.Sealed.text.rawValue, try ComplaintOffice.text(text), "--text"),
            (ComplaintOpening.Sealed.contact.rawValue, contact, "--contact"),
            (ComplaintOpening.Sealed.place.rawValue, place, "--place"),
        ])
        try await office.checkRole(in: district)
        try await office.record(.opening(opening), sealed)
        if json {
            return try Console.print(
                JSONNode.object([
                    ("receipt", .string("\(receipt)")), ("complaint", .string("\(receipt.complaint)")),
                ]))
        }
        try Console.print("\(receipt)")
        Console.message(
            said(
                "taken as \(receipt.complaint.number); the number above is the complainant's, and is shown only now",
                "已登记，编号 \(receipt.complaint.number)；上面的回执编号请告知本人，仅显示这一次"))
    }

    private func day() throws(CommandError) -> CalendarDate {
        let today = Timestamp.now.localDay
        guard let received else { return today }
        guard let day = WrittenTime.date(received), day.daysSinceEpoch <= today.daysSinceEpoch else {
            throw CommandError(
                .usage, at: Wording("--received \(received.shown)"), en: "not a day as 2026-12-03, or one to come",
                zh: "日期应写作 2026-12-03，且不晚于今天")
        }
        return day
    }
}
