public import Chains
public import Codes
public import Evidence
public import Ledger
import TransparencyLog

/// Gathers the entries of chains and their proofs under one checkpoint.
public struct EvidenceBuilder: Sendable {
    private let store: any LedgerStore
    private let reader: LedgerReader
    private let registry: Registry
    private let checkpoint: [UInt8]
    private let treeSize: UInt64
    private let budget: QueryBudget

    /// - Parameter budget: what one question may cost; what is left out for it is never left out silently.
    public init(
        store: any LedgerStore, reader: LedgerReader, checkpoint: [UInt8], registry: Registry,
        budget: QueryBudget = QueryBudget()
    ) {
        self.store = store
        self.budget = budget
        self.reader = reader
        self.registry = registry
        self.checkpoint = checkpoint
        // The sequencer signed it.
        treeSize = (try? Checkpoint.parse(SignedNote.parse(checkpoint).text).treeSize) ?? 0
    }

    /// The evidence about a code; incomplete where the chain is truncated, or proving it would cost more than the budget.
    public func evidence(of code: CanonicalCode, limits: TraceLimits) async throws(StoreError) -> Evidence {
        let chain = try await chain(of: code, limits, budget)
        return try await prove([chain])[0]
    }

    /// The evidence about several codes in one document. Named as left out, to be asked for alone, are codes that are nil, those
    /// whose chains would be truncated, and those for which there is no more room or time.
    /// - Parameters:
    ///   - asked: each code as it was asked for, and as it is read.
    ///   - entryBytesMax: the bytes of events after which there is no more room.
    public func evidence(
        of asked: [(written: String, code: CanonicalCode?)], limits: TraceLimits,
        entryBytesMax: Int = EvidenceBatch.entryBytesMax
    ) async throws(StoreError) -> EvidenceBatch {
        var chains: [FoundChain?] = []
        var bytes = 0
        let started = reader.room.uptime()
        // A few at a time: what is found beyond the bound was read in vain.
        for start in stride(from: 0, to: asked.count, by: Self.chainsAtOnce) {
            let part = asked[start..<min(start + Self.chainsAtOnce, asked.count)]
            guard bytes < entryBytesMax, reader.room.uptime() - started < budget.duration else {
                chains += part.map { _ in nil }
                continue
            }
            for found in try await find(part.map(\.code), limits) {
                let hasRoom = bytes < entryBytesMax
                bytes += found?.events.reduce(0) { $0 + $1.body.count } ?? 0
                chains.append(hasRoom ? found : nil)
            }
        }
        var proven = try await prove(chains.compactMap(\.self))[...]
        return EvidenceBatch(
            checkpoint: checkpoint,
            joining: zip(asked, chains).map { asked, chain in
                guard chain != nil else { return (asked.written, nil) }
                let evidence = proven.removeFirst()
                return (asked.written, evidence.isComplete ? evidence : nil)
            })
    }

    private static let chainsAtOnce = 4
    /// What each of many codes may cost: together no more than a few that are asked for alone.
    private static let budgetOfOne = QueryBudget(
        entryCountMax: 1000, codeCountMax: 1000, byteCountMax: 2 << 20, duration: .seconds(1))

    private struct FoundChain: Sendable {
        let code: CanonicalCode
        /// Ascending.
        let events: [RecordedEvent]
        let isTruncated: Bool
        /// What its codes begin with, as far as prefixes are assigned.
        let issuerNames: Set<String>
    }

    private func chain(
        of code: CanonicalCode, _ limits: TraceLimits, _ budget: QueryBudget
    ) async throws(StoreError) -> FoundChain {
        let (chain, events) = try await reader.chain(of: code, limits: limits, treeSize: treeSize, budget: budget)
        let names = registry.prefixes.isEmpty ? [] : Set(chain.members.compactMap(\.code.issuerName))
        return FoundChain(code: code, events: events, isTruncated: chain.isTruncated, issuerNames: names)
    }

    /// A chain that was looked for, and its place among the codes that were asked for.
    private struct PlacedChain: Sendable {
        let place: Int
        let result: Result<FoundChain, StoreError>
    }

    private func tried(_ code: CanonicalCode, _ limits: TraceLimits) async -> Result<FoundChain, StoreError> {
        do throws(StoreError) { return .success(try await chain(of: code, limits, Self.budgetOfOne)) } catch {
            return .failure(error)
        }
    }

    private func find(
        _ codes: [CanonicalCode?], _ limits: TraceLimits
    ) async throws(StoreError) -> [FoundChain?] {
        let found = await withTaskGroup(of: PlacedChain.self) { group in
            for (place, code) in codes.enumerated() {
                guard let code else { continue }
                group.addTask {
                    let result = await tried(code, limits)
                    return PlacedChain(place: place, result: result)
                }
            }
            var found: [Int: Result<FoundChain, StoreError>] = [:]
            for await one in group { found[one.place] = one.result }
            return found
        }
        var chains: [FoundChain?] = []
        for place in codes.indices {
            let chain = try found[place]?.get()
            chains.append(chain?.isTruncated == true ? nil : chain)
        }
        return chains
    }
}

extension EvidenceBuilder {
    /// The evidence of each chain, whose proofs are gathered together: what they share is read once.
    private func prove(_ chains: [FoundChain]) async throws(StoreError) -> [Evidence] {
        var events: [UInt64: RecordedEvent] = [:]
        for chain in chains { for event in chain.events { events[event.entry] = event } }
        let journalProofs = try await journalProofs(of: events.values.sorted { $0.entry < $1.entry })
        var forks: [JournalName: [JournalFork]] = [:]
        for journal in Set(events.values.map(\.journal)) { forks[journal] = try await store.forks(of: journal) }
        let wanted = chains.map { entries(of: $0, journalProofs) }
        let proven = try await proven(Set(wanted.joined()).sorted(), journalProofs)
        return zip(chains, wanted).map { chain, wanted in
            let isProven = chain.events.allSatisfy { journalProofs[$0.entry] != nil }
            let journals = Set(chain.events.map(\.journal)).sorted { $0.description < $1.description }
            return Evidence(
                subject: chain.code.uri, checkpoint: checkpoint, entries: wanted.map { proven[$0]! },
                forks: journals.flatMap { forks[$0] ?? [] }, isComplete: !chain.isTruncated && isProven)
        }
    }

    /// The chain's events that are proven, their journals' checkpoints, and what decides who might record and who may issue its
    /// codes; ascending.
    private func entries(of chain: FoundChain, _ journalProofs: [UInt64: Evidence.JournalProof]) -> [UInt64] {
        var wanted: Set<UInt64> = []
        for event in chain.events {
            guard let proof = journalProofs[event.entry] else { continue }
            wanted.formUnion([event.entry, proof.checkpointEntry])
        }
        for journal in Set(chain.events.map(\.journal)) { wanted.formUnion(registry.entries(deciding: journal)) }
        wanted.formUnion(registry.entriesOfDefinitions)
        for name in chain.issuerNames { wanted.formUnion(registry.entries(decidingIssuersOf: name)) }
        return wanted.sorted()
    }

    /// The most leaf hashes that are held to prove events under their journals' checkpoints: 8 MiB of tree nodes.
    private static let leavesAtOnce = 131_072

    /// Proofs under the journals' checkpoints, from the right edge before each span and its own leaf hashes; of as many events
    /// as the budget allows, and of no more once nobody waits for them.
    /// - Parameter events: ascending.
    private func journalProofs(
        of events: [RecordedEvent]
    ) async throws(StoreError) -> [UInt64: Evidence.JournalProof] {
        var bySpan: [(span: JournalSpan, events: [RecordedEvent])] = []
        for (event, span) in zip(events, try await store.spans(holding: events.map(\.entry))) {
            guard let span else { throw .missing("the span that holds entry \(event.entry)") }
            if bySpan.last?.span.firstEntry == span.firstEntry {
                bySpan[bySpan.count - 1].events.append(event)
            } else {
                bySpan.append((span, [event]))
            }
        }
        var proofs: [UInt64: Evidence.JournalProof] = [:]
        let started = reader.room.uptime()
        var leafCount = 0
        while !bySpan.isEmpty, !Task.isCancelled, reader.room.uptime() - started < budget.duration {
            var leaves = 0
            let together = bySpan.prefix { group in
                defer { leaves += group.span.entryRange.count }
                return leaves < Self.leavesAtOnce
                    && leafCount + leaves + group.span.entryRange.count <= budget.leafCountMax
            }
            guard !together.isEmpty else { break }
            leafCount += together.reduce(0) { $0 + $1.span.entryRange.count }
            bySpan.removeFirst(together.count)
            let hashes = try await store.leafHashes(together.map(\.span.entryRange))
            for (group, hashes) in zip(together, hashes) {
                let tree = SpanProof(edge: group.span.edge, leafHashes: hashes)
                for event in group.events {
                    guard let proof = try? tree.inclusionProof(leafIndex: event.journalIndex) else {
                        throw .missing("the place of entry \(event.entry) in its journal")
                    }
                    proofs[event.entry] = Evidence.JournalProof(
                        checkpointEntry: group.span.checkpointEntry, hashes: proof.hashes)
                }
            }
        }
        return proofs
    }

    /// The entries with their ledger proofs, by index; the hashes of all proofs are fetched at once.
    private func proven(
        _ indexes: [UInt64], _ journalProofs: [UInt64: Evidence.JournalProof]
    ) async throws(StoreError) -> [UInt64: Evidence.ProvenEntry] {
        let plans = indexes.compactMap { try? InclusionProof.nodes(leafIndex: $0, treeSize: treeSize) }
        guard plans.count == indexes.count else { throw .missing("an entry below \(treeSize)") }
        let nodes = Array(Set(plans.flatMap(\.nodes)))
        let hashes = Dictionary(
            uniqueKeysWithValues: zip(nodes, try await store.hashes(of: nodes, treeSize: treeSize)))
        var entries: [UInt64: Evidence.ProvenEntry] = [:]
        for (plan, stored) in zip(plans, try await store.placedEntries(at: indexes)) {
            entries[plan.leafIndex] = Evidence.ProvenEntry(
                index: plan.leafIndex, bytes: stored.bytes,
                proof: InclusionProof(plan, hashes: plan.nodes.map { hashes[$0]! }).hashes,
                journalProof: journalProofs[plan.leafIndex])
        }
        return entries
    }
}
