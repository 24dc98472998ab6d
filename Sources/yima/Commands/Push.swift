import ArgumentParser
import CommandSupport
import Journals
import Ledger
import StrictJSON
import Values

/// Sends what waits in the journal to its ledger.
struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: said("Bring the ledger up to date with the journal.", "将日志推送到账本。"),
        discussion: said(
            "Asks the ledger even where nothing waits: what it signs must continue what it signed before, and it must still hold "
                + "what it acknowledged. Exits 1 where it does not, 69 where the ledger does not answer.",
            "即使没有待推送的内容也会询问账本：其签署的内容须延续先前签署的内容，且仍存有已确认的全部记录；否则退出状态为 1，账本未应答时为 69。"))

    @OptionGroup var options: JournalOptions

    @Flag(
        help: .said(
            "bring all private values again, after the host restored a backup", "重新送交全部私密信息（主机恢复备份之后）"))
    var bringAgain = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let home = try JournalHome(options: options)
        let journal = try home.journal()
        if bringAgain {
            do { try await journal.bringAgain() } catch { throw CommandError(error) }
        }
        let pushed = try await push(journal, home)
        let waiting = try await journal.waiting()
        if json {
            try Console.print(JSONNode.object([("pushed", .integer(pushed)), ("waiting", .integer(waiting))]))
        } else {
            try Console.print(
                "\(home.name): "
                    + (pushed == 0
                        ? said("nothing was waiting", "没有待推送的内容")
                        : said("\(pushed.grouped) pushed", "已推送 \(pushed.grouped) 条")))
        }
    }

    /// Where nothing waits that is said too, but a ledger that was not asked is not one that keeps its word.
    private func push(_ journal: DeviceJournal, _ home: JournalHome) async throws(CommandError) -> UInt64 {
        let isAllThere = try await isAllThere(journal)
        do throws(CommandError) {
            return try await Pushing.push(journal, home: home)
        } catch {
            guard isAllThere, error.status == .unreachable else { throw error }
            throw CommandError(
                error.status, at: error.place,
                en: "nothing waits; the ledger could not be asked whether it keeps its word: \(error.wording.en)",
                zh: "没有待推送的内容；未能询问账本是否守信：\(error.wording.zh)", hint: error.hint)
        }
    }

    /// Whether the ledger has every event, and was brought every private value that is still held.
    private func isAllThere(_ journal: DeviceJournal) async throws(CommandError) -> Bool {
        guard try await journal.waiting() == 0 else { return false }
        do throws(StoreError) { return try await journal.nextDisclosures() == nil } catch { throw CommandError(error) }
    }
}
