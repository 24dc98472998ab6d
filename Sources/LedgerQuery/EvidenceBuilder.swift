public import Chains
public import Codes
public import Evidence
public import Ledger
import TransparencyLog

/// Gathers the entries of a chain and their proofs under one checkpoint.
public struct EvidenceBuilder {
    private let store: any LedgerStore
    private let reader: LedgerReader
    private let registry: Registry
    private let checkpoint: [UInt8]
    private let treeSize: UInt64

    public init(store: any LedgerStore, reader: LedgerReader, checkpoint: [UInt8], registry: Registry) {
        self.store = store
        self.reader = reader
        self.registry = registry
        self.checkpoint = checkpoint
        // The sequencer signed it.
        treeSize = (try? Checkpoint.parse(SignedNote.parse(checkpoint).text).treeSize) ?? 0
    }

    public func evidence(of code: CanonicalCode, limits: TraceLimits) async throws(StoreError) -> Evidence {
        let (chain, events) = try await reader.chain(of: code, limits: limits, treeSize: treeSize)
        var journalProofs: [UInt64: Evidence.JournalProof] = [:]
        for span in try await spans(of: events) {
            journalProofs.merge(try await proofs(of: events, in: span)) { $1 }
        }
        let journals = Set(events.map(\.journal))
        var wanted = Set(journalProofs.flatMap { [$0.key, $0.value.checkpointEntry] })
        for journal in journals { wanted.formUnion(registry.entries(deciding: journal)) }
        var forks: [JournalFork] = []
        for journal in journals.sorted(by: { $0.description < $1.description }) {
            forks += try await store.forks(of: journal)
        }
        return Evidence(
            subject: code.uri, checkpoint: checkpoint, entries: try await proven(wanted.sorted(), journalProofs),
            forks: forks, isComplete: !chain.isTruncated)
    }

    private func spans(of events: [RecordedEvent]) async throws(StoreError) -> [JournalSpan] {
        var spans: [JournalSpan] = []
        for event in events where spans.last?.entryRange.contains(event.entry) != true {
            guard let span = try await store.span(holding: event.entry) else {
                throw .missing("the span that holds entry \(event.entry)")
            }
            spans.append(span)
        }
        return spans
    }

    /// Proofs under the span's journal checkpoint, from the right edge before it and its own leaf hashes.
    private func proofs(
        of events: [RecordedEvent], in span: JournalSpan
    ) async throws(StoreError) -> [UInt64: Evidence.JournalProof] {
        let tree = SpanProof(edge: span.edge, leafHashes: try await store.leafHashes(span.entryRange))
        var proofs: [UInt64: Evidence.JournalProof] = [:]
        for event in events where span.entryRange.contains(event.entry) {
            guard let proof = try? tree.inclusionProof(leafIndex: event.journalIndex) else {
                throw .missing("the place of entry \(event.entry) in its journal")
            }
            proofs[event.entry] = Evidence.JournalProof(checkpointEntry: span.checkpointEntry, hashes: proof.hashes)
        }
        return proofs
    }

    /// The entries with their ledger proofs; the hashes of all proofs are fetched at once.
    private func proven(
        _ indexes: [UInt64], _ journalProofs: [UInt64: Evidence.JournalProof]
    ) async throws(StoreError) -> [Evidence.ProvenEntry] {
        let plans = indexes.compactMap { try? InclusionProof.nodes(leafIndex: $0, treeSize: treeSize) }
        guard plans.count == indexes.count else { throw .missing("an entry below \(treeSize)") }
        let nodes = Array(Set(plans.flatMap(\.nodes)))
        let hashes = Dictionary(
            uniqueKeysWithValues: zip(nodes, try await store.hashes(of: nodes, treeSize: treeSize)))
        var entries: [Evidence.ProvenEntry] = []
        for plan in plans {
            entries.append(
                Evidence.ProvenEntry(
                    index: plan.leafIndex, bytes: try await store.entry(plan.leafIndex),
                    proof: InclusionProof(plan, hashes: plan.nodes.map { hashes[$0]! }).hashes,
                    journalProof: journalProofs[plan.leafIndex]))
        }
        return entries
    }
}
