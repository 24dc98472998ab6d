import Ledger
import Logging
import Synchronization
import TransparencyLog
import Values
public import VerifiableIndex

// At the start: what is stored, and whose it is.

extension IndexKeeper {
    /// Takes up the stored runs that are of this ledger and these names, drops all others, and makes what is missing. Where the store cannot
    /// be read all is made again, in memory as far as there is room, and the failure is said: no ledger waits for its index.
    /// - Parameter newest: the newest state that the ledger names, and its entry: its runs are made as it names them before anything
    ///   is said of the index again. One of other names counts for nothing.
    public func open(treeSize: UInt64, newest: (entry: UInt64, state: IndexState)? = nil) async {
        board.withLock {
            $0.status.treeSize = treeSize
            // Until then nothing is shown to be complete.
            $0.status.remakingUpTo = newest?.entry
        }
        if let newest, newest.state.keys == version {
            pinnedState = newest
            pinned = newest.state.runs
        }
        do throws(RunStoreError) {
            var others = try await store.runs()
            while let next = Self.next(of: others, from: series.entryCount, pinned) {
                if let reader = try await mine(next, treeSize: treeSize) {
                    others.removeAll { $0 == next }
                    add(Held(reader: reader, isStored: true))
                    reproduced()
                } else {
                    try await forget(next.range)
                    others.removeAll { $0 == next }
                }
            }
            for other in others { try await forget(other.range) }
        } catch {
            failed(error.reason)
        }
        publish()
        buildSoon()
    }

    func forget(_ range: Range<UInt64>) async throws(RunStoreError) {
        logger.notice("a run of the index is dropped", metadata: ["range": "\(range)"])
        try await store.remove(range)
    }

    /// The stored run to be taken up next: just what is to be made again, or else the longest.
    static func next(
        of stored: [StoredRun], from entry: UInt64, _ pinned: [NamedRun]
    ) -> StoredRun? {
        stored.filter { run in
            run.range.lowerBound == entry && (pinned.first.map { $0.range.upperBound >= run.range.upperBound } ?? true)
        }.max { $0.range.upperBound < $1.range.upperBound }
    }

    /// A stored run, open, where it is of this ledger and these names.
    func mine(_ stored: StoredRun, treeSize: UInt64) async throws(RunStoreError) -> RunReader? {
        guard stored.range.upperBound <= treeSize, try await mark(at: stored.range.upperBound) == stored.mark,
            let bytes = try await store.open(stored.range), let reader = try? RunReader(bytes),
            reader.run.range == stored.range
        else { return nil }
        return reader
    }

    /// What stored runs are marked with: the ledger's root at their end, and the version of the names.
    func mark(at size: UInt64) async throws(RunStoreError) -> [UInt8] {
        do throws(StoreError) {
            let root = try await source.rootAt(size)
            return root.bytes + version.schemes.bytes + Array("\(version.number)".utf8)
        } catch {
            throw RunStoreError("the ledger: \(error.reason)")
        }
    }

    func add(_ held: Held) {
        series.append(held.reader.run)
        self.held[held.reader.run.range.lowerBound] = held
        letGo()
    }
}
