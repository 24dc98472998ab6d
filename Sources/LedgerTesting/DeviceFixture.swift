import EPCIS
public import Ledger
public import TransparencyLog
import Values

/// A device with its journal in memory: records events, signs checkpoints, makes pushes of any part.
public struct DeviceFixture: Sendable {
    public let journal: JournalName
    public let signer: SignerKey
    /// The journal's leaves.
    public private(set) var entries: [[UInt8]] = []

    public init(journal: JournalName, signer: SignerKey) {
        self.journal = journal
        self.signer = signer
    }

    public var size: UInt64 { UInt64(entries.count) }

    /// Appends sound EPCIS events: each commissions one serialised item, and no two anywhere are the same.
    public mutating func record(_ count: Int) {
        for _ in 0..<count { record(body: sampleEvent(size)) }
    }

    /// Appends an entry with any body, also one that is no event.
    public mutating func record(body: [UInt8]) {
        entries.append(EventEntry(journal: journal, index: size, body: body).bytes)
    }

    /// A journal that agrees with this one on the first `count` entries and has another after them: a fork.
    public func forked(after count: Int) -> DeviceFixture {
        var fork = self
        fork.entries = Array(entries.prefix(count))
        fork.record(body: Array(#"{"forked":\#(count)}"#.utf8))
        return fork
    }

    /// The right edge at a size.
    public func edge(at size: Int) -> RightEdge {
        entries.prefix(size).reduce(into: RightEdge()) { $0.append(.leaf($1)) }
    }

    /// The signed checkpoint at a size.
    public func checkpoint(at size: Int) -> [UInt8] {
        LedgerFixture.checkpoint(edge(at: size), signedBy: signer)
    }

    /// The signed checkpoint at a size, which says that this head of a ledger was seen.
    public func checkpoint(at size: Int, seen: SeenHead) -> [UInt8] {
        let edge = edge(at: size)
        let checkpoint = Checkpoint(
            origin: signer.name, treeSize: edge.treeSize, root: edge.root, extensions: [seen.line])
        guard let note = try? checkpoint.sign(with: signer) else {
            preconditionFailure("a checkpoint can be signed")
        }
        return Array(note.formatted.utf8)
    }

    /// The entries from `from` to `end` (all the rest where it is nil) with the checkpoint at the end.
    public func push(from: Int = 0, to end: Int? = nil, seen: SeenHead? = nil) -> PushRequest {
        let end = end ?? entries.count
        let part = Array(entries[from..<end])
        let note = seen.map { checkpoint(at: end, seen: $0) } ?? checkpoint(at: end)
        guard
            let push = try? PushRequest(journal: journal, from: UInt64(from), note: note, entries: part)
        else { preconditionFailure("a part of a journal is a push") }
        return push
    }

    /// The identity of the item that event `index` commissions, as a GS1 Digital Link.
    public func item(_ index: UInt64) -> String {
        "https://id.gs1.org/01/06901234567892/21/\(journal.operatorUSCC.suffix(6))\(journal.device.suffix(1))-\(index)"
    }

    private func sampleEvent(_ index: UInt64) -> [UInt8] {
        // A second apart from 2026-02-28T00:00Z on, so that each is older than the clock of the ledger.
        let time = OffsetTime(
            moment: Timestamp(milliseconds: 1_772_236_800_000 + Int64(index) * 1000), offsetMinutes: 480)
        return Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"\(time.moment)",\
            "eventTimeZoneOffset":"\(time.offset)","action":"ADD","bizStep":"commissioning","disposition":"active",\
            "epcList":["\(item(index))"],"readPoint":{"id":"urn:yima:site:\(journal.operatorUSCC)"}}
            """.utf8)
    }
}
