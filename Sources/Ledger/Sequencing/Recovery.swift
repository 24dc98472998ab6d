public import TransparencyLog

/// What a ledger is when its daemon starts: read from the store, checked against its own signature and the second memory.
public struct RecoveredLedger: Sendable {
    public let tip: LedgerTip
    /// The newest signed checkpoint, as stored.
    public let checkpoint: [UInt8]
    public let registry: Registry

    /// Why a ledger must not go on. Each says what is wrong with what; nothing was signed.
    public enum Failure: Error, Sendable {
        case store(StoreError)
        case notInitialised
        /// The stored checkpoint is not one of this ledger's key: another ledger's store or key.
        case foreignCheckpoint(String)
        /// The tiles do not give the root that was signed.
        case rootMismatch(treeSize: UInt64, signed: MerkleHash, stored: MerkleHash)
        case guardUnreadable(CheckpointGuardError)
        /// There is no second memory although the ledger exists: it may have been lost with a restored copy.
        case guardMissing
        /// The store is older than the last checkpoint signed: an old copy was restored.
        case storeIsOlder(stored: UInt64, lastSigned: UInt64)
        /// The store has another history than the one signed.
        case storeDiverges(at: UInt64)
        case badAdminEntry(index: UInt64, Registry.Refusal)
    }

    /// Reads and checks a ledger. With `trustingStore` a missing second memory is taken for lost, not for a sign of rollback.
    public static func recover(
        store: any LedgerStore, key: VerifierKey, memory: any CheckpointGuard, trustingStore: Bool = false
    ) async throws(Failure) -> RecoveredLedger {
        do {
            guard let head = try await store.head() else { throw Failure.notInitialised }
            let tip = try await LedgerTip.load(treeSize: head.treeSize, from: store)
            let signed = try open(head.checkpoint, key: key)
            guard signed.treeSize == tip.treeSize, signed.root == tip.root else {
                throw Failure.rootMismatch(treeSize: tip.treeSize, signed: signed.root, stored: tip.root)
            }
            try await check(head, against: memory, key: key, store: store, trustingStore: trustingStore)
            let registry = try await replayRegistry(store: store, origin: key.name)
            return RecoveredLedger(tip: tip, checkpoint: head.checkpoint, registry: registry)
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
        _ head: LedgerHead, against memory: any CheckpointGuard, key: VerifierKey, store: any LedgerStore,
        trustingStore: Bool
    ) async throws {
        let kept: [UInt8]?
        do throws(CheckpointGuardError) { kept = try memory.load() } catch { throw Failure.guardUnreadable(error) }
        guard let kept else {
            guard trustingStore else { throw Failure.guardMissing }
            return
        }
        let last = try open(kept, key: key)
        guard last.treeSize <= head.treeSize else {
            throw Failure.storeIsOlder(stored: head.treeSize, lastSigned: last.treeSize)
        }
        guard try await store.root(treeSize: last.treeSize) == last.root else {
            throw Failure.storeDiverges(at: last.treeSize)
        }
    }

    /// Replays the admin entries into the registry of operators and devices.
    public static func replayRegistry(store: any LedgerStore, origin: String) async throws -> Registry {
        var registry = Registry(origin: origin)
        for index in try await store.adminEntries() {
            let bytes = try await store.entry(index)
            guard case .admin(let note)? = try? LedgerEntry(parsing: bytes) else {
                throw StoreError.missing("admin entry \(index)")
            }
            do throws(Registry.Refusal) {
                try registry.apply(note: note, entry: index)
            } catch {
                throw Failure.badAdminEntry(index: index, error)
            }
        }
        return registry
    }
}
