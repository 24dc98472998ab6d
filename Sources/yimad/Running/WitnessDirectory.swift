import CommandSupport
import Evidence
import Files
import HostState
import Ledger
import Logging
import SQLiteStore
import Synchronization
import TransparencyLog
import Values

/// The files of a ledger's host as a witness of others: its key beside the ledger's, the list of logs and what was cosigned of each.
struct WitnessDirectory: Sendable {
    let ledger: LedgerDirectory

    var path: String { "\(ledger.path)/witness" }
    /// The key that cosigns, secret: it signs nothing else.
    var keyFile: String { "\(ledger.path)/witness.key" }

    var logs: FileWitnessedLogs { FileWitnessedLogs(directory: path) }
    var store: FileWitnessStore { FileWitnessStore(directory: path) }

    /// The name of the witness: the ledger's, and what it does.
    static func keyName(origin: String) -> String { "\(origin)/witness" }

    /// The key; nil where none was made yet.
    func key() throws(CommandError) -> CosignerKey? {
        guard FileWriter.exists(keyFile) else { return nil }
        return CosignerKey(try ledger.signerKey(keyFile))
    }

    /// The key, which is made where there is none. A witness that cosigned before and lost its key does not become another.
    func keyOrNew() throws(CommandError) -> CosignerKey {
        if let key = try key() { return key }
        guard !FileWriter.exists(logs.path) else {
            throw CommandError(
                .cannotRead, at: Wording(keyFile), en: "the witness's key is missing", zh: "缺少见证密钥",
                hint: Wording(
                    en: "put it back from its copy; to begin as another witness, move \(path) away first",
                    zh: "请从副本放回；若要作为新的见证方重新开始，请先移走 \(path)"))
        }
        let name = Self.keyName(origin: try ledger.verifierKey().name)
        guard let made = try? SignerKey.generate(name: name) else {
            throw CommandError(
                .usage, en: "the ledger's name is too long for a witness's", zh: "账本名称过长，无法作为见证方名称")
        }
        try FileWriter.write(Array("\(made.encoded)\n".utf8), to: keyFile, mode: 0o600, existing: .refused)
        return CosignerKey(made)
    }

    /// What the daemon serves. The list of logs and the key may come while it runs.
    func witness(now: @escaping @Sendable () -> Timestamp, logger: Logger) -> LedgerWitness {
        let known = Mutex<CosignerKey?>(nil)
        let alarms = AlarmFolder(ledger)
        return LedgerWitness(
            logs: logs, store: store,
            key: { () throws(LogHeadStoreError) in
                if let key = known.withLock({ $0 }) { return key }
                do throws(CommandError) {
                    guard let key = try self.key() else {
                        throw CommandError(.cannotRead, at: Wording(keyFile), en: "is missing", zh: "缺失")
                    }
                    known.withLock { $0 = key }
                    return key
                } catch {
                    throw LogHeadStoreError(.cannotRead, reason: "\(keyFile): \(error.wording.en)")
                }
            }, now: now,
            onContradiction: { fork in
                let place = alarms.keep(fork)
                logger.critical(
                    "a log that is witnessed here has FORKED: it signed two histories",
                    metadata: ["fork": "\(place ?? "not kept")"])
            })
    }
}

/// Where forks of logs are kept that this host met: each a file that anybody can check.
struct AlarmFolder: Sendable {
    private let directory: String
    /// More are not kept: one is enough to prove a fork.
    private static let countMax = 100

    init(_ ledger: LedgerDirectory) {
        directory = "\(ledger.path)/alarms"
    }

    /// Keeps a fork, and gives the path; nil where it could not be kept.
    func keep(_ fork: LogFork) -> String? {
        let bytes = ForkFile(fork).formatted()
        let path = "\(directory)/fork-\(String(MerkleHash.leaf(bytes).description.prefix(16))).json"
        if FileWriter.exists(path) { return path }
        guard (try? PosixFile.names(in: directory).count) ?? 0 < Self.countMax else { return nil }
        do throws(CommandError) {
            try FileWriter.makeDirectory(directory)
            try FileWriter.write(bytes, to: path, existing: .refused)
            return path
        } catch {
            return FileWriter.exists(path) ? path : nil
        }
    }
}
