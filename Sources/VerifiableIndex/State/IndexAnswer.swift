public import TransparencyLog

/// All entries under a name as of a state of the index, with everything that shows it: the state as the ledger's last leaf, a
/// proof for each run, and each entry with its place in the ledger.
public struct IndexAnswer: Hashable, Sendable {
    /// What one run has under the name.
    public struct Run: Hashable, Sendable {
        public let proof: MapProof
        /// Of a list of over 256 entries the further pages, from the newest to the oldest; the oldest may be left out.
        public let older: [ListPage]

        public init(proof: MapProof, older: [ListPage] = []) {
            self.proof = proof
            self.older = older
        }
    }

    /// An entry and its place in the ledger.
    public struct Entry: Hashable, Sendable {
        public let index: UInt64
        public let bytes: [UInt8]
        /// From the leaf's sibling upward, under the same checkpoint.
        public let hashes: [MerkleHash]

        public init(index: UInt64, bytes: [UInt8], hashes: [MerkleHash]) {
            self.index = index
            self.bytes = bytes
            self.hashes = hashes
        }
    }

    /// The state entry.
    public let state: Entry
    /// One for each run that the state names.
    public let runs: [Run]
    /// The entries that name the name, ascending.
    public let entries: [Entry]

    public init(state: Entry, runs: [Run], entries: [Entry]) {
        self.state = state
        self.runs = runs
        self.entries = entries
    }
}

/// What an answer proves: the name's entries as of a state.
public struct IndexFinding: Hashable, Sendable {
    public let state: IndexState
    /// The indexes of the entries under the name, ascending.
    public let entries: [UInt64]
    /// How many older ones there are that the answer does not show.
    public let hiddenCount: UInt64

    /// Whether these are all entries under the name before the state's.
    public var isWhole: Bool { hiddenCount == 0 }
}

extension IndexAnswer {
    /// What the answer proves of a name under a checkpoint, which the caller has opened: signed by the ledger, recent enough and
    /// consistent with what was seen of it before.
    ///
    /// Trusts nobody but the checkpoint: every run is answered, every entry that the runs name is shown and stands in the ledger,
    /// and none beside. Throws at the first that fails. That the map itself is right, an auditor recomputes.
    public func verify(_ name: String, under checkpoint: Checkpoint) throws(IndexAnswerError) -> IndexFinding {
        try verify(IndexKey(name: name), under: checkpoint)
    }

    /// As `verify`, by the name's key.
    public func verify(_ key: IndexKey, under checkpoint: Checkpoint) throws(IndexAnswerError) -> IndexFinding {
        let state = try verifiedState(under: checkpoint)
        let finding = try state.finding(key, in: runs)
        try checkEntries(are: finding.entries, under: checkpoint)
        return finding
    }

    private func verifiedState(under checkpoint: Checkpoint) throws(IndexAnswerError) -> IndexState {
        guard checkpoint.treeSize > 0, state.index == checkpoint.treeSize - 1 else {
            throw .notLastLeaf(index: state.index, treeSize: checkpoint.treeSize)
        }
        try state.check(under: checkpoint)
        let read: IndexState
        do throws(IndexStateError) { read = try IndexState(parsing: state.bytes) } catch { throw .state(error) }
        guard read.entryCount == state.index else {
            throw .notOwnIndex(end: read.entryCount, index: state.index)
        }
        return read
    }

    private func checkEntries(are named: [UInt64], under checkpoint: Checkpoint) throws(IndexAnswerError) {
        for (place, index) in named.enumerated() {
            guard place < entries.count, entries[place].index == index else { throw .withheld(entry: index) }
            try entries[place].check(under: checkpoint)
        }
        guard entries.count == named.count else { throw .notNamed(entry: entries[named.count].index) }
    }
}

extension IndexState {
    /// What the answers of the state's runs prove of a key: which entries the committed map has under it. Whether those are shown, and
    /// that the state stands in the ledger, is for the caller to see.
    public func finding(_ key: IndexKey, in answers: [IndexAnswer.Run]) throws(IndexAnswerError) -> IndexFinding {
        guard answers.count == runs.count else { throw .runCount(expected: runs.count, found: answers.count) }
        var named: [UInt64] = []
        var hiddenCount: UInt64 = 0
        for (answer, run) in zip(answers, runs) {
            let pages: [ListPage]
            do throws(IndexProofError) { pages = try answer.pages(of: key, in: run) } catch {
                throw .run(from: run.range.lowerBound, error)
            }
            for page in pages.reversed() { named += page.entries }
            hiddenCount += pages.last?.olderCount ?? 0
        }
        return IndexFinding(state: self, entries: named, hiddenCount: hiddenCount)
    }
}

extension IndexAnswer.Entry {
    fileprivate func check(under checkpoint: Checkpoint) throws(IndexAnswerError) {
        do throws(ProofError) {
            try InclusionProof(leafIndex: index, treeSize: checkpoint.treeSize, hashes: hashes)
                .verify(leafHash: .leaf(bytes), root: checkpoint.root)
        } catch {
            throw .notInLedger(entry: index, error)
        }
    }
}

extension IndexAnswer.Run {
    /// The pages of the list, from the newest to the oldest that is shown; none where the run has none.
    fileprivate func pages(of key: IndexKey, in run: NamedRun) throws(IndexProofError) -> [ListPage] {
        guard let newest = try proof.verify(key, in: run) else {
            guard older.isEmpty else { throw .edgeMismatch }
            return []
        }
        var pages = [newest]
        for page in older {
            try page.verify(before: pages[pages.count - 1], in: run)
            pages.append(page)
        }
        return pages
    }
}
