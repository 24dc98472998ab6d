public import Ledger
public import LedgerProtocol
public import TransparencyLog
import Values

/// Where it is learnt what a ledger has of a journal.
public protocol JournalPlaceSource: Sendable {
    /// Nil where the ledger holds nothing of the journal.
    func journal(_ name: JournalName) async throws(TileSourceError) -> JournalStatus?
    /// Where its events stand from event `from` on; it may be a part.
    func places(of name: JournalName, from: UInt64) async throws(TileSourceError) -> JournalPlaces
}

/// What a ledger says that it has of a journal: asked before its head is, so that the head covers it.
public struct ToldJournal: Hashable, Sendable {
    /// Events.
    public let size: UInt64
    /// Neighbours from event 0 on, up to where they were wanted.
    public let spans: [JournalPlaces.Span]

    /// Asks for the places of the first `wanted` events, or of as many as there are.
    public static func ask(
        _ source: some JournalPlaceSource, about journal: JournalName, upTo wanted: UInt64
    ) async throws(TileSourceError) -> ToldJournal {
        guard let status = try await source.journal(journal) else { return ToldJournal(size: 0, spans: []) }
        var spans: [JournalPlaces.Span] = []
        var end: UInt64 = 0
        while end < min(wanted, status.size) {
            let told = try await source.places(of: journal, from: end)
            guard told.journal == journal, !told.spans.isEmpty else { break }
            for span in told.spans where end < wanted {
                guard span.journalRange.lowerBound == end else { return ToldJournal(size: status.size, spans: spans) }
                spans.append(span)
                end = span.journalRange.upperBound
            }
        }
        return ToldJournal(size: status.size, spans: spans)
    }
}

/// What is found of a noted checkpoint against a ledger.
public enum FieldFinding: Hashable, Sendable {
    /// Every event that the device had signed by then stands in the ledger as it was signed; the last of them there.
    case stands(lastEntry: UInt64?)
    /// Of the events signed by then only so many have come under the head that the ledger shows; of the rest nothing is known.
    case waiting(come: UInt64)
    /// Proven against the ledger: what stands there is not what the device signed. `checkpointEntry` has its signature.
    case changed(events: Range<UInt64>, entries: Range<UInt64>, checkpointEntry: UInt64)
    /// Proven against the device: it signed another history besides, which the ledger has.
    case forked(LogFork)
    /// The ledger has this journal under another key than the one that was shown.
    case otherKey(checkpointEntry: UInt64)
    /// The ledger says that it has the events and does not say where these stand, or shows what is not under its signature.
    case notShown(events: Range<UInt64>)
}

/// Holds what an inspector noted of a device against the ledger: that nothing which the device had signed by then is missing or changed,
/// or what is.
///
/// Nobody's word is taken. The hashes of the journal's events are read at the places where the ledger says they stand, each proven under the
/// ledger's signed root; their own root must be the one that the device had signed.
public struct FieldCheck<Source: TileSource & EntrySource>: Sendable {
    private let source: Source
    private let head: Checkpoint
    private let leaves: ProvenLeaves<Source>

    /// - Parameter head: the ledger's, which the caller has opened.
    public init(_ source: Source, under head: Checkpoint) {
        self.source = source
        self.head = head
        leaves = ProvenLeaves(source, under: head)
    }

    /// What is found of notes of one journal, in their order. The journal is read once, however many they are.
    public func findings(
        of notes: [FieldNote], _ told: ToldJournal
    ) async throws(TileSourceError) -> [FieldFinding] {
        let sizes = Set(notes.map(\.checkpoint.treeSize))
        let read = try await read(told, upTo: sizes.filter { $0 <= told.size }.max() ?? 0)
        let roots = Self.roots(of: read.hashes, at: sizes)
        var found: [FieldFinding] = []
        for note in notes {
            let size = note.checkpoint.treeSize
            if size == 0 {
                found.append(.stands(lastEntry: nil))
            } else if size > told.size {
                found.append(.waiting(come: told.size))
            } else if size > UInt64(read.hashes.count) {
                let come = UInt64(read.hashes.count)
                found.append(read.isBeyondHead ? .waiting(come: come) : .notShown(events: come..<size))
            } else if roots[size] == note.checkpoint.root {
                found.append(.stands(lastEntry: Self.entry(of: size - 1, in: read.spans)))
            } else {
                let spans = read.spans.prefix { $0.journalRange.lowerBound < size }
                found.append(try await difference(note, Array(spans), read.hashes))
            }
        }
        return found
    }

    /// What could be read of a journal: the hashes of its first events, each proven.
    private struct ReadJournal {
        var spans: [JournalPlaces.Span] = []
        var hashes: [MerkleHash] = []
        /// Whether the next ones are said to stand where the head does not reach: what is published waits for witnesses.
        var isBeyondHead = false
    }

    private func read(_ told: ToldJournal, upTo size: UInt64) async throws(TileSourceError) -> ReadJournal {
        var read = ReadJournal()
        for span in told.spans where span.journalRange.lowerBound < size {
            guard span.checkpointEntry < head.treeSize else {
                read.isBeyondHead = true
                return read
            }
            do throws(ProvenLeavesError) { read.hashes += try await leaves.hashes(span.entryRange) } catch {
                switch error {
                case .notShown: return read
                case .source(let error): throw error
                }
            }
            read.spans.append(span)
        }
        return read
    }

    /// Why the ledger's events are not those that were noted: told by the checkpoints of their pushes, which the device signed.
    private func difference(
        _ note: FieldNote, _ spans: [JournalPlaces.Span], _ hashes: [MerkleHash]
    ) async throws(TileSourceError) -> FieldFinding {
        let prover = EntryProver(source, under: head)
        var edge = RightEdge()
        var newest: [UInt8] = []
        for span in spans {
            for hash in hashes[Int(span.journalRange.lowerBound)..<Int(span.journalRange.upperBound)] {
                edge.append(hash)
            }
            let entry: [UInt8]
            do throws(EntryProverError) { entry = try await prover.entry(span.checkpointEntry).bytes } catch {
                guard case .source(let error) = error else { return .notShown(events: span.journalRange) }
                throw error
            }
            let changed = FieldFinding.changed(
                events: span.journalRange, entries: span.entryRange, checkpointEntry: span.checkpointEntry)
            guard case .journal(let closing)? = try? LedgerEntry(parsing: entry) else { return changed }
            do throws(CheckpointError) {
                let signed = try Checkpoint.open(note: closing.note, key: note.key).checkpoint
                guard signed.treeSize == edge.treeSize, signed.root == edge.root else { return changed }
            } catch {
                return .otherKey(checkpointEntry: span.checkpointEntry)
            }
            newest = closing.note
        }
        return .forked(try Self.fork(held: newest, noted: note, hashes))
    }

    private static func fork(
        held: [UInt8], noted: FieldNote, _ hashes: [MerkleHash]
    ) throws(TileSourceError) -> LogFork {
        do {
            let (held, offered) = (
                try LogHead(trusting: held, key: noted.key), try LogHead(trusting: noted.note, key: noted.key)
            )
            guard held.checkpoint.treeSize > offered.checkpoint.treeSize else {
                return LogFork(held: held, offered: offered)
            }
            let prefix = try MemoryTree(hashes.prefix(Int(held.checkpoint.treeSize))).prefixProof(
                oldSize: offered.checkpoint.treeSize, newSize: held.checkpoint.treeSize)
            return LogFork(held: held, offered: offered, prefix: prefix)
        } catch {
            // Both were opened before, and the tree has all its nodes.
            throw TileSourceError(Wording(en: "no fork can be written: \(error)", zh: "无法写出分叉：\(error)"))
        }
    }

    /// The roots that these leaves make at each of the sizes.
    private static func roots(of hashes: [MerkleHash], at sizes: Set<UInt64>) -> [UInt64: MerkleHash] {
        var edge = RightEdge()
        var roots: [UInt64: MerkleHash] = [:]
        for hash in hashes {
            edge.append(hash)
            if sizes.contains(edge.treeSize) { roots[edge.treeSize] = edge.root }
        }
        return roots
    }

    private static func entry(of index: UInt64, in spans: [JournalPlaces.Span]) -> UInt64? {
        spans.first { $0.journalRange.contains(index) }.map { $0.firstEntry + index - $0.journalRange.lowerBound }
    }
}
