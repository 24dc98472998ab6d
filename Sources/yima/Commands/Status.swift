import ArgumentParser
import CommandSupport
import Journals
import Ledger
import SQLiteStore
import StrictJSON
import TransparencyLog

/// What the journal holds and what of it the ledger has; asks nobody.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: said("What is held, pushed and waiting.", "查看已记录、已推送与待推送的数量。"))

    @OptionGroup var options: JournalOptions

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let home = try JournalHome(options: options)
        let journal = try home.journal(.readOnly)
        let head: JournalHead
        do throws(StoreError) { head = try await journal.head() } catch { throw CommandError(error) }
        let seen = head.pushed.ledgerCheckpoint
        let ledger = seen.isEmpty ? nil : try? Checkpoint.parse(SignedNote.parse(seen).text)
        let url = "\(try home.ledger())"
        let key = try home.pinnedLedgerKey()
        if json {
            try Console.print(
                JSONNode.object([
                    ("journal", .string("\(home.name)")), ("verifierKey", .string("\(home.verifierKey)")),
                    ("directory", .string(home.directory)), ("ledger", .string(url)),
                    ("ledgerKey", key.map { .string("\($0)") } ?? .null),
                    ("held", .integer(head.size)), ("pushed", .integer(head.pushed.size)),
                    ("waiting", .integer(head.waiting)),
                    (
                        "lastPush",
                        ledger.map { .object([("origin", .string($0.origin)), ("size", .integer($0.treeSize))]) }
                            ?? .null
                    ),
                ]))
            return
        }
        var rows = [
            (said("journal", "日志"), "\(home.name)"),
            (said("key", "密钥"), "\(home.verifierKey)"),
            (said("directory", "目录"), home.directory),
            (said("ledger", "账本"), url),
            (said("held", "已记录"), head.size.grouped),
            (said("pushed", "已推送"), head.pushed.size.grouped),
            (said("waiting", "待推送"), head.waiting.grouped),
        ]
        if let ledger {
            let size = ledger.treeSize.grouped
            rows.append(
                (
                    said("last push", "上次推送"),
                    said("to \(ledger.origin), then of \(size) entries", "账本 \(ledger.origin)，当时共 \(size) 条")
                ))
        }
        let width = rows.map(\.0.columns).max() ?? 0
        for (name, value) in rows { try Console.print("\(name.padded(to: width))  \(value.printable)") }
    }
}
