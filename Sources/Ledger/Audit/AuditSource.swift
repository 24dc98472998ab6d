public import TransparencyLog

/// Where an audit reads a ledger from: a store on this machine, or another's tiles over the network.
public protocol AuditSource: Sendable {
    /// Whether what is given is what the ledger has. Over a network anything on the way may have changed it: what does not lead to what was
    /// signed shows nothing then, and accuses nobody.
    var isAuthentic: Bool { get }
    /// How many reads are worth being under way at the same time.
    var readsMax: Int { get }
    /// The newest signed checkpoint, a note.
    func checkpoint() async throws(AuditSourceError) -> [UInt8]
    /// Shows the leaves' bytes in `range` to `body`, in order, and gives what it made of them. The bytes are borrowed: they are
    /// valid during the call only.
    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State
    /// The hashes of each tile at just its width.
    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]]
    /// The rotations of the ledger's key, as far as the source shows any. They prove what they say by themselves.
    func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation]
}

/// Why a part of a ledger could not be had.
public enum AuditSourceError: Error, Sendable {
    /// The ledger answers, and what it must have is not there or broken: the ledger is not sound.
    case damaged(String)
    /// No answer: nothing can be said.
    case unavailable(String)
}

extension AuditSource {
    /// A store at hand.
    public var isAuthentic: Bool { true }

    /// Of a ledger that knows no such thing.
    public func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation] { [] }

    /// The hashes of a tile at just its width.
    public func tile(_ tile: Tile) async throws(AuditSourceError) -> [UInt8] {
        try await tiles([tile])[0]
    }
}

/// Audits a store directly.
public struct StoreAuditSource: AuditSource {
    private let store: any LedgerStore
    public let readsMax: Int

    /// - Parameter readsMax: how many reads of the store are under way at the same time.
    public init(_ store: any LedgerStore, readsMax: Int = 3) {
        self.store = store
        self.readsMax = readsMax
    }

    public func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        do throws(StoreError) {
            guard let head = try await store.head() else { throw StoreError.missing("a ledger") }
            return head.checkpoint
        } catch {
            throw AuditSourceError(error)
        }
    }

    public func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation] {
        do throws(StoreError) { return try await store.keyRotations() } catch { throw AuditSourceError(error) }
    }

    public func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        do throws(StoreError) { return try await store.fold(range, into: state, body) } catch {
            throw AuditSourceError(error)
        }
    }

    public func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] {
        do throws(StoreError) {
            let stored = try await store.tiles(tiles.map { TileName(level: $0.level, index: $0.index) })
            var cut: [[UInt8]] = []
            for (tile, bytes) in zip(tiles, stored) {
                guard let bytes, bytes.count >= tile.byteCount else { throw StoreError.missing(tile.path) }
                cut.append(bytes.count == tile.byteCount ? bytes : Array(bytes.prefix(tile.byteCount)))
            }
            return cut
        } catch {
            throw AuditSourceError(error)
        }
    }
}

extension AuditSourceError {
    package init(_ error: StoreError) {
        switch error {
        case .missing, .damaged, .conflict: self = .damaged(error.reason)
        case .unreadable, .locked, .notCommitted, .outcomeUnknown: self = .unavailable(error.reason)
        }
    }
}
