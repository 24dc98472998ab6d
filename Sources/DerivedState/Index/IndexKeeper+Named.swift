public import Ledger
import Logging
import Synchronization
import TransparencyLog
public import Values
public import VerifiableIndex

// What the ledger names of the index: said by this keeper, and made again as it was named.

extension IndexKeeper {
    /// How far runs may reach now: what is named is made as it is named first.
    var reach: UInt64 { pinned.first?.range.upperBound ?? treeSize }

    /// From where on runs may be merged.
    var mergeableFrom: UInt64 { pinned.first?.range.lowerBound ?? 0 }

    /// Whether the run to be made again waits for its parts to become one.
    var isJoining: Bool { pinned.first.map { series.entryCount >= $0.range.upperBound } ?? false }

    /// Compares what was made again with what the ledger names.
    func reproduced() {
        while let named = pinned.first, let made = series.runs.first(where: { $0.range == named.range }) {
            if made != named, contradiction == nil {
                contradiction = named
                logger.critical(
                    "the ledger names a run of the index that is not that of its entries; no more is said of the index",
                    metadata: ["range": "\(named.range)", "named": "\(named.root)", "is": "\(made.root)"])
            }
            pinned.removeFirst()
        }
        guard pinned.isEmpty, let (entry, state) = pinnedState else { return }
        pinnedState = nil
        guard contradiction == nil else { return board.withLock { $0.status.remakingUpTo = nil } }
        let readers = series.runs.prefix { $0.range.upperBound <= entry }.compactMap {
            held[$0.range.lowerBound]?.reader
        }
        let stated = StatedIndex(entry: entry, state: state, snapshot: IndexSnapshot(readers: readers))
        show(stated)
    }

    private func show(_ stated: StatedIndex) {
        board.withLock {
            $0.stated = stated
            $0.status.remakingUpTo = nil
        }
    }

    /// Makes one run of the parts of a named one.
    func join() {
        guard let named = pinned.first, isJoining, merging.isEmpty else { return }
        let parts = series.runs.filter { named.range.contains($0.range.lowerBound) }
            .compactMap { held[$0.range.lowerBound] }
        guard parts.count > 1 else { return reproduced() }
        if UInt64(named.range.count) >= limits.storedMin, !isRetryDue {
            storeSoon(parts, as: named.range)
        } else if UInt64(named.range.count) >= limits.asideMin {
            joinSoon(parts, as: named.range)
        } else if let merged = try? Self.merged(parts) {
            replace(by: merged)
            reproduced()
        }
    }
}

extension IndexKeeper: IndexStates {
    public func state(of treeSize: UInt64, at time: Timestamp) async -> IndexState? {
        guard await reaches(treeSize, within: limits.stateWaitMax), pinned.isEmpty, contradiction == nil else {
            return nil
        }
        let snapshot = snapshot
        guard snapshot.entryCount == treeSize else { return nil }
        proposed = snapshot
        return snapshot.state(keys: version, time: time)
    }

    public func stated(_ state: IndexState) async {
        guard let proposed, proposed.runs == state.runs else { return }
        self.proposed = nil
        show(StatedIndex(entry: state.entryCount, state: state, snapshot: proposed))
        let gone = retired.filter { !isNamed($0) }
        retired.removeAll { gone.contains($0) }
        for range in gone { try? await store.remove(range) }
    }
}
