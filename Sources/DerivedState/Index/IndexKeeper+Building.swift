import Evidence
import Ledger
import Values
import VerifiableIndex

// Runs of entries that are of none.

extension IndexKeeper {
    func buildSoon() {
        guard !isBuilding, series.entryCount < reach, memoryEntries < limits.memoryMax, !isBuildingPaused else {
            return
        }
        isBuilding = true
        Task { await self.build() }
    }

    /// Makes runs of the entries that are of none, as long as there are such.
    func build() async {
        defer { isBuilding = false }
        while series.entryCount < reach, memoryEntries < limits.memoryMax {
            let first = series.entryCount
            let range = first..<min(first + limits.portionMax, reach)
            do throws(StoreError) {
                let reader = try await run(of: range)
                // Runs may have been dropped meanwhile.
                guard series.entryCount == first else { continue }
                add(Held(reader: reader, isStored: false))
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

    nonisolated func run(of range: Range<UInt64>) async throws(StoreError) -> RunReader {
        let keys = try await source.keys(range)
        guard keys.count == range.count else { throw .missing("entries of \(range)") }
        var builder = RunBuilder(range: range)
        for (entry, keys) in zip(range, keys) { builder.add(entry, keys) }
        return try Self.opened(builder.run().bytes)
    }

    static func opened(_ bytes: [UInt8]) throws(StoreError) -> RunReader {
        do throws(RunError) { return try RunReader(MemoryRunBytes(bytes)) } catch {
            throw .damaged(reason: error.en)
        }
    }
}
