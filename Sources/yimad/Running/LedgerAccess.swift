import CommandSupport
import Evidence
import Hosting
import Ledger
import Logging
import Rules
import SQLiteStore
import TransparencyLog
import Values
import VerifiableIndex

/// Opens a ledger's parts for a command, and says in the user's words why that is not possible.
enum LedgerAccess {
    /// Where keys and the signed-head file lie, when not in the ledger's directory.
    struct Places: Sendable {
        var key: String?
        var `guard`: String?
        var definitions: String?
    }

    /// What this host takes for right: what the ledger has adopted, and before that the files of the directory that is named, else of
    /// `definitions` in the ledger's own, where there is one. All commands on one ledger go by the same, since the code index is
    /// written by its schemes.
    static func definitions(
        _ directory: LedgerDirectory, _ places: Places, store: any LedgerStore
    ) async throws(CommandError) -> Definitions {
        try definitions(directory, places, adopted: try await adopted(directory, store: store))
    }

    private static func definitions(
        _ directory: LedgerDirectory, _ places: Places, store: any LedgerStore, orBuiltIn: Bool
    ) async throws(CommandError) -> Definitions {
        do throws(CommandError) {
            return try await definitions(directory, places, store: store)
        } catch {
            guard orBuiltIn else { throw error }
            Console.message(
                said(
                    "the definition files that count here cannot be used; the daemon will not start until that is put right: \(error.wording.en)",
                    "现行规则文件无法使用，处理之前守护进程无法启动：\(error.wording.zh)"))
            return try Definitions.load(nil)
        }
    }

    static func definitions(
        _ directory: LedgerDirectory, _ places: Places, adopted: [String: [UInt8]]
    ) throws(CommandError) -> Definitions {
        let own = "\(directory.path)/definitions"
        return try Definitions.load(
            places.definitions ?? (FileWriter.exists(own) ? own : nil), adopted: adopted)
    }

    /// The files that the ledger has adopted, by name.
    /// - Parameter replaced: names that are left out.
    static func adopted(
        _ directory: LedgerDirectory, store: any LedgerStore, except replaced: Set<String> = []
    ) async throws(CommandError) -> [String: [UInt8]] {
        let found = try await adoptedOrMissing(directory, store: store)
        if let (name, file) = found.missing.first(where: { !replaced.contains($0.name) }) {
            throw CommandError(
                .cannotRead, at: Wording(file), en: "\(name), which the ledger has adopted, is missing",
                zh: "缺少账本所采纳的 \(name)",
                hint: Wording(
                    en: "it was too large for an entry: put the file with this SHA-256 there",
                    zh: "该文件过大、未载于条目中：请将此 SHA-256 的文件放回原处"))
        }
        return found.files.filter { !replaced.contains($0.key) }
    }

    /// The files that the ledger has adopted, by name, and where those should lie that this host lost.
    static func adoptedOrMissing(
        _ directory: LedgerDirectory, store: any LedgerStore
    ) async throws(CommandError) -> (files: [String: [UInt8]], missing: [(name: String, file: String)]) {
        let registry = try await directory.registry(store)
        let kept = AdoptedFiles(directory)
        let found: [DefinitionName: (sha256: DefinitionDigest, text: [UInt8]?)]
        do throws(StoreError) {
            found = try await LedgerHost.adoptedDefinitions(by: registry, store: store, texts: kept)
        } catch {
            throw CommandError(error, directory)
        }
        var files: [String: [UInt8]] = [:]
        var missing: [(name: String, file: String)] = []
        for (name, file) in found {
            files[name.description] = file.text
            if file.text == nil { missing.append((name.description, kept.file(file.sha256))) }
        }
        return (files, missing.sorted { $0.name < $1.name })
    }

    static func store(
        _ directory: LedgerDirectory, mode: SQLiteLedgerStore.Mode
    ) throws(CommandError) -> SQLiteLedgerStore {
        do throws(StoreError) {
            return try SQLiteLedgerStore.open(directory: directory.path, mode: mode)
        } catch {
            throw CommandError(error, directory)
        }
    }

    /// A ledger ready to be written.
    /// - Parameters:
    ///   - metered: the same store behind something that counts.
    ///   - stating: when states of the committed index are made; nil to make none.
    ///   - watching: whether what the monitor finds is kept.
    ///   - besides: keys that sign the ledger too; nil for the one before, while it is kept for that.
    ///   - needsDefinitions: false for acts that judge nothing: files that cannot be used must not keep them from being put right.
    static func host(
        _ directory: LedgerDirectory, _ places: Places, store: SQLiteLedgerStore,
        metered: (any LedgerStore)? = nil, trustingStore: Bool = false, trustingErasures: Bool = false,
        needsDefinitions: Bool = true, watching: Bool = false, stating: StateSchedule.Limits? = nil,
        besides: [SignerKey]? = nil,
        observer: (any LedgerObserver<EventReading>)? = nil, logger: Logger
    ) async throws(CommandError) -> LedgerHost {
        let keyFile = places.key ?? directory.keyFile
        let signer = try directory.signerKey(keyFile)
        let isExchanging = besides != nil
        let besides = if let besides { besides } else { try await overlapping(keyFile, directory, store: store) }
        try await requireKey(signer, from: keyFile, directory, store: store)
        // Who exchanges the key has compared it already.
        if !isExchanging {
            try await directory.requireShownExchanges { () async throws(CommandError) in
                try await directory.registry(store)
            }
        }
        let index = try index(directory, logger: logger)
        let disclosures = try disclosures(directory)
        let findings = watching ? try findings(directory) : nil
        let definitions = try await definitions(directory, places, store: store, orBuiltIn: !needsDefinitions)
        var committing: IndexCommitting?
        if let stating { committing = try await self.committing(directory, store: store, stating) }
        let guardFile = places.guard ?? directory.guardFile
        let memory = SignedHeadFile(path: guardFile)
        do throws(RecoveredLedger.Failure) {
            return try await LedgerHost.open(
                identity: LedgerIdentity(signer: signer, besides: besides, now: { Timestamp.now }),
                store: metered ?? store,
                indexStore: index,
                memory: memory, disclosureStore: disclosures,
                erasureStatements: FileErasureStatement(beside: guardFile), trustingErasures: trustingErasures,
                definitions: definitions.trade, definitionTexts: AdoptedFiles(directory),
                findingStore: findings, codes: definitions.codes, committing: committing,
                trustingStore: trustingStore,
                observer: observer, logger: logger)
        } catch {
            throw CommandError(error, directory, signedHead: guardFile)
        }
    }

    /// The committed index beside the ledger, by the schemes that the ledger itself has adopted.
    private static func committing(
        _ directory: LedgerDirectory, store: any LedgerStore, _ limits: StateSchedule.Limits
    ) async throws(CommandError) -> IndexCommitting {
        let schemes = try await adopted(directory, store: store).filter {
            $0.key.hasPrefix(TradeDefinitions.schemesPrefix)
        }
        do throws(LocatedError) {
            return IndexCommitting(
                runs: FileRunStore(below: directory.path), codes: try Definitions(files: schemes).codes,
                schemes: SchemeVersions.digest(of: schemes), limits: limits)
        } catch {
            throw CommandError(
                .cannotRead, at: Wording("\(error.file):\(error.line):\(error.column)"), error.wording)
        }
    }

    private static func disclosures(_ directory: LedgerDirectory) throws(CommandError) -> SQLiteDisclosureStore {
        do throws(StoreError) {
            return try SQLiteDisclosureStore.open(directory: directory.path, mode: .readWrite)
        } catch {
            throw CommandError(error, directory)
        }
    }

    static func findings(_ directory: LedgerDirectory) throws(CommandError) -> SQLiteFindingStore {
        do throws(StoreError) {
            return try SQLiteFindingStore.open(directory: directory.path)
        } catch {
            throw CommandError(error, directory)
        }
    }

    static func risk(_ directory: LedgerDirectory) throws(CommandError) -> SQLiteRiskStore {
        do throws(StoreError) {
            return try SQLiteRiskStore.open(directory: directory.path)
        } catch {
            throw CommandError(error, directory)
        }
    }

    static func index(_ directory: LedgerDirectory, logger: Logger) throws(CommandError) -> SQLiteCodeIndexStore {
        do throws(StoreError) {
            let store = try SQLiteCodeIndexStore.open(directory: directory.path, mode: .readWrite)
            if let reason = store.discarded {
                logger.warning("the stored code index was deleted and is made anew", metadata: ["reason": "\(reason)"])
            }
            return store
        } catch {
            throw CommandError(error, directory)
        }
    }
}

extension CommandError {
    init(_ error: StoreError, _ directory: LedgerDirectory) {
        let place = Wording(directory.path)
        switch error {
        case .locked(let holder):
            self.init(
                .tryLater, at: place, en: "the ledger is in use by \(holder)", zh: "账本正被占用（\(holder)）",
                hint: Wording(en: "one daemon serves one ledger; stop that one first", zh: "一个账本只能由一个守护进程服务，请先停止它"))
        case .conflict, .notCommitted, .outcomeUnknown:
            self.init(.cannotWrite, at: place, en: error.reason, zh: error.reason)
        case .missing(directory.storeFile):
            self = directory.missing(.store, directory.storeFile)
        case .missing, .damaged, .unreadable:
            self.init(
                .cannotRead, at: place, en: error.reason, zh: error.reason,
                hint: Wording(
                    en: "look closer with: yimad fsck --data \(directory.path)",
                    zh: "请检查：yimad fsck --data \(directory.path)"))
        }
    }

    /// - Parameter signedHead: where the signed-head file should lie.
    init(_ failure: RecoveredLedger.Failure, _ directory: LedgerDirectory, signedHead: String? = nil) {
        let place = Wording(directory.path)
        switch failure {
        case .store(let error):
            self.init(error, directory)
        case .notInitialised:
            self.init(
                .cannotRead, at: Wording(directory.storeFile), en: "no ledger was begun in this store",
                zh: "此存储中尚未建立账本",
                hint: Wording(
                    en: "put the newest backup back: yimad restore --data \(directory.path) --from FILE",
                    zh: "请恢复最新备份：yimad restore --data \(directory.path) --from 文件"))
        case .foreignCheckpoint(let reason):
            self.init(
                .notAllowed, at: place, en: "the stored checkpoint is not this key's: \(reason)",
                zh: "存储的检查点不是此密钥所签：\(reason)")
        case .rootMismatch(let size, let signed, let stored):
            self.init(
                .notAllowed, at: place,
                en: "the store's \(size) entries give the root \(stored.base64), but \(signed.base64) was signed",
                zh: "存储的 \(size) 条记录算出的根为 \(stored.base64)，而签名的是 \(signed.base64)", hint: .fsck(directory))
        case .guardUnreadable(let error):
            self.init(
                .cannotRead, at: place, en: "the signed-head file: \(error.reason)",
                zh: "签名头文件：\(error.reason)")
        case .guardMissing:
            self.init(
                .notAllowed, at: Wording(signedHead ?? directory.guardFile),
                en: "the signed-head file is missing; this may be a restored copy. Refusing to sign",
                zh: "缺少签名头文件，可能是恢复出的旧副本，拒绝签名",
                hint: Wording(
                    en:
                        "where it lies elsewhere, name it with --guard; if you know that the store is the newest there ever was: yimad run … --trust-store",
                    zh: "若在别处，请用 --guard 指明；如确知该存储就是最新的：yimad run … --trust-store"))
        case .storeIsOlder(let stored, let lastSigned):
            self.init(
                .notAllowed, at: place,
                en:
                    "the store has \(stored) entries, but a checkpoint over \(lastSigned) was signed: an old copy. Refusing to sign",
                zh: "存储只有 \(stored) 条，但已签署过 \(lastSigned) 条的检查点：这是旧副本，拒绝签名",
                hint: Wording(
                    en: "bring back the newest store; going on from this one would fork the ledger",
                    zh: "请恢复最新的存储；若从此副本继续，账本将分叉"))
        case .storeDiverges(let size):
            self.init(
                .notAllowed, at: place,
                en: "the store's first \(size) entries are not those that were signed. Refusing to sign",
                zh: "存储的前 \(size) 条与已签名的不同，拒绝签名", hint: .fsck(directory))
        case .keyWasExchanged(let key):
            self.init(
                .notAllowed, at: place,
                en: "the ledger's entries name another signing key, \(key). Refusing to sign",
                zh: "账本条目所载的签名密钥为另一个：\(key)，拒绝签名",
                hint: Wording(
                    en:
                        "where an exchange was interrupted, finish it: yimad key rotate --ledger --data \(directory.path); "
                        + "else put that key back",
                    zh: "若更换密钥时中断，请完成：yimad key rotate --ledger --data \(directory.path)；否则请放回该密钥"))
        case .badAdminEntry(let index, let refusal):
            self.init(
                .notAllowed, at: place, en: "admin entry \(index) does not hold: \(refusal)",
                zh: "管理条目 \(index) 无效：\(refusal)",
                hint: .fsck(directory))
        }
    }
}

extension Wording {
    fileprivate static func fsck(_ directory: LedgerDirectory) -> Wording {
        Wording(
            en: "find the place with: yimad fsck --data \(directory.path)",
            zh: "定位问题：yimad fsck --data \(directory.path)")
    }
}
