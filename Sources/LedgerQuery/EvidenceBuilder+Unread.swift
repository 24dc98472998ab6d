import Chains
import Codes
import Evidence
import Ledger
import TransparencyLog

// What strangers wrote in such number that it is not carried (`UnreadSpan`).

extension EvidenceBuilder {
    /// Under one name a stranger's entries are all shown up to so many.
    static let shownMax = 512

    /// Entries that are not shown, and the pushes that they came with.
    struct UnreadEntries: Sendable {
        var entries: Set<UInt64> = []
        /// From each of these entries on to the end of its push, ascending.
        var spans: [(first: UInt64, span: JournalSpan)] = []

        var journals: Set<JournalName> { Set(spans.map(\.span.journal)) }
    }

    /// What need not be shown of long lists, being a stranger's in each.
    /// - Parameter lists: what stands under the names that are answered.
    func unread(
        of lists: [String: [UInt64]], _ circle: GoodsCircle, _ custody: Custody
    ) async throws(StoreError) -> UnreadEntries {
        let long = lists.filter { $0.value.count > Self.shownMax }
        guard !long.isEmpty else { return UnreadEntries() }
        let entries = Set(long.values.joined()).sorted()
        var spans: [UInt64: JournalSpan] = [:]
        for (entry, span) in zip(entries, try await store.spans(holding: entries)) { spans[entry] = span }
        var strangers = Strangers(to: circle, registry: registry, codes: reader.codes, isHolder: { custody.holds($0) })
        var found: Set<UInt64> = []
        var kept: Set<UInt64> = []
        for (name, listed) in lists {
            let signed = Dictionary(grouping: listed.sorted()) { spans[$0]?.journal.operatorUSCC }
            for (firm, own) in signed {
                let ends = Strangers.shownAtEachEnd
                guard let firm, own.count > Self.shownMax,
                    strangers.isStranger(firm, to: name, from: own[ends])
                else {
                    kept.formUnion(own)
                    continue
                }
                found.formUnion(own.dropFirst(ends).dropLast(ends))
                kept.formUnion(own.prefix(ends) + own.suffix(ends))
            }
        }
        found.subtract(kept)
        var unread = UnreadEntries(entries: found)
        for entry in found.sorted() {
            guard let span = spans[entry], unread.spans.last?.span.firstEntry != span.firstEntry else { continue }
            unread.spans.append((entry, span))
        }
        let count = unread.spans.reduce(0) { $0 + $1.span.checkpointEntry - $1.first }
        return count <= UInt64(UnreadSpan.entriesMax) ? unread : UnreadEntries()
    }

    /// The spans with their proofs.
    func proven(_ unread: UnreadEntries, _ tree: inout TreeReading) async throws(StoreError) -> [UnreadSpan] {
        var proven: [UnreadSpan] = []
        for (first, span) in unread.spans {
            let range = first..<span.checkpointEntry
            let leaves = try await tree.leafHashes([span.firstEntry..<first, range])
            var edge = span.edge
            for leaf in leaves[0] { edge.append(leaf) }
            guard let plan = try? RangeProof.nodes(of: range, treeSize: treeSize) else {
                throw .missing("an entry below \(treeSize)")
            }
            let hashes = try await tree.hashes(of: Set(plan.nodes))
            proven.append(
                UnreadSpan(
                    firstEntry: first, checkpointEntry: span.checkpointEntry, leafHashes: leaves[1],
                    proof: RangeProof(plan, hashes: plan.nodes.map { hashes[$0]! }).hashes,
                    // To the end of the push nothing stands beside them but what was there before.
                    journalProof: edge.hashes))
        }
        return proven
    }
}

extension EvidenceBuilder.FoundChain {
    /// Those whose events are shown, or counted.
    var journals: Set<JournalName> { Set(events.map(\.journal)).union(unread.journals) }
}
