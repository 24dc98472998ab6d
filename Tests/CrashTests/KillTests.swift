import Foundation
import Glibc
import Ledger
import LedgerClient
import SQLiteStore
import Testing
import TransparencyLog

@Suite("The real daemon, killed at any moment, loses nothing and doubles nothing", .timeLimit(.minutes(10)))
struct KillTests {
    static let kills = 20
    static let clients = 4

    @Test(
        "every acknowledged entry is there once, fsck is clean, and every checkpoint ever seen is consistent with the last"
    )
    func killed() async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/yima-kill-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let devices = try (0..<Self.clients).map { try PushingDevice(number: $0) }
        try await Self.begin(directory, devices)

        let daemon = DaemonProcess(directory: directory)
        let board = Board()
        try await Self.serve(daemon, board)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for device in devices { group.addTask { try await device.pushUntilDone(board) } }
            group.addTask { try await Self.watchCheckpoints(board) }
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<Self.kills {
                let target = await board.acknowledged + Int.random(in: 1...24, using: &generator)
                try await board.waitUntil(acknowledged: target)
                // A moment that has nothing to do with what the daemon is doing: that is the point here.
                try await Task.sleep(for: .microseconds(Int.random(in: 0...20_000, using: &generator)))
                await board.serve(at: nil)
                #expect(try await daemon.end(SIGKILL) == SIGKILL)
                try await Self.serve(daemon, board)
            }
            let last = await board.acknowledged + 8
            try await board.waitUntil(acknowledged: last)
            await board.finish()
            try await group.waitForAll()
        }
        #expect(try await daemon.end(SIGTERM) == 0)
        let fsck = try await DaemonProcess.run("yimad", ["fsck", "--data", directory, "--json"])
        #expect(fsck.status == 0, "\(fsck.output)")
        try await Self.check(directory, board)
    }

    static func serve(_ daemon: DaemonProcess, _ board: Board) async throws {
        let url: String = try #require(await daemon.start(), "the daemon does not start")
        await board.serve(at: url)
    }

    static func begin(_ directory: String, _ devices: [PushingDevice]) async throws {
        var steps = [["init", "--data", directory, "--origin", "test.example/kill"]]
        steps.append(["operator", "add", "--data", directory, "--uscc", PushingDevice.uscc, "--name", "试验水产"])
        steps += devices.map { ["device", "add", "--data", directory, "--vkey", "\($0.key.verifierKey)"] }
        for step in steps {
            let (status, output) = try await DaemonProcess.run("yimad", step)
            try #require(status == 0, "\(step): \(output)")
        }
    }

    /// Asks for the published checkpoint again and again, as a monitor would.
    static func watchCheckpoints(_ board: Board) async throws {
        while let url = await board.url {
            let note = try? await LedgerClient.withClient(url: LedgerURL(url)!, retries: .never) {
                try await $0.checkpoint()
            }
            if let note { await board.saw(note) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Reads the whole ledger back and holds it against what was acknowledged and seen.
    static func check(_ directory: String, _ board: Board) async throws {
        let vkey = try String(contentsOfFile: directory + "/ledger.vkey", encoding: .utf8)
        let key = try VerifierKey.parse(vkey.trimmingCharacters(in: .newlines))
        let store = try SQLiteLedgerStore.open(directory: directory, mode: .readOnly)
        let size = try #require(try await store.head()).treeSize
        var places: [String: [UInt64: UInt64]] = [:]
        var edge = RightEdge()
        var roots: [UInt64: MerkleHash] = [:]
        for (index, bytes) in try await store.entries(0..<size).enumerated() {
            edge.append(.leaf(bytes))
            roots[edge.treeSize] = edge.root
            guard case .event(let event) = try LedgerEntry(parsing: bytes) else { continue }
            let before = places[event.journal.description, default: [:]].updateValue(UInt64(index), forKey: event.index)
            #expect(before == nil, "event \(event.index) of \(event.journal) stands twice")
        }
        for acknowledged in await board.receipts {
            let entries = try #require(acknowledged.entries)
            #expect(places[acknowledged.journal]?[acknowledged.first] == entries.lowerBound)
            #expect(places[acknowledged.journal]?[acknowledged.last] == entries.upperBound)
        }
        let seen = await board.checkpoints
        #expect(seen.count > Self.kills)
        for note in seen {
            let checkpoint = try Checkpoint.open(note: note, key: key).checkpoint
            #expect(checkpoint.treeSize <= size)
            #expect(
                roots[checkpoint.treeSize] == checkpoint.root,
                "the checkpoint at \(checkpoint.treeSize) is not of this history")
        }
    }
}

/// What the clients, the killer and the monitor know together.
actor Board {
    struct Receipt {
        let journal: String
        let first: UInt64
        let last: UInt64
        let entries: ClosedRange<UInt64>?
    }

    private(set) var receipts: [Receipt] = []
    private(set) var checkpoints: Set<[UInt8]> = []
    private var address: String?
    private var isDone = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    var acknowledged: Int { receipts.count }

    func serve(at url: String?) {
        address = url
        wake()
    }

    func finish() {
        isDone = true
        wake()
    }

    /// Where the daemon serves, waiting for it while it is down; nil when all is over.
    var url: String? {
        get async {
            while address == nil, !isDone { await change() }
            return isDone ? nil : address
        }
    }

    func saw(_ note: [UInt8]) { checkpoints.insert(note) }

    func acknowledge(_ push: PushRequest, _ receipt: PushReceipt) {
        receipts.append(
            Receipt(
                journal: push.journal.description, first: push.range.lowerBound, last: push.range.upperBound - 1,
                entries: receipt.entries))
        checkpoints.insert(receipt.checkpoint)
        wake()
    }

    func waitUntil(acknowledged count: Int) async throws {
        while receipts.count < count { await change() }
    }

    private func change() async {
        await withCheckedContinuation { waiters.append($0) }
    }

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}

/// A client that pushes, and pushes the same again until it is acknowledged.
struct PushingDevice {
    static let uscc = "91350100M000100Y43"
    let journal: JournalName
    let key: SignerKey

    init(number: Int) throws {
        journal = JournalName("\(Self.uscc)/kill-\(number)")!
        key = try SignerKey(name: journal.description, seed: [UInt8](repeating: UInt8(number + 1), count: 32))
    }

    func pushUntilDone(_ board: Board) async throws {
        var edge = RightEdge()
        while await board.url != nil {
            let push = try next(after: &edge)
            while let url = await board.url {
                let receipt = try? await LedgerClient.withClient(url: LedgerURL(url)!, retries: .never) {
                    try await $0.push(push)
                }
                guard let receipt else { continue }
                await board.acknowledge(push, receipt)
                break
            }
        }
    }

    private func next(after edge: inout RightEdge) throws -> PushRequest {
        let from = edge.treeSize
        let entries = (0..<UInt64.random(in: 1...40)).map { offset in
            let body = """
                {"type":"ObjectEvent","eventTime":"2026-11-01T08:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE",\
                "bizStep":"shipping","epcList":["https://id.gs1.org/01/06901234567892/21/\(key.name.utf8.count)-\(from + offset)"]}
                """
            return EventEntry(journal: journal, index: from + offset, body: Array(body.utf8)).bytes
        }
        for entry in entries { edge.append(.leaf(entry)) }
        let note = try Checkpoint(origin: key.name, edge: edge).sign(with: key)
        return try PushRequest(journal: journal, from: from, note: Array(note.formatted.utf8), entries: entries)
    }
}
