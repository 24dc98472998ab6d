import ArgumentParser
import CommandSupport
import Journals
import Ledger
import SQLiteStore
import StrictJSON
import TransparencyLog
import Values

/// What the journal holds and what of it the ledger has; the ledger is asked whether it keeps its word, and need not be there.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: said("What is held, pushed and waiting.", "查看已记录、已推送与待推送的数量。"),
        discussion: said(
            "Where the journal has met its ledger, that is asked too, and what it signs must continue what it signed before. Exits 1 "
                + "where it does not, 2 where that could not be checked, 69 where the ledger does not answer: what is held is said all the same.",
            "若日志曾与账本联系，则同时询问账本，其签署的内容须延续先前签署的内容；否则退出状态为 1，无法核查时为 2，账本未应答时为 69（仍显示本地情况）。"))

    @OptionGroup var options: JournalOptions

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Flag(
        help: .said(
            "only the journal's signed checkpoint: what a host may name when it revokes this device and still takes what was signed",
            "仅输出日志的签名检查点：主机吊销本设备而仍接收已签内容时使用"))
    var checkpoint = false

    func run() async throws {
        let home = try JournalHome(options: options)
        let journal = try home.journal(.readOnly)
        let head: JournalHead
        do throws(StoreError) { head = try await journal.head() } catch { throw CommandError(error) }
        if checkpoint {
            guard !head.checkpoint.isEmpty else {
                throw CommandError(
                    .unknown, at: Wording(home.directory), en: "nothing is signed yet", zh: "尚未签署任何内容")
            }
            return try Console.print(String(decoding: head.checkpoint.dropLast(), as: UTF8.self))
        }
        let url = try home.ledger()
        let key = try home.pinnedLedgerKey()
        let watched = try await LedgerWord.ask(url, key: key, journal: journal, home: home, head: head)
        if json {
            try Console.print(Self.document(home, head, url: "\(url)", key: key, watched))
        } else {
            try Self.say(home, head, url: "\(url)", watched)
        }
        if let error = watched.error {
            Console.message(error.lines(command: "status"))
            throw error.status.exitCode
        }
    }

    private static func document(
        _ home: JournalHome, _ head: JournalHead, url: String, key: VerifierKey?, _ watched: LedgerWord
    ) -> JSONNode {
        .object([
            ("journal", .string("\(home.name)")), ("verifierKey", .string("\(home.verifierKey)")),
            ("directory", .string(home.directory)), ("ledger", .string(url)),
            ("ledgerKey", key.map { .string("\($0)") } ?? .null),
            ("held", .integer(head.size)), ("pushed", .integer(head.pushed.size)),
            ("waiting", .integer(head.waiting)),
            (
                "lastPush",
                watched.head.map { .object([("origin", .string($0.origin)), ("size", .integer($0.treeSize))]) }
                    ?? .null
            ),
            (
                "ledgerHead",
                watched.head.map { .object([("size", .integer($0.treeSize)), ("root", .string($0.root.base64))]) }
                    ?? .null
            ),
            ("ledgerKeepsWord", watched.keeps.map { .bool($0) } ?? .null),
        ])
    }

    private static func say(
        _ home: JournalHome, _ head: JournalHead, url: String, _ watched: LedgerWord
    ) throws(CommandError) {
        var rows = [
            (said("journal", "日志"), "\(home.name)"),
            (said("key", "密钥"), "\(home.verifierKey)"),
            (said("directory", "目录"), home.directory),
            (said("ledger", "账本"), url),
            (said("held", "已记录"), head.size.grouped),
            (said("pushed", "已推送"), head.pushed.size.grouped),
            (said("waiting", "待推送"), head.waiting.grouped),
        ]
        if let ledger = watched.head {
            let size = ledger.treeSize.grouped
            rows.append(
                (
                    said("last seen", "上次所见"),
                    said("\(ledger.origin) of \(size) entries", "账本 \(ledger.origin)，共 \(size) 条")
                ))
        }
        let word: String? =
            switch watched.keeps {
            case true?: said("kept: what it signs continues what was seen", "守信：其签署的内容延续上次所见")
            case false?: said("BROKEN", "失信")
            case nil:
                switch watched.error?.status {
                case _ where watched.head == nil: nil
                case .undecided: said("could not be checked", "无法核查")
                default: said("could not be asked", "未能询问")
                }
            }
        if let word { rows.append((said("its word", "账本信用"), word)) }
        let width = rows.map(\.0.columns).max() ?? 0
        for (name, value) in rows { try Console.print("\(name.padded(to: width))  \(value.printable)") }
    }
}
