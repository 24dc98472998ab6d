import ArgumentParser
import CommandSupport
import DeviceSync
import Ledger
import LedgerClient
import LedgerProtocol
import Mirroring
import TransparencyLog
import Values

/// Keeps a full verified copy of a ledger in a folder that any web server can serve.
struct MirrorLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: said("Keep a full, checked copy of a ledger.", "保存账本的完整副本并逐一核查。"),
        discussion: said(
            "Audits the whole ledger while it copies what is new, and takes nothing before all of it is sound. The folder is laid out as C2SP "
                + "tlog-tiles has it: whatever serves files serves the copy, and 'yima audit --data DIR' checks it with no network. Exits "
                + "like 'yima audit': 1 where the ledger forked, shrank or is not sound, with a fork file, and the copy as it was.",
            "边复制边审计整个账本，全部完好后才计入副本。目录布局符合 C2SP tlog-tiles：任何静态文件服务器均可提供该副本，"
                + "也可用 yima audit --data 目录 离线核查。退出状态与 yima audit 相同：账本分叉、缩短或不完好时为 1，保留分叉文件，副本不变。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        help: .said("the folder of the copy", "副本目录", valueName: "dir"), completion: .directory)
    var to: String

    @Option(
        help: .said(
            "go on, and look again after so many seconds", "持续运行，每隔这么多秒再次核对", valueName: "seconds"))
    var every: Int?

    @Flag(help: .said("one JSON document (a line for each time with --every)", "输出一个 JSON 文档（与 --every 同用时每次一行）"))
    var json = false

    func validate() throws {
        if let every, every < 1 { throw ValidationError(en: "--every is at least 1", zh: "--every 至少为 1") }
    }

    func run() async throws {
        let settings = try Settings()
        while true {
            let status = try await once(settings)
            // Whoever watches is not stopped by a ledger that is away for a while.
            guard let every, status == .done || status == .unreachable else {
                if status != .done { throw status.exitCode }
                return
            }
            try await Task.sleep(for: .seconds(every))
        }
    }

    private func once(_ settings: Settings) async throws(CommandError) -> ExitStatus {
        do throws(CommandError) {
            return try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
                ledger throws(CommandError) in
                let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
                let key = try await trust.key(of: ledger)
                return try await copy(ledger.publishedSource, key: key, place: ledger.url)
            }
        } catch {
            guard every != nil, error.status == .unreachable else { throw error }
            Console.message(error.lines(command: "mirror"))
            return .unreachable
        }
    }

    private func copy(_ source: RemoteAuditSource, key: VerifierKey, place: String) async throws(CommandError)
        -> ExitStatus
    {
        let mirror: Mirror
        do throws(Mirror.Failure) {
            mirror = try Mirror(folder: TileFolder(path: to), key: key)
        } catch {
            throw CommandError(error, at: to)
        }
        let keeper = HeadKeeper(
            key: key, former: try KnownKeys.former(before: key), tiles: AuditedTiles(source),
            stores: [try await RememberedHeads.store(for: key)])
        let question: HeadKeeper.Question
        do throws(HoldingFailure) { question = try await keeper.ask() } catch {
            throw CommandError(error, url: place, key: key)
        }
        let progress = SharedProgress(said("copied", "已复制"))
        let outcome = await mirror.fetch(from: source, previous: await Self.previous(question, source)) { done, total in
            progress.show(done, of: total)
        }
        progress.finish()
        if let damage = outcome.damage {
            throw CommandError(
                .undecided, at: Wording(to), en: "the copy is damaged: \(damage.wording.en)",
                zh: "副本已损坏：\(damage.wording.zh)",
                hint: Wording(
                    en: "take it away and begin another in an empty folder; nothing is said of the ledger",
                    zh: "请移走此目录，在空目录中重新复制；这并不说明账本有问题"))
        }
        try await settle(outcome.report, of: mirror, source, keeper, question, place: place)
        try say(outcome)
        if source.isUnreachable, outcome.report.problemCount == 0 { return .unreachable }
        return ExitStatus(rawValue: outcome.report.exitStatus) ?? .undecided
    }

    /// Keeps what was copied where it is sound and the ledger keeps its word; forgets it otherwise.
    private func settle(
        _ report: AuditReport, of mirror: Mirror, _ source: RemoteAuditSource, _ keeper: HeadKeeper,
        _ question: HeadKeeper.Question, place: String
    ) async throws(CommandError) {
        guard let checkpoint = report.checkpoint else { return }
        let note = Array(checkpoint.note.formatted.utf8)
        // What is copied is published: it may be older than what is remembered, which is of the newest.
        let newest: [UInt8]
        do throws(LedgerClientError) { newest = try await source.newestCheckpoint() } catch {
            throw CommandError(.unreachable, at: Wording(place), error.wording)
        }
        if let failure = await refusal(of: note, newest, keeper, question) {
            await mirror.discard()
            let error = CommandError(failure, url: place, key: keeper.key)
            guard !report.isSound else { throw error }
            // What was found in the entries is told as well.
            Console.message(error.lines(command: "mirror"))
        } else if report.isSound {
            do throws(Mirror.Failure) { try await mirror.keep(note) } catch { throw CommandError(error, at: to) }
            do throws(HoldingFailure) { try await keeper.hold(newest, to: question) } catch {
                throw CommandError(error, url: place, key: keeper.key)
            }
        }
    }

    /// What is remembered, where it is not newer than what is published.
    private static func previous(_ question: HeadKeeper.Question, _ source: RemoteAuditSource) async -> Checkpoint? {
        guard let remembered = question.newest, let note = try? await source.checkpoint(),
            let published = try? Checkpoint.parse(SignedNote.parse(note).text)
        else { return question.newest }
        return remembered.treeSize <= published.treeSize ? remembered : nil
    }

    /// Why the ledger's newest head does not continue what is remembered, or what is published is not its beginning; it is not remembered
    /// here.
    private func refusal(
        of note: [UInt8], _ newest: [UInt8], _ keeper: HeadKeeper, _ question: HeadKeeper.Question
    ) async -> HoldingFailure? {
        do throws(HoldingFailure) {
            try await keeper.hold(newest, to: question, remembers: false)
            try await keeper.hold(note, toBeginningOf: newest)
            return nil
        } catch {
            return error
        }
    }

    private func say(_ outcome: Mirror.Outcome) throws(CommandError) {
        if json { return try Console.print(outcome.report.json) }
        try outcome.report.say()
        guard outcome.report.isSound else {
            return Console.note(
                "mirror", Wording(en: "the copy is as it was", zh: "副本保持不变"))
        }
        let count = outcome.fetchedCount.grouped
        try Console.print(
            outcome.fetchedCount == 0
                ? said("nothing new for the copy in \(to)", "副本 \(to) 已是最新")
                : said("\(count) entries copied into \(to)", "已将 \(count) 条复制到 \(to)"))
    }
}

extension CommandError {
    fileprivate init(_ failure: Mirror.Failure, at path: String) {
        self.init(failure.isBusy ? .tryLater : .cannotWrite, at: Wording(path), failure.wording)
    }
}
