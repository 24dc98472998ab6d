import ArgumentParser
import CommandSupport
import Complaints
import EPCIS
import Evidence
import HostState
import LedgerProtocol
import StrictJSON
import Values

/// The complaints that a ledger has, and those of which a term is past.
struct ListComplaints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: said("The complaints of a ledger, and what is overdue.", "列出投诉举报及超期情况。"),
        discussion: said(
            "The list is the host's; 'show' proves one, and 'yima stats complaints' counts all from the audited ledger.",
            "清单由主机给出；show 可逐件核实，yima stats complaints 按审计后的账本统计全部。"))

    @OptionGroup var options: LedgerOptions
    @Option(help: .said("only of offices in this district (its first digits)", "仅该行政区划前缀", valueName: "prefix"))
    var district: String?
    @Option(help: .said("only in this state: open, accepted, refused, closed", "仅该状态：open、accepted、refused、closed"))
    var state: String?
    @Option(name: .customLong("class"), help: .said("only complaints, or only reports", "仅 complaint 或 report"))
    var kindOfCase: ComplaintOpening.Class?
    @Option(help: .said("only about this firm (USCC)", "仅该主体", valueName: "uscc"))
    var firm: String?
    @Option(help: .said("only about this code", "仅该编码"))
    var code: String?
    @Flag(help: .said("only those of which a term is past", "仅已超期的"))
    var overdue = false
    @Flag(help: .said("the answer of the host, JSON", "输出主机的 JSON 应答"))
    var json = false

    private static let states = ComplaintRecord.State.allCases.map(\.rawValue)

    func run() async throws {
        let district = try district.map { written throws(CommandError) in try DistrictPrefix.checked(written) }
        let firm = try firm.map { written throws(CommandError) in try OperatorCode.checked(written, option: "--firm") }
        if let state, !Self.states.contains(state) {
            throw CommandError(
                .usage, at: Wording("--state \(state.shown)"), en: "no such state", zh: "没有这种状态",
                hint: Wording(Self.states.joined(separator: ", ")))
        }
        var query: [(String, String)] = []
        for (name, value) in [
            ("district", district), ("state", state), ("class", kindOfCase?.rawValue), ("firm", firm), ("code", code),
            ("overdue", overdue ? "true" : nil),
        ] {
            if let value { query.append((name, value)) }
        }
        let settings = try Settings()
        let asked = query
        let bytes = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) in try await ledger.complaints(asked)
        }
        guard let root = try? JSONDocument(bytes).root, let list = root["complaints"], list.kind == .array else {
            throw CommandError(.undecided, en: "not a list of complaints", zh: "不是投诉举报清单")
        }
        if json { return try Console.write(bytes + [0x0A]) }
        for one in list.elements { try Console.print(Self.line(one)) }
        if let left = root["leftOut"]?.numberText, left != "0" {
            Console.note("complaint", Wording(en: "\(left) more are left out", zh: "另有 \(left) 件未列出"))
        }
    }

    private static func line(_ one: JSONValue) -> String {
        func text(_ name: String) -> String { one[name]?.string ?? "-" }
        let isReport = text("class") == ComplaintOpening.Class.report.rawValue
        let state = ComplaintRecord.State(rawValue: text("state"))
        let wording = state.map { isReport ? $0.wordingOfReport : $0.wording }
        let kind = ComplaintDefinitions.builtIn.wording(kind: text("kind"))
        let due = one["terms"].flatMap { terms in
            terms.elements.first { $0["ended"]?.isNull == true }.flatMap { $0["due"]?.string }
        }
        let number = (one["complaint"]?.string).flatMap { ComplaintName($0)?.number } ?? "-"
        let parts = [
            number, text("received"), text("district"), said(isReport ? "report" : "complaint", isReport ? "举报" : "投诉"),
            wording.map { said($0) } ?? "-", due.map { said("due \($0)", "期限 \($0)") } ?? "-", said(kind), text("code"),
        ]
        let late = one["overdue"]?.bool == true ? Terminal.paint(said("OVERDUE  ", "超期  "), .red, .bold) : ""
        return late + parts.joined(separator: "  ").printable
    }
}

/// One complaint, proven.
struct ShowComplaint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: said(
            "One complaint: its acts, its terms, and, for its office, what was told.", "查看一件投诉举报：经过、期限及（对办理机关）内容。"),
        discussion: said(
            "Exits 0 where all of it is proven, 1 where something is false, 2 where something could not be looked at, 3 where nothing is on record.",
            "退出状态：0 全部证实，1 有不实，2 有未能核查之处，3 没有记录。"))

    @OptionGroup var options: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var subject: ComplaintArgument
    @Flag(help: .said("do not ask for the private values", "不请求私密信息"))
    var noValues = false
    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let name = try subject.name()
        let home = noValues ? nil : try? JournalHome(options: options)
        let checked = try await CheckedDraw.asking(LedgerOptions.of(options), verdictOptions) {
            watched, verifier throws(CommandError) in
            var text = ComplaintText(try await CheckedComplaint(name, from: watched, verifier))
            if let home {
                do throws(CommandError) {
                    let disclosing = Disclosing(home: home, ledger: watched)
                    for entry in try await disclosing.disclose(text.checked.report.events, names: []) {
                        text.values += entry.disclosures.map { (entry.event.entry, $0.name, $0.value) }
                    }
                } catch  where error.status == .notAllowed {
                    // A device that is not enrolled here is told what everybody is.
                    Console.note("complaint", error.wording)
                }
            }
            return text
        }
        if json { try Console.print(checked.json) } else { try checked.show() }
        if checked.checked.status != .done { throw checked.checked.status.exitCode }
    }
}
