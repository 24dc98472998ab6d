import ArgumentParser
import CommandSupport
import DeviceSync
import Ledger
import LedgerClient
import StrictJSON
import TransparencyLog
import Values

/// `yima field`: what an inspector does at a device, and later at a desk.
struct Field: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "field",
        abstract: said(
            "Take down what a device has signed, and later prove that nothing of it is missing or changed.",
            "记录设备当场已签署的内容，日后证明其无缺失、无更改。"),
        subcommands: [Note.self, Check.self, List.self])

    /// Takes down what a device shows (`yima journal checkpoint`).
    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Take down what a device shows.", "记录设备出示的内容。"),
            discussion: said(
                "The line that yima journal checkpoint shows (yima-field/1 …), from a file or from standard input, where a scanner types it; several "
                    + "lines are several notes. The signature is verified at once, without any network. Exits 65 where that is no such line or the "
                    + "signature is false, and then nothing of it is kept; 1 where the device has shown another history before (both are kept).",
                "读取 yima journal checkpoint 出示的一行（yima-field/1 …），来自文件或标准输入（扫码枪键入）；多行为多条记录。当场核验签名，无需网络。"
                    + "退出状态：65 不是此类内容或签名不实（不予保存），1 该设备先前曾出示另一种历史（两者均保存）。"))

        @Argument(help: .said("the file, - for standard input", "文件，“-”表示标准输入", valueName: "file"), completion: .file())
        var file: String = "-"

        @Flag(help: .said("one JSON line a note", "每条记录输出一行 JSON"))
        var json = false

        func run() async throws {
            guard let bytes = try ByteSource(path: file).rest(bytesMax: 1 << 20) else {
                throw CommandError(.badInput, at: Wording(file), en: "too large", zh: "文件过大")
            }
            let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
            guard !lines.isEmpty else {
                throw CommandError(.badInput, at: Wording(file), FieldNoteError.malformed.wording)
            }
            var status = ExitStatus.done
            for (place, line) in lines.enumerated() { status = status.worse(try take(Array(line), number: place + 1)) }
            if status != .done { throw status.exitCode }
        }

        private func take(_ line: [UInt8], number: Int) throws(CommandError) -> ExitStatus {
            let note: FieldNote
            do throws(FieldNoteError) { note = try FieldNote(parsing: line) } catch {
                Console.message(
                    CommandError(.badInput, at: Wording("\(file):\(number)"), error.wording).lines(
                        command: "field note"))
                return .badInput
            }
            let earlier = try FieldNotes.all(of: note.journal)
            let before = try FieldNotes.keep(note, at: .now)
            // One size and two roots: the device itself has shown that it signed two histories.
            let other = earlier.first {
                $0.note.key == note.key && $0.note.checkpoint.treeSize == note.checkpoint.treeSize
                    && $0.note.checkpoint.root != note.checkpoint.root
            }
            let fork = other.flatMap { ForkArchive.keep(LogFork(held: $0.note.note, offered: note.note)) }
            let isOtherKey = earlier.contains { $0.note.key != note.key }
            try say(note, before: before, fork: fork, isForked: other != nil, isOtherKey: isOtherKey)
            return other != nil ? .violated : isOtherKey ? .undecided : .done
        }

        private func say(
            _ note: FieldNote, before: Timestamp?, fork: String?, isForked: Bool, isOtherKey: Bool
        ) throws(CommandError) {
            let size = note.checkpoint.treeSize
            if json {
                return try Console.print(
                    .object([
                        ("journal", .string("\(note.journal)")), ("size", .unsigned(size)),
                        ("root", .string(note.checkpoint.root.base64)), ("key", .string("\(note.key)")),
                        ("before", before.map { .string("\($0)") } ?? .null), ("forked", .bool(isForked)),
                        ("otherKey", .bool(isOtherKey)), ("forkFile", fork.map { .string($0) } ?? .null),
                    ]))
            }
            let taken = before.map { said("taken down already, \($0)", "此前已记录（\($0)）") } ?? said("taken down", "已记录")
            try Console.print(
                said(
                    "\(note.journal): \(size.grouped) \(size == 1 ? "event" : "events") signed by now; \(taken)",
                    "\(note.journal)：此刻已签署 \(size.grouped) 条；\(taken)"
                ).printable)
            if isForked {
                let place = fork.map { "\n  \($0)" } ?? ""
                Console.message(
                    said(
                        "FORKED: this device has shown another history of \(size) events before; both are kept\(place)",
                        "已分叉：该设备先前出示过 \(size) 条的另一种历史，两者均已保存\(place)"))
            }
            if isOtherKey {
                Console.message(
                    said(
                        "this journal was shown under another key before: which is the enrolled one, yima field check finds out",
                        "该日志先前以另一密钥出示；何者为登记密钥，由 yima field check 核对"))
            }
        }
    }

    /// Holds what was taken down against the ledger.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Hold what was taken down against the ledger.", "将现场记录与账本核对。"),
            discussion: said(
                "Exits 0 where everything that was signed by then stands in the ledger, unchanged; 1 where it is changed, where the device has signed "
                    + "another history (both checkpoints are kept as a fork file), or where another key was shown than the ledger has; 2 where events "
                    + "have not come yet, or the ledger does not show them; 3 where nothing was taken down; 69 where the ledger does not answer.",
                "退出状态：0 当时已签署的内容均在账本中且未更改；1 已被更改、设备另行签署了不同历史（两份检查点存为分叉文件）或出示的密钥与账本不符；"
                    + "2 尚有记录未入账，或账本未能出示；3 没有现场记录；69 账本没有应答。"))

        @OptionGroup var options: LedgerOptions

        @Flag(help: .said("one JSON line a note", "每条记录输出一行 JSON"))
        var json = false

        @Argument(
            help: .said(
                "journals (<USCC>/<device>); all that were taken down where none is named", "日志（统一社会信用代码/设备名）；默认全部",
                valueName: "journal"))
        var journals: [String] = []

        func run() async throws {
            let notes = try Field.notes(of: journals)
            let settings = try Settings()
            let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
            let status = try await LedgerConnection.asking(
                try settings.ledger(options.ledger)
            ) { ledger throws(CommandError) in
                let watched = try await WatchedLedger(ledger, key: try await trust.key(of: ledger))
                var status = ExitStatus.done
                for journal in notes { status = status.worse(try await check(journal, by: watched)) }
                return status
            }
            if status != .done { throw status.exitCode }
        }

        /// - Parameter notes: of one journal, ascending.
        private func check(
            _ notes: [FieldNotes.Kept], by watched: WatchedLedger
        ) async throws(CommandError) -> ExitStatus {
            var status = ExitStatus.done
            for found in try await watched.findings(of: notes) {
                var found = found
                if case .forked(let fork) = found.finding { found.forkFile = ForkArchive.keep(fork) }
                if json { try Console.print(found.json) } else { try Console.print(found.text) }
                status = status.worse(found.status)
                if case .waiting = found.finding, !json {
                    Console.message(
                        said("hint: ", "提示：")
                            + said("the firm pushes with yima push; then check again", "请企业执行 yima push 后再核对"))
                }
            }
            return status
        }
    }

    /// What was taken down.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("List what was taken down.", "列出现场记录。"))

        @Flag(help: .said("one JSON line a note", "每条记录输出一行 JSON"))
        var json = false

        func run() async throws {
            for kept in try Field.notes(of: []).joined() {
                let note = kept.note
                if json {
                    try Console.print(
                        .object([
                            ("journal", .string("\(note.journal)")), ("size", .unsigned(note.checkpoint.treeSize)),
                            ("root", .string(note.checkpoint.root.base64)), ("noted", .string("\(kept.noted)")),
                            ("text", .string(note.text)),
                        ]))
                } else {
                    let size = note.checkpoint.treeSize.grouped
                    try Console.print(
                        "\(kept.noted)  \(note.journal)  ".printable + said("\(size) events", "\(size) 条"))
                }
            }
        }
    }

    /// The notes of these journals, or of all, those of each together; there must be some.
    fileprivate static func notes(of journals: [String]) throws(CommandError) -> [[FieldNotes.Kept]] {
        var kept: [FieldNotes.Kept] = []
        for written in journals {
            guard let journal = JournalName(written) else {
                throw CommandError(
                    .usage, at: Wording(written.shown), en: "not a journal's name (<USCC>/<device>)",
                    zh: "不是日志名称（统一社会信用代码/设备名）")
            }
            let found = try FieldNotes.all(of: journal)
            guard !found.isEmpty else { throw nothing(about: written.shown) }
            kept += found
        }
        if journals.isEmpty { kept = try FieldNotes.all() }
        guard !kept.isEmpty else { throw nothing(about: Places.field) }
        return Dictionary(grouping: kept, by: \.note.journal).sorted { $0.key.description < $1.key.description }.map(
            \.value)
    }

    private static func nothing(about place: String) -> CommandError {
        CommandError(
            .unknown, at: Wording(place), en: "nothing was taken down", zh: "没有现场记录",
            hint: Wording(
                en: "yima field note takes down what yima journal checkpoint shows",
                zh: "用 yima field note 记录 yima journal checkpoint 出示的内容"))
    }
}

extension WatchedLedger {
    /// What is found of notes of one journal.
    fileprivate func findings(of notes: [FieldNotes.Kept]) async throws(CommandError) -> [CheckedNote] {
        guard let newest = notes.map(\.note.checkpoint.treeSize).max() else { return [] }
        let source = LedgerTiles(connection.client)
        let journal = notes[0].note.journal
        // What is told first is under the head that is asked for then.
        let told = try await asking { () async throws(TileSourceError) in
            try await ToldJournal.ask(source, about: journal, upTo: newest)
        }
        let head = try await opened().checkpoint
        let found = try await asking { () async throws(TileSourceError) in
            try await FieldCheck(source, under: head).findings(of: notes.map(\.note), told)
        }
        return zip(notes, found).map { CheckedNote(kept: $0, finding: $1, head: head) }
    }

    private func asking<Value>(
        _ ask: () async throws(TileSourceError) -> Value
    ) async throws(CommandError) -> Value {
        do throws(TileSourceError) { return try await ask() } catch {
            throw CommandError(
                error.isUnreachable ? .unreachable : .undecided, at: Wording(url),
                Wording(en: "could not check: \(error.wording.en)", zh: "无法核查：\(error.wording.zh)"))
        }
    }
}
