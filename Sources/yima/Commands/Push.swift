import ArgumentParser
import CommandSupport
import Journals
import StrictJSON

/// Sends what waits in the journal to its ledger.
struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: said("Bring the ledger up to date with the journal.", "将日志推送到账本。"))

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
        let pushed = try await Pushing.push(journal, home: home)
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
}
