package import Codes
package import Ledger
package import TransparencyLog
import Values
package import VerifiableIndex

/// Recomputes every run that a ledger ever named in a state of its index, while an audit has the entries at hand: a proof shows
/// agreement with the committed map, and that the map is right needs one honest recomputation.
///
/// What is held is the runs of the newest state, small ones in memory, and what came since.
package struct IndexAudit: Sendable {
    /// What is made of a chunk of entries.
    package struct Part: Sendable {
        fileprivate var first: UInt64?
        fileprivate var keys: [[IndexKey]] = []
        fileprivate var states: [(entry: UInt64, state: IndexState)] = []
    }

    /// Entries of a run from which on it is kept in the store.
    private static let storedMin: UInt64 = 65_536
    /// Entries that no state covers are made a run of after so many, so that the memory stays bounded.
    private static let pendingMax = 65_536

    private let names: EntryNames
    private let version: IndexKeysVersion
    private let store: any RunStore
    /// Neighbours from entry 0 on.
    private var runs: [RunReader] = []
    private var pending: [[IndexKey]] = []
    /// Runs that were told already.
    private var told: Set<NamedRun> = []
    private var problems: [AuditReport.Problem] = []
    /// The first state of other names than those that are known here.
    private var foreign: UInt64?
    private var newest: UInt64?
    /// The ranges of the newest state.
    private var named: Set<Range<UInt64>> = []
    private(set) var stateCount = 0
    private(set) var rangeCount = 0

    /// - Parameters:
    ///   - codes: reads codes by the schemes of `version`.
    ///   - store: for what is too large to be held; empty.
    package init(codes: CodeReader = CodeReader(), schemes: MerkleHash = .emptyRoot, store: any RunStore) {
        names = EntryNames(reader: codes)
        version = IndexKeysVersion(number: EntryNames.number, schemes: schemes)
        self.store = store
    }

    package var gathering: EventGathering<Part> {
        let names = names
        return EventGathering(
            ofLeavesInto: Part(),
            addLeaf: { part, entry, leaf in
                let bytes = Array(leaf)
                if part.first == nil { part.first = entry }
                part.keys.append(names.keys(of: bytes))
                guard IndexState.isState(bytes), let state = try? IndexState(parsing: bytes) else { return }
                part.states.append((entry, state))
            })
    }

    /// Takes the next chunk, in order.
    package mutating func take(_ part: Part) async throws(AuditSourceError) {
        var keys = part.keys[...]
        var next = part.first ?? 0
        for (entry, state) in part.states {
            let count = Int(entry - next)
            pending += keys.prefix(count)
            keys.removeFirst(count)
            next = entry
            try await check(state, at: entry)
        }
        pending += keys
        if pending.count >= Self.pendingMax { try await settle() }
    }

    /// What was found, put into the report.
    package func tell(_ report: inout AuditReport) {
        for problem in problems { report.add(problem) }
        if let foreign {
            report.add(
                unchecked: Wording(
                    en: "the states of the index from entry \(foreign) on go by other names than are known here",
                    zh: "自第 \(foreign) 条起的索引状态依据此处未知的命名规则"))
        }
        guard let newest else {
            if foreign == nil {
                report.add(
                    note: Wording(
                        en: "the ledger has named no state of an index: nothing shows that its look-ups are complete",
                        zh: "账本未记入任何索引状态：无从证明查询结果完整"))
            }
            return
        }
        report.add(
            note: Wording(
                en:
                    "the index: \(rangeCount) ranges in \(stateCount) states were recomputed, the newest in entry \(newest)",
                zh: "索引：已重算 \(stateCount) 个状态中的 \(rangeCount) 个区段，最新状态在第 \(newest) 条"))
    }

    private var runEnd: UInt64 { runs.last?.run.range.upperBound ?? 0 }

    /// Makes a run of what waits.
    private mutating func settle() async throws(AuditSourceError) {
        guard !pending.isEmpty else { return }
        var builder = RunBuilder(range: runEnd..<runEnd + UInt64(pending.count))
        for (entry, keys) in zip(builder.range, pending) { builder.add(entry, keys) }
        pending = []
        let (summary, bytes) = builder.run()
        var whole: [UInt8]? = bytes
        runs.append(
            try await kept(summary.run.range) { () throws(RunError) in
                defer { whole = nil }
                return whole
            })
    }

    private mutating func check(_ state: IndexState, at entry: UInt64) async throws(AuditSourceError) {
        guard state.keys == version else {
            foreign = foreign ?? entry
            return
        }
        stateCount += 1
        newest = entry
        try await settle()
        // Where it does not end at its own entry the replay says so.
        guard state.entryCount == runEnd else { return }
        var made: [RunReader] = []
        rangeCount += state.runs.count { !named.contains($0.range) }
        named = Set(state.runs.map(\.range))
        for named in state.runs {
            let own = try await run(of: named.range)
            made.append(own)
            if own.run != named, told.insert(named).inserted {
                problems.append(
                    .init(
                        entry: entry,
                        en:
                            "the index of entries \(named.range.lowerBound) to \(named.range.upperBound - 1) is named as "
                            + "\(named.root), and their own is \(own.run.root)",
                        zh:
                            "所记第 \(named.range.lowerBound)–\(named.range.upperBound - 1) 条的索引为 \(named.root)，按条目重算为 \(own.run.root)"
                    ))
            }
        }
        let gone = Set(runs.map(\.run.range)).subtracting(made.map(\.run.range))
        runs = made
        for range in gone where UInt64(range.count) >= Self.storedMin { try? await store.remove(range) }
    }

    /// The run of some of the entries, from the runs that there are.
    private mutating func run(of range: Range<UInt64>) async throws(AuditSourceError) -> RunReader {
        if let known = runs.first(where: { $0.run.range == range }) { return known }
        var merger = RunMerger(runs.filter { $0.run.range.overlaps(range) }, of: range)
        return try await kept(range) { () throws(RunError) in try merger.next() }
    }

    /// Keeps the bytes of a run, which come in pieces: in memory where they are few.
    private func kept(
        _ range: Range<UInt64>, _ next: () throws(RunError) -> [UInt8]?
    ) async throws(AuditSourceError) -> RunReader {
        do {
            guard UInt64(range.count) >= Self.storedMin else {
                var bytes: [UInt8] = []
                while let piece = try next() { bytes += piece }
                return try RunReader(MemoryRunBytes(bytes))
            }
            try await store.begin(range)
            while let piece = try next() { try await store.append(piece, to: range) }
            try await store.finish(range, mark: [])
            guard let bytes = try await store.open(range) else { throw RunStoreError("what was written is not there") }
            return try RunReader(bytes)
        } catch {
            let wording = (error as? any ExplainedError)?.wording.en ?? "\(error)"
            throw .unavailable("the recomputed index: \(wording)")
        }
    }
}

extension LedgerAuditor {
    /// Audits up to the newest checkpoint, and recomputes the index that the ledger names.
    package func audit(previous: Checkpoint? = nil, recomputing index: IndexAudit) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: key.name)
        var index = index
        await audit(previous: previous, replay: &replay, report: &report, gathering: index.gathering) {
            chunk throws(AuditSourceError) in try await index.take(chunk.part)
        }
        index.tell(&report)
        return report
    }
}
