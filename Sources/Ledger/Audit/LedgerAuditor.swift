public import TransparencyLog
import Values

/// Audits a whole ledger: every entry hashed, every tile compared, every journal lived again, every signature checked.
public struct LedgerAuditor: Sendable {
    private static let chunkEntries: UInt64 = 4096

    private let source: any AuditSource
    private let key: VerifierKey
    private let progress: @Sendable (_ done: UInt64, _ of: UInt64) -> Void

    /// - Parameter key: the ledger's verifier key.
    public init(
        source: any AuditSource, key: VerifierKey,
        progress: @escaping @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) {
        self.source = source
        self.key = key
        self.progress = progress
    }

    /// Audits up to the newest checkpoint, which must continue `previous`, the one audited last.
    public func audit(previous: Checkpoint? = nil) async -> AuditReport {
        var report = AuditReport()
        var replay = LedgerReplay(origin: key.name)
        await audit(previous: previous, replay: &replay, report: &report) { _ in }
        return report
    }

    /// The audit itself; `inspect` is shown each chunk after it was replayed.
    package func audit(
        previous: Checkpoint?, replay: inout LedgerReplay, report: inout AuditReport,
        inspect: (AuditedChunk) async throws(AuditSourceError) -> Void
    ) async {
        do throws(AuditSourceError) {
            guard let signed = open(try await source.checkpoint(), &report) else { return }
            report.checkpoint = signed
            try await walk(signed.checkpoint, previous, &replay, &report, inspect)
            replay.finish()
            for problem in replay.takeFindings().problems { report.add(problem) }
            let root = replay.tip.root
            if root != signed.checkpoint.root {
                report.add(
                    .init(
                        entry: nil,
                        en: "the entries give the root \(root.base64), signed was \(signed.checkpoint.root.base64)",
                        zh: "条目算出的根 \(root.base64) 与签名的根 \(signed.checkpoint.root.base64) 不符"))
            }
        } catch {
            switch error {
            case .damaged(let reason): report.add(.init(entry: report.entries, en: reason, zh: reason))
            case .unavailable(let reason): report.couldNotCheck = Wording(en: reason, zh: reason)
            }
        }
    }

    private func open(_ note: [UInt8], _ report: inout AuditReport) -> SignedCheckpoint? {
        do throws(CheckpointError) {
            return try Checkpoint.open(note: note, key: key)
        } catch {
            report.add(.init(entry: nil, en: "the checkpoint is false: \(error.en)", zh: "检查点不实：\(error.zh)"))
            return nil
        }
    }

    private func walk(
        _ checkpoint: Checkpoint, _ previous: Checkpoint?, _ replay: inout LedgerReplay, _ report: inout AuditReport,
        _ inspect: (AuditedChunk) async throws(AuditSourceError) -> Void
    ) async throws(AuditSourceError) {
        let size = checkpoint.treeSize
        if let previous, previous.treeSize > size {
            report.add(
                .init(
                    entry: size, en: "the ledger has \(size) entries, at the last audit it had \(previous.treeSize)",
                    zh: "账本现有 \(size) 条，上次审计时为 \(previous.treeSize) 条"))
        }
        var seenHeads = SeenHeadCheck(source, treeSize: size)
        var next = fetch(0..<min(Self.chunkEntries, size))
        for start in stride(from: 0, to: size, by: Int(Self.chunkEntries)) {
            let range = start..<min(start + Self.chunkEntries, size)
            let entries = try await next.value.get()
            next = fetch(range.upperBound..<min(range.upperBound + Self.chunkEntries, size))
            guard entries.count == range.count else {
                throw .damaged("\(range.count - entries.count) entries are missing after \(start)")
            }
            let read = await Self.read(entries)
            for (offset, entry) in read.enumerated() { replay.take(entry, index: start + UInt64(offset)) }
            let findings = replay.takeFindings()
            for problem in findings.problems { report.add(problem) }
            for warning in findings.warnings { report.add(warning: warning) }
            try await grow(read.map(\.hash), from: start, size, previous, &replay, &report)
            report.entries = range.upperBound
            for problem in try await seenHeads.problems(findings.seen) { report.add(problem) }
            try await inspect(AuditedChunk(first: start, entries: entries, spans: findings.spans))
            progress(range.upperBound, size)
        }
    }

    /// Begins to fetch a chunk while the one before is being checked.
    private func fetch(_ range: Range<UInt64>) -> Task<Result<[[UInt8]], AuditSourceError>, Never> {
        Task { [source] in
            guard !range.isEmpty else { return .success([]) }
            do throws(AuditSourceError) { return .success(try await source.entries(range)) } catch {
                return .failure(error)
            }
        }
    }

    /// Hashes and reads a chunk on all cores.
    private static func read(_ entries: [[UInt8]]) async -> [ReadEntry] {
        let part = 1024
        return await withTaskGroup(of: (Int, [ReadEntry]).self) { group in
            for start in stride(from: 0, to: entries.count, by: part) {
                let slice = entries[start..<min(start + part, entries.count)]
                group.addTask { (start, slice.map { ReadEntry($0) }) }
            }
            var parts: [(Int, [ReadEntry])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    /// Grows the tree by a chunk's leaves and compares the tiles that this makes with those that the ledger serves.
    private func grow(
        _ hashes: [MerkleHash], from start: UInt64, _ size: UInt64, _ previous: Checkpoint?,
        _ replay: inout LedgerReplay, _ report: inout AuditReport
    ) async throws(AuditSourceError) {
        var rest = hashes[...]
        var grown: [TileName: [UInt8]] = [:]
        if let previous, (start..<(start + UInt64(hashes.count))).contains(previous.treeSize) {
            let count = Int(previous.treeSize - start)
            grown = replay.grow(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            compare(replay.tip, with: previous, &report)
        }
        grown.merge(replay.grow(Array(rest))) { $1 }
        if let previous, replay.tip.treeSize == previous.treeSize { compare(replay.tip, with: previous, &report) }
        for (name, bytes) in grown.sorted(by: { ($0.key.level, $0.key.index) < ($1.key.level, $1.key.index) }) {
            let width = bytes.count / MerkleHash.byteCount
            // A tile that is still growing is compared when it has the width that the ledger serves.
            guard width == Tile.width(level: name.level, index: name.index, treeSize: size),
                let tile = Tile(level: name.level, index: name.index, width: width)
            else { continue }
            let served = try await source.tile(tile)
            guard served != bytes else { continue }
            report.add(.init(tile, computed: bytes, served: served))
        }
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
package struct AuditedChunk: Sendable {
    package let first: UInt64
    package let entries: [[UInt8]]
    /// Spans that ended in it.
    package let spans: [JournalSpan]
}

extension AuditReport.Problem {
    /// A tile that does not say what the entries say; at level 0 the first entry that differs is named.
    fileprivate init(_ tile: Tile, computed: [UInt8], served: [UInt8]) {
        let place = zip(computed, served).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        let first = tile.index * UInt64(Tile.widthMax) + UInt64(place / MerkleHash.byteCount)
        if tile.level == 0 {
            self.init(
                entry: first, en: "entry \(first) does not have the hash in \(tile.path)",
                zh: "条目 \(first) 的哈希与 \(tile.path) 不符")
        } else {
            self.init(entry: nil, en: "\(tile.path) does not follow from the entries", zh: "\(tile.path) 与条目不符")
        }
    }
}
