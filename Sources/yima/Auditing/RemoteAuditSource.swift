import CommandSupport
import Ledger
import LedgerClient
import LedgerProtocol
import Synchronization
import TransparencyLog
import Values

/// Audits a ledger over its public read API: checkpoint, tiles and entry bundles, as anybody can fetch them.
final class RemoteAuditSource: AuditSource {
    private let client: LedgerClient
    /// Whether the published checkpoint is audited, with its cosignatures, and not the newest.
    private let isPublished: Bool
    /// Of the checkpoint that is audited: bundles at its edge are asked for at just the width that it has.
    private let treeSize = Mutex<UInt64>(0)
    private let hasFailed = Atomic(false)

    /// Whether the ledger did not answer at some time: then nothing is known of it.
    var isUnreachable: Bool { hasFailed.load(ordering: .relaxed) }

    /// Anything on the way may have changed it.
    let isAuthentic = false

    /// A range each: what a link with a long way can use.
    let readsMax = 8

    private static let width = UInt64(Tile.widthMax)

    init(_ client: LedgerClient, isPublished: Bool = false) {
        self.client = client
        self.isPublished = isPublished
    }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        do throws(LedgerClientError) {
            let note = try await isPublished ? client.publishedCheckpoint() : client.checkpoint()
            let size = (try? Checkpoint.parse(SignedNote.parse(note).text))?.treeSize
            treeSize.withLock { $0 = size ?? 0 }
            return note
        } catch {
            throw failure(error)
        }
    }

    /// The newest checkpoint, whichever is audited: what the ledger is held to.
    func newestCheckpoint() async throws(LedgerClientError) -> [UInt8] { try await client.checkpoint() }

    func keyRotations() async throws(AuditSourceError) -> [LedgerKeyRotation] {
        do throws(LedgerClientError) { return try await client.keyRotations() } catch { throw failure(error) }
    }

    private func failure(_ error: LedgerClientError) -> AuditSourceError {
        if case .unreachable = error { hasFailed.store(true, ordering: .relaxed) }
        return AuditSourceError(error)
    }

    /// A bundle at a time: no more than one, 16 MiB at most, is held for each range that is asked for.
    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        guard !range.isEmpty else { return state }
        var state = state
        for index in range.lowerBound / Self.width...(range.upperBound - 1) / Self.width {
            let first = index * Self.width
            let entries = try await bundle(index)
            let wanted = range.clamped(to: first..<(first + UInt64(entries.count)))
            for entry in wanted { entries[Int(entry - first)].withUnsafeBytes { body(&state, entry, $0) } }
        }
        return state
    }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] {
        let tasks = tiles.map { tile in Task { await fetch(tile) } }
        defer { for task in tasks { task.cancel() } }
        var all: [[UInt8]] = []
        for task in tasks { all.append(try await task.value.get()) }
        return all
    }

    private func fetch(_ tile: Tile) async -> Result<[UInt8], AuditSourceError> {
        do throws(LedgerClientError) { return .success(try await client.tile(tile)) } catch {
            return .failure(failure(error))
        }
    }

    private func bundle(_ index: UInt64) async throws(AuditSourceError) -> [[UInt8]] {
        let width = Tile.width(level: 0, index: index, treeSize: treeSize.withLock { $0 })
        guard let path = EntryBundlePath(index: index, width: width) else {
            throw .damaged("bundle \(index) lies beyond the checkpoint")
        }
        do throws(LedgerClientError) { return try await client.entryBundle(path) } catch {
            throw failure(error)
        }
    }
}

extension AuditSourceError {
    /// That what a ledger must have did not come, or came broken, shows nothing: whatever lies between may have kept or broken it.
    fileprivate init(_ error: LedgerClientError) {
        switch error {
        case .refused(let problem): self = .unavailable(problem.wording.en)
        case .unreachable(let url, let reason): self = .unavailable("\(url): \(reason.en)")
        case .badResponse, .tooLarge: self = .unavailable(error.wording.en)
        }
    }
}
