import ArgumentParser
import CommandSupport
import DeviceSync
import Evidence
import Ledger
import LedgerClient
import LedgerProtocol
import Mirroring
import SQLiteStore
import TransparencyLog
import Values
import VerifiableIndex

/// Checks a whole ledger: from its tiles over the network, or from the store on this machine.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: said("Check a whole ledger: every hash, every signature.", "审计整个账本：每个哈希、每个签名。"),
        discussion: said(
            "Reads every entry, and compares with the newest checkpoint that is remembered of the ledger. Exits 0 where sound, 1 "
                + "where not, 2 where it could not be checked (by a wrong key nothing can), 69 where the ledger does not answer.",
            "读取全部条目，并与已记住的最新检查点比对。退出状态：0 完好，1 不完好，2 无法核查（如密钥有误），69 账本没有应答。"))

    @OptionGroup var options: LedgerOptions

    @Option(
        help: .said(
            "the directory of a ledger on this machine, or of a copy ('yima mirror')",
            "本机账本的目录，或账本副本的目录（见 yima mirror）",
            valueName: "dir"), completion: .directory)
    var data: String?

    @Option(
        help: .said(
            "a file of its own for the last audited checkpoint (default: what this user remembers of the ledger)",
            "单独保存上次审计检查点的文件（默认使用本用户已记住的检查点）", valueName: "file"), completion: .file())
    var state: String?

    @Flag(
        help: .said(
            "recompute every run of the committed index that the ledger ever named", "重算账本记入过的全部索引区段"))
    var index = false

    @Option(
        help: .said(
            "with --index: how old the newest state of the index may be, else status 2",
            "与 --index 同用：最新索引状态的最大时限，超过则状态为 2",
            valueName: "seconds"))
    var maxAge: Int?

    @Option(
        help: .said(
            "only check an alarm file, that the ledger names a false index, with the entries of this ledger or copy",
            "仅核查警报文件（账本记入不实索引），使用该账本或副本的条目", valueName: "file"), completion: .file())
    var alarm: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    func validate() throws {
        if alarm != nil, index || state != nil {
            throw ValidationError(
                en: "--alarm takes neither --index nor --state", zh: "--alarm 不能与 --index 或 --state 同用")
        }
        if data != nil, options.ledger != nil {
            throw ValidationError(en: "--data and --ledger exclude each other", zh: "--data 与 --ledger 不能同用")
        }
        if let maxAge, maxAge < 0 || !index {
            throw ValidationError(
                en: "--max-age is a number of seconds and goes with --index", zh: "--max-age 为秒数，须与 --index 同用")
        }
    }

    func run() async throws {
        let settings = try Settings()
        if let alarm {
            let checked = try await check(alarm, settings)
            if json { try Console.print(checked.json) } else { try Console.print(checked.text) }
            if checked.status != .done { throw checked.status.exitCode }
            return
        }
        let audited: Audited
        if let data {
            audited = (try await audit(directory: data, settings), false)
        } else {
            audited = try await audit(url: try settings.ledger(options.ledger), settings)
        }
        let report = audited.report
        if json { try Console.print(report.json) } else { try report.say() }
        // What was found false stays so, whatever came after.
        if audited.isUnreachable, report.problemCount == 0 { throw ExitStatus.unreachable.exitCode }
        if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
    }

    private typealias Audited = (report: AuditReport, isUnreachable: Bool)

    /// An alarm file that somebody hands over.
    private func check(_ path: String, _ settings: Settings) async throws(CommandError) -> CheckedAlarm {
        let file = try CheckedAlarm.file(path)
        if let data {
            let (source, key) = try await source(directory: data, settings)
            return try await CheckedAlarm(file, path: path, key: key, source: source)
        }
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
            let key = try await trust.key(of: ledger)
            return try await CheckedAlarm(file, path: path, key: key, source: ledger.auditSource)
        }
    }

    private func audit(directory: String, _ settings: Settings) async throws(CommandError) -> AuditReport {
        let (source, key) = try await source(directory: directory, settings)
        return try await audit(source, key: key, place: directory, hosted: FileRunStore(below: directory))
    }

    /// A ledger on this machine, or a copy, with the key that holds there.
    private func source(
        directory: String, _ settings: Settings
    ) async throws(CommandError) -> (source: any AuditSource, key: VerifierKey) {
        let (source, known) = try knownSource(directory: directory, settings)
        let isNamed = try settings.ledgerKey(options.ledgerKey) != nil
        return (
            source, try await KnownKeys.current(after: known, shownBy: source, at: directory, isNamed: isNamed)
        )
    }

    private func knownSource(
        directory: String, _ settings: Settings
    ) throws(CommandError) -> (source: any AuditSource, key: VerifierKey) {
        let settled = try settings.ledgerKey(options.ledgerKey)
        let key = if let settled { settled } else { try LedgerKeys.read("\(directory)/ledger.vkey") }
        let copy = TileFolder(path: directory)
        if copy.exists { return (copy, key) }
        do throws(StoreError) {
            return (StoreAuditSource(try SQLiteLedgerStore.open(directory: directory, mode: .readOnly)), key)
        } catch {
            throw CommandError(
                .undecided, at: Wording(directory), en: "could not check: \(error.reason)", zh: "无法核查：\(error.reason)")
        }
    }

    private func audit(url: LedgerURL, _ settings: Settings) async throws(CommandError) -> Audited {
        try await LedgerConnection.asking(url) { ledger throws(CommandError) in
            let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
            let key = try await trust.key(of: ledger)
            let source = ledger.auditSource
            do throws(CommandError) {
                return (try await audit(source, key: key, place: ledger.url), source.isUnreachable)
            } catch {
                guard source.isUnreachable, error.status == .undecided else { throw error }
                throw CommandError(.unreachable, at: error.place, error.wording, hint: error.hint)
            }
        }
    }

    private func audit(
        _ source: any AuditSource, key: VerifierKey, place: String, hosted: (any RunStore)? = nil
    ) async throws(CommandError) -> AuditReport {
        let store: any LogHeadStore
        if let state {
            store = FileLogHeadStore(file: state)
        } else {
            store = try await RememberedHeads.store(for: key)
        }
        let keeper = HeadKeeper(
            key: key, former: try KnownKeys.former(before: key), tiles: AuditedTiles(source), stores: [store])
        // They go away when the audit has ended.
        var folders = index ? [try TemporaryFolder()] : []
        defer { withExtendedLifetime(folders) {} }
        let runs = try folders.first.map { folder throws(CommandError) in try Self.runs(in: folder) }
        do throws(HoldingFailure) {
            let question = try await keeper.ask()
            let progress = SharedProgress(said("audited", "已审计"))
            let auditor = LedgerAuditor(source: source, key: key) { done, total in progress.show(done, of: total) }
            let report: AuditReport
            if let runs {
                report = await auditor.audit(
                    previous: question.newest, recomputing: IndexAudit(store: runs, hosted: hosted),
                    freshness: maxAge.map { Freshness(ageMax: .seconds($0), now: .now) }
                ) { names in
                    guard let codes = try? Definitions(files: names.files).codes, let folder = try? TemporaryFolder(),
                        let runs = try? Self.runs(in: folder)
                    else { return nil }
                    folders.append(folder)
                    return IndexAudit(
                        codes: codes, schemes: SchemeVersions.digest(of: names.files), number: names.number,
                        store: runs, hosted: hosted
                    )
                }
            } else {
                report = await auditor.audit(previous: question.newest)
            }
            progress.finish()
            await IndexAlarm.keep(report, from: source)
            guard let checkpoint = report.checkpoint else { return report }
            // Only what was found sound is remembered. A fork is kept either way, by what it can be proven with.
            do throws(HoldingFailure) {
                try await keeper.hold(
                    Array(checkpoint.note.formatted.utf8), to: question, remembers: report.isSound)
            } catch {
                guard !report.isSound else { throw error }
                Console.message(CommandError(error, url: place, key: key).lines(command: "audit"))
            }
            return report
        } catch {
            throw CommandError(error, url: place, key: key)
        }
    }

    /// Where the larger runs of the recomputed index are kept, in a folder that goes away.
    private static func runs(in folder: TemporaryFolder) throws(CommandError) -> FileRunStore {
        do throws(RunStoreError) { return try FileRunStore.open(directory: folder.path) } catch {
            throw CommandError(.cannotWrite, at: Wording(folder.path), error.wording)
        }
    }
}
