import ArgumentParser
import CommandSupport
import Rules
import StrictJSON
import Supervision
import Values

/// Quick-response tasks (快速响应).
struct TaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: said("Quick-response tasks: open, take, close, list.", "快速响应任务：建立、接办、办结与督办。"),
        discussion: said(
            "Acts of offices on the ledger, with an owner and a clock (schema/supervision/task-terms.json). An overdue task is a warning "
                + "itself (yima warnings).",
            "任务是机关在账本上的行为，有承办机关与时限（schema/supervision/task-terms.json）。超期任务本身即为预警（yima warnings）。"),
        subcommands: [OpenTask.self, TakeTask.self, CloseTask.self, ListTasks.self])
}

/// What every act about a task takes.
struct TaskOptions: ParsableArguments {
    @OptionGroup var journal: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Argument(help: .said("the task: its whole name, or one's own by its word", "任务：全名，本机关的可只写代号", valueName: "task"))
    var task: String

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    /// Takes the act and tells what stands then.
    func take(
        _ act: (TaskName, SamplingOffice) throws(CommandError) -> TaskAct
    ) async throws {
        let office = try SamplingOffice(journal, verdictOptions)
        let name = try office.task(task)
        let desk = try await TaskDesk.open(name.description, office.options, verdictOptions)
        let entry = try await desk.record(try act(name, office), by: office)
        let calendar = try Definitions.load(Settings().definitions(verdictOptions.definitions)).trade.lists.workingDays
        let text = TaskText(entry: entry, terms: .builtIn, calendar: calendar, today: SamplingTables.today)
        if json { try Console.print(text.json) } else { try Console.write(Array(text.text.utf8)) }
    }
}

/// Opens a task.
struct OpenTask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: said("Open a task, for one's own office or another.", "建立任务，指定承办机关。"))

    @OptionGroup var options: TaskOptions

    @Option(help: .said("the office that is to act (default: one's own)", "承办机关（默认本机关）", valueName: "USCC"))
    var owner: String?

    @Option(help: .said("GB/T 2260 code of the district", "行政区划代码"))
    var district: String

    @Option(
        help: .said(
            "rate, failure, finding, complaint, recall, other",
            "rate 比率预警、failure 不合格处置、finding 监测问题、complaint 投诉举报、recall 召回、other 其他"))
    var kind = "other"

    @Option(help: .said("what it is about: a firm, a code, a warning", "所涉主体、编码或预警", valueName: "name"))
    var about: String

    @Option(help: .said("what is to be done", "任务内容", valueName: "text"))
    var what: String

    func run() async throws {
        try await options.take { name, office throws(CommandError) in
            let owner = try owner.map { text throws(CommandError) in
                try SamplingTables.uscc(text, at: Wording("--owner"))
            }
            return .opening(
                TaskOpening(
                    name: name, owner: owner ?? office.uscc, district: district, kind: kind, about: about, what: what))
        }
    }
}

/// Takes a task in hand.
struct TakeTask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: said("Take a task in hand, as its owner.", "承办机关接办任务。"))

    @OptionGroup var options: TaskOptions

    @Option(help: .said("a note", "备注", valueName: "text"))
    var note: String?

    func run() async throws {
        try await options.take { name, _ throws(CommandError) in .taking(TaskTaking(name: name, note: note)) }
    }
}

/// Closes a task.
struct CloseTask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: said("Close a task with what was found.", "办结任务并记录核查情况。"))

    @OptionGroup var options: TaskOptions

    @Option(help: .said("confirmed, unfounded, referred, other", "confirmed 属实已处置、unfounded 不属实、referred 移送、other 其他"))
    var outcome: String

    @Option(help: .said("what was found and done", "核查与处置情况", valueName: "text"))
    var found: String

    func run() async throws {
        try await options.take { name, _ throws(CommandError) in
            .closure(TaskClosure(name: name, outcome: outcome, found: found))
        }
    }
}

/// The tasks of a ledger.
struct ListTasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said("The tasks of a ledger, and what is overdue.", "列出任务及超期情况。"),
        discussion: said(
            "Proven on this machine, and that none was left out by the ledger's committed index.",
            "在本机核实，并以账本的承诺索引证明没有遗漏。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("only of this office", "仅该承办机关", valueName: "USCC"))
    var owner: String?

    @Option(help: .said("only in this district (its first digits)", "仅该行政区划前缀", valueName: "prefix"))
    var district: String?

    @Flag(help: .said("only those that are overdue", "仅已超期的"))
    var overdue = false

    @Flag(help: .said("also those that are closed", "包括已办结的"))
    var all = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let owner = try owner.map { written throws(CommandError) in
            try OperatorCode.checked(written, option: "--owner")
        }
        let district = try district.map { written throws(CommandError) in try DistrictPrefix.checked(written) }
        let desk = try await TaskDesk.open(TaskName.register, options, verdictOptions)
        let calendar = try Definitions.load(Settings().definitions(verdictOptions.definitions)).trade.lists.workingDays
        let texts = desk.record.entries.filter { entry in
            let said = entry.opening.act
            return (all || entry.closure == nil) && owner.map { said.owner == $0 } ?? true
                && district.map { said.district.hasPrefix($0) } ?? true
        }.map { TaskText(entry: $0, terms: .builtIn, calendar: calendar, today: SamplingTables.today) }
            .filter { !overdue || $0.isOverdue }
        if json {
            try Console.print(
                .object([
                    ("tasks", .array(texts.map(\.json))), ("proven", .bool(desk.acts.status == .done)),
                    ("complete", .bool(desk.acts.completeness?.isShown ?? false)),
                ]))
        } else {
            for text in texts { try Console.write(Array(text.text.utf8)) }
            if texts.isEmpty { Console.message(said("no task stands there", "没有任务")) }
        }
        for (entry, why) in desk.record.refused.prefix(20) {
            Console.note(
                "task",
                Wording(
                    en: "without effect: entry \(entry): \(why.wording.en)", zh: "无效：第 \(entry) 条：\(why.wording.zh)"))
        }
        for why in desk.acts.faults + desk.acts.doubts { Console.note("task", why) }
        if desk.acts.status != .done { throw desk.acts.status.exitCode }
    }
}
