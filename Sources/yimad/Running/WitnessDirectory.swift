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

    /// Where the key before lies while it goes on cosigning.
    var overlapFile: String { keyFile + ".overlap" }

    /// Where a key lies that cosigns no more.
    private func retiredFile(_ key: SignerKey) -> String {
        let id = "\(CosignerKey(key).verifierKey)".split(separator: "+").dropFirst().first ?? "old"
        return "\(keyFile).retired-\(id)"
    }

    /// Puts another key in the place of the one that cosigns, and gives it. A crash leaves the one or the other in its place.
    /// - Parameter isOverlapping: whether the one before goes on cosigning beside it.
    func exchangeKey(isOverlapping: Bool) throws(CommandError) -> (key: CosignerKey, before: String) {
        guard FileWriter.exists(keyFile) else {
            throw CommandError(
                .cannotRead, at: Wording(keyFile), en: "there is no witness's key to exchange", zh: "没有可更换的见证密钥")
        }
        KeyFile.removeLeftovers(beside: keyFile)
        let held = try ledger.signerKey(keyFile)
        let next = keyFile + ".next"
        let key = try KeyFile.next(of: held, at: next, ledger)
        let before = isOverlapping ? overlapFile : retiredFile(held)
        // One that cosigns still from the exchange before does so no more, and is not lost.
        if FileWriter.exists(overlapFile) {
            let earlier = try ledger.signerKey(overlapFile)
            if earlier.verifierKey != held.verifierKey {
                try FileWriter.attempt { () throws(PosixFile.Failure) in
                    try WholeFile.give(overlapFile, name: retiredFile(earlier), existing: .replaced)
                }
            } else if !isOverlapping {
                FileWriter.remove(overlapFile)
            }
        }
        try FileWriter.write(Array("\(held.encoded)\n".utf8), to: before, mode: 0o600, existing: .replaced)
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            try WholeFile.give(next, name: keyFile, existing: .replaced)
            try PosixFile.syncDirectory(ledger.path)
        }
        return (CosignerKey(key), before)
    }

    /// The key that cosigns by ML-DSA-44 besides, secret; there is none unless somebody has made it.
    var postQuantumKeyFile: String { "\(ledger.path)/witness.ml-dsa.key" }

    /// The key that cosigns by ML-DSA-44; nil where none was made.
    func postQuantumKey() throws(CommandError) -> PostQuantumCosignerKey? {
        guard FileWriter.exists(postQuantumKeyFile) else { return nil }
        try SecretFile.check(postQuantumKeyFile, holds: SecretFile.key)
        let text = try SmallFile.read(postQuantumKeyFile)
        do throws(KeyError) { return try PostQuantumCosignerKey.parse(text) } catch {
            throw CommandError(.cannotRead, at: Wording(postQuantumKeyFile), error.wording)
        }
    }

    /// The same, made where there is none; under the name of the first key, which is there.
    func postQuantumKeyOrNew(name: String) throws(CommandError) -> PostQuantumCosignerKey {
        if let key = try postQuantumKey() { return key }
        let made: PostQuantumCosignerKey
        do throws(KeyError) { made = try .generate(name: name) } catch {
            throw CommandError(
                .notAllowed, error.wording,
                hint: Wording(en: "see docs/witnesses.md; nothing was changed", zh: "见 docs/witnesses.md；未作改动"))
        }
        try FileWriter.write(Array("\(made.encoded)\n".utf8), to: postQuantumKeyFile, mode: 0o600, existing: .refused)
        return made
    }

    /// What the daemon serves. The list of logs and the key may come, and change, while it runs.
    func witness(now: @escaping @Sendable () -> Timestamp, logger: Logger) -> LedgerWitness {
        let keys = CosignerKeys(self)
        let alarms = AlarmFolder(ledger)
        return LedgerWitness(
            logs: logs, store: store,
            key: { () throws(LogHeadStoreError) in
                guard let key = try keys.read(keyFile) else {
                    throw LogHeadStoreError(.cannotRead, reason: "\(keyFile): is missing")
                }
                return key
            },
            besides: { () throws(LogHeadStoreError) in
                let before = try keys.read(overlapFile).map { [$0 as any CheckpointCosigner] } ?? []
                return before + (try keys.readPostQuantum().map { [$0] } ?? [])
            },
            now: now,
            onContradiction: { fork in
                let place = alarms.keep(fork)
                logger.critical(
                    "a log that is witnessed here has FORKED: it signed two histories",
                    metadata: ["fork": "\(place ?? "not kept")"])
            })
    }
}

/// The keys of a witness, read again when their files were changed, as by an exchange.
private final class CosignerKeys: Sendable {
    private struct Read {
        let byteCount: Int
        let touched: Int64
        let key: any CheckpointCosigner
    }

    private let directory: WitnessDirectory
    private let known = Mutex<[String: Read]>([:])

    init(_ directory: WitnessDirectory) {
        self.directory = directory
    }

    /// Nil where there is no such file.
    func read(_ file: String) throws(LogHeadStoreError) -> (any CheckpointCosigner)? {
        try read(file) { () throws(CommandError) in CosignerKey(try directory.ledger.signerKey(file)) }
    }

    /// The key by ML-DSA-44; nil where there is none.
    func readPostQuantum() throws(LogHeadStoreError) -> (any CheckpointCosigner)? {
        try read(directory.postQuantumKeyFile) { () throws(CommandError) in try directory.postQuantumKey() }
    }

    private func read(
        _ file: String, _ make: () throws(CommandError) -> (any CheckpointCosigner)?
    ) throws(LogHeadStoreError) -> (any CheckpointCosigner)? {
        guard let found = PosixFile.measure(file) else { return nil }
        if let held = known.withLock({ $0[file] }), held.byteCount == found.byteCount, held.touched == found.touched {
            return held.key
        }
        do throws(CommandError) {
            guard let key = try make() else { return nil }
            known.withLock { $0[file] = Read(byteCount: found.byteCount, touched: found.touched, key: key) }
            return key
        } catch {
            throw LogHeadStoreError(.cannotRead, reason: "\(file): \(error.wording.en)")
        }
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
