public import Ledger
import TransparencyLog

/// Makes consistent batches for a store, one after another, as the sequencer would: entries, tiles, spans, checkpoints.
///
/// It remembers all that it put together, so that a test can compare a store with it.
public struct LedgerWorkload: Sendable {
    public let fixture: LedgerFixture
    public private(set) var tip = LedgerTip()
    /// Everything that went into accepted batches.
    public private(set) var entries: [[UInt8]] = []
    public private(set) var tiles: [TileName: [UInt8]] = [:]
    public private(set) var spans: [JournalSpan] = []
    public private(set) var journals: [JournalName: JournalState] = [:]
    public private(set) var adminEntries: [UInt64] = []
    public private(set) var checkpoint: [UInt8] = []

    public init(fixture: LedgerFixture = LedgerFixture()) {
        self.fixture = fixture
    }

    public var treeSize: UInt64 { UInt64(entries.count) }

    /// The batch that pushes what `device` has beyond what the ledger holds of it, with `adminNotes` before it; from
    /// here on it counts as accepted.
    public mutating func push(_ device: DeviceFixture, adminNotes: [[UInt8]] = []) -> LedgerBatch {
        var batch = LedgerBatch()
        for note in adminNotes {
            batch.adminEntries.append(treeSize + UInt64(batch.entries.count))
            batch.entries.append(LedgerEntry.adminBytes(note: note))
        }
        let arrival = fixture.clock.now()
        let before = journals[device.journal]?.edge ?? RightEdge()
        let events = device.entries[Int(before.treeSize)...]
        if !events.isEmpty {
            batch.spans = [
                JournalSpan(
                    journal: device.journal, edge: before, count: UInt64(events.count),
                    firstEntry: treeSize + UInt64(batch.entries.count), arrival: arrival)
            ]
            let note = device.checkpoint(at: device.entries.count)
            batch.entries += events
            batch.entries.append(JournalCheckpointEntry(arrival: arrival, note: note).bytes)
            batch.journals[device.journal] = JournalState(
                edge: device.edge(at: device.entries.count), checkpoint: note, arrival: arrival)
        }
        accept(&batch)
        return batch
    }

    private mutating func accept(_ batch: inout LedgerBatch) {
        batch.tiles = tip.append(batch.entries.map { MerkleHash.leaf($0) })
        batch.checkpoint = fixture.checkpoint(tip.edge)
        entries += batch.entries
        tiles.merge(batch.tiles) { $1 }
        spans += batch.spans
        journals.merge(batch.journals) { $1 }
        adminEntries += batch.adminEntries
        checkpoint = batch.checkpoint
    }
}
