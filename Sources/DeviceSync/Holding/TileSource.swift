public import Ledger
public import LedgerClient
public import LedgerProtocol
public import TransparencyLog
public import Values

/// Where the tiles of a log are read from, to see whether what it signed now continues what it signed before.
public protocol TileSource: Sendable {
    /// The hashes of a tile at just its width: `tile.byteCount` bytes. They are believed only where they lead to a signed root.
    func tile(_ tile: Tile) async throws(TileSourceError) -> [UInt8]
}

/// Why a tile could not be had: nothing is known to be wrong.
public struct TileSourceError: Error, Hashable, Sendable {
    public let wording: Wording
    /// Whether nobody answered at all.
    public let isUnreachable: Bool

    public init(_ wording: Wording, isUnreachable: Bool = false) {
        self.wording = wording
        self.isUnreachable = isUnreachable
    }
}

/// A ledger's tiles over the network.
public struct LedgerTiles: TileSource {
    private let client: LedgerClient

    public init(_ client: LedgerClient) {
        self.client = client
    }

    public func tile(_ tile: Tile) async throws(TileSourceError) -> [UInt8] {
        do throws(LedgerClientError) {
            return try await client.tile(tile)
        } catch {
            // C2SP tlog-tiles: a partial tile may be gone once it is full.
            guard case .refused(let problem) = error, problem.status == 404, !tile.isFull else {
                throw TileSourceError(error)
            }
        }
        do throws(LedgerClientError) {
            return Array(try await client.tile(tile.full).prefix(tile.byteCount))
        } catch {
            throw TileSourceError(error)
        }
    }
}

extension LedgerTiles: EntrySource {
    public func entries(_ path: EntryBundlePath) async throws(TileSourceError) -> [[UInt8]] {
        do throws(LedgerClientError) { return try await client.entryBundle(path) } catch {
            throw TileSourceError(error)
        }
    }
}

extension LedgerTiles: JournalPlaceSource {
    public func journal(_ name: JournalName) async throws(TileSourceError) -> JournalStatus? {
        do throws(LedgerClientError) { return try await client.journal(name) } catch { throw TileSourceError(error) }
    }

    public func places(of name: JournalName, from: UInt64) async throws(TileSourceError) -> JournalPlaces {
        do throws(LedgerClientError) { return try await client.places(of: name, from: from) } catch {
            throw TileSourceError(error)
        }
    }
}

extension TileSourceError {
    fileprivate init(_ error: LedgerClientError) {
        let isUnreachable = if case .unreachable = error { true } else { false }
        self.init(error.wording, isUnreachable: isUnreachable)
    }
}

/// The tiles of whatever is audited.
public struct AuditedTiles: TileSource {
    private let source: any AuditSource

    public init(_ source: any AuditSource) {
        self.source = source
    }

    public func tile(_ tile: Tile) async throws(TileSourceError) -> [UInt8] {
        do throws(AuditSourceError) {
            return try await source.tile(tile)
        } catch {
            throw TileSourceError(error)
        }
    }
}

extension TileSourceError {
    public init(_ error: AuditSourceError) {
        switch error {
        case .damaged(let reason), .unavailable(let reason): self.init(Wording(en: reason, zh: reason))
        }
    }
}
