package import TransparencyLog
import Values
import VerifiableIndex

/// Lives a ledger's history again, entry after entry, and notes everything that could not have happened.
///
/// It grows the ledger's tree and every journal's, the registry, and the list of spans, from nothing but the entries. Who may
/// record is asked of the same registry that the sequencer asks.
package struct LedgerReplay {
    package private(set) var tip = LedgerTip()
    package private(set) var registry: Registry
    package private(set) var journals: [JournalName: JournalState] = [:]
    /// The entries of which the registry is made: admin notes and forks.
    package private(set) var adminEntries: [UInt64] = []
    /// What was found since `takeFindings` was last called.
    private var findings = Findings()
    private var open: OpenSpan?
    private var lastArrival: Timestamp?
    /// The newest state of the index, and its entry.
    private var lastState: (entry: UInt64, state: IndexState)?

    /// What a replay gives besides its state.
    package struct Findings {
        var problems: [AuditReport.Problem] = []
        var warnings: [AuditReport.Problem] = []
        /// Spans that were closed.
        package var spans: [JournalSpan] = []
        /// The heads of this ledger that devices say they have seen.
        var seen: [SeenByDevice] = []
    }

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

    package mutating func takeFindings() -> Findings {
        defer { findings = Findings() }
        return findings
    }

    /// Takes the next entry and notes what is wrong with it. The tree grows separately, by `grow`.
    package mutating func take(_ entry: ReadEntry, index: UInt64) {
        switch entry.entry {
        case .failure(let malformation):
            note(index, en: "not an entry: \(malformation)", zh: "不是合法条目：\(malformation)")
        case .success(.event(let event)):
            take(event, entry.hash, index)
        case .success(.journal(let checkpoint)):
            close(checkpoint, entry.opened, index)
        case .success(.admin(let note)):
            interrupt(index)
            decide(index) { registry throws(Registry.Refusal) in try registry.apply(note: note, entry: index) }
            noteReachingBack(index)
        case .success(.fork(let fork)):
            interrupt(index)
            decide(index) { registry throws(Registry.Refusal) in try registry.apply(fork: fork, entry: index) }
        case .success(.definition(let definition)):
            interrupt(index)
            adminEntries.append(index)
            registry.apply(definition: definition, entry: index)
        case .success(.index(let state)):
            interrupt(index)
            take(state, index)
        case .success(.unknown):
            interrupt(index)
        }
    }

    /// Appends leaves to the ledger's tree and gives the tiles that changed.
    package mutating func grow(_ hashes: [MerkleHash]) -> [TileName: [UInt8]] {
        tip.append(hashes)
    }

    /// As `grow` with the 256 leaves of a full tile; gives only the tiles above it.
    mutating func grow(fullTile hash: MerkleHash) -> [TileName: [UInt8]] {
        tip.append(fullTile: hash)
    }

    /// Notes what is wrong with the end of the ledger.
    package mutating func finish() {
        if tip.treeSize > 0 { interrupt(tip.treeSize - 1) }
    }

    private mutating func note(_ index: UInt64, en: String, zh: String) {
        findings.problems.append(.init(entry: index, en: en, zh: zh))
    }
}

extension LedgerReplay {
    /// Takes an entry of which the registry is made.
    private mutating func decide(
        _ index: UInt64, _ apply: (inout Registry) throws(Registry.Refusal) -> Void
    ) {
        adminEntries.append(index)
        do throws(Registry.Refusal) {
            try apply(&registry)
        } catch {
            note(
                index, en: "the entry does not hold: \(error.wording.en)", zh: "条目无效：\(error.wording.zh)")
        }
    }

    /// A state of the index covers every entry before it, goes on where the one before stood, and is not of an earlier time. Whether
    /// its runs are those of the entries is a matter of the index's own audit.
    private mutating func take(_ state: IndexState, _ index: UInt64) {
        if state.entryCount != index {
            note(
                index, en: "the state of the index covers \(state.entryCount) entries and is entry \(index)",
                zh: "索引状态覆盖 \(state.entryCount) 条，而其自身是第 \(index) 条")
        }
        if let lastState {
            if lastState.entry + 1 == index, lastState.state.keys == state.keys {
                note(index, en: "a state of the index covers nothing but the one before", zh: "索引状态只覆盖前一个索引状态")
            }
            if state.keys.number < lastState.state.keys.number {
                note(
                    index,
                    en: "the index went back to keys \(state.keys.number) from \(lastState.state.keys.number)",
                    zh: "索引的键版本由 \(lastState.state.keys.number) 退回 \(state.keys.number)")
            }
        }
        if let newest = [lastArrival, lastState?.state.time].compactMap(\.self).max(), state.time < newest {
            note(
                index, en: "the state of the index is of \(state.time), before what precedes it, \(newest)",
                zh: "索引状态的时间 \(state.time) 早于此前的 \(newest)")
        }
        lastState = (index, state)
    }

    /// A revocation or suspension that is said to hold from before what had come by then: it warns, and falsifies nothing.
    private mutating func noteReachingBack(_ index: UInt64) {
        guard let lastArrival, let ban = registry.ban(in: index) else { return }
        let reach = lastArrival.milliseconds - ban.from.milliseconds
        guard reach > Registry.actDelaySecondsMax * 1000 else { return }
        findings.warnings.append(
            .init(
                entry: index, en: "reaches back to \(ban.from), before what had come already",
                zh: "追溯至 \(ban.from)，早于此前已入账的内容"))
    }

    /// Takes events that were hashed together, as if one after another.
    /// - Parameter hashes: of the chunk in which the run stands.
    mutating func take(_ run: EventRun, hashes: [MerkleHash], index: UInt64) {
        begin(run.journal, index)
        guard open!.edge.treeSize == run.firstIndex else {
            for (place, offset) in run.offsets.enumerated() {
                let event = EventEntry(journal: run.journal, index: run.firstIndex &+ UInt64(place), body: [])
                take(event, hashes[offset], index + UInt64(place))
            }
            return
        }
        for subtree in run.subtrees { open!.edge.append(subtree: subtree.hash, level: subtree.level) }
    }

    /// Makes the open span one of this journal; notes what is wrong with the end of the one before.
    private mutating func begin(_ journal: JournalName, _ index: UInt64) {
        guard open?.journal != journal else { return }
        interrupt(index)
        let edge = journals[journal]?.edge ?? RightEdge()
        open = OpenSpan(journal: journal, before: edge, edge: edge, firstEntry: index)
    }

    private mutating func take(_ event: EventEntry, _ hash: MerkleHash, _ index: UInt64) {
        begin(event.journal, index)
        let expected = open!.edge.treeSize
        open!.edge.append(hash)
        guard event.index != expected else { return }
        if event.index < expected {
            note(
                index, en: "event \(event.index) of \(event.journal) stands a second time",
                zh: "\(event.journal) 的第 \(event.index) 条重复入账")
        } else {
            note(
                index, en: "event \(event.index) of \(event.journal) stands where \(expected) belongs",
                zh: "\(event.journal) 的第 \(event.index) 条出现在应为第 \(expected) 条的位置")
        }
    }

    private mutating func close(_ entry: JournalCheckpointEntry, _ opened: SignedCheckpoint?, _ index: UInt64) {
        noteArrival(entry.arrival, index)
        guard let span = open else {
            return note(index, en: "journal checkpoint without events before it", zh: "日志检查点之前没有事件")
        }
        open = nil
        journals[span.journal] = JournalState(edge: span.edge, checkpoint: entry.note, arrival: entry.arrival)
        findings.spans.append(
            JournalSpan(
                journal: span.journal, edge: span.before, count: span.edge.treeSize - span.before.treeSize,
                firstEntry: span.firstEntry, arrival: entry.arrival))
        check(span, entry, opened, index)
    }

    private mutating func noteArrival(_ arrival: Timestamp, _ index: UInt64) {
        if let lastArrival, arrival < lastArrival {
            note(
                index, en: "the arrival \(arrival) is before the one that precedes it, \(lastArrival)",
                zh: "到达时间 \(arrival) 早于前一到达时间 \(lastArrival)")
        }
        lastArrival = arrival
    }

    /// Whether the device signed just what stands here, and might.
    private mutating func check(
        _ span: OpenSpan, _ entry: JournalCheckpointEntry, _ opened: SignedCheckpoint?, _ index: UInt64
    ) {
        guard let device = registry.devices[span.journal] else {
            return note(index, en: "\(span.journal) is not enrolled", zh: "\(span.journal) 未登记")
        }
        guard let signed = entry.checkpoint(signedBy: device.key, opened: opened) else {
            return note(
                index, en: "\(span.journal) did not sign this checkpoint", zh: "\(span.journal) 未签署此检查点")
        }
        if let seen = signed.seen, seen.origin == registry.origin {
            findings.seen.append(SeenByDevice(journal: span.journal, head: seen, entry: index, before: span.firstEntry))
        }
        guard signed.treeSize == span.edge.treeSize, signed.root == span.edge.root else {
            return note(
                index, en: "\(span.journal) signed another history than stands here",
                zh: "\(span.journal) 签署的历史与此处不同")
        }
        let standing = registry.standing(of: span.journal, under: signed, at: span.firstEntry)
        guard standing != .good else { return }
        note(
            index, en: "\(span.journal) did not stand here: \(standing.wording.en)",
            zh: "\(span.journal) 在此处无效：\(standing.wording.zh)")
    }

    /// Notes a push that is not closed by its journal's checkpoint: entry `index` stands where more of it belongs.
    private mutating func interrupt(_ index: UInt64) {
        guard let span = open else { return }
        open = nil
        note(
            index, en: "events of \(span.journal) without a signed checkpoint after them",
            zh: "\(span.journal) 的事件之后没有签名检查点")
    }
}

/// A head of the ledger that a device says, under its signature, to have seen before its push came.
struct SeenByDevice: Sendable {
    let journal: JournalName
    let head: SeenHead
    /// The entry of the checkpoint that says so.
    let entry: UInt64
    /// The ledger's size when the push came.
    let before: UInt64
}

/// An entry that was hashed and read, off the replay's own thread.
package struct ReadEntry: Sendable {
    package let hash: MerkleHash
    package let entry: Result<LedgerEntry, LedgerEntry.Malformation>

    /// A journal's checkpoint as it was opened ahead of the replay, with the key that the journal had then.
    var opened: SignedCheckpoint?

    package init(_ bytes: [UInt8]) {
        self.init(bytes, hash: .leaf(bytes))
    }

    /// - Parameter hash: the leaf's, already computed.
    init(_ bytes: [UInt8], hash: MerkleHash) {
        self.hash = hash
        do throws(LedgerEntry.Malformation) {
            entry = .success(try LedgerEntry(parsing: bytes))
        } catch {
            entry = .failure(error)
        }
    }
}
