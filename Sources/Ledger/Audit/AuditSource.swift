public import TransparencyLog

/// Where an audit reads a ledger from: a store on this machine, or another's tiles over the network.
public protocol AuditSource: Sendable {
    /// The newest signed checkpoint, a note.
    func checkpoint() async throws(AuditSourceError) -> [UInt8]
    /// The leaves' bytes in `range`.
    func entries(_ range: Range<UInt64>) async throws(AuditSourceError) -> [[UInt8]]
    /// The hashes of a tile at just its width.
    func tile(_ tile: Tile) async throws(AuditSourceError) -> [UInt8]
}

/// Why a part of a ledger could not be had.
public enum AuditSourceError: Error, Sendable {
    /// The ledger answers, and what it must have is not there or broken: the ledger is not sound.
    case damaged(String)
    /// No answer: nothing can be said.
    case unavailable(String)
}

/// Audits a store directly.
public struct StoreAuditSource: AuditSource {
    private let store: any LedgerStore

    public init(_ store: any LedgerStore) {
        self.store = store
    }

    public func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        do throws(StoreError) {
            guard let head = try await store.head() else { throw StoreError.missing("a ledger") }
            return head.checkpoint
        } catch {
            throw AuditSourceError(error)
        }
    }

    public func entries(_ range: Range<UInt64>) async throws(AuditSourceError) -> [[UInt8]] {
        do throws(StoreError) { return try await store.entries(range) } catch { throw AuditSourceError(error) }
    }

    public func tile(_ tile: Tile) async throws(AuditSourceError) -> [UInt8] {
        do throws(StoreError) {
            let stored = try await store.tiles([TileName(level: tile.level, index: tile.index)])
            guard let bytes = stored[0], bytes.count >= tile.byteCount else { throw StoreError.missing(tile.path) }
            return Array(bytes.prefix(tile.byteCount))
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
