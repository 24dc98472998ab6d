import Evidence
import Ledger
import Synchronization
import Values
import VerifiableIndex

// Runs of entries that are of none.

extension IndexKeeper {
    func buildSoon() {
        guard !isBuilding, isDue, memoryEntries < limits.memoryMax, !isBuildingPaused else { return }
        isBuilding = true
        Task { await self.build() }
    }

    /// Whether a run is to be made: of what the ledger names, of what somebody waits for, or of enough entries.
    private var isDue: Bool {
        let made = series.entryCount
        guard made < reach else { return false }
        return !pinned.isEmpty || waiters.contains { $0.size > made } || reach - made > limits.waitingMax
    }

    /// Makes runs of the entries that are of none, as long as that is due.
    func build() async {
        defer { isBuilding = false }
        while isDue, memoryEntries < limits.memoryMax {
            let first = series.entryCount
            let range = first..<min(first + limits.portionMax, reach)
            do throws(StoreError) {
                let made = try await run(of: range)
                // Runs may have been dropped meanwhile.
                guard series.entryCount == first else { continue }
                add(made)
                if isReadFailing {
                    isReadFailing = false
                    succeeded()
                }
                settle()
                publish()
            } catch {
                (isBuildingPaused, isReadFailing) = (true, true)
                return failed(error.reason)
            }
        }
    }

    nonisolated func run(of range: Range<UInt64>) async throws(StoreError) -> Held {
        let taken = board.withLock { $0.feed.take(range) }
        let keys: [[IndexKey]]
        if let taken { keys = taken } else { keys = try await source.keys(range) }
        guard keys.count == range.count else { throw .missing("entries of \(range)") }
        var builder = RunBuilder(range: range)
        builder.reserve(keys.reduce(0) { $0 + $1.count })
        for (entry, keys) in zip(range, keys) { builder.add(entry, keys) }
        return try Self.held(&builder)
    }

    /// A run in memory, with what it was made from.
    static func held(_ builder: inout RunBuilder) throws(StoreError) -> Held {
        let bytes = builder.run().bytes
        return Held(reader: try opened(bytes), isStored: false, builder: builder, bytes: bytes)
    }

    static func opened(_ bytes: [UInt8]) throws(StoreError) -> RunReader {
        do throws(RunError) { return try RunReader(MemoryRunBytes(bytes)) } catch {
            throw .damaged(reason: error.en)
        }
    }
}
