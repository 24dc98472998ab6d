import ArgumentParser
import CommandSupport
import Traceability

/// Sends what waits in the journal to its ledger.
struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: said("Bring the ledger up to date with the journal.", "将日志推送到账本。"))

    @OptionGroup var options: JournalOptions

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func run() async throws {
        let home = try JournalHome(options: options)
        let journal = try home.journal()
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
