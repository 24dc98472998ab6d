import LedgerTesting
import Synchronization
import Testing
import TransparencyLog
import Values

@testable import Ledger

@Suite("An audit reads ahead on all cores, within bounds, and finds what it would find entry by entry")
struct AuditPipelineTests {
    let fixture = LedgerFixture()

    /// A ledger of a little more than three chunks: long and short pushes of three devices in turn.
    private func ledger() async throws -> LedgerRoom {
        var devices = (0..<3).map { fixture.device($0, operator: $0 + 1) }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: devices)
        for count in [1, 700, 3, 1, 1500, 1, 1, 40, 900, 2, 1, 1100, 300, 1, 1700] {
            for number in devices.indices {
                let from = devices[number].entries.count
                for index in 0..<max(1, count / (number + 1)) { devices[number].record(body: Array("{\(index)}".utf8)) }
                _ = try await room.sequencer.push(devices[number].push(from: from))
            }
        }
        return room
    }

    private func audit(
        _ source: any AuditSource, keptBytesMax: Int = 1 << 20, previous: Checkpoint? = nil
    ) async -> AuditReport {
        await LedgerAuditor(source: source, key: fixture.signer.verifierKey, keptBytesMax: keptBytesMax)
            .audit(previous: previous)
    }

    @Test("it has no more reads under way than its source wants, and never keeps an event", arguments: [1, 2, 5])
    func bounded(readsMax: Int) async throws {
        let room = try await ledger()
        let source = GaugedSource(base: StoreAuditSource(room.store, readsMax: readsMax))
        let report = await audit(source, keptBytesMax: 4096)
        #expect(report.isSound, "\(report.problems)")
        #expect(report.entries > 3 * LedgerAuditor.chunkEntries)
        let gauge = source.gauge.withLock { $0 }
        #expect(gauge.most <= readsMax)
        #expect(gauge.whole == Int(report.entries))
        // What outgrew the bound was read again, what lies in one bundle together.
        #expect(gauge.again > 0)
        #expect(gauge.again <= Int(report.entries) / Tile.widthMax + 1)
        #expect(await audit(StoreAuditSource(room.store)).isSound)
    }

    @Test("what is served otherwise when it is read again is damage, though the tree fits")
    func servedTwice() async throws {
        var (hostile, device) = HostileLedger.enrolled { $0.device() }
        device.record(3)
        for _ in 0..<3 { hostile.append(Array("yima/1 later\n".utf8) + [UInt8](repeating: 0x61, count: 400)) }
        // The device never signed; what is shown when it is asked for again, it did.
        let closing = try hostile.push(device, note: Array("rubbish".utf8)) + 3
        let signed = JournalCheckpointEntry(arrival: hostile.fixture.clock.now(), note: device.checkpoint(at: 3)).bytes
        let store = StoreAuditSource(try await hostile.store())
        let source = ChangingSource(base: store) { entry, readings in
            entry == closing && readings > 0 ? signed : nil
        }
        let auditor = LedgerAuditor(source: source, key: hostile.fixture.signer.verifierKey, keptBytesMax: 1000)
        let report = await auditor.audit()
        #expect(report.exitStatus == 1)
        #expect(report.problems.contains { $0.wording.en.contains("entry \(closing)") })
    }

    @Test("a false tile is told though another of its chunk is not to be had")
    func falseTile() async throws {
        let room = try await ledger()
        let report = await audit(PartlyLostSource(base: StoreAuditSource(room.store)))
        #expect(report.exitStatus == 1)
        #expect(report.problems.map(\.entry) == [UInt64(Tile.widthMax)])
        #expect(report.couldNotCheck?.en == "no answer")
    }

    @Test("what it keeps of a chunk is bounded, whatever the entries are")
    func keptBytes() throws {
        let signatures = CheckedSignatures()
        var chunk = DigestedChunk(part: (), signatures: signatures, keptBytesMax: 1000)
        let note = [UInt8]("yima/1 later\n".utf8) + [UInt8](repeating: 0x61, count: 387)
        for _ in 0..<20 { note.withUnsafeBytes { _ = chunk.take($0) } }
        chunk.finish()
        let kept = chunk.items.count { if case .entry = $0 { true } else { false } }
        #expect(kept == 2)
        #expect(chunk.items.count == 20)
    }

    @Test("the same damage is told with whatever read ahead, and within whatever bound")
    func sameProblems() async throws {
        let room = try await ledger()
        let size = try #require(try await room.store.head()?.treeSize)
        for place in [0, 5, 2047, 2048, 2049, 5000, size - 1] {
            let damaged = room.store.copy()
            damaged.flipBit(ofEntry: place, byte: 13)
            let expected = await audit(StoreAuditSource(damaged, readsMax: 1))
            #expect(expected.firstBad == place)
            for (readsMax, keptBytesMax) in [(2, 1 << 20), (4, 0), (9, 300)] {
                let report = await audit(
                    StoreAuditSource(damaged, readsMax: readsMax), keptBytesMax: keptBytesMax)
                #expect(report.problems == expected.problems)
                #expect(report.problemCount == expected.problemCount)
            }
        }
    }

    @Test("the last audit's size may lie anywhere in a chunk")
    func previousWithin() async throws {
        let room = try await ledger()
        let entries = try await room.store.everything().entries
        var edge = RightEdge()
        for (index, entry) in entries.enumerated() {
            edge.append(.leaf(entry))
            guard [0, 254, 255, 256, 2046, 2047, 2048, 4095, 4100, entries.count - 1].contains(index) else { continue }
            let previous = Checkpoint(origin: fixture.origin, edge: edge)
            #expect(await audit(StoreAuditSource(room.store), previous: previous).exitStatus == 0, "at \(index + 1)")
            var other = edge
            other.append(.emptyRoot)
            let wrong = Checkpoint(origin: fixture.origin, edge: other)
            let report = await audit(StoreAuditSource(room.store), previous: wrong)
            #expect(report.exitStatus == 1)
            #expect(report.problemCount == 1, "told once, at \(index + 2)")
        }
    }

    @Test("first lines are read as the whole entry would be, whatever stands in them")
    func headers() throws {
        let journal = fixture.device().journal
        var entries: [[UInt8]] = []
        for index in [
            "0", "1", "2", "02", "3", "+4", "4", "18446744073709551615", "18446744073709551616", "5 ", "", "6",
        ] {
            entries.append(Array("yima/1 event \(journal) \(index)\n{}".utf8))
        }
        let other = fixture.device(2).journal
        entries.append(Array("yima/1 event \(other) 7\n".utf8))
        entries.append(Array("yima/1 event \(journal) 7".utf8))
        entries.append(Array("yima/1 event \(journal) 7\u{301}\n".utf8))
        entries.append(Array("yima/1 event \(journal) 8\n".utf8) + [UInt8](repeating: 0x20, count: 70_000))
        entries.append(Array("yima/1 event \(journal) 9\n".utf8) + [0xFF, 0xFE])
        entries.append(Array("yima/1 later\n".utf8))
        entries.append([])
        var random = SplitMix64(seed: 4)
        for _ in 0..<2000 {
            var entry = entries[Int(random.next() % UInt64(entries.count))]
            if !entry.isEmpty, random.next() % 2 == 0 {
                let header = entry.firstIndex(of: 0x0A) ?? entry.count - 1
                entry[Int(random.next() % UInt64(header + 1))] ^= 1 << UInt8(random.next() % 8)
            }
            entries.append(entry)
        }
        var chunk = DigestedChunk(part: (), signatures: CheckedSignatures(), keptBytesMax: .max)
        for entry in entries {
            let body = entry.withUnsafeBytes { chunk.take($0) }
            if case .event(let event)? = try? LedgerEntry(parsing: entry) {
                #expect(body.map { Array(entry[$0...]) } == event.body)
            } else {
                #expect(body == nil)
            }
        }
        chunk.finish()
        #expect(chunk.hashes == entries.map { .leaf($0) })
        var place = 0
        for item in chunk.items {
            switch item {
            case .events(let run):
                for offset in 0..<run.count {
                    guard case .event(let event) = try LedgerEntry(parsing: entries[place]) else {
                        return #expect(Bool(false), "entry \(place) is no event")
                    }
                    #expect(event.journal == run.journal)
                    #expect(event.index == run.firstIndex &+ UInt64(offset))
                    place += 1
                }
            case .entry(let entry):
                #expect(entry.entry == ReadEntry(entries[place]).entry)
                place += 1
            case .unread: #expect(Bool(false), "nothing is left unread within the bound")
            }
        }
        #expect(place == entries.count)
    }
}

/// Counts the reads under way.
private struct GaugedSource: AuditSource {
    struct Gauge {
        var underWay = 0
        var most = 0
        /// Entries that were read in whole chunks, and reads of what was read before.
        var whole = 0
        var again = 0
        var begun: Set<UInt64> = []
    }

    final class Box: Sendable {
        private let mutex = Mutex(Gauge())
        func withLock<Value>(_ body: (inout Gauge) -> Value) -> Value { mutex.withLock { body(&$0) } }
    }

    let base: StoreAuditSource
    let gauge = Box()

    var readsMax: Int { base.readsMax }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] { try await base.checkpoint() }

    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, UInt64, UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        let isChunk = gauge.withLock { gauge in
            guard gauge.begun.isDisjoint(with: range) else {
                gauge.again += 1
                return false
            }
            gauge.begun.formUnion(range)
            gauge.whole += range.count
            gauge.underWay += 1
            gauge.most = max(gauge.most, gauge.underWay)
            return true
        }
        defer { gauge.withLock { if isChunk { $0.underWay -= 1 } } }
        return try await base.fold(range, into: state, body)
    }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] { try await base.tiles(tiles) }
}

/// Serves what `instead` gives in place of an entry, by how often the entry was shown before.
private struct ChangingSource: AuditSource {
    final class Readings: Sendable {
        private let counts = Mutex<[UInt64: Int]>([:])
        func next(_ entry: UInt64) -> Int {
            counts.withLock { counts in
                defer { counts[entry, default: 0] += 1 }
                return counts[entry, default: 0]
            }
        }
    }

    let base: StoreAuditSource
    let instead: @Sendable (_ entry: UInt64, _ readings: Int) -> [UInt8]?
    let readings = Readings()

    init(base: StoreAuditSource, instead: @escaping @Sendable (UInt64, Int) -> [UInt8]?) {
        self.base = base
        self.instead = instead
    }

    var readsMax: Int { base.readsMax }
    func checkpoint() async throws(AuditSourceError) -> [UInt8] { try await base.checkpoint() }
    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] { try await base.tiles(tiles) }

    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, UInt64, UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        let (instead, readings) = (instead, readings)
        return try await base.fold(range, into: state) { state, entry, bytes in
            guard let other = instead(entry, readings.next(entry)) else { return body(&state, entry, bytes) }
            other.withUnsafeBytes { body(&state, entry, $0) }
        }
    }
}

/// Serves the second tile of leaves false, and the fourth never.
private struct PartlyLostSource: AuditSource {
    let base: StoreAuditSource

    var readsMax: Int { base.readsMax }
    func checkpoint() async throws(AuditSourceError) -> [UInt8] { try await base.checkpoint() }

    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, UInt64, UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State { try await base.fold(range, into: state, body) }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] {
        var all = try await base.tiles(tiles)
        for (place, tile) in tiles.enumerated() where tile.level == 0 {
            if tile.index == 1 { all[place][0] ^= 1 }
            if tile.index == 3 { throw .unavailable("no answer") }
        }
        return all
    }
}
