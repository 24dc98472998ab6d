public import Chains
public import Codes
import DerivedState
public import Evidence
public import Ledger
import Rules

extension LedgerReader {
    /// Codes that the index is asked for at one time. Each may have as many entries as `entryCountMax`.
    private static let codesAtOnce = 64

    /// Entries of one code of which one looks who signed them; beyond these the newest count.
    private static let entryCountMax = 100_000

    /// So many entries of one code are read without looking first who signed them.
    private static let fewEntries = 256

    /// The chain of a code as of the tree of `treeSize` entries, with the events it is made of, by entry.
    ///
    /// It is truncated where a limit was met, the budget spent, or the task cancelled.
    /// - Parameter registry: by whose roles and prefixes custody is told; nil where that does not matter.
    public func chain(
        of code: CanonicalCode, direction: TraceDirection = .both, limits: TraceLimits = TraceLimits(),
        treeSize: UInt64, budget: QueryBudget = QueryBudget(), registry: Registry? = nil
    ) async throws(StoreError) -> (chain: Chain, events: [RecordedEvent]) {
        var reading = QueryReading(room, budget: budget)
        return try await chain(
            of: code, direction: direction, limits: limits, treeSize: treeSize, registry: registry, &reading)
    }

    /// The same as a part of a query that goes on.
    func chain(
        of code: CanonicalCode, direction: TraceDirection = .both, limits: TraceLimits, treeSize: UInt64,
        registry: Registry?, _ reading: inout QueryReading
    ) async throws(StoreError) -> (chain: Chain, events: [RecordedEvent]) {
        let walk = try await walk(
            of: code, direction: direction, limits: limits, treeSize: treeSize, &reading)
        let chain = registry.map { walk.chain(by: $0) } ?? walk.chain()
        return (chain, Self.entries(of: chain).sorted().compactMap { reading.events[$0] })
    }

    /// What proves the chain of a code, without its facts.
    struct Record: Sendable {
        /// By entry.
        let events: [RecordedEvent]
        let codes: [CanonicalCode]
        /// USCCs of those to whom goods were sent.
        let receivers: Set<String>
        let isTruncated: Bool
        /// The names that must be answered before it is shown to be whole.
        let needed: NeededNames
        /// The same as if everybody's word counted.
        let asked: Set<String>
        let walk: TraceWalk
    }

    /// Beyond so many names it is worth while to tell which of them custody leads to.
    private static let neededMax = 1024

    /// What the chain of a code is made of.
    func record(
        of code: CanonicalCode, limits: TraceLimits, treeSize: UInt64, budget: QueryBudget, registry: Registry
    ) async throws(StoreError) -> Record {
        var reading = QueryReading(room, budget: budget)
        let walk = try await walk(of: code, direction: .both, limits: limits, treeSize: treeSize, &reading)
        let all = NeededNames(ofAll: walk, codes: self.codes)
        if all.all.count <= Self.neededMax, let (entries, codes) = walk.wholeRecord {
            return Record(
                events: entries.sorted().compactMap { reading.events[$0] }, codes: codes, receivers: walk.receivers,
                isTruncated: false, needed: all, asked: all.all, walk: walk)
        }
        let chain = walk.chain(by: registry)
        return Record(
            events: Self.entries(of: chain).sorted().compactMap { reading.events[$0] },
            codes: chain.members.map(\.code), receivers: walk.receivers, isTruncated: chain.isTruncated,
            needed: NeededNames(of: chain, codes: self.codes), asked: all.all, walk: walk)
    }

    /// The verdict on a code by the host's own record, which is just what the evidence about it would give: the events are read from
    /// the store and walked once, and nothing is proven to anybody.
    ///
    /// Nil where only the evidence says what follows from it: the chain was truncated, or the past is asked for.
    public func judgement(
        of code: CanonicalCode, written: String, by judge: EvidenceJudge, on published: PublishedLedger,
        limits: TraceLimits = TraceLimits(), budget: QueryBudget = QueryBudget(), memory: EvidenceMemory
    ) async throws(StoreError) -> EvidenceJudge.Judgement? {
        guard judge.question.asOf == nil else { return nil }
        var reading = QueryReading(room, budget: budget, judging: published.treeSize)
        let walk = try await walk(
            of: code, direction: .both, limits: limits, treeSize: published.treeSize, &reading)
        guard !walk.isTruncated, !Task.isCancelled else { return nil }
        let whole = walk.wholeRecord
        let chain = whole == nil ? walk.chain(by: published.registry) : nil
        if let chain, chain.isTruncated { return nil }
        let entries = whole?.entries ?? chain.map(Self.entries) ?? []
        let events = entries.sorted().compactMap { reading.events[$0] }
        let codes = whole?.codes ?? chain?.members.map(\.code) ?? []
        let issuers = published.registry.prefixes.isEmpty ? [] : Set(codes.compactMap(\.issuerName))
        var forks: [JournalFork] = []
        for journal in Set(events.map(\.journal)).sorted(by: { $0.description < $1.description }) {
            forks += try await room.store.forks(of: journal)
        }
        let report = EvidenceReport(
            under: published.checkpoint, key: judge.key, hosting: events, registry: published.registry,
            receivers: walk.receivers, issuers: issuers, forks: forks, memory: memory)
        return judge.judge(
            written: written, walk: walk, known: chain, report: report, isComplete: true,
            completeness: .noAnswers)
    }

    private static func entries(of chain: Chain) -> Set<UInt64> {
        Set(chain.events.map(\.entry)).union(chain.unreadable.map(\.entry))
            .union(chain.withdrawals.flatMap { $0.withdrawn + [$0.declaration] }).union(chain.contextEntries)
    }

    private func walk(
        of code: CanonicalCode, direction: TraceDirection, limits: TraceLimits, treeSize: UInt64,
        _ reading: inout QueryReading
    ) async throws(StoreError) -> TraceWalk {
        let (uptime, began) = (room.uptime, room.uptime())
        var walk = TraceWalk(
            subject: code, direction: direction, limits: limits, reader: codes, elapsed: { uptime() - began })
        var told: Set<UInt64> = []
        while true {
            let wanted = walk.next()
            if wanted.isEmpty { return walk }
            for start in stride(from: 0, to: wanted.count, by: Self.codesAtOnce) {
                let part = wanted[start..<min(start + Self.codesAtOnce, wanted.count)]
                try await supply(part, to: &walk, treeSize: treeSize, told: &told, &reading)
            }
        }
    }

    /// Hands the walk the events of some of the codes that it asked for.
    private func supply(
        _ wanted: ArraySlice<CanonicalCode>, to walk: inout TraceWalk, treeSize: UInt64, told: inout Set<UInt64>,
        _ reading: inout QueryReading
    ) async throws(StoreError) {
        guard reading.mayGoOn(), reading.takes(codes: wanted.count) else {
            for code in wanted { walk.supply([], for: code, isComplete: false) }
            return
        }
        let limit = Self.entryCountMax
        let isSearchedWhole = treeSize <= index.searchedUpTo
        let indexed = try await index.entries(of: wanted.map(\.key), below: treeSize, limit: limit + 1)
        var chosen: [[UInt64]] = []
        var (few, many): (Set<UInt64>, [[UInt64]]) = ([], [])
        for (code, entries) in zip(wanted, indexed) {
            guard entries.count > Self.fewEntries else {
                few.formUnion(entries)
                chosen.append(entries)
                continue
            }
            // Many: whoever wrote most of them is not to push the others out.
            let signed = try await headers(of: entries.prefix(limit))
            let fair = walk.choose(from: signed, for: code)
            many.append(fair)
            chosen.append(fair)
        }
        // Codes of few entries first, the newest first, as a page of each alone would be cut.
        _ = try await reading.read(few.sorted(by: >))
        for entries in many { _ = try await reading.read(entries) }
        for (index, code) in wanted.enumerated() {
            let events = chosen[index].compactMap { reading.events[$0] }
            for event in events where !event.isReadable && told.insert(event.entry).inserted {
                // Two codes may share a short key, and an entry that is not of this chain says nothing of it.
                guard event.event.map({ identities.finds($0, under: code.key) }) ?? true else {
                    told.remove(event.entry)
                    continue
                }
                walk.supply(unreadable: event.unreadableEntry, for: code)
            }
            let isWhole = indexed[index].count <= limit && !reading.isCutShort && isSearchedWhole
            // Events that do not concern the code are ignored by the walk.
            walk.supply(walked: events.filter(\.isReadable), for: code, isComplete: isWhole)
        }
    }

    /// Who signed each of some entries of one code, by the spans of the journals: none of the entries is read.
    private func headers(of entries: ArraySlice<UInt64>) async throws(StoreError) -> [TraceWalk.Header] {
        let entries = Array(entries.reversed())
        let spans = try await room.store.spans(holding: entries)
        return zip(entries, spans).compactMap { entry, span in
            span.map { TraceWalk.Header(entry: entry, operatorUSCC: $0.journal.operatorUSCC, byteCount: 0) }
        }
    }
}
