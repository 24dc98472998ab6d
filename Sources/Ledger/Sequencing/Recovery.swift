public import TransparencyLog
public import Values

/// What a ledger is when its daemon starts: read from the store, checked against its own signature and the signed-head file.
public struct RecoveredLedger: Sendable {
    public let tip: LedgerTip
    /// The newest signed checkpoint, as stored.
    public let checkpoint: [UInt8]
    public let registry: Registry
    /// When the newest push came: none that comes later may have come earlier.
    public let lastArrival: Timestamp?

    /// Why a ledger must not go on. Each says what is wrong with what; nothing was signed.
    public enum Failure: Error, Sendable {
        case store(StoreError)
        case notInitialised
        /// The stored checkpoint is not one of this ledger's key: another ledger's store or key.
        case foreignCheckpoint(String)
        /// The tiles do not give the root that was signed.
        case rootMismatch(treeSize: UInt64, signed: MerkleHash, stored: MerkleHash)
        case guardUnreadable(SignedHeadError)
        /// There is no signed-head file although the ledger exists: it may have been lost with a restored copy.
        case guardMissing
        /// The store is older than the last checkpoint signed: an old copy was restored.
        case storeIsOlder(stored: UInt64, lastSigned: UInt64)
        /// The store has another history than the one signed.
        case storeDiverges(at: UInt64)
        case badAdminEntry(index: UInt64, Registry.Refusal)
        /// The entries name another key as the one that signs the ledger: an exchange of keys was not finished, or an old key was put back.
        case keyWasExchanged(for: VerifierKey)
    }

    /// Reads and checks a ledger. With `trustingStore` a missing signed-head file is taken for lost, not for a sign of rollback.
    public static func recover(
        store: any LedgerStore, key: VerifierKey, memory: any SignedHeadStore, trustingStore: Bool = false
    ) async throws(Failure) -> RecoveredLedger {
        do {
            guard let head = try await store.head() else { throw Failure.notInitialised }
            let tip = try await LedgerTip.load(treeSize: head.treeSize, from: store)
            let signed = try open(head.checkpoint, key: key)
            guard signed.treeSize == tip.treeSize, signed.root == tip.root else {
                throw Failure.rootMismatch(treeSize: tip.treeSize, signed: signed.root, stored: tip.root)
            }
            let registry = try await replayRegistry(store: store, origin: key.name)
            // Before anything is signed: by a key that holds no more nobody would believe it.
            if let named = registry.ledgerKey, named != key { throw Failure.keyWasExchanged(for: named) }
            let former = registry.ledgerRotations.map(\.rotation.old)
            try await check(
                head, against: memory, keys: [key] + former, store: store, trustingStore: trustingStore)
            return RecoveredLedger(
                tip: tip, checkpoint: head.checkpoint, registry: registry,
                lastArrival: try await lastArrival(in: store, treeSize: head.treeSize))
        } catch let error as Failure {
            throw error
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw .store(.unreadable(reason: "\(error)"))
        }
    }

    private static func open(_ note: [UInt8], key: VerifierKey) throws(Failure) -> Checkpoint {
        do {
            return try Checkpoint.open(note: note, key: key).checkpoint
        } catch {
            throw .foreignCheckpoint("\(error)")
        }
    }

    private static func check(
        _ head: LedgerHead, against memory: any SignedHeadStore, keys: [VerifierKey], store: any LedgerStore,
        trustingStore: Bool
    ) async throws {
        let kept: [UInt8]?
        do throws(SignedHeadError) { kept = try memory.load() } catch { throw Failure.guardUnreadable(error) }
        guard let kept else {
            guard trustingStore else { throw Failure.guardMissing }
            return
        }
        // What was signed last before an exchange of keys that a crash interrupted is under the key before.
        let key = keys.first { (try? Checkpoint.open(note: kept, key: $0)) != nil } ?? keys[0]
        let last = try open(kept, key: key)
        guard last.treeSize <= head.treeSize else {
            throw Failure.storeIsOlder(stored: head.treeSize, lastSigned: last.treeSize)
        }
        guard try await store.root(treeSize: last.treeSize) == last.root else {
            throw Failure.storeDiverges(at: last.treeSize)
        }
    }

    /// The arrival of the newest push, from the last `journal` entry: all but the entries of the registry end with one.
    private static func lastArrival(
        in store: any LedgerStore, treeSize: UInt64
    ) async throws(StoreError) -> Timestamp? {
        let deciding = Set(try await store.adminEntries())
        var index = treeSize
        while index > 0 {
            index -= 1
            guard !deciding.contains(index) else { continue }
            if case .journal(let entry)? = try? LedgerEntry(parsing: try await store.entry(index)) {
                return entry.arrival
            }
        }
        return nil
    }

    /// Replays the admin entries and the forks into the registry of operators and devices.
    /// - Parameter treeSize: entries from there on are left out.
    public static func replayRegistry(
        store: any LedgerStore, origin: String, treeSize: UInt64 = .max
    ) async throws -> Registry {
        var registry = Registry(origin: origin)
        for index in try await store.adminEntries() where index < treeSize {
            let bytes = try await store.entry(index)
            do throws(Registry.Refusal) {
                switch try? LedgerEntry(parsing: bytes) {
                case .admin(let note): try registry.apply(note: note, entry: index)
                case .fork(let fork): try registry.apply(fork: fork, entry: index)
                case .definition(let definition): registry.apply(definition: definition, entry: index)
                case .event, .journal, .index, .unknown, nil: throw .notANote
                }
            } catch {
                throw Failure.badAdminEntry(index: index, error)
            }
        }
        return registry
    }
}
