import DeviceSync
import Ledger
import LedgerProtocol
import LedgerTesting
import Synchronization
import TransparencyLog
import Values

/// A ledger in memory whose entries can be read, and whose host enters and tells what a test wants.
final class FieldLedger: TileSource, EntrySource, JournalPlaceSource {
    struct State: Sendable {
        var entries: [[UInt8]] = []
        var tree = MemoryTree()
        var spans: [JournalName: [JournalPlaces.Span]] = [:]
        /// Of what it tells the places, where that is not the truth.
        var told: (@Sendable ([JournalPlaces.Span]) -> [JournalPlaces.Span])?
        /// How many events it says it has, where that is not the truth.
        var toldSize: UInt64?
        var tile: (@Sendable (Tile, [UInt8]) -> [UInt8])?
        var entry: (@Sendable (UInt64, [UInt8]) -> [UInt8])?
        var answers = true
    }

    let fixture: LedgerFixture
    let state: Mutex<State>

    init(_ fixture: LedgerFixture) {
        self.fixture = fixture
        state = Mutex(State())
        grow(7)
    }

    var head: Checkpoint {
        state.withLock { Checkpoint(origin: fixture.origin, treeSize: $0.tree.treeSize, root: $0.tree.root) }
    }

    private static func append(_ entry: [UInt8], _ state: inout State) {
        state.entries.append(entry)
        state.tree.append(.leaf(entry))
    }

    /// Somebody else's entries.
    func grow(_ count: Int) {
        state.withLock { state in
            for _ in 0..<count { Self.append(Array("yima/1 other \(state.entries.count)\n".utf8), &state) }
        }
    }

    /// Enters a part of a journal with its checkpoint, as an honest host does; or what it makes of the events.
    func push(
        _ device: DeviceFixture, from: Int = 0, to end: Int? = nil, note: [UInt8]? = nil,
        changing change: (Int, [UInt8]) -> [UInt8] = { $1 }
    ) {
        let end = end ?? device.entries.count
        state.withLock { state in
            let first = UInt64(state.entries.count)
            for index in from..<end { Self.append(change(index, device.entries[index]), &state) }
            let closing = JournalCheckpointEntry(
                arrival: fixture.clock.now(), note: note ?? device.checkpoint(at: end))
            Self.append(closing.bytes, &state)
            state.spans[device.journal, default: []].append(
                JournalPlaces.Span(journalRange: UInt64(from)..<UInt64(end), firstEntry: first))
        }
    }

    private static let silent = TileSourceError(Wording(en: "no answer", zh: "没有应答"), isUnreachable: true)

    func tile(_ tile: Tile) async throws(TileSourceError) -> [UInt8] {
        let bytes: [UInt8]? = state.withLock { state in
            guard state.answers, tile.exists(treeSize: state.tree.treeSize),
                let hashes = try? state.tree.hashes(at: tile.nodes)
            else { return nil }
            let bytes = tile.bytes(hashes)
            return state.tile?(tile, bytes) ?? bytes
        }
        guard let bytes else { throw Self.silent }
        return bytes
    }

    func entries(_ path: EntryBundlePath) async throws(TileSourceError) -> [[UInt8]] {
        let first = Int(path.index) * Tile.widthMax
        return state.withLock { state in
            (first..<(first + path.width)).map { state.entry?(UInt64($0), state.entries[$0]) ?? state.entries[$0] }
        }
    }

    func journal(_ name: JournalName) async throws(TileSourceError) -> JournalStatus? {
        let (size, answers) = state.withLock { state in
            (state.toldSize ?? state.spans[name]?.last?.journalRange.upperBound, state.answers)
        }
        guard answers else { throw Self.silent }
        return size.map {
            JournalStatus(journal: name, size: $0, checkpoint: [], arrival: fixture.clock.now())
        }
    }

    func places(of name: JournalName, from: UInt64) async throws(TileSourceError) -> JournalPlaces {
        let spans = state.withLock { state in
            let spans = (state.spans[name] ?? []).filter { $0.journalRange.upperBound > from }
            return state.told?(spans) ?? spans
        }
        // Three at a time, so that a journal is asked for more than once.
        let told = Array(spans.prefix(3))
        return JournalPlaces(
            journal: name, spans: told, next: spans.count > 3 ? told.last?.journalRange.upperBound : nil)
    }
}
