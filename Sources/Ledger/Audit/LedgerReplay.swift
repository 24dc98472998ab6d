package import TransparencyLog
import Values

/// Lives a ledger's history again, entry after entry, and notes everything that could not have happened.
///
/// It grows the ledger's tree and every journal's, the registry, and the list of spans, from nothing but the entries.
package struct LedgerReplay {
    package private(set) var tip = LedgerTip()
    package private(set) var registry: Registry
    package private(set) var journals: [JournalName: JournalState] = [:]
    package private(set) var adminEntries: [UInt64] = []
    /// Spans that were closed since `takeSpans` was last called.
    private var closedSpans: [JournalSpan] = []
    private var open: OpenSpan?

    /// Events of one push whose journal checkpoint has not come yet.
    private struct OpenSpan {
        let journal: JournalName
        let before: RightEdge
        var edge: RightEdge
        let firstEntry: UInt64
    }

    package init(origin: String) {
        registry = Registry(origin: origin)
    }

    package mutating func takeSpans() -> [JournalSpan] {
        defer { closedSpans = [] }
        return closedSpans
    }

    /// Takes the next entry; gives what is wrong with it. The tree grows separately, by `grow`.
    package mutating func take(_ entry: ReadEntry, index: UInt64) -> AuditReport.Problem? {
        switch entry.entry {
        case .failure(let malformation):
            return .init(entry: index, en: "not an entry: \(malformation)", zh: "不是合法条目：\(malformation)")
        case .success(.event(let event)):
            return take(event, entry.hash, index)
        case .success(.journal(let checkpoint)):
            return close(checkpoint, index)
        case .success(.admin(let note)):
            adminEntries.append(index)
            do throws(Registry.Refusal) {
                try registry.apply(note: note, entry: index)
            } catch {
                return .init(entry: index, en: "admin entry does not hold: \(error)", zh: "管理条目无效：\(error)")
            }
            return interruption(index)
        case .success(.unknown):
            return interruption(index)
        }
    }

    /// Appends leaves to the ledger's tree and gives the tiles that changed.
    package mutating func grow(_ hashes: [MerkleHash]) -> [TileName: [UInt8]] {
        tip.append(hashes)
    }

    private mutating func take(_ event: EventEntry, _ hash: MerkleHash, _ index: UInt64) -> AuditReport.Problem? {
        var problem: AuditReport.Problem?
        if open?.journal != event.journal {
            problem = interruption(index)
            let edge = journals[event.journal]?.edge ?? RightEdge()
            open = OpenSpan(journal: event.journal, before: edge, edge: edge, firstEntry: index)
        }
        let expected = open!.edge.treeSize
        open!.edge.append(hash)
        guard event.index == expected else {
            return .init(
                entry: index, en: "event \(event.index) of \(event.journal) stands where \(expected) belongs",
                zh: "\(event.journal) 的第 \(event.index) 条出现在应为第 \(expected) 条的位置")
        }
        return problem
    }

    private mutating func close(_ entry: JournalCheckpointEntry, _ index: UInt64) -> AuditReport.Problem? {
        guard let span = open else {
            return .init(entry: index, en: "journal checkpoint without events before it", zh: "日志检查点之前没有事件")
        }
        open = nil
        journals[span.journal] = JournalState(edge: span.edge, checkpoint: entry.note, arrival: entry.arrival)
        closedSpans.append(
            JournalSpan(
                journal: span.journal, edge: span.before, count: span.edge.treeSize - span.before.treeSize,
                firstEntry: span.firstEntry, arrival: entry.arrival))
        guard let device = registry.devices[span.journal] else {
            return .init(entry: index, en: "\(span.journal) is not enrolled", zh: "\(span.journal) 未登记")
        }
        guard let signed = try? Checkpoint.open(note: entry.note, key: device.key).checkpoint else {
            return .init(
                entry: index, en: "\(span.journal) did not sign this checkpoint", zh: "\(span.journal) 未签署此检查点")
        }
        guard signed.treeSize == span.edge.treeSize, signed.root == span.edge.root else {
            return .init(
                entry: index, en: "\(span.journal) signed another history than stands here",
                zh: "\(span.journal) 签署的历史与此处不同")
        }
        if case let standing = registry.standing(of: span.journal, at: entry.arrival), standing != .good {
            return .init(
                entry: index, en: "the key of \(span.journal) was not valid: \(standing.wording.en)",
                zh: "\(span.journal) 的密钥当时无效：\(standing.wording.zh)")
        }
        return nil
    }

    /// A push that is not closed by its journal's checkpoint: entry `index` stands where more of it belongs.
    private mutating func interruption(_ index: UInt64) -> AuditReport.Problem? {
        guard let span = open else { return nil }
        open = nil
        return .init(
            entry: index, en: "events of \(span.journal) without a signed checkpoint after them",
            zh: "\(span.journal) 的事件之后没有签名检查点")
    }

    /// What is wrong with the end of the ledger.
    package mutating func finish() -> AuditReport.Problem? {
        tip.treeSize == 0 ? nil : interruption(tip.treeSize - 1)
    }
}

/// An entry that was hashed and read, off the replay's own thread.
package struct ReadEntry: Sendable {
    package let hash: MerkleHash
    package let entry: Result<LedgerEntry, LedgerEntry.Malformation>

    package init(_ bytes: [UInt8]) {
        hash = .leaf(bytes)
        do throws(LedgerEntry.Malformation) {
            entry = .success(try LedgerEntry(parsing: bytes))
        } catch {
            entry = .failure(error)
        }
    }
}
