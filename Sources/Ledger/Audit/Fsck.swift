import Traceability
public import TransparencyLog

/// Checks a store from end to end: all that an audit checks, and that every table which only repeats the entries repeats them.
public struct Fsck: Sendable {
    private let store: any LedgerStore
    private let index: (any CodeIndexStore)?
    private let memory: (any CheckpointGuard)?
    private let key: VerifierKey
    private let progress: @Sendable (UInt64, UInt64) -> Void

    /// - Parameters:
    ///   - index: the stored code index; nil leaves it out.
    ///   - memory: the second memory of the last signed checkpoint; nil leaves it out.
    public init(
        store: any LedgerStore, index: (any CodeIndexStore)?, memory: (any CheckpointGuard)?, key: VerifierKey,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) {
        self.store = store
        self.index = index
        self.memory = memory
        self.key = key
        self.progress = progress
    }

    public func run() async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: key.name)
        var digest = IndexDigest()
        var spanProblems: [AuditReport.Problem] = []
        let cursor = await load { () async throws(StoreError) in try await index?.cursor() } ?? .start
        let auditor = LedgerAuditor(source: StoreAuditSource(store), key: key, progress: progress)
        let previous = keptCheckpoint(&report)
        let identities = EventIdentities()
        await auditor.audit(previous: previous, replay: &replay, report: &report) { chunk throws(AuditSourceError) in
            for row in await identities.rowsInParallel(of: chunk.entries, from: chunk.first)
            where row.entry < cursor.treeSize { digest.add(row) }
            for span in chunk.spans {
                let stored: JournalSpan?
                do throws(StoreError) {
                    stored = try await store.span(holding: span.firstEntry)
                } catch {
                    throw AuditSourceError(error)
                }
                if stored != span { spanProblems.append(.init(span)) }
            }
        }
        for problem in spanProblems { report.add(problem) }
        guard report.couldNotCheck == nil, report.checkpoint != nil else { return report }
        await compareTables(with: replay, &report)
        await compareIndex(with: digest, cursor, &report)
        return report
    }

    private func keptCheckpoint(_ report: inout AuditReport) -> Checkpoint? {
        guard let memory else { return nil }
        do throws(CheckpointGuardError) {
            guard let note = try memory.load() else { return nil }
            return try? Checkpoint.open(note: note, key: key).checkpoint
        } catch {
            report.add(
                .init(
                    entry: nil, en: "the second memory of the last checkpoint is broken: \(error.reason)",
                    zh: "最后检查点的第二份记录已损坏：\(error.reason)"))
            return nil
        }
    }

    private func compareTables(with replay: LedgerReplay, _ report: inout AuditReport) async {
        do throws(StoreError) {
            if try await store.adminEntries() != replay.adminEntries {
                report.add(.init(entry: nil, en: "the list of admin entries is wrong", zh: "管理条目清单有误"))
            }
            let names = Set(try await store.journalNames())
            for name in names.union(replay.journals.keys).sorted(by: { $0.description < $1.description })
            where try await store.journal(name) != replay.journals[name] {
                report.add(
                    .init(
                        entry: nil, en: "what is held of journal \(name) does not follow from the entries",
                        zh: "日志 \(name) 的状态与条目不符"))
            }
        } catch {
            report.add(.init(entry: nil, en: error.reason, zh: error.reason))
        }
    }

    private func compareIndex(with digest: IndexDigest, _ cursor: IndexCursor, _ report: inout AuditReport) async {
        guard let index, cursor.treeSize > 0 else { return }
        let stored = await load { () async throws(StoreError) in try await index.digest(below: cursor.treeSize) }
        guard stored != digest else { return }
        report.add(
            .init(
                entry: nil, en: "the code index does not follow from the entries (run: yimad reindex)",
                zh: "编码索引与条目不符（请运行 yimad reindex）"))
    }

    private func load<Value>(_ read: () async throws(StoreError) -> Value?) async -> Value? {
        do throws(StoreError) { return try await read() } catch { return nil }
    }
}

extension AuditReport.Problem {
    fileprivate init(_ span: JournalSpan) {
        self.init(
            entry: span.firstEntry, en: "the span of \(span.journal) at entry \(span.firstEntry) is wrong or missing",
            zh: "\(span.journal) 在条目 \(span.firstEntry) 处的区段有误或缺失")
    }
}

extension EventIdentities {
    /// As `rows(of:from:)`, on all cores.
    func rowsInParallel(of entries: [[UInt8]], from first: UInt64) async -> [IndexRow] {
        let part = 512
        return await withTaskGroup(of: [IndexRow].self) { group in
            for start in stride(from: 0, to: entries.count, by: part) {
                let slice = Array(entries[start..<min(start + part, entries.count)])
                group.addTask { self.rows(of: slice, from: first + UInt64(start)) }
            }
            var rows: [IndexRow] = []
            for await part in group { rows += part }
            return rows
        }
    }
}
