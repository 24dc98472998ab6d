import ArgumentParser
import CommandSupport
import Complaints
import Values

/// Complaints and reports of shoppers (投诉举报).
struct ComplaintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complaint",
        abstract: said("Complaints: take, decide, answer, and see what is overdue.", "投诉举报：登记、办理、答复与督办。"),
        discussion: said(
            "A complaint comes by the page behind a code, or an office takes it. It is named by its receipt number, which only the complainant "
                + "has, or by its number. Acts count of an office with the role authority in the complaint's district; terms are those of "
                + "the measures that held when it was received.",
            "投诉举报来自扫码页面或由机关登记，以回执编号（仅本人持有）或编号指明。办理行为须由对该区划具有监管部门角色的机关签署；期限按收到时施行的办法计算。"),
        subcommands: [
            ListComplaints.self, ShowComplaint.self, TakeComplaint.self, AcceptComplaint.self, RefuseComplaint.self,
            ExtendComplaint.self, AnswerComplaint.self, CloseComplaint.self, ReferComplaint.self,
        ])
}

/// Which complaint is meant.
struct ComplaintArgument: ParsableArguments {
    @Argument(
        help: .said("the receipt number, or the complaint's number", "回执编号或投诉举报编号", valueName: "complaint"))
    var complaint: String

    func name() throws(CommandError) -> ComplaintName { try ComplaintName(written: complaint) }
}

/// What every step of an office takes.
struct ComplaintStepOptions: ParsableArguments {
    @OptionGroup var journal: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var subject: ComplaintArgument
    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    /// Takes the step and tells what came of it.
    func take(
        _ act: ComplaintStep.Act, ground: String? = nil, district: String? = nil, reason: String? = nil,
        answer: String? = nil
    ) async throws(CommandError) {
        let office = try ComplaintOffice(journal)
        let step = ComplaintStep(
            act, name: try subject.name(),
            ground: try ground.map { word throws(CommandError) in try ComplaintOffice.ground(word, of: act) },
            district: district, reason: reason)
        let checked = try await office.take(step, answer: answer, verdictOptions)
        let text = ComplaintText(checked)
        if json { try Console.print(text.json) } else { try text.show() }
    }
}

struct AcceptComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: said("Accept a complaint; of a report: a case is opened.", "受理投诉；举报则为立案。"))
    @OptionGroup var options: ComplaintStepOptions

    func run() async throws { try await options.take(.acceptance) }
}

struct RefuseComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse",
        abstract: said("Do not accept a complaint; of a report: no case is opened.", "不予受理；举报则为不予立案。"))
    @OptionGroup var options: ComplaintStepOptions
    @Option(help: .said("on which ground: a word of the definition file", "理由类别（规则文件中的代号）", valueName: "word"))
    var ground: String
    @Option(help: .said("why, for everybody to read", "具体理由（公开）"))
    var reason: String

    func run() async throws { try await options.take(.refusal, ground: ground, reason: reason) }
}

struct ExtendComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: said("Extend the term for checking a report, once.", "延长举报核查期限（一次）。"))
    @OptionGroup var options: ComplaintStepOptions
    @Option(help: .said("why, for everybody to read", "具体理由（公开）"))
    var reason: String

    func run() async throws { try await options.take(.extension, reason: reason) }
}

struct AnswerComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: said("Answer the complainant.", "答复投诉举报人。"),
        discussion: said(
            "The text is a private value: it stands nowhere on the ledger, and is told to whoever says the receipt number.",
            "答复内容为私密信息，不入账本；凭回执编号可查看。"))
    @OptionGroup var options: ComplaintStepOptions
    @Option(help: .said("what is answered; - for standard input", "答复内容；- 表示标准输入"))
    var text: String

    func run() async throws {
        guard let text = try ComplaintOffice.text(text), !text.isEmpty else {
            throw CommandError(.usage, at: Wording("--text"), en: "an answer says something", zh: "答复不能为空")
        }
        try await options.take(.answer, answer: text)
    }
}

struct CloseComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: said("Close a complaint that was accepted.", "办结已受理的投诉举报。"))
    @OptionGroup var options: ComplaintStepOptions
    @Option(help: .said("on which ground: a word of the definition file", "办结类别（规则文件中的代号）", valueName: "word"))
    var ground: String
    @Option(help: .said("why, for everybody to read", "具体说明（公开）"))
    var reason: String?

    func run() async throws { try await options.take(.closure, ground: ground, reason: reason) }
}

struct ReferComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refer", abstract: said("Refer a complaint to the office of another district.", "移送其他区划的机关。"))
    @OptionGroup var options: ComplaintStepOptions
    @Option(
        name: .customLong("to"),
        help: .said("the district whose office is to act (GB/T 2260)", "移送到的行政区划代码", valueName: "district"))
    var district: String
    @Option(help: .said("why, for everybody to read", "具体理由（公开）"))
    var reason: String

    func run() async throws { try await options.take(.referral, district: district, reason: reason) }
}
