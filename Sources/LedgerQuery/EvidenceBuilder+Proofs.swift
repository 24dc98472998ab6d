import Codes
import Evidence
import Ledger
import TransparencyLog

extension EvidenceBuilder {
    /// The evidence of each chain, whose proofs are gathered together: what they share is read once.
    func prove(_ chains: [FoundChain]) async throws(StoreError) -> [Evidence] {
        var events: [UInt64: RecordedEvent] = [:]
        for chain in chains { for event in chain.events { events[event.entry] = event } }
        var tree = TreeReading(store, reader.room.proofs, treeSize: treeSize)
        let journalProofs = try await journalProofs(of: events.values.sorted { $0.entry < $1.entry }, &tree)
        var forks: [JournalName: [JournalFork]] = [:]
        for journal in Set(events.values.map(\.journal)) { forks[journal] = try await store.forks(of: journal) }
        let clocks = try await clocks(of: Array(events.values), journalProofs)
        let brackets = try await brackets(of: Set(events.values.map(\.journal.operatorUSCC)))
        let wanted = chains.map { entries(of: $0, journalProofs, clocks, brackets) }
        let indexes = Set(wanted.joined()).sorted()
        let bytes = try await bytes(of: indexes, events)
        let proven = try await proven(indexes, bytes, journalProofs, &tree)
        var unread: [[UnreadSpan]] = []
        for chain in chains { unread.append(try await self.proven(chain.unread, &tree)) }
        return zip(zip(chains, unread), wanted).map { found, wanted in
            let (chain, unread) = found
            let isProven = chain.events.allSatisfy { journalProofs[$0.entry] != nil }
            let journals = Set(chain.events.map(\.journal)).sorted { $0.description < $1.description }
            return Evidence(
                subject: chain.code.uri, checkpoint: checkpoint, entries: wanted.map { proven[$0]! },
                forks: journals.flatMap { forks[$0] ?? [] }, isComplete: !chain.isTruncated && isProven,
                index: chain.index, unread: chain.index == nil ? [] : unread)
        }
    }

    /// The chain's events that are proven, their journals' checkpoints, and what decides who might record and who may issue its
    /// codes; ascending.
    private func entries(
        of chain: FoundChain, _ journalProofs: [UInt64: Evidence.JournalProof], _ clocks: [UInt64: UInt64],
        _ brackets: [String: Set<UInt64>]
    ) -> [UInt64] {
        var wanted: Set<UInt64> = []
        for event in chain.events {
            guard let proof = journalProofs[event.entry] else { continue }
            wanted.formUnion([event.entry, proof.checkpointEntry])
            if let clock = clocks[proof.checkpointEntry] { wanted.insert(clock) }
        }
        wanted.formUnion(chain.listed)
        // Of a code of which nothing is on record there is nothing to say.
        guard !wanted.isEmpty else { return [] }
        for journal in chain.journals {
            wanted.formUnion(registry.entries(deciding: journal))
            wanted.formUnion(brackets[journal.operatorUSCC] ?? [])
        }
        for uscc in chain.receivers { wanted.formUnion(registry.entries(decidingOperator: uscc)) }
        wanted.formUnion(registry.entriesOfDefinitions)
        // Whoever knows the ledger by a key that it had before finds the one by which the checkpoint is signed.
        if !registry.ledgerRotations.isEmpty { wanted.formUnion(registry.keyEntries) }
        for name in chain.issuerNames { wanted.formUnion(registry.entries(decidingIssuersOf: name)) }
        return wanted.sorted()
    }

    /// The leaves' bytes: of events as they were read.
    private func bytes(
        of indexes: [UInt64], _ events: [UInt64: RecordedEvent]
    ) async throws(StoreError) -> [UInt64: [UInt8]] {
        var bytes = try await reader.room.bytes(of: indexes.filter { events[$0] == nil })
        for index in indexes {
            guard let event = events[index] else { continue }
            // There is one encoding only of an entry.
            bytes[index] = EventEntry(journal: event.journal, index: event.journalIndex, body: event.body).bytes
        }
        return bytes
    }

    /// Entries that are proven together: their tiles are at most some megabytes.
    private static let entriesAtOnce = 256

    /// The entries with their ledger proofs, by index.
    private func proven(
        _ indexes: [UInt64], _ bytes: [UInt64: [UInt8]], _ journalProofs: [UInt64: Evidence.JournalProof],
        _ tree: inout TreeReading
    ) async throws(StoreError) -> [UInt64: Evidence.ProvenEntry] {
        var entries: [UInt64: Evidence.ProvenEntry] = [:]
        for start in stride(from: 0, to: indexes.count, by: Self.entriesAtOnce) {
            let part = indexes[start..<min(start + Self.entriesAtOnce, indexes.count)]
            let plans = part.compactMap { try? InclusionProof.nodes(leafIndex: $0, treeSize: treeSize) }
            guard plans.count == part.count else { throw .missing("an entry below \(treeSize)") }
            let hashes = try await tree.hashes(of: Set(plans.flatMap(\.nodes)))
            for plan in plans {
                entries[plan.leafIndex] = Evidence.ProvenEntry(
                    index: plan.leafIndex, bytes: bytes[plan.leafIndex]!,
                    proof: InclusionProof(plan, hashes: plan.nodes.map { hashes[$0]! }).hashes,
                    journalProof: journalProofs[plan.leafIndex])
            }
        }
        return entries
    }
}

// MARK: under the journals' checkpoints

extension EvidenceBuilder {
    /// A push with those of its events that are to be proven.
    private struct SpanEvents {
        let span: JournalSpan
        var events: [RecordedEvent]
        /// The upper part of its tree, where it was made before.
        var crown: SpanCrown?

        /// The leaves whose hashes are read: those beside each event, or all, to make the tree.
        var ranges: [Range<UInt64>] {
            guard let crown else { return [span.entryRange] }
            return events.map { event in
                let leaves = crown.neighbours(of: event.journalIndex)
                let first = span.firstEntry + leaves.lowerBound - span.edge.treeSize
                return first..<(first + UInt64(leaves.count))
            }
        }

        var leafCount: Int { ranges.reduce(0) { $0 + $1.count } }
    }

    /// The most leaf hashes that are held to prove events under their journals' checkpoints: 8 MiB of tree nodes; and the most
    /// pushes, each of which may lie in tiles of its own.
    private static let (leavesAtOnce, spansAtOnce) = (131_072, 512)

    /// Below so many events the tree of a push is made as quickly as it is found.
    private static let smallSpan: UInt64 = 32

    /// Proofs under the journals' checkpoints, from the right edge before each span and its own leaf hashes; of as many events
    /// as the budget allows, and of no more once nobody waits for them.
    /// - Parameter events: ascending.
    private func journalProofs(
        of events: [RecordedEvent], _ tree: inout TreeReading
    ) async throws(StoreError) -> [UInt64: Evidence.JournalProof] {
        var bySpan = try await spans(of: events)[...]
        var proofs: [UInt64: Evidence.JournalProof] = [:]
        let started = reader.room.uptime()
        var leafCount = 0
        while !bySpan.isEmpty, !Task.isCancelled, reader.room.uptime() - started < budget.duration {
            var leaves = 0
            let together = bySpan.prefix(Self.spansAtOnce).prefix { group in
                let count = group.leafCount
                defer { leaves += count }
                return leaves < Self.leavesAtOnce && leafCount + leaves + count <= budget.leafCountMax
            }
            guard !together.isEmpty else { break }
            leafCount += together.reduce(0) { $0 + $1.leafCount }
            bySpan.removeFirst(together.count)
            var hashes = try await tree.leafHashes(together.flatMap(\.ranges))[...]
            var made: [(key: UInt64, value: SpanCrown)] = []
            for group in together {
                let found = Array(hashes.prefix(group.crown == nil ? 1 : group.events.count))
                hashes.removeFirst(found.count)
                try prove(group, found, &proofs, &made)
            }
            reader.room.proofs.spans.insert(made) { $0.byteCount + ProofMemory.bytesOfOne }
        }
        return proofs
    }

    /// The events by the push that brought them.
    private func spans(of events: [RecordedEvent]) async throws(StoreError) -> [SpanEvents] {
        var bySpan: [SpanEvents] = []
        for (event, span) in zip(events, try await store.spans(holding: events.map(\.entry))) {
            guard let span else { throw .missing("the span that holds entry \(event.entry)") }
            if bySpan.last?.span.firstEntry == span.firstEntry {
                bySpan[bySpan.count - 1].events.append(event)
            } else {
                bySpan.append(SpanEvents(span: span, events: [event]))
            }
        }
        let crowns = reader.room.proofs.spans.find(bySpan.map(\.span.firstEntry))
        for (place, crown) in crowns.enumerated() { bySpan[place].crown = crown }
        return bySpan
    }

    /// - Parameter hashes: of the leaves in each of its `ranges`.
    private func prove(
        _ group: SpanEvents, _ hashes: [[MerkleHash]], _ proofs: inout [UInt64: Evidence.JournalProof],
        _ made: inout [(key: UInt64, value: SpanCrown)]
    ) throws(StoreError) {
        let whole = group.crown == nil ? SpanProof(edge: group.span.edge, leafHashes: hashes[0]) : nil
        for (place, event) in group.events.enumerated() {
            let proof =
                if let crown = group.crown {
                    try? crown.inclusionProof(leafIndex: event.journalIndex, neighbours: hashes[place])
                } else {
                    try? whole?.inclusionProof(leafIndex: event.journalIndex)
                }
            guard let proof else { throw .missing("the place of entry \(event.entry) in its journal") }
            proofs[event.entry] = Evidence.JournalProof(
                checkpointEntry: group.span.checkpointEntry, hashes: proof.hashes)
        }
        if let whole, group.span.count >= Self.smallSpan {
            made.append((group.span.firstEntry, SpanCrown(of: whole)))
        }
    }
}
