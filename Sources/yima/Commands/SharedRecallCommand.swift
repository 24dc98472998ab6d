import ArgumentParser
import CommandSupport
import Ledger
import StrictJSON
import Supervision
import Values

/// A recall that several offices share: who was told, who confirmed, what was found.
struct SharedRecallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shared-recall",
        abstract: said("A recall between departments: told, confirmed, found, closed.", "部门间召回协同：通知、确认、反馈、结束。"),
        discussion: said(
            "One office leads in a recall that is on record for the goods; it tells others, who confirm, say what they found, or hand the matter "
                + "on. Each step is signed and stands in the ledger under the recall's name.",
            "由一个机关就已记录的召回牵头，通知其他机关；被通知机关确认、反馈核查情况或移交。每一步均签名上账，列于该召回协同名下。"),
        subcommands: [
            OpenSharedRecall.self, TellOfRecall.self, ConfirmRecall.self, ReportRecallFinding.self, HandRecallOn.self,
            CloseSharedRecall.self, SharedRecallStatus.self,
        ])
}

/// The shared recall that a command is about.
struct SharedRecallArgument: ParsableArguments {
    @Argument(
        help: .said(
            "its whole name (urn:yima:recall:…), or one's own by its word", "全名（urn:yima:recall:…），本机关牵头的可只写代号",
            valueName: "recall"))
    var recall: String
}

extension SharedRecallDesk {
    /// Signs an act in a shared recall, and says that it was recorded.
    static func act(
        _ written: String, _ journal: JournalOptions, _ verdictOptions: VerdictOptions, json: Bool,
        _ make: (SharedRecallDesk, _ uscc: String) throws(CommandError) -> (RecallAct, Wording)
    ) async throws {
        let office = try SamplingOffice(journal, verdictOptions)
        let name = try name(written, office: office.uscc)
        let desk = try await open(name, office.options, verdictOptions)
        _ = try desk.opening()
        let (act, told) = try make(desk, office.uscc)
        let after = try await desk.record(act, by: office)
        if json {
            return try Console.print(
                .object([
                    ("recall", .string("\(name)")), ("state", .string(after.record.state.rawValue)),
                    ("recorded", .bool(true)),
                ]))
        }
        try Console.print(said(told).printable + said(": ", "：") + said(after.record.state.wording))
    }

    /// Tells another office, with the evidence that it is given, or hands the matter on to it.
    static func tell(
        _ written: String, _ journal: JournalOptions, _ verdictOptions: VerdictOptions, json: Bool, to office: String,
        evidence: String, note: String?, isHandingOn: Bool = false, _ told: (_ uscc: String) -> Wording
    ) async throws {
        let (uscc, digest) = (try SamplingTables.uscc(office, at: Wording("--to")), try digest(of: evidence))
        try await act(written, journal, verdictOptions, json: json) { desk, _ in
            (
                .telling(
                    RecallTelling(
                        name: desk.record.name, to: uscc, isHandingOn: isHandingOn, evidence: digest, note: note)),
                told(uscc)
            )
        }
    }
}

/// Tell another office.
struct TellOfRecall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell",
        abstract: said("Tell another office, with the evidence that it is given.", "通知其他机关，并注明所附证据。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var recall: SharedRecallArgument

    @Option(help: .said("the office's USCC", "被通知机关统一社会信用代码", valueName: "USCC"))
    var to: String

    @Option(
        help: .said(
            "the evidence file that it is given; its SHA-256 is recorded", "随附的证据文件，记录其 SHA-256", valueName: "file"),
        completion: .file())
    var evidence: String

    @Option(help: .said("what it is asked to do", "请求事项", valueName: "text"))
    var note: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        try await SharedRecallDesk.tell(
            recall.recall, journalOptions, verdictOptions, json: json, to: to, evidence: evidence, note: note
        ) { Wording(en: "\($0) is told", zh: "已通知 \($0)") }
    }
}

/// Confirm that one was told.
struct ConfirmRecall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: said("Confirm that this office was told, and has the evidence.", "确认收到通知及随附证据。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var recall: SharedRecallArgument

    @Option(
        help: .said("the evidence file as it was received", "收到的证据文件", valueName: "file"), completion: .file())
    var evidence: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let (digest, path) = (try SharedRecallDesk.digest(of: evidence), evidence)
        try await SharedRecallDesk.act(recall.recall, journalOptions, verdictOptions, json: json) {
            desk, uscc throws(CommandError) in
            guard let told = desk.record.told(uscc) else {
                throw CommandError(
                    .notAllowed, at: Wording("\(desk.record.name)"), SharedRecall.Refusal.notTold(uscc: uscc).wording)
            }
            guard told.telling.act.evidence == digest else {
                throw CommandError(
                    .badInput, at: Wording(path),
                    en:
                        "is not the file that was handed over: its SHA-256 is \(digest), told was \(told.telling.act.evidence)",
                    zh: "不是随通知移交的文件：其 SHA-256 为 \(digest)，通知所载为 \(told.telling.act.evidence)",
                    hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
            }
            return (
                .confirmation(RecallConfirmation(name: desk.record.name, telling: told.telling.entry)),
                Wording(en: "confirmed", zh: "已确认")
            )
        }
    }
}

/// Hand the matter on.
struct HandRecallOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-on", abstract: said("Hand the matter on to another office.", "移交其他机关办理。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var recall: SharedRecallArgument

    @Option(help: .said("the office's USCC", "接收机关统一社会信用代码", valueName: "USCC"))
    var to: String

    @Option(
        help: .said(
            "the evidence file that it is given; its SHA-256 is recorded", "随附的证据文件，记录其 SHA-256", valueName: "file"),
        completion: .file())
    var evidence: String

    @Option(help: .said("why", "移交原因", valueName: "text"))
    var note: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        try await SharedRecallDesk.tell(
            recall.recall, journalOptions, verdictOptions, json: json, to: to, evidence: evidence, note: note,
            isHandingOn: true
        ) { Wording(en: "handed on to \($0)", zh: "已移交 \($0)") }
    }
}

/// End it.
struct CloseSharedRecall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: said("End it: all have reported and nothing is left, or there are grounds.", "结束：均已反馈且无未结货物，或另有理由。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var recall: SharedRecallArgument

    @Option(
        help: .said("why it ends though something is open", "尚有未结事项而结束的理由", valueName: "text"))
    var grounds: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        try await SharedRecallDesk.act(recall.recall, journalOptions, verdictOptions, json: json) { desk, _ in
            (
                .closure(RecallClosure(name: desk.record.name, grounds: grounds)), Wording(en: "closed", zh: "已结束")
            )
        }
    }
}
