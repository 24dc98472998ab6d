public import Chains
public import Codes
public import DerivedState
public import Evidence
public import Ledger
import TransparencyLog

/// Gathers the entries of chains and their proofs under one checkpoint.
public struct EvidenceBuilder: Sendable {
    let store: any LedgerStore
    let reader: LedgerReader
    let registry: Registry
    let checkpoint: [UInt8]
    let treeSize: UInt64
    let budget: QueryBudget
    /// The committed index; nil to show nothing of it.
    let committed: IndexKeeper?
    /// The state of it that is shown.
    let stated: StatedIndex?

    /// - Parameters:
    ///   - budget: what one question may cost; what is left out for it is never left out silently.
    ///   - committed: the committed index, by which evidence about one code is shown to be complete.
    ///   - stated: the state of it that is shown; nil for its newest.
    public init(
        store: any LedgerStore, reader: LedgerReader, checkpoint: [UInt8], registry: Registry,
        budget: QueryBudget = QueryBudget(), committed: IndexKeeper? = nil,
        stated: StatedIndex? = nil
    ) {
        self.committed = committed
        self.stated = stated ?? committed?.stated
        self.store = store
        self.budget = budget
        self.reader = reader
        self.registry = registry
        self.checkpoint = checkpoint
        // The sequencer signed it.
        treeSize = (try? Checkpoint.parse(SignedNote.parse(checkpoint).text).treeSize) ?? 0
    }

    /// The evidence about a code; incomplete where the chain is truncated, or proving it would cost more than the budget.
    /// - Parameter showingAbsence: of a code of which nothing is on record, shows by the committed index that nothing is.
    public func evidence(
        of code: CanonicalCode, limits: TraceLimits, showingAbsence: Bool = false
    ) async throws(StoreError) -> Evidence {
        var chain = try await chain(of: code, limits, budget)
        if let committed, showingAbsence || !chain.events.isEmpty { try await answer(&chain, by: committed) }
        return try await prove([chain])[0]
    }

    /// The evidence about several codes in one document. Named as left out, to be asked for alone, are codes that are nil, those
    /// whose chains would be truncated, and those for which there is no more room or time.
    /// - Parameters:
    ///   - asked: each code as it was asked for, and as it is read.
    ///   - entryBytesMax: the bytes of events after which there is no more room.
    ///   - isAnswered: whether it is shown by the committed index that each is complete, and that nothing is on record where nothing is, as
    ///     far as there is room.
    public func evidence(
        of asked: [(written: String, code: CanonicalCode?)], limits: TraceLimits,
        entryBytesMax: Int = EvidenceBatch.entryBytesMax, isAnswered: Bool = false
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
        if let committed, isAnswered {
            var answerBytes = 0
            for place in chains.indices where answerBytes < Self.answerBytesMax {
                guard var chain = chains[place] else { continue }
                try await answer(&chain, by: committed, leavingOut: false)
                answerBytes += chain.index?.byteCount ?? 0
                chains[place] = chain
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
    /// Bytes of answers of the index after which no more of many codes are answered.
    private static let answerBytesMax = 16 << 20
    /// What each of many codes may cost: together no more than a few that are asked for alone.
    private static let budgetOfOne = QueryBudget(
        entryCountMax: 1000, codeCountMax: 1000, byteCountMax: 2 << 20, duration: .seconds(1))

    struct FoundChain: Sendable {
        let code: CanonicalCode
        /// Ascending.
        var events: [RecordedEvent]
        let isTruncated: Bool
        /// USCCs of those to whom goods were sent.
        let receivers: Set<String>
        /// What its codes begin with, as far as prefixes are assigned.
        let issuerNames: Set<String>
        /// What the committed index has under its names; nil where it is not asked.
        var index: IndexEvidence?
        /// Entries that the index lists besides, none of them an event.
        var listed: Set<UInt64> = []
        /// The names that must be answered before it is shown to be whole.
        var needed: NeededNames
        /// The same as if everybody's word counted.
        let asked: Set<String>
        /// By which it was found; nil of what is no code.
        let walk: TraceWalk?
        /// What strangers wrote that is not shown.
        var unread = UnreadEntries()
    }

    private func chain(
        of code: CanonicalCode, _ limits: TraceLimits, _ budget: QueryBudget
    ) async throws(StoreError) -> FoundChain {
        let found = try await reader.record(
            of: code, limits: limits, treeSize: treeSize, budget: budget, registry: registry)
        let names = registry.prefixes.isEmpty ? [] : Set(found.codes.compactMap(\.issuerName))
        return FoundChain(
            code: code, events: found.events, isTruncated: found.isTruncated, receivers: found.receivers,
            issuerNames: names, needed: found.needed, asked: found.asked, walk: found.walk)
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
