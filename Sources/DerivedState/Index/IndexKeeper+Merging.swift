import Ledger
import Logging
import Values
import VerifiableIndex

// Neighbours become one, small ones in memory, large ones in the store.

extension IndexKeeper {
    /// Begins every merge that is due. Small ones are made at once, larger ones beside the building of newer runs: a commit that asks for the
    /// next state waits for none of these.
    ///
    /// While the store fails, what is in memory is merged there, so that there are always few runs.
    func settle() {
        join()
        let isFailing = isRetryDue
        while !isJoining, let due = series.due(from: max(writtenEnd, mergeableFrom, isFailing ? storedEnd : 0)) {
            let parts = series.runs[due].compactMap { held[$0.range.lowerBound] }
            guard let first = parts.first, let last = parts.last else { return }
            let range = first.reader.run.range.lowerBound..<last.reader.run.range.upperBound
            if !isFailing, UInt64(range.count) >= limits.storedMin {
                storeSoon(parts, as: range)
            } else if UInt64(range.count) >= limits.asideMin {
                joinSoon(parts, as: range)
            } else {
                guard let merged = try? Self.merged(parts) else { return }
                replace(by: merged)
            }
        }
        guard !isFailing else { return }
        for run in series.runs where UInt64(run.range.count) >= limits.storedMin {
            guard let held = held[run.range.lowerBound], !held.isStored,
                !merging.contains(where: { $0.overlaps(run.range) })
            else { continue }
            storeSoon([held], as: run.range)
        }
    }

    /// Where the newest run ends that is being written.
    var writtenEnd: UInt64 { merging.map(\.upperBound).max() ?? 0 }

    /// Where the newest stored run ends.
    var storedEnd: UInt64 {
        held.values.lazy.filter(\.isStored).map(\.reader.run.range.upperBound).max() ?? 0
    }

    func storeSoon(_ parts: [Held], as range: Range<UInt64>) {
        merging.append(range)
        Task { await self.store(parts, as: range) }
    }

    func joinSoon(_ parts: [Held], as range: Range<UInt64>) {
        merging.append(range)
        Task { await self.join(parts, as: range) }
    }

    private func join(_ parts: [Held], as range: Range<UInt64>) async {
        let merged = await mergedAside(parts)
        merging.removeAll { $0 == range }
        guard let merged else { return failed("the runs in memory of \(range) could not be merged") }
        // Its parts may have been dropped meanwhile.
        replace(by: merged)
        settle()
        publish()
        buildSoon()
    }

    private nonisolated func mergedAside(_ parts: [Held]) async -> Held? { try? Self.merged(parts) }

    /// Neighbours as one run in memory.
    static func merged(_ parts: [Held]) throws -> Held {
        if var joined = joined(parts) { return try held(&joined) }
        var merger = RunMerger(parts.map(\.reader))
        var bytes: [UInt8] = []
        while let chunk = try merger.next() { bytes += chunk }
        return Held(reader: try RunReader(MemoryRunBytes(bytes)), isStored: false, bytes: bytes)
    }

    /// What neighbours were made from; nil where that of one is not held.
    private static func joined(_ parts: [Held]) -> RunBuilder? {
        let builders = parts.compactMap(\.builder)
        return builders.count == parts.count ? RunBuilder(joining: builders) : nil
    }

    /// Puts a run in the place of its parts, and gives the stored ones among them; nil where they are there no more.
    @discardableResult
    func replace(by merged: Held) -> [Range<UInt64>]? {
        let range = merged.reader.run.range
        let parts = series.runs.filter { range.contains($0.range.lowerBound) }
        guard series.replace(by: merged.reader.run) else { return nil }
        let stored = parts.filter { held[$0.range.lowerBound]?.isStored == true }.map(\.range)
        for part in parts { held[part.range.lowerBound] = nil }
        held[range.lowerBound] = merged
        letGo()
        return stored
    }

    /// Keeps no more builders than there is room for: without one a run is read to be merged.
    func letGo() {
        var count = 0
        for run in series.runs.reversed() {
            guard let names = held[run.range.lowerBound]?.builder?.count else { continue }
            count += names
            if count > limits.builtMax { held[run.range.lowerBound]?.builder = nil }
        }
    }

    func store(_ parts: [Held], as range: Range<UInt64>) async {
        let outcome = await written(parts, as: range)
        merging.removeAll { $0 == range }
        switch outcome {
        case .success(let reader):
            // Its parts may have been dropped meanwhile: then it is not wanted either.
            let gone = replace(by: Held(reader: reader, isStored: true)) ?? [range]
            succeeded()
            publish()
            for part in gone {
                // What the newest state names is kept until another names the larger run.
                if isNamed(part) { retired.append(part) } else { try? await store.remove(part) }
            }
        case .failure(let failure):
            if let damaged = failure.damaged { await drop(from: damaged, because: failure.reason) }
            failed(failure.reason)
        }
        settle()
        publish()
        buildSoon()
    }

    /// Whether the newest state of the ledger names just this run, or the one that is being appended.
    func isNamed(_ range: Range<UInt64>) -> Bool {
        [stated?.state.runs, proposed?.runs].contains { $0?.contains { $0.range == range } ?? false }
    }

    struct WriteFailure: Error {
        let reason: String
        /// Where a run began that was damaged.
        var damaged: UInt64?
    }

    /// Merges into the store, piece by piece, so that others get between.
    nonisolated func written(_ parts: [Held], as range: Range<UInt64>) async -> Result<RunReader, WriteFailure> {
        do {
            try await store.begin(range)
            guard let run = try await write(parts, as: range) else {
                return .failure(WriteFailure(reason: "the runs to be merged are not those of \(range)"))
            }
            try await store.finish(range, mark: try await mark(at: range.upperBound))
            guard let bytes = try await store.open(range) else {
                return .failure(WriteFailure(reason: "a run that was stored is not there"))
            }
            return .success(try RunReader(bytes, expecting: run))
        } catch let error as RunStoreError {
            return .failure(WriteFailure(reason: error.reason))
        } catch {
            return .failure(WriteFailure(reason: "\(error)", damaged: Self.firstDamaged(parts.map(\.reader))))
        }
    }

    /// Gives the store the bytes of the merged run, and says which it is.
    private nonisolated func write(_ parts: [Held], as range: Range<UInt64>) async throws -> NamedRun? {
        if parts.count == 1, let part = parts.first, let bytes = part.bytes {
            try await store.append(bytes, to: range)
            return part.reader.run
        }
        if var joined = Self.joined(parts) {
            let (summary, bytes) = joined.run()
            try await store.append(bytes, to: range)
            return summary.run
        }
        var merger = RunMerger(parts.map(\.reader))
        while let chunk = try merger.next() { try await store.append(chunk, to: range) }
        return merger.summary?.run
    }

    /// Where a run begins that is damaged, read beside whatever else is done.
    nonisolated func firstDamaged(among readers: [RunReader]) async -> UInt64? { Self.firstDamaged(readers) }

    private static func firstDamaged(_ readers: [RunReader]) -> UInt64? {
        for reader in readers {
            do throws(RunError) { try reader.check() } catch {
                if case .malformed = error { return reader.run.range.lowerBound }
            }
        }
        return nil
    }

    /// Forgets the runs from this entry on; they are made again.
    func drop(from entry: UInt64, because reason: String) async {
        logger.error(
            "runs of the index are dropped and made again", metadata: ["from": "\(entry)", "reason": "\(reason)"])
        // What was to be made as the ledger names it is so again, from the run on in which this lies.
        var entry = entry
        if let state = pinnedState?.state, let named = state.run(of: entry) {
            entry = named.range.lowerBound
            pinned = state.runs.filter { $0.range.lowerBound >= entry }
        }
        let dropped = series.runs.filter { $0.range.upperBound > entry }.map(\.range)
        series.truncate(to: entry)
        for range in dropped {
            let isStored = held.removeValue(forKey: range.lowerBound)?.isStored ?? false
            if isStored { try? await store.remove(range) }
        }
        publish()
    }
}
