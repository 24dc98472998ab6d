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
    /// Of the checkpoint that is audited: bundles at its edge are asked for at just the width that it has.
    private let treeSize = Mutex<UInt64>(0)

    private static let width = UInt64(Tile.widthMax)

    init(_ client: LedgerClient) {
        self.client = client
    }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] {
        do throws(LedgerClientError) {
            let note = try await client.checkpoint()
            let size = (try? Checkpoint.parse(SignedNote.parse(note).text))?.treeSize
            treeSize.withLock { $0 = size ?? 0 }
            return note
        } catch {
            throw AuditSourceError(error)
        }
    }

    func entries(_ range: Range<UInt64>) async throws(AuditSourceError) -> [[UInt8]] {
        guard !range.isEmpty else { return [] }
        let bundles = range.lowerBound / Self.width...(range.upperBound - 1) / Self.width
        let fetched = await withTaskGroup(of: (UInt64, Result<[[UInt8]], AuditSourceError>).self) { group in
            for index in bundles { group.addTask { (index, await self.bundle(index)) } }
            var fetched: [UInt64: Result<[[UInt8]], AuditSourceError>] = [:]
            for await (index, entries) in group { fetched[index] = entries }
            return fetched
        }
        var entries: [[UInt8]] = []
        for index in bundles { entries += try fetched[index]?.get() ?? [] }
        let before = Int(range.lowerBound - bundles.lowerBound * Self.width)
        return Array(entries.dropFirst(before).prefix(range.count))
    }

    func tile(_ tile: Tile) async throws(AuditSourceError) -> [UInt8] {
        do { return try await client.tile(tile) } catch { throw AuditSourceError(error) }
    }

    private func bundle(_ index: UInt64) async -> Result<[[UInt8]], AuditSourceError> {
        let width = Tile.width(level: 0, index: index, treeSize: treeSize.withLock { $0 })
        guard let path = EntryBundlePath(index: index, width: width) else {
            return .failure(.damaged("bundle \(index) lies beyond the checkpoint"))
        }
        do throws(LedgerClientError) {
            return .success(try await client.entryBundle(path))
        } catch {
            return .failure(AuditSourceError(error))
        }
    }
}

extension AuditSourceError {
    /// What a ledger must have and says it has not is damage; that it does not answer proves nothing.
    fileprivate init(_ error: LedgerClientError) {
        switch error {
        case .refused(let problem) where problem.status == 404: self = .damaged(problem.wording.en)
        case .refused(let problem): self = .unavailable(problem.wording.en)
        case .unreachable(let url, let reason): self = .unavailable("\(url): \(reason.en)")
        case .badResponse, .tooLarge: self = .damaged(error.wording.en)
        }
    }
}
