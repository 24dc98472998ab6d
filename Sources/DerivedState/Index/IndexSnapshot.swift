import TransparencyLog
public import Values
public import VerifiableIndex

/// The index as it stood at one moment: runs that are neighbours from entry 0 on, each open for look-ups. It never changes.
public struct IndexSnapshot: Sendable {
    let readers: [RunReader]

    /// The runs, from entry 0 on.
    public var runs: [NamedRun] { readers.map(\.run) }

    /// Every entry below is of a run.
    public var entryCount: UInt64 { readers.last?.run.range.upperBound ?? 0 }

    /// What a state entry of the ledger would say of this moment; nil for no entries, and for more runs than a state may name.
    public func state(keys: IndexKeysVersion, time: Timestamp) -> IndexState? {
        guard 1...IndexState.runsMax ~= readers.count else { return nil }
        return IndexState(keys: keys, time: time, runs: runs)
    }

    /// What each run has under a key, with the proof, in the order of `runs`: the newest page of each list, and with `pagesMax`
    /// above one so many.
    public func proofs(of key: IndexKey, pagesMax: Int = 1) throws(RunError) -> [IndexAnswer.Run] {
        var answers: [IndexAnswer.Run] = []
        for reader in readers { answers.append(try reader.answer(key, pagesMax: pagesMax)) }
        return answers
    }

    /// The newest `limit` entries under a key below `bound`, descending.
    public func entries(of key: IndexKey, below bound: UInt64 = .max, limit: Int) throws(RunError) -> [UInt64] {
        var found: [UInt64] = []
        for reader in readers.reversed() where found.count < limit && reader.run.range.lowerBound < bound {
            guard case .present(var page, _) = try reader.proof(of: key) else { continue }
            while true {
                found += page.entries.reversed().lazy.filter { $0 < bound }.prefix(limit - found.count)
                guard found.count < limit, let older = try reader.page(of: key, before: page.olderCount) else { break }
                page = older
            }
        }
        return found
    }
}

extension RunReader {
    fileprivate func answer(_ key: IndexKey, pagesMax: Int) throws(RunError) -> IndexAnswer.Run {
        let proof = try proof(of: key)
        guard case .present(let newest, _) = proof else { return IndexAnswer.Run(proof: proof) }
        var pages = [newest]
        while pages.count < pagesMax, let older = try page(of: key, before: pages[pages.count - 1].olderCount) {
            pages.append(older)
        }
        return IndexAnswer.Run(proof: proof, older: Array(pages.dropFirst()))
    }
}
