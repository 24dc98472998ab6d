public import Codes
public import DerivedState
import EPCIS
import Evidence
public import HostState
public import Ledger
public import TransparencyLog
public import Values

/// Checks a store from end to end: all that an audit checks, and that every table which only repeats the entries repeats them.
public struct Fsck: Sendable {
    let store: any LedgerStore
    private let index: (any CodeIndexStore)?
    private let memory: (any SignedHeadStore)?
    private let disclosures: (any DisclosureStore)?
    private let erasureStatements: (any ErasureStatementStore)?
    private let findings: (any FindingStore)?
    let draws: (any DrawFileStore)?
    private let codes: CodeReader
    private let key: VerifierKey
    /// The key, those before it and those after it, as the entries say.
    private(set) var keys: [VerifierKey]
    private let progress: @Sendable (UInt64, UInt64) -> Void

    /// - Parameters:
    ///   - index: the stored code index; nil leaves it out.
    ///   - memory: the signed-head file; nil leaves it out.
    ///   - codes: reads codes as the host does that wrote the index.
    ///   - disclosures: the private values beside the entries; nil where there are none.
    ///   - erasureStatements: the signed word on erased values; nil leaves it out.
    ///   - findings: what the monitor found; nil leaves it out.
    ///   - draws: the files of draws; nil leaves them out.
    public init(
        store: any LedgerStore, index: (any CodeIndexStore)?, memory: (any SignedHeadStore)?,
        disclosures: (any DisclosureStore)? = nil, erasureStatements: (any ErasureStatementStore)? = nil,
        findings: (any FindingStore)? = nil, draws: (any DrawFileStore)? = nil, codes: CodeReader = CodeReader(),
        key: VerifierKey,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) {
        self.store = store
        self.index = index
        self.memory = memory
        self.disclosures = disclosures
        self.erasureStatements = erasureStatements
        self.findings = findings
        self.draws = draws
        self.codes = codes
        self.key = key
        keys = [key]
        self.progress = progress
    }

    public func run() async -> AuditReport {
        var check = self
        if let rotations = try? await store.keyRotations(),
            let succession = try? LedgerKeySuccession(from: key, by: rotations)
        {
            check.keys = [succession.current] + succession.former
        }
        return await check.checked()
    }

    /// A checkpoint of this ledger, by whichever of its keys.
    private func signed(_ note: [UInt8]) -> SignedCheckpoint? {
        keys.lazy.compactMap { try? Checkpoint.open(note: note, key: $0) }.first
    }

    private func checked() async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: key.name)
        var digest = IndexDigest()
        var spanProblems: [AuditReport.Problem] = []
        let cursor = await cursor()
        let indexed = (try? cursor.get())?.treeSize ?? 0
        let auditor = LedgerAuditor(source: StoreAuditSource(store), key: key, progress: progress)
        let previous = await keptCheckpoint(&report)
        let identities = EventIdentities(reader: codes)
        let uncheckedBefore = report.unchecked.count
        let gathering = EventGathering(into: IndexDigest()) { digest, entry, body in
            guard entry < indexed else { return }
            for key in EventReading(body, identities: identities).indexKeys {
                digest.add(IndexRow(key: key, entry: entry))
            }
        }
        async let stored = storedDigest(below: indexed)
        await auditor.audit(previous: previous, replay: &replay, report: &report, gathering: gathering) {
            chunk throws(AuditSourceError) in
            digest.add(chunk.part)
            do throws(StoreError) {
                let stored = try await store.spans(holding: chunk.spans.map(\.firstEntry))
                for (span, stored) in zip(chunk.spans, stored) where stored != span { spanProblems.append(.init(span)) }
            } catch {
                throw AuditSourceError(error)
            }
        }
        // Where the entries are not those that were signed, tables that repeat them say nothing more of where that is.
        guard report.unchecked.count == uncheckedBefore, let root = report.checkpoint?.checkpoint.root,
            replay.tip.root == root
        else {
            return report
        }
        for problem in spanProblems { report.add(problem) }
        await compareTables(with: replay, &report)
        compareIndex(with: digest, cursor, await stored, &report)
        await checkDisclosures(&report)
        await checkErasures(&report)
        await checkFindings(&report)
        await checkDraws(&report)
        return report
    }

    private func cursor() async -> Result<IndexCursor, StoreError> {
        do throws(StoreError) { return .success(try await index?.cursor() ?? .start) } catch { return .failure(error) }
    }

    /// Whether the store's newest checkpoint is one of the key.
    private func isKeyRight() async -> Bool {
        guard let head = try? await store.head() else { return true }
        return signed(head.checkpoint) != nil
    }

    private func keptCheckpoint(_ report: inout AuditReport) async -> Checkpoint? {
        guard let memory else { return nil }
        do throws(SignedHeadError) {
            guard let note = try memory.load() else {
                report.add(
                    unchecked: Wording(
                        en: "whether this is the newest state that was signed: the signed-head file is missing",
                        zh: "是否为最后签名的状态：缺少签名头文件"))
                return nil
            }
            if let kept = signed(note) { return kept.checkpoint }
            let foreign = Wording(en: "the signed-head file is of another key", zh: "签名头文件不是此密钥所签")
            // By a wrong key nothing is false, neither the store nor what is remembered of it.
            if await isKeyRight() {
                report.add(.init(entry: nil, en: foreign.en, zh: foreign.zh))
            } else {
                report.add(unchecked: foreign)
            }
            return nil
        } catch {
            let wording = Wording(en: "the signed-head file: \(error.reason)", zh: "签名头文件：\(error.reason)")
            if error.isDamage {
                report.add(.init(entry: nil, en: wording.en, zh: wording.zh))
            } else {
                report.add(unchecked: wording)
            }
            return nil
        }
    }

    /// Each table is read at another moment, and a daemon may append meanwhile: what is newer than the audit must be what the
    /// entries made of it somewhere between the audited tree and the head that is read last.
    private func compareTables(with audited: LedgerReplay, _ report: inout AuditReport) async {
        do throws(StoreError) {
            let adminEntries = try await store.adminEntries()
            var odd: [JournalName: JournalState?] = [:]
            for name in Set(try await store.journalNames()).union(audited.journals.keys) {
                let held = try await store.journal(name)
                if held != audited.journals[name] { odd.updateValue(held, forKey: name) }
            }
            var replay = audited
            try await catchUp(&replay, &odd, &report)
            if !adminEntries.starts(with: audited.adminEntries) || !replay.adminEntries.starts(with: adminEntries) {
                report.add(.init(entry: nil, en: "the list of admin entries is wrong", zh: "管理条目清单有误"))
            }
            for name in odd.keys.sorted(by: { $0.description < $1.description }) {
                report.add(
                    .init(
                        entry: nil, en: "what is held of journal \(name) does not follow from the entries",
                        zh: "日志 \(name) 的状态与条目不符"))
            }
            try await checkForks(replay.registry, &report)
        } catch {
            report.add(error)
        }
    }

    /// Replays what was appended since the audit and takes from `odd` each journal that once had just the state that was read.
    private func catchUp(
        _ replay: inout LedgerReplay, _ odd: inout [JournalName: JournalState?], _ report: inout AuditReport
    ) async throws(StoreError) {
        guard let head = try await store.head() else { throw .missing("a ledger") }
        if (try? Checkpoint.open(note: head.checkpoint, key: keys[0]))?.checkpoint.treeSize != head.treeSize {
            report.add(.init(entry: nil, en: "the head is not what its checkpoint says", zh: "账本头部与其检查点不符"))
        }
        for start in stride(from: replay.tip.treeSize, to: head.treeSize, by: 1024) {
            let entries = try await store.entries(start..<min(start + 1024, head.treeSize))
            for (offset, bytes) in entries.enumerated() {
                replay.take(ReadEntry(bytes), index: start + UInt64(offset))
                for span in replay.takeFindings().spans {
                    if let read = odd[span.journal], read == replay.journals[span.journal] { odd[span.journal] = nil }
                }
            }
        }
    }

    /// A fork that 0.3 put on record accuses a device, so the device must have signed it.
    private func checkForks(_ registry: Registry, _ report: inout AuditReport) async throws(StoreError) {
        for device in registry.devices.values.sorted(by: { $0.journal.description < $1.journal.description }) {
            for fork in try await store.forks(of: device.journal)
            where (try? Checkpoint.open(note: fork.offered, key: device.key)) == nil {
                report.add(
                    .init(
                        entry: nil, en: "a fork on record was not signed by \(device.journal)",
                        zh: "记录的分叉并非 \(device.journal) 所签"))
            }
        }
    }

    /// More than one entry may have, so that every page ends past the entry with which it begins.
    private static let disclosurePage = 64 * EPCISEvent.sealedCountMax

    /// A private value on record must be one that its entry seals.
    private func checkDisclosures(_ report: inout AuditReport) async {
        guard let disclosures else { return }
        do throws(StoreError) {
            var next: UInt64 = 0
            while true {
                let held = try await disclosures.disclosures(from: next, limit: Self.disclosurePage)
                guard let last = held.last?.entry else { return }
                // The last entry's values may go on past the page: then it is read again, with the next.
                let isWhole = held.count < Self.disclosurePage || held[0].entry == last
                for (entry, values) in Dictionary(grouping: held, by: \.entry).sorted(by: { $0.key < $1.key })
                // What was brought after the audit began is not judged by it.
                where entry < report.entries && (isWhole || entry != last) {
                    let event = try? LedgerEntry(parsing: try await store.entry(entry))
                    let sealed = event.flatMap(\.sealedDigests) ?? []
                    for value in values where !sealed.contains(value.disclosure.digest) {
                        report.add(.init(unsealed: entry))
                    }
                }
                next = isWhole ? last + 1 : last
            }
        } catch {
            report.add(error)
        }
    }

    /// Read while the entries are.
    private func storedDigest(below treeSize: UInt64) async -> Result<IndexDigest, StoreError> {
        guard let index, treeSize > 0 else { return .success(IndexDigest()) }
        do throws(StoreError) { return .success(try await index.digest(below: treeSize)) } catch {
            return .failure(error)
        }
    }

    /// Every erasure that was signed must be on record, or what was erased could be taken again.
    private func checkErasures(_ report: inout AuditReport) async {
        guard let erasureStatements else { return }
        do throws(StoreError) {
            let found = try await ErasureLog.compare(
                store: disclosures, statements: erasureStatements, keys: keys)
            if let trouble = found.trouble {
                report.add(.init(entry: nil, en: trouble.wording.en, zh: trouble.wording.zh))
            } else if found.signed == nil, found.held > 0 {
                report.add(
                    unchecked: Wording(
                        en: "whether all \(found.held) erasures of private values are on record: none were signed yet",
                        zh: "\(found.held) 项私密信息删除是否完整：尚无签名声明"))
            }
        } catch {
            report.add(error)
        }
    }

    /// What the monitor found must be of this history and repeat itself. Whether each finding follows from the entries only judging them all
    /// again can tell; that is said.
    private func checkFindings(_ report: inout AuditReport) async {
        guard let findings else { return }
        do throws(StoreError) {
            let check = try await findings.check()
            let cursor = check.progress.cursor
            guard cursor.treeSize > 0 else { return }
            guard let head = try await store.head(), cursor.treeSize <= head.treeSize,
                try await store.root(treeSize: cursor.treeSize) == cursor.root
            else {
                return report.add(
                    .init(
                        entry: nil,
                        en: "what the monitor found is of another history (the daemon finds it anew when it starts)",
                        zh: "监测结果属于另一份历史（守护进程启动时会重新核查）"))
            }
            if check.oddCount > 0 || check.newestEntry.map({ $0 >= cursor.treeSize }) ?? false {
                report.add(
                    .init(
                        entry: nil,
                        en: "what is shown of findings is not what was found under the codes (run: yimad reindex)",
                        zh: "所示监测结果与各编码下的核查结果不符（请运行 yimad reindex）"))
            }
            report.add(
                note: Wording(
                    en:
                        "findings.sqlite: of this history, and at one with itself; whether each finding follows from the "
                        + "entries could not be checked here (yimad reindex has all judged anew)",
                    zh: "findings.sqlite：属于本账本且自身一致；各条结果是否由条目得出此处无法检查（yimad reindex 会全部重新核查）"))
        } catch {
            report.add(error)
        }
    }

    private func compareIndex(
        with digest: IndexDigest, _ cursor: Result<IndexCursor, StoreError>, _ stored: Result<IndexDigest, StoreError>,
        _ report: inout AuditReport
    ) {
        do throws(StoreError) {
            guard try cursor.get().treeSize > 0, try stored.get() != digest else { return }
            report.add(
                .init(
                    entry: nil, en: "the code index does not follow from the entries (run: yimad reindex)",
                    zh: "编码索引与条目不符（请运行 yimad reindex）"))
        } catch {
            report.add(error)
        }
    }
}

extension AuditReport {
    /// Adds that a file could not be opened: whatever the reason, nothing is known of what is in it.
    /// - Parameters:
    ///   - what: what it holds.
    ///   - remedy: what can be done about it.
    public mutating func add(unopened error: StoreError, what: Wording, remedy: Wording) {
        add(unchecked: Wording(en: "\(what.en): \(error.reason)", zh: "\(what.zh)：\(error.reason)"))
        add(note: remedy)
    }

    /// A table that could not be read: where it is broken that is a problem, where there was no answer nothing can be said.
    mutating func add(_ error: StoreError) {
        switch AuditSourceError(error) {
        case .damaged(let reason): add(Problem(entry: nil, en: reason, zh: reason))
        case .unavailable(let reason): add(unchecked: Wording(en: reason, zh: reason))
        }
    }
}

extension LedgerEntry {
    fileprivate var sealedDigests: [DisclosureDigest]? {
        guard case .event(let event) = self else { return nil }
        return EPCISEvent.sealedDigests(inEntryBody: event.body)
    }
}

extension AuditReport.Problem {
    fileprivate init(unsealed entry: UInt64) {
        self.init(
            entry: nil, en: "a private value on record is not one that entry \(entry) seals",
            zh: "记录的私密信息不是条目 \(entry) 所密封的内容")
    }

    fileprivate init(_ span: JournalSpan) {
        self.init(
            entry: span.firstEntry, en: "the span of \(span.journal) at entry \(span.firstEntry) is wrong or missing",
            zh: "\(span.journal) 在条目 \(span.firstEntry) 处的区段有误或缺失")
    }
}
