package import Codes
package import Ledger
package import TransparencyLog
package import Values
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
        fileprivate var schemes: [SchemeVersions.Act] = []
    }

    /// Entries of a run from which on it is kept in the store.
    private static let storedMin: UInt64 = 65_536
    /// Entries that no state covers are made a run of after so many, so that the memory stays bounded.
    private static let pendingMax = 65_536

    private let names: EntryNames
    private let version: IndexKeysVersion
    private let store: any RunStore
    private let hosted: (any RunStore)?
    /// Neighbours from entry 0 on.
    private var runs: [RunReader] = []
    private var pending: [[IndexKey]] = []
    /// Runs that were told already.
    private var told: Set<NamedRun> = []
    private var falseRuns: [AuditReport.FalseRun] = []
    /// The first state of each other kind of names, in the order in which they came.
    private var foreign: [(keys: IndexKeysVersion, entry: UInt64)] = []
    private var newest: (entry: UInt64, time: Timestamp)?
    private var schemes = SchemeVersions()
    /// The ranges of the newest state.
    private var named: Set<Range<UInt64>> = []
    private(set) var stateCount = 0
    private(set) var rangeCount = 0

    /// - Parameters:
    ///   - codes: reads codes by the schemes.
    ///   - number: of the function of names, one of `EntryNames.numbers` (the caller's duty).
    ///   - store: for what is too large to be held; empty.
    ///   - hosted: the host's own runs, where they are at hand: by them it is told in which key a false run begins to differ.
    package init(
        codes: CodeReader = CodeReader(), schemes: MerkleHash = .emptyRoot, number: UInt32 = EntryNames.number,
        store: any RunStore, hosted: (any RunStore)? = nil
    ) {
        self.hosted = hosted
        names = EntryNames(reader: codes, number: number)
        version = IndexKeysVersion(number: number, schemes: schemes)
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
                if let act = SchemeVersions.Act(leaf: bytes) { part.schemes.append(act) }
                guard IndexState.isState(bytes), let state = try? IndexState(parsing: bytes) else { return }
                part.states.append((entry, state))
            })
    }

    /// Takes the next chunk, in order.
    package mutating func take(_ part: Part) async throws(AuditSourceError) {
        for act in part.schemes { schemes.take(act) }
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

    /// By which names states went that were not audited.
    package struct OtherNames: Hashable, Sendable {
        /// Of the function.
        package let number: UInt32
        /// The scheme files that the ledger had adopted, by name.
        package let files: [String: [UInt8]]

        package init(number: UInt32, files: [String: [UInt8]]) {
            (self.number, self.files) = (number, files)
        }
    }

    /// Each other kind of names whose states are still to be audited; those that cannot be told are left out.
    var otherNames: [OtherNames] {
        foreign.filter { EntryNames.numbers.contains($0.keys.number) }.compactMap { keys, _ in
            schemes.files(of: keys.schemes).map { OtherNames(number: keys.number, files: $0) }
        }
    }

    /// What was found, put into the report.
    /// - Parameter others: the audits by `otherNames`.
    func tell(_ report: inout AuditReport, others: [IndexAudit], freshness: Freshness?) {
        let all = [self] + others
        for run in all.flatMap(\.falseRuns) {
            report.add(Self.problem(run))
            report.add(falseRun: run)
        }
        let known = Set(all.map(\.version))
        if let entry = foreign.first(where: { !known.contains($0.keys) })?.entry {
            report.add(
                unchecked: Wording(
                    en: "the states of the index from entry \(entry) on go by other names than are known here",
                    zh: "自第 \(entry) 条起的索引状态依据此处未知的命名规则"))
        }
        let newest = all.compactMap(\.newest).max { $0.entry < $1.entry }
        if let reason = freshness?.objection(to: newest?.time) { report.add(unchecked: reason) }
        guard let newest else {
            if foreign.isEmpty {
                report.add(
                    note: Wording(
                        en: "the ledger has named no state of an index: nothing shows that its look-ups are complete",
                        zh: "账本未记入任何索引状态：无从证明查询结果完整"))
            }
            return
        }
        let (ranges, states) = (all.reduce(0) { $0 + $1.rangeCount }, all.reduce(0) { $0 + $1.stateCount })
        report.add(
            note: Wording(
                en:
                    "the index: \(ranges) ranges in \(states) states were recomputed, the newest in entry \(newest.entry)",
                zh: "索引：已重算 \(states) 个状态中的 \(ranges) 个区段，最新状态在第 \(newest.entry) 条"))
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
            if !foreign.contains(where: { $0.keys == state.keys }) { foreign.append((state.keys, entry)) }
            return
        }
        stateCount += 1
        newest = (entry, state.time)
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
                falseRuns.append(
                    AuditReport.FalseRun(
                        state: entry, named: named, recomputed: own.run.root,
                        firstKey: await firstDifference(own, named)))
            }
        }
        let gone = Set(runs.map(\.run.range)).subtracting(made.map(\.run.range))
        runs = made
        for range in gone where UInt64(range.count) >= Self.storedMin { try? await store.remove(range) }
    }

    /// The first key under which the host's own file of a named run has other entries than there are.
    private func firstDifference(_ own: RunReader, _ named: NamedRun) async -> IndexKey? {
        guard let hosted, let bytes = try? await hosted.open(named.range),
            let reader = try? RunReader(bytes, expecting: named)
        else { return nil }
        return (try? RunReader.firstDifference(own, reader)) ?? nil
    }

    private static func problem(_ run: AuditReport.FalseRun) -> AuditReport.Problem {
        let (first, last) = (run.named.range.lowerBound, run.named.range.upperBound - 1)
        let key =
            run.firstKey.map {
                Wording(en: "; they differ from key \($0) on", zh: "；自键 \($0) 起不同")
            } ?? Wording(en: "", zh: "")
        return AuditReport.Problem(
            entry: run.state,
            en:
                "the index of entries \(first) to \(last) is named as \(run.named.root), and their own is "
                + "\(run.recomputed)\(key.en)",
            zh: "所记第 \(first)–\(last) 条的索引为 \(run.named.root)，按条目重算为 \(run.recomputed)\(key.zh)")
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

/// How old the newest state of an index may be for whoever asks.
package struct Freshness: Sendable {
    let ageMax: Duration
    let now: Timestamp

    package init(ageMax: Duration, now: Timestamp) {
        self.ageMax = ageMax
        self.now = now
    }

    /// Why what is of that time, or of none, is not fresh; nil where it is.
    func objection(to time: Timestamp?) -> Wording? {
        guard let time else {
            return Wording(en: "no state of the index says of which time it is", zh: "没有任何索引状态说明其时间")
        }
        guard now.milliseconds - time.milliseconds > ageMax.components.seconds * 1000 else { return nil }
        return Wording(
            en: "the newest state of the index is of \(time), older than is asked for", zh: "最新的索引状态为 \(time)，超过所要求的时限")
    }
}

extension LedgerAuditor {
    /// Audits up to the newest checkpoint, and recomputes the index that the ledger names.
    /// - Parameters:
    ///   - freshness: how old the newest state may be; nil for any age.
    ///   - other: the audit by the names by which a ledger went for a time, which reads all entries again; nil where they cannot be used.
    package func audit(
        previous: Checkpoint? = nil, recomputing index: IndexAudit, freshness: Freshness? = nil,
        byNames other: (IndexAudit.OtherNames) -> IndexAudit? = { _ in nil }
    ) async -> AuditReport {
        var report = AuditReport()
        var index = index
        await recompute(&index, previous, &report)
        var others: [IndexAudit] = []
        for names in index.otherNames {
            guard var audit = other(names) else { continue }
            var again = AuditReport()
            await recompute(&audit, nil, &again)
            // What was false the first time was told then; what could not be read now was not recomputed.
            if let reason = again.couldNotCheck { report.add(unchecked: reason) }
            others.append(audit)
        }
        index.tell(&report, others: others, freshness: freshness)
        return report
    }

    private func recompute(
        _ index: inout IndexAudit, _ previous: Checkpoint?, _ report: inout AuditReport
    ) async {
        var replay = LedgerReplay(origin: key.name)
        let gathering = index.gathering
        var audit = index
        await self.audit(previous: previous, replay: &replay, report: &report, gathering: gathering) {
            chunk throws(AuditSourceError) in try await audit.take(chunk.part)
        }
        index = audit
    }
}
