import TransparencyLog

/// Finds out what a push shows whose signed root is not that of the history held.
///
/// A push accuses its device only where it must have signed two histories: its checkpoint is over no more than is held and says
/// another root, or the entries that came are truly those that it was signed over and differ from those held. Else the entries
/// may have been changed on their way, and nobody is accused.
struct ForkSearch {
    private let history: JournalHistory
    private let held: JournalState

    /// - Parameter held: the journal's newest state in that history.
    init(_ history: JournalHistory, held: JournalState) {
        self.history = history
        self.held = held
    }

    /// The fork that the push shows; nil where it shows none. The push begins at or before what is held ends.
    func fork(shownBy push: PushRequest) async throws(StoreError) -> ForkEntry? {
        let offered = push.checkpoint
        var edge = push.from == held.size ? held.edge : try await history.edge(at: push.from)
        for leafHash in push.leafHashes { edge.append(leafHash) }
        if edge.root == offered.root, let place = try await divergence(of: push) {
            return try await fork(push, from: place)
        }
        guard offered.treeSize > 0, offered.treeSize <= held.size else { return nil }
        let span = try await history.span(holding: offered.treeSize - 1)
        return ForkEntry(
            journal: push.journal, held: try await history.checkpoint(closing: span), offered: push.note)
    }

    /// The first event that the push has otherwise than it is held.
    private func divergence(of push: PushRequest) async throws(StoreError) -> UInt64? {
        let overlap = push.from..<max(push.from, min(held.size, push.checkpoint.treeSize))
        let hashes = try await history.leafHashes(overlap)
        let same = zip(hashes, push.leafHashes).prefix { $0 == $1 }.count
        return same < hashes.count ? push.from + UInt64(same) : nil
    }

    private func fork(_ push: PushRequest, from place: UInt64) async throws(StoreError) -> ForkEntry {
        let parted = try await history.span(holding: place)
        // A checkpoint over just as much is proof by itself; else the one that was signed over the first event that differs.
        var closing = parted
        if push.checkpoint.treeSize <= held.size {
            let last = try await history.span(holding: push.checkpoint.treeSize - 1)
            if last.journalRange.upperBound == push.checkpoint.treeSize { closing = last }
        }
        return ForkEntry(
            journal: push.journal, held: try await history.checkpoint(closing: closing), offered: push.note,
            common: try await common(before: parted, upTo: closing, push))
    }

    /// The checkpoint before the span in which the histories part, and that both continue it.
    private func common(
        before parted: JournalSpan, upTo closing: JournalSpan, _ push: PushRequest
    ) async throws(StoreError) -> ForkEntry.Common? {
        let size = parted.edge.treeSize
        guard size > 0 else { return nil }
        let heldHashes = try await history.leafHashes(size..<closing.journalRange.upperBound)
        // Events between that checkpoint and the push's first are held, and are in both.
        let before = size < push.from ? Array(heldHashes.prefix(Int(push.from - size))) : []
        let own = push.leafHashes.dropFirst(size > push.from ? Int(size - push.from) : 0)
        let base = try await history.span(holding: size - 1)
        guard let heldProof = try? SpanProof(edge: parted.edge, leafHashes: heldHashes).consistencyProof(),
            let offeredProof = try? SpanProof(edge: parted.edge, leafHashes: before + own).consistencyProof()
        else { return nil }
        return ForkEntry.Common(
            note: try await history.checkpoint(closing: base), heldProof: heldProof.hashes,
            offeredProof: offeredProof.hashes)
    }
}
