import ArgumentParser
import Codes
import CommandSupport
import StrictJSON

/// What is on record about a code, as the ledger tells it: nothing of it is proven here, but the ledger is held to what it signed
/// and acknowledged before.
struct Lookup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: said("The product, its last known state and place, its events.", "查询产品、最近状态与地点、全部事件。"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .said("how many events at most (1 to 100)", "最多显示多少个事件（1 至 100）"))
    var limit = 50

    @Flag(help: .said("the ledger's JSON document", "输出账本返回的 JSON 文档"))
    var json = false

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    func validate() throws {
        guard (1...100).contains(limit) else {
            throw ValidationError(en: "--limit is 1 to 100", zh: "--limit 应为 1 至 100")
        }
    }

    func run() async throws {
        let reader = try CodeReader.settled()
        let canonical = try reader.code(code)
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let written = code
        let isComplete = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) -> Bool in
            let watched = try await WatchedLedger.beside(ledger, trust: trust, codes: reader, wanted: [canonical])
            guard let answer = try await watched.lookup(written, limit: limit) else {
                try watched.refuse(await watched.lacking(canonical, inLookup: nil))
                if json { try Console.print(Self.nothing(written, canonical)) }
                if let told = reader.notGoods(canonical, written), reader.subject(of: canonical) != .party {
                    throw CommandError(.unknown, at: .code(written), told.wording, hint: told.hint)
                }
                throw CommandError.nothingOnRecord(written)
            }
            RecentCodes.note(written)
            let text = try LookupText(answer, url: watched.url)
            if json {
                try Console.write(answer.last == 0x0A ? answer : answer + [0x0A])
            } else {
                try text.print(canonical)
            }
            try watched.refuse(await watched.lacking(canonical, inLookup: text))
            return text.isComplete
        }
        if !isComplete { throw ExitCode(ExitStatus.undecided.rawValue) }
    }

    private static func nothing(_ code: String, _ canonical: CanonicalCode) -> JSONNode {
        .object([
            ("code", .string(code)), ("canonical", .string(canonical.uri)), ("events", .array([])),
            ("state", .object([])),
        ])
    }
}
