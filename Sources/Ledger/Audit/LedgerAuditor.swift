public import TransparencyLog
import Values

/// Audits a whole ledger: every entry hashed, every tile compared, every journal lived again, every signature checked.
///
/// Several chunks are read, hashed and compared with their tiles at the same time; the replay takes what was made of them in
/// order, and has little left to do. At most `readsMax` chunks of its source are in memory at any time, each of them
/// `chunkEntries` hashes and at most `keptBytesMax` bytes of what is not events; the bodies of events are never kept.
public struct LedgerAuditor: Sendable {
    /// A multiple of a tile's width.
    static let chunkEntries: UInt64 = 2048

    private let source: any AuditSource
    package let key: VerifierKey
    private let keptBytesMax: Int
    private let progress: @Sendable (_ done: UInt64, _ of: UInt64) -> Void

    /// - Parameters:
    ///   - key: the ledger's verifier key.
    ///   - keptBytesMax: how many bytes of entries that are no events are kept of each chunk; what is beyond is read twice.
    public init(
        source: any AuditSource, key: VerifierKey, keptBytesMax: Int = 1 << 20,
        progress: @escaping @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) {
        self.keptBytesMax = keptBytesMax
        self.source = source
        self.key = key
        self.progress = progress
    }

    /// Audits up to the newest checkpoint, which must continue `previous`, the one audited last.
    public func audit(previous: Checkpoint? = nil) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: key.name)
        await audit(previous: previous, replay: &replay, report: &report, gathering: EventGathering.nothing) { _ in }
        return report
    }

    /// The audit itself; `inspect` is shown each chunk after it was replayed, in order.
    /// - Parameter gathering: what is made of the events' bodies while they are at hand.
    package func audit<Part: Sendable>(
        previous: Checkpoint?, replay: inout LedgerReplay, report: inout AuditReport, gathering: EventGathering<Part>,
        inspect: (AuditedChunk<Part>) async throws(AuditSourceError) -> Void
    ) async {
        // What is known whatever the entries turn out to be.
        var known = report
        do throws(AuditSourceError) {
            let note = try await source.checkpoint()
            guard let key = try await currentKey(&report), let signed = open(note, key, &report) else { return }
            report.checkpoint = signed
            add(shrinking: signed.checkpoint, since: previous, &report)
            known = report
            try await walk(signed.checkpoint, previous, &replay, &report, gathering, inspect)
            replay.finish()
            if let named = replay.registry.ledgerKey, named != signed.key {
                report.add(
                    .init(
                        entry: replay.registry.ledgerRotations.last?.entry,
                        en:
                            "the entries name another key as the ledger's than the one that signed the checkpoint: \(named)",
                        zh: "条目所载的账本密钥不是签署检查点的密钥：\(named)"))
            }
            for problem in replay.takeFindings().problems { report.add(problem) }
            let root = replay.tip.root
            if root != signed.checkpoint.root {
                guard source.isAuthentic else {
                    return report.goBack(
                        to: known,
                        unchecked: Wording(
                            en:
                                "what was served does not lead to the root that was signed: the entries, or the connection, are damaged",
                            zh: "所提供的内容不能得出已签名的根：条目或连接受损"))
                }
                report.add(
                    .init(
                        entry: nil,
                        en: "the entries give the root \(root.base64), signed was \(signed.checkpoint.root.base64)",
                        zh: "条目算出的根 \(root.base64) 与签名的根 \(signed.checkpoint.root.base64) 不符"))
            } else if !source.isAuthentic, report.unchecked.count > known.unchecked.count {
                // By tiles that came broken nobody is said to have seen another history.
                report.goBack(to: known, unchecked: report.unchecked[known.unchecked.count])
            }
        } catch {
            switch error {
            case .damaged(let reason): report.add(.init(entry: report.entries, en: reason, zh: reason))
            case .unavailable(let reason) where source.isAuthentic:
                report.add(unchecked: Wording(en: reason, zh: reason))
            // What was read until then was held against nothing that was signed.
            case .unavailable(let reason): report.goBack(to: known, unchecked: Wording(en: reason, zh: reason))
            }
        }
    }

    /// The key that holds now, from the one that is known: what the source shows leads there, or it holds still.
    private func currentKey(_ report: inout AuditReport) async throws(AuditSourceError) -> VerifierKey? {
        let rotations = try await source.keyRotations()
        do throws(LedgerKeySuccession.Fork) {
            return try LedgerKeySuccession(from: key, by: rotations).current
        } catch {
            report.add(.init(entry: nil, en: error.wording.en, zh: error.wording.zh))
            return nil
        }
    }

    private func open(_ note: [UInt8], _ key: VerifierKey, _ report: inout AuditReport) -> SignedCheckpoint? {
        do throws(CheckpointError) {
            return try Checkpoint.open(note: note, key: key)
        } catch {
            switch error {
            case .notSignedByLog, .wrongOrigin:
                // What another key signed says nothing of this one's ledger: the key may be the wrong one.
                report.add(
                    unchecked: Wording(
                        en: "the checkpoint is not one of the key \(key): \(error.en)",
                        zh: "检查点并非密钥 \(key) 所签：\(error.zh)"))
            default:
                guard source.isAuthentic else {
                    report.add(
                        unchecked: Wording(
                            en: "what was served is no checkpoint of this ledger: \(error.en)",
                            zh: "所提供的内容不是该账本的检查点：\(error.zh)"))
                    return nil
                }
                report.add(.init(entry: nil, en: "the checkpoint is false: \(error.en)", zh: "检查点不实：\(error.zh)"))
            }
            return nil
        }
    }

    private func walk<Part: Sendable>(
        _ checkpoint: Checkpoint, _ previous: Checkpoint?, _ replay: inout LedgerReplay, _ report: inout AuditReport,
        _ gathering: EventGathering<Part>, _ inspect: (AuditedChunk<Part>) async throws(AuditSourceError) -> Void
    ) async throws(AuditSourceError) {
        let size = checkpoint.treeSize
        var seenHeads = SeenHeadCheck(source, treeSize: size)
        let ahead = ChunksAhead(source: source, treeSize: size, gathering: gathering, keptBytesMax: keptBytesMax)
        defer { ahead.cancel() }
        var underWay: [Task<Result<ReadChunk<Part>, AuditSourceError>, Never>] = []
        var next: UInt64 = 0
        for start in stride(from: 0, to: size, by: Int(Self.chunkEntries)) {
            while next < size, underWay.count < source.readsMax {
                underWay.append(ahead.read(next..<min(next + Self.chunkEntries, size)))
                next += Self.chunkEntries
            }
            let chunk = try await underWay.removeFirst().value.get()
            try await take(chunk.digest, from: start, &replay)
            let findings = replay.takeFindings()
            for problem in findings.problems { report.add(problem) }
            for warning in findings.warnings { report.add(warning: warning) }
            ahead.signatures.learn(replay.registry)
            let grown = grow(chunk.digest, from: start, previous, &replay, &report)
            for problem in chunk.tiles.problems { add(tile: problem, &report) }
            if let failure = chunk.tiles.failure { throw failure }
            try await compare(grown, size, &report)
            report.entries = start + UInt64(chunk.digest.hashes.count)
            for warning in try await seenHeads.warnings(findings.seen) { report.add(warning: warning) }
            try await inspect(AuditedChunk(part: chunk.digest.part, spans: findings.spans))
            progress(report.entries, size)
        }
    }

    /// Replays a chunk.
    private func take<Part: Sendable>(
        _ chunk: DigestedChunk<Part>, from start: UInt64, _ replay: inout LedgerReplay
    ) async throws(AuditSourceError) {
        var index = start
        var unread = UnreadEntries(of: chunk, from: start, source)
        for item in chunk.items {
            switch item {
            case .events(let run):
                replay.take(run, hashes: chunk.hashes, index: index)
                index += UInt64(run.count)
                continue
            case .entry(let entry): replay.take(entry, index: index)
            case .unread: replay.take(try await unread.entry(index), index: index)
            }
            index += 1
        }
    }

    /// Grows the tree by a chunk's leaves; gives the tiles that are new or wider, those of whole full tiles left out.
    private func grow<Part: Sendable>(
        _ chunk: DigestedChunk<Part>, from start: UInt64, _ previous: Checkpoint?,
        _ replay: inout LedgerReplay, _ report: inout AuditReport
    ) -> [TileName: [UInt8]] {
        var rest = chunk.hashes[...]
        var grown: [TileName: [UInt8]] = [:]
        if let previous, (start..<(start + UInt64(rest.count))).contains(previous.treeSize),
            // What ends where this chunk begins was compared with the one before.
            previous.treeSize > start || start == 0
        {
            // Here the root within the chunk is asked for.
            let count = Int(previous.treeSize - start)
            grown = replay.grow(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            compare(replay.tip, with: previous, &report)
        } else {
            for root in chunk.tileRoots { grown.merge(replay.grow(fullTile: root)) { $1 } }
            rest = rest.dropFirst(chunk.tileRoots.count * Tile.widthMax)
        }
        grown.merge(replay.grow(Array(rest))) { $1 }
        if let previous, replay.tip.treeSize == previous.treeSize { compare(replay.tip, with: previous, &report) }
        return grown
    }

    /// Compares the tiles above the leaves with those that the ledger serves.
    private func compare(
        _ grown: [TileName: [UInt8]], _ size: UInt64, _ report: inout AuditReport
    ) async throws(AuditSourceError) {
        let tiles = grown.filter { $0.key.level > 0 }.sorted {
            ($0.key.level, $0.key.index) < ($1.key.level, $1.key.index)
        }
        for (name, bytes) in tiles {
            let width = bytes.count / MerkleHash.byteCount
            // A tile that is still growing is compared when it has the width that the ledger serves.
            guard width == Tile.width(level: name.level, index: name.index, treeSize: size),
                let tile = Tile(level: name.level, index: name.index, width: width)
            else { continue }
            let served = try await source.tile(tile)
            if served != bytes { add(tile: .init(tile, computed: bytes, served: served), &report) }
        }
    }

    /// A tile that is not that of the entries.
    private func add(tile problem: AuditReport.Problem, _ report: inout AuditReport) {
        if source.isAuthentic { report.add(problem) } else { report.add(unchecked: problem.wording) }
    }

    /// Two checkpoints that the ledger has signed show by themselves that it has fewer entries than it had.
    private func add(shrinking checkpoint: Checkpoint, since previous: Checkpoint?, _ report: inout AuditReport) {
        let size = checkpoint.treeSize
        guard let previous, previous.treeSize > size else { return }
        report.add(
            .init(
                entry: size, en: "the ledger has \(size) entries, at the last audit it had \(previous.treeSize)",
                zh: "账本现有 \(size) 条，上次审计时为 \(previous.treeSize) 条"))
    }

    private func compare(_ tip: LedgerTip, with previous: Checkpoint, _ report: inout AuditReport) {
        guard tip.root != previous.root else { return }
        report.add(
            .init(
                entry: nil, en: "the first \(previous.treeSize) entries are not those of the last audit",
                zh: "前 \(previous.treeSize) 条与上次审计时不同"))
    }
}

/// A chunk of entries after it was replayed.
package struct AuditedChunk<Part: Sendable>: Sendable {
    /// What was gathered from its events.
    package let part: Part
    /// Spans that ended in it.
    package let spans: [JournalSpan]
}

/// What is made of the bodies of events, or of whole entries, while an audit has them at hand: on several cores, a part for each chunk.
package struct EventGathering<Part: Sendable>: Sendable {
    let empty: Part
    let add: (@Sendable (inout Part, _ entry: UInt64, _ body: UnsafeRawBufferPointer) -> Void)?
    let addLeaf: (@Sendable (inout Part, _ entry: UInt64, _ leaf: UnsafeRawBufferPointer) -> Void)?

    /// - Parameter add: adds an event; its body is valid during the call only.
    package init(
        into empty: Part, add: @escaping @Sendable (inout Part, _ entry: UInt64, _ body: UnsafeRawBufferPointer) -> Void
    ) {
        self.empty = empty
        self.add = add
        addLeaf = nil
    }

    /// - Parameter addLeaf: adds an entry of any kind, as it stands; its bytes are valid during the call only.
    package init(
        ofLeavesInto empty: Part,
        addLeaf: @escaping @Sendable (inout Part, _ entry: UInt64, _ leaf: UnsafeRawBufferPointer) -> Void
    ) {
        self.empty = empty
        self.addLeaf = addLeaf
        add = nil
    }
}

extension EventGathering<Void> {
    /// Nothing is made of them.
    static var nothing: Self { Self() }

    private init() {
        empty = ()
        add = nil
        addLeaf = nil
    }
}
