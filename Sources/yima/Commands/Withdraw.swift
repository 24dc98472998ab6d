import ArgumentParser
import Chains
import CommandSupport
import EPCIS
import Journals
import Ledger
import LedgerClient
import StrictJSON
import TransparencyLog
import Values

/// Declares own events erroneous, with what replaces them.
struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: said("Declare events of this journal erroneous.", "声明本日志的事件有误（作废）。"),
        discussion: said(
            "An event is named by its ledger entry or its eventID. Nothing that was signed is changed: the same event is recorded again "
                + "with an EPCIS errorDeclaration, and verdicts leave both out and say so. What replaces it (--by) is recorded with it, "
                + "or nothing is. "
                + "What would make the goods invalid without them (more given out than is left) is asked about at a terminal and refused "
                + "otherwise, unless --accept names its rule.",
            "以账本条目号或事件编号指明事件。已签署的内容不会改动：同一事件连同 EPCIS errorDeclaration 再次记录，判定时两者均不计并予以说明。"
                + "替换内容（--by）与作废声明一并记录，或都不记录。"
                + "作废后会使货物被判无效的（如出库多于剩余的入库），在终端上会先询问，否则拒绝，除非用 --accept 指明规则。"))

    @OptionGroup var journalOptions: JournalOptions

    @Option(
        help: .said(
            "why: did_not_occur, incorrect_data, or in words of one's own",
            "原因：did_not_occur（未发生）、incorrect_data（数据有误）或自述",
            valueName: "text"))
    var reason: String

    @Option(help: .said("a file of the events that replace them", "替换这些事件的文件", valueName: "file"), completion: .file())
    var by: String?

    @Option(help: .said("of the rows of --by, as for ingest", "--by 文件的品类规范，同 ingest"), completion: .profiles)
    var profile: String?

    @Option(
        help: .said(
            "withdraw, and record what replaces them, although this rule will find the goods invalid, as for ingest",
            "即使该规则将判货物无效也照此作废并记录替换内容，同 ingest", valueName: "rule"))
    var accept: [String] = []

    @Flag(help: .said("say what would be withdrawn and what it means; nothing is recorded", "只说明将作废什么及其后果，不记录"))
    var check = false

    @Flag(help: .said("only record; push later", "只记录，暂不推送"))
    var noPush = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(
        help: .said("ledger entries or eventIDs of this journal's events", "账本条目号或事件编号", valueName: "event"))
    var events: [String]

    func run() async throws {
        let home = try JournalHome(options: journalOptions)
        let journal = try home.journal()
        let reason = try Self.reason(reason, isReplaced: by != nil)
        let entries = events.compactMap(Self.entry)
        let (indexes, unknown) = try await self.indexes(of: entries, journal, home)
        let named = try await Withdrawing.targets(
            journal, indexes: Set(indexes.keys), names: Set(events.filter { Self.entry($0) == nil }))
        let strange = unknown.map(String.init) + named.unknown
        guard strange.isEmpty else { throw Self.notFound(strange, home) }
        if let index = named.declarations.first { throw Self.declaration(indexes[index] ?? index) }
        if let first = named.unasked.first { throw Self.shared(first, named) }
        if named.targets.isEmpty { throw by.map(Self.withdrawnBefore) ?? Self.withdrawnBefore(named, events) }
        let replacementCount = try await record(named.targets, reason, journal, home)
        guard !check else { return try show(named, replacementCount) }
        let status = try await push(journal, home)
        try show(named, replacementCount)
        if status != .done { throw status.exitCode }
    }

    /// The number of an entry as people copy it from where it is shown: `31`, `#31`, `条目31`.
    private static func entry(_ written: String) -> UInt64? {
        let text = written.halfWidth.trimmed
        let prefix = ["条目号", "条目", "entry", "#"].first { text.lowercased().hasPrefix($0) } ?? ""
        let rest = text.dropFirst(prefix.count).drop { $0 == ":" || $0 == "#" || $0 == " " }
        return rest.allSatisfy { ("0"..."9").contains($0) } ? UInt64(rest) : nil
    }

    /// A declaration names an eventID, and so takes back all events that have it: never more than was named.
    private static func shared(_ other: Withdrawing.Target, _ named: Withdrawing.Named) -> CommandError {
        let all = named.targets.filter { $0.name == other.name }
        let told = all.map { Self.told($0) }.joined(separator: "; ")
        return CommandError(
            .badInput, at: Wording(other.name.shown),
            en:
                "\(all.count) events of this journal have this eventID (\(told)), and a declaration takes back all of them; "
                + "nothing was recorded",
            zh: "本日志有 \(all.count) 条事件使用此事件编号（\(told)），作废声明会将其全部作废；未记录任何内容",
            hint: Wording(
                en:
                    "name the eventID to take all of them back; what did happen is recorded with it under another eventID: --by FILE",
                zh: "如要全部作废，请写事件编号；其中确有其事的，请另用新的事件编号，以 --by 文件 一并记录"))
    }

    /// An event's place in the journal, and what it says.
    private static func told(_ target: Withdrawing.Target) -> String {
        let line = EPCISEvent.reading(target.body).event.map { ": \(EventRow.line($0))" } ?? ""
        return said("journal entry \(target.index)", "日志第 \(target.index) 条") + line.printable
    }

    /// The word of the CBV that is meant, and the words that are not one.
    private static func reason(_ text: String, isReplaced: Bool) throws(CommandError) -> (word: String, text: String?) {
        switch text {
        case "did_not_occur", "未发生", "作废": return ("did_not_occur", nil)
        case "incorrect_data", "数据有误", "填错": return ("incorrect_data", nil)
        default: break
        }
        guard !text.isEmpty, text.unicodeScalars.count <= 500 else {
            throw CommandError(
                .usage, at: Wording("--reason"), en: "a reason has 1 to 500 characters", zh: "原因应为 1 至 500 个字符")
        }
        if let number = PersonalNumber.first(in: text) {
            throw CommandError(.badInput, at: Wording("--reason"), number.wording)
        }
        return (isReplaced ? "incorrect_data" : "did_not_occur", text)
    }

    /// The entries of the ledger by their places in this journal, and those that are none of its; what the ledger gives must be this
    /// journal's own bytes.
    private func indexes(
        of entries: [UInt64], _ journal: DeviceJournal, _ home: JournalHome
    ) async throws(CommandError) -> (indexes: [UInt64: UInt64], unknown: [UInt64]) {
        guard !entries.isEmpty else { return ([:], []) }
        let leaves = try await LedgerConnection.asking(try home.ledger()) { ledger throws(CommandError) in
            var leaves: [(entry: UInt64, leaf: [UInt8]?)] = []
            for entry in entries { leaves.append((entry, try await ledger.entry(entry))) }
            return leaves
        }
        var indexes: [UInt64: UInt64] = [:]
        var unknown: [UInt64] = []
        for (entry, leaf) in leaves {
            guard let leaf, case .event(let event)? = try? LedgerEntry(parsing: leaf), event.journal == journal.name
            else {
                unknown.append(entry)
                continue
            }
            let own: [[UInt8]]
            do throws(StoreError) { own = try await journal.entries(event.index..<event.index + 1) } catch {
                throw CommandError(error)
            }
            if own == [leaf] { indexes[event.index] = entry } else { unknown.append(entry) }
        }
        return (indexes, unknown)
    }

    private static func notFound(_ names: [String], _ home: JournalHome) -> CommandError {
        let shown = names.prefix(namesShownMax).map(\.shown)
        let more = names.count > namesShownMax ? ", …" : ""
        return CommandError(
            .badInput, at: Wording("\(home.name)"),
            en: "no event of this journal: \(shown.joined(separator: ", "))\(more); nothing was recorded",
            zh: "不是本日志的事件：\(shown.joined(separator: "、"))\(more)；未记录任何内容",
            hint: Wording(
                en: "only who recorded an event can withdraw it; yima lookup shows entries and journals",
                zh: "只有记录者能作废；yima lookup 可查条目与日志"))
    }

    private static let namesShownMax = 10

    /// A declaration takes an event back for good: it is not taken back itself, and the event can be recorded once more.
    private static func declaration(_ entry: UInt64) -> CommandError {
        CommandError(
            .badInput, at: Wording("\(entry)"),
            en: "this entry withdraws an event, and cannot be withdrawn itself; nothing was recorded",
            zh: "此条目本身是作废声明，不能再作废；未记录任何内容",
            hint: Wording(
                en: "if the event happened after all, record it once more: yima ingest --again FILE",
                zh: "若原事件确有其事，请再次记录：yima ingest --again 文件"))
    }

    private static func withdrawnBefore(_ named: Withdrawing.Named, _ events: [String]) -> CommandError {
        CommandError(
            .badInput, at: Wording(events.count == 1 ? events[0].shown : "withdraw"),
            en: named.withdrawnCount == 1
                ? "this event is withdrawn already; nothing was recorded"
                : "these \(named.withdrawnCount) events are withdrawn already; nothing was recorded",
            zh: named.withdrawnCount == 1 ? "该事件此前已作废；未记录任何内容" : "这 \(named.withdrawnCount) 条事件此前均已作废；未记录任何内容")
    }

    /// What is to replace events that were withdrawn before would otherwise be left out in silence.
    private static func withdrawnBefore(_ file: String) -> CommandError {
        CommandError(
            .badInput, at: Wording(file), en: "what it should replace is withdrawn already; nothing was recorded",
            zh: "所要替换的事件此前已作废；未记录任何内容",
            hint: Wording(
                en: "if it is not recorded yet, record it by itself: yima ingest FILE",
                zh: "若尚未记录，请单独记录：yima ingest 文件"))
    }

    /// Records what replaces the events and their declarations together, or nothing. Gives how many replace them.
    private func record(
        _ targets: [Withdrawing.Target], _ reason: (word: String, text: String?), _ journal: DeviceJournal,
        _ home: JournalHome
    ) async throws(CommandError) -> Int {
        let appender: JournalAppender
        do throws(StoreError) { appender = try await journal.beginImport() } catch { throw CommandError(error) }
        do throws(CommandError) {
            let asks = Terminal.isInput && Terminal.isError && !json && !check && by != "-"
            var importing = try Importing(
                home: home, profile: profile, encoding: CSVEncoding.utf8.text, sheet: nil, skipsBad: false,
                caution: Caution(accepted: try Caution.rules(accept), asks: asks), keepsNames: true)
            var corrective: [String] = []
            if let by { corrective = try await importing.replacements(by, appender, journal) }
            if let row = targets.compactMap({ importing.known.rows[$0.index] }).first {
                throw CommandError(
                    .badInput, at: Wording(row.text),
                    en: "this row is itself what is to be withdrawn; nothing was withdrawn",
                    zh: "此行正是要作废的记录；未作废任何内容",
                    hint: Wording(en: "put it right, or take it out of the file", zh: "请改正此行，或从文件中删去"))
            }
            if let row = importing.known.withdrawn.values.first {
                throw CommandError(
                    .badInput, at: Wording(row.text), en: "this row was withdrawn before; nothing was withdrawn",
                    zh: "此行此前已作废；未作废任何内容",
                    hint: Wording(
                        en: "record it by itself: yima ingest --again FILE", zh: "请单独记录：yima ingest --again 文件"))
            }
            let declarations = try await Withdrawing(reason: reason, corrective: corrective, now: .now)
                .record(targets, into: appender)
            try await importing.lookAhead(beside: declarations, in: journal, at: by)
            guard !check else {
                await appender.rollback()
                return corrective.count
            }
            do throws(StoreError) { _ = try await appender.commit() } catch { throw CommandError(error) }
            return corrective.count
        } catch {
            await appender.rollback()
            throw error
        }
    }

    /// What is recorded is recorded: a ledger that is away is only mentioned.
    private func push(_ journal: DeviceJournal, _ home: JournalHome) async throws(CommandError) -> ExitStatus {
        guard !noPush else { return .done }
        do throws(CommandError) {
            _ = try await Pushing.push(journal, home: home)
        } catch {
            Console.message(error.lines(command: "withdraw"))
            if error.status != .unreachable, error.status != .tryLater { return error.status }
        }
        return .done
    }

    private func show(_ named: Withdrawing.Named, _ replacementCount: Int) throws(CommandError) {
        let (targets, withdrawnCount) = (named.targets, named.withdrawnCount)
        if json {
            try Console.print(
                JSONNode.object([
                    ("withdrawn", .strings(targets.map(\.name))), ("withdrawnBefore", .integer(withdrawnCount)),
                    ("replacedBy", .integer(replacementCount)),
                ]))
            return
        }
        let word = check ? said("would be withdrawn: ", "将作废（仅检查，未记录）：") : said("withdrawn: ", "已作废：")
        for target in targets {
            let isShared = targets.count { $0.name == target.name } > 1
            let place = isShared ? said(", journal entry \(target.index)", "，日志第 \(target.index) 条") : ""
            let told = EPCISEvent.reading(target.body).event.map { " (\(EventRow.line($0)))" } ?? ""
            try Console.print(word + (target.name + place + told).printable)
        }
        if withdrawnCount > 0 {
            try Console.print(said("withdrawn before: \(withdrawnCount)", "此前已作废：\(withdrawnCount)"))
        }
    }
}

extension Importing {
    /// Reads what replaces events into the import, and gives its names: of what is new, and of nothing that stands in the journal already.
    fileprivate mutating func replacements(
        _ file: String, _ appender: JournalAppender, _ journal: DeviceJournal
    ) async throws(CommandError) -> [String] {
        _ = try await fill([file], into: appender, of: journal)
        _ = try await refuseUnitless(in: journal, isLast: true)
        guard report.rejectedCount == 0, report.journalled > 0 else {
            throw CommandError(
                .badInput, at: Wording(file), en: "nothing in it is new and sound; nothing was withdrawn",
                zh: "其中没有新的有效事件；未作废任何内容")
        }
        return names ?? []
    }

    /// Refuses what would make the goods invalid, once the events are taken back, unless somebody at a terminal accepts it.
    fileprivate mutating func lookAhead(
        beside declarations: [(index: UInt64, body: [UInt8])], in journal: DeviceJournal, at file: String?
    ) async throws(CommandError) {
        for declaration in declarations { add(declaration.body, at: declaration.index) }
        let bad = try await ahead(in: journal, command: "withdraw").filter(\.isRefused)
        guard !bad.isEmpty else { return }
        if caution.asks, Caution.isAccepted(Wording(en: "Withdraw it all the same? [y/N]", zh: "仍要作废吗？[y/N]")) {
            return
        }
        throw CommandError(
            .badInput, at: file.map { Wording($0) }, en: "nothing was withdrawn", zh: "未作废任何内容",
            hint: Caution.wayOut(of: bad, isStrict: false))
    }
}

extension LedgerConnection {
    /// A leaf of the ledger, from its entry bundles; nil beyond its end.
    func entry(_ index: UInt64) async throws(CommandError) -> [UInt8]? {
        let note = try await checkpoint()
        let size = (try? Checkpoint.parse(SignedNote.parse(note).text).treeSize) ?? 0
        let (bundle, place) = index.quotientAndRemainder(dividingBy: UInt64(Tile.widthMax))
        guard index < size,
            let path = EntryBundlePath(index: bundle, width: Tile.width(level: 0, index: bundle, treeSize: size))
        else { return nil }
        do throws(LedgerClientError) {
            let entries = try await client.entryBundle(path)
            return entries.indices.contains(Int(place)) ? entries[Int(place)] : nil
        } catch {
            throw failure(error)
        }
    }
}
