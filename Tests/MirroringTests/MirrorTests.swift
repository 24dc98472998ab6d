import Files
import Foundation
import Ledger
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@testable import Mirroring

/// A ledger in memory that grows, and a folder for its copy.
private final class MirrorRoom {
    let fixture = LedgerFixture()
    let store = SimulatedLedgerStore()
    let folder: TileFolder
    private var workload: LedgerWorkload
    private var device: DeviceFixture
    private let directory: URL

    init() async throws {
        workload = LedgerWorkload(fixture: fixture)
        device = fixture.device()
        directory = FileManager.default.temporaryDirectory.appending(path: "mirror-\(UUID().uuidString)")
        folder = TileFolder(path: directory.appending(path: "copy").path)
        try await push(3, notes: [fixture.note(fixture.firstAct)] + fixture.enrolment(of: device))
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    var key: VerifierKey { fixture.signer.verifierKey }
    var source: CountingSource { CountingSource(StoreAuditSource(store)) }

    /// The ledger grows by so many events, and the checkpoint after them.
    func push(_ count: Int, notes: [[UInt8]] = []) async throws {
        device.record(count)
        let size = workload.treeSize
        try await store.append(workload.push(device, adminNotes: notes), expecting: size)
    }

    func note() async throws -> [UInt8] { try #require(try await store.head()).checkpoint }

    /// Fetches and, where all is sound, keeps.
    @discardableResult
    func copy(from source: any AuditSource) async throws -> Mirror.Outcome {
        let mirror = try Mirror(folder: folder, key: key)
        let outcome = await mirror.fetch(from: source, previous: nil)
        if let checkpoint = outcome.report.checkpoint, outcome.report.isSound {
            try await mirror.keep(Array(checkpoint.note.formatted.utf8))
        }
        return outcome
    }

    /// The files of the copy, by their paths in it.
    func files() throws -> [String: Data] {
        let root = URL(fileURLWithPath: folder.path)
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = root.appending(path: path)
            var isDirectory = ObjCBool(false)
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            files[path] = try Data(contentsOf: url)
        }
        files[".lock"] = nil
        return files
    }

    func write(_ data: Data, to path: String) throws {
        try data.write(to: URL(fileURLWithPath: folder.path).appending(path: path))
    }
}

/// Counts what is asked for, and changes one entry where it is told to.
private final class CountingSource: AuditSource {
    private let base: any AuditSource
    private let entries = Atomic(0)
    private let changed: UInt64?

    init(_ base: any AuditSource, changing entry: UInt64? = nil) {
        self.base = base
        changed = entry
    }

    var entryCount: Int { entries.load(ordering: .relaxed) }
    var readsMax: Int { base.readsMax }

    func checkpoint() async throws(AuditSourceError) -> [UInt8] { try await base.checkpoint() }

    func fold<State: Sendable>(
        _ range: Range<UInt64>, into state: State,
        _ body: @escaping @Sendable (inout State, _ entry: UInt64, _ bytes: UnsafeRawBufferPointer) -> Void
    ) async throws(AuditSourceError) -> State {
        entries.add(range.count, ordering: .relaxed)
        let changed = changed
        return try await base.fold(range, into: state) { state, entry, bytes in
            guard entry == changed else { return body(&state, entry, bytes) }
            var other = Array(bytes)
            other[other.count - 2] ^= 1
            other.withUnsafeBytes { body(&state, entry, $0) }
        }
    }

    func tiles(_ tiles: [Tile]) async throws(AuditSourceError) -> [[UInt8]] { try await base.tiles(tiles) }
}

@Suite struct `A mirror` {
    @Test func `has every tile and entry of the ledger in the layout of its read interface`() async throws {
        let room = try await MirrorRoom()
        try await room.push(700)
        let outcome = try await room.copy(from: room.source)
        #expect(outcome.report.isSound, "\(outcome.report.problems)")
        let files = try room.files()
        let checkpoint = try Checkpoint.parse(SignedNote.parse(try await room.note()).text)
        #expect(files["checkpoint"] == Data(try await room.note()))
        #expect(files["ledger.vkey"] == Data("\(room.key)\n".utf8))
        let tiles = Tile.tiles(treeSize: checkpoint.treeSize)
        for tile in tiles { #expect(files[tile.path]?.count == tile.byteCount, "\(tile)") }
        let bundles = (0..<checkpoint.treeSize).bundles(treeSize: checkpoint.treeSize)
        for bundle in bundles {
            let data = try #require(files[bundle.path], "\(bundle)")
            #expect(EntryBundle.format(try await room.store.entries(bundle.range)) == Array(data))
        }
        #expect(files.count == tiles.count + bundles.count + 2)
        // It is audited like any ledger, by who has nothing else.
        let own = await LedgerAuditor(source: room.folder, key: room.key).audit()
        #expect(own.isSound && own.entries == checkpoint.treeSize)
    }

    @Test func `fetches only what is new, and leaves what is at an older edge for one checkpoint more`() async throws {
        let room = try await MirrorRoom()
        try await room.push(300)
        let first = room.source
        try await room.copy(from: first)
        let before = try room.files()
        let partial = try #require(before.keys.first { $0.hasPrefix("tile/entries/") && $0.contains(".p/") })

        try await room.push(40)
        let second = room.source
        let outcome = try await room.copy(from: second)
        #expect(outcome.fetchedCount < 256 && outcome.fetchedCount == UInt64(second.entryCount))
        let files = try room.files()
        #expect(files[partial] == before[partial], "who began under the older checkpoint goes on")
        #expect(files["checkpoint.previous"] == before["checkpoint"])

        try await room.push(1)
        try await room.copy(from: room.source)
        #expect(try room.files()[partial] == nil)
        let again = room.source
        #expect(try await room.copy(from: again).fetchedCount == 0)
        #expect(again.entryCount == 0)
    }

    @Test func `takes nothing of a ledger that is not sound, and says whose fault it is`() async throws {
        let room = try await MirrorRoom()
        try await room.push(300)
        try await room.copy(from: room.source)
        let before = try room.files()
        try await room.push(300)
        let lying = try await room.copy(from: CountingSource(StoreAuditSource(room.store), changing: 400))
        #expect(lying.report.exitStatus == 1 && lying.damage == nil)
        #expect(try room.files() == before)

        // A file of the copy that the disk changed is not held against the ledger.
        let path = "tile/entries/000"
        var spoilt = try #require(before[path])
        spoilt[100] ^= 1
        try room.write(spoilt, to: path)
        let damaged = try await room.copy(from: room.source)
        #expect(damaged.damage != nil && damaged.fetchedCount == 0)
        try room.write(try #require(before[path]), to: path)
        #expect(try await room.copy(from: room.source).report.isSound)
    }

    @Test func `takes nothing that another key signed, or that does not continue the copy`() async throws {
        let room = try await MirrorRoom()
        try await room.push(300)
        try await room.copy(from: room.source)
        let before = try room.files()

        let other = try await MirrorRoom()
        try await other.push(299)
        try await other.push(40)
        let forked = try await room.copy(from: other.source)
        #expect(forked.report.exitStatus == 1 && forked.damage == nil)
        #expect(try room.files() == before)
    }

    @Test func `is kept by one process, in a folder of its own, and takes up what a crash left`() async throws {
        let room = try await MirrorRoom()
        let mirror = try Mirror(folder: room.folder, key: room.key)
        #expect(throws: Mirror.Failure.self) { try Mirror(folder: room.folder, key: room.key) }
        // Fetched and never kept, as after a crash.
        #expect(await mirror.fetch(from: room.source, previous: nil).report.isSound)
        #expect(!room.folder.exists)
        await mirror.discard()

        let strange = TileFolder(path: room.folder.path + "-other")
        try FileManager.default.createDirectory(atPath: strange.path, withIntermediateDirectories: true)
        try Data("a letter".utf8).write(to: URL(fileURLWithPath: strange.path).appending(path: "letter.txt"))
        #expect(throws: Mirror.Failure.self) { try Mirror(folder: strange, key: room.key) }
    }
}
