import Codes
import DerivedState
import EPCIS
import Evidence
import Files
import Foundation
import Hosting
import Ledger
import LedgerTesting
import Rules
import SQLiteStore
import Testing
import TransparencyLog
import Values

/// The monitor over a host's ledger, with a store of its own on the disk.
private struct MonitorRoom {
    let room: LedgerRoom
    let store: SQLiteFindingStore
    let monitor: FindingsMonitor

    init(_ room: LedgerRoom, in directory: URL) throws {
        self.room = room
        store = try SQLiteFindingStore.open(directory: directory.path)
        let clock = room.fixture.clock
        monitor = FindingsMonitor(
            store: store, ledger: HostWatching(host: room.host), now: { clock.now() }, logger: LedgerRoom.logger)
    }

    func all() async throws -> [MonitoredFinding] {
        var question = FindingQuestion()
        question.limit = 100_000
        return try await store.findings(question)
    }

    /// Commits an event of a device.
    func record(_ json: String, _ device: inout DeviceFixture) async throws {
        device.record(body: Array(json.utf8))
        _ = try await room.sequencer.push(device.push(from: device.entries.count - 1))
    }
}

@Suite("What is wrong on a ledger is kept up to date without being asked")
struct FindingsMonitorTests {
    private static let lot = "https://id.gs1.org/01/06901234567892/10/M1"

    /// Runs a body with a directory that is gone afterwards.
    private static func inDirectory(_ body: (URL) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("monitor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory)
    }

    private static func event(_ members: String, at time: String, action: String = "OBSERVE", kilograms: Int = 10)
        -> String
    {
        """
        {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"\(time)","eventTimeZoneOffset":"+08:00",\
        "action":"\(action)",\(members),\
        "quantityList":[{"epcClass":"\(lot)","quantity":\(kilograms),"uom":"KGM"}]}
        """
    }

    private static func shipped(_ from: String, to: String) -> String {
        event(
            """
            "bizStep":"shipping","sourceList":[{"type":"owning_party","source":"urn:yima:uscc:\(from)"}],\
            "destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\(to)"}]
            """, at: "2026-02-28T09:00:00.000Z")
    }

    private static func received(_ by: String, from: String) -> String {
        event(
            """
            "bizStep":"receiving","sourceList":[{"type":"owning_party","source":"urn:yima:uscc:\(from)"}],\
            "destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\(by)"}]
            """, at: "2026-02-28T15:00:00.000Z")
    }

    @Test("a finding comes up when a clock runs out, though nothing was recorded, and is settled by the receipt")
    func clock() async throws {
        try await Self.inDirectory { directory in
            let fixture = LedgerFixture()
            var (maker, buyer) = (fixture.device(), fixture.device(1, operator: 2))
            let ledger = try await LedgerRoom.new(fixture: fixture, enrolled: [maker, buyer])
            let room = try MonitorRoom(ledger, in: directory)
            let (seller, other) = (maker.journal.operatorUSCC, buyer.journal.operatorUSCC)
            try await room.record(
                Self.event(#""bizStep":"commissioning""#, at: "2026-02-28T08:00:00.000Z", action: "ADD"), &maker)
            try await room.record(Self.shipped(seller, to: other), &maker)
            try await room.monitor.catchUp()
            func overdue() async throws -> [MonitoredFinding] {
                var question = FindingQuestion()
                question.rules = ["LINK-2"]
                return try await room.store.findings(question)
            }
            #expect(try await overdue().isEmpty)

            fixture.clock.advance(milliseconds: 30 * 86_400_000)
            try await room.monitor.catchUp()
            let found = try await overdue()
            #expect(found.map(\.code) == [Self.lot])
            #expect(found.first?.operators == [seller])
            let opened = try await room.store.changes(after: 0, limit: 100)
            #expect(opened.contains { $0.isOpened && $0.finding.finding.rule == "LINK-2" })

            try await room.record(Self.received(other, from: seller), &buyer)
            try await room.monitor.catchUp()
            #expect(try await overdue().isEmpty)
            let settled = try await room.store.changes(after: opened.last?.number ?? 0, limit: 100)
            #expect(settled.contains { !$0.isOpened && $0.finding.finding.rule == "LINK-2" })
        }
    }

    @Test("it says of each code of a city just what the verdict says, and the same again when it is made anew")
    func city() async throws {
        try await Self.inDirectory { directory in
            let city = City(seed: 7)
            let chains = ChainKind.all.enumerated().filter { $0.offset % 9 == 0 }
                .map { $1.chain(in: city, number: $0) }
            let room = try MonitorRoom(try await CityRoom.room(telling: chains), in: directory)
            try await room.monitor.catchUp()
            let progress = try await room.store.progress()
            #expect(progress.isWhole && progress.waitingCount == 0)
            #expect(progress.cursor.treeSize == room.room.host.sequencer.published.treeSize)

            let judge = EvidenceJudge(key: room.room.fixture.signer.verifierKey, now: room.room.fixture.clock.now())
            var judgedCount = 0
            for chain in chains {
                for question in chain.questions where question.holder == nil {
                    guard let code = try? CodeReader().read(question.code), code.grain == .lot else { continue }
                    let verdict = try await room.room.host.judgement(
                        of: code, written: question.code, by: judge, memory: EvidenceMemory()
                    ).verdict
                    var asked = FindingQuestion()
                    (asked.code, asked.limit) = (code.key, 1000)
                    let told = try await room.store.findings(asked)
                    let wanted = Set(verdict.findings.map { [$0.rule, $0.severity.rawValue, "\($0.entries)"] })
                    #expect(
                        Set(told.map(\.finding).map { [$0.rule, $0.severity.rawValue, "\($0.entries)"] }) == wanted,
                        "\(chain.kind): \(question.code)")
                    judgedCount += 1
                }
            }
            #expect(judgedCount > 10)

            let before = try await room.all()
            #expect(!before.isEmpty)
            let changes = try await room.store.changes(after: 0, limit: 100_000)
            #expect(changes.count == before.count)
            try await room.store.clear()
            // What stood is shown until all is judged again, and nobody hears of it twice.
            #expect(try await room.all() == before)
            #expect(try await !room.store.progress().isWhole)
            try await room.monitor.catchUp()
            #expect(try await room.all() == before)
            #expect(try await room.store.changes(after: 0, limit: 100_000) == changes)
        }
    }

    @Test("taken in piece by piece, in whatever portions, it comes to the same as at once")
    func portions() async throws {
        let city = City(seed: 11)
        let chains = ChainKind.all.enumerated().filter { $0.offset % 23 == 5 }.map { $1.chain(in: city, number: $0) }
        try await Self.inDirectory { directory in
            let (first, second) = (
                directory.appendingPathComponent("at-once"), directory.appendingPathComponent("by-and-by")
            )
            for place in [first, second] {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            let store = try SQLiteFindingStore.open(directory: second.path)
            func catchUp(_ ledger: LedgerRoom) async throws {
                let clock = ledger.fixture.clock
                let monitor = FindingsMonitor(
                    store: store, ledger: HostWatching(host: ledger.host), batch: 3, now: { clock.now() },
                    logger: LedgerRoom.logger)
                try await monitor.catchUp()
            }
            let ledger = try await CityRoom.room(telling: chains, meanwhile: catchUp)
            try await catchUp(ledger)
            let whole = try MonitorRoom(ledger, in: first)
            try await whole.monitor.catchUp()
            var question = FindingQuestion()
            question.limit = 100_000
            let (byAndBy, atOnce) = (Set(try await store.findings(question)), Set(try await whole.all()))
            #expect(byAndBy.subtracting(atOnce).isEmpty)
            #expect(atOnce.subtracting(byAndBy).isEmpty)
            #expect(try await !whole.all().isEmpty)
        }
    }

    @Test("a recall of a product that names no lot comes up under every lot of it that was there")
    func productRecall() async throws {
        try await Self.inDirectory { directory in
            let fixture = LedgerFixture()
            var maker = fixture.device()
            let room = try MonitorRoom(
                try await LedgerRoom.new(fixture: fixture, enrolled: [maker]), in: directory)
            try await room.record(
                Self.event(#""bizStep":"commissioning""#, at: "2026-02-28T08:00:00.000Z", action: "ADD"), &maker)
            try await room.monitor.catchUp()
            func restricted() async throws -> [MonitoredFinding] {
                var question = FindingQuestion()
                (question.code, question.rules) = (Self.lot, ["STATE-1"])
                return try await room.store.findings(question)
            }
            #expect(try await restricted().isEmpty)
            let recall = Self.event(
                #""bizStep":"holding","disposition":"recalled""#, at: "2026-02-28T12:00:00.000Z"
            ).replacing("/10/M1", with: "")
            try await room.record(recall, &maker)
            try await room.monitor.catchUp()
            #expect(try await restricted().count == 1)
        }
    }

    @Test("what only names a product is watched too, and its findings are its own")
    func bareProduct() async throws {
        try await Self.inDirectory { directory in
            let fixture = LedgerFixture()
            var maker = fixture.device()
            let room = try MonitorRoom(
                try await LedgerRoom.new(fixture: fixture, enrolled: [maker]), in: directory)
            try await room.record(
                Self.event(#""bizStep":"commissioning""#, at: "2026-02-28T08:00:00.000Z", action: "ADD"), &maker)
            // Said to have happened far in the future.
            let sale = Self.event(
                #""bizStep":"retail_selling""#, at: "2031-02-28T12:00:00.000Z", action: "DELETE"
            ).replacing("/10/M1", with: "")
            try await room.record(sale, &maker)
            try await room.monitor.catchUp()
            let product = Self.lot.replacing("/10/M1", with: "")
            let found = try await room.all().filter { $0.finding.rule == "TIME-1" }
            #expect(found.map(\.code) == [product])
            #expect(try await room.store.progress().partialCount == 0)
        }
    }

    @Test("what was found on another history is found anew")
    func otherHistory() async throws {
        try await Self.inDirectory { directory in
            let fixture = LedgerFixture()
            var device = fixture.device()
            let ledger = try await LedgerRoom.new(fixture: fixture, enrolled: [device])
            device.record(3)
            _ = try await ledger.sequencer.push(device.push())
            let store = try SQLiteFindingStore.open(directory: directory.path)
            try await store.watch(
                TouchedCodes(codes: [WatchedCode(code: "https://id.gs1.org/01/06901234567892/10/GONE", entry: 1)]),
                upTo: IndexCursor(treeSize: 2, root: .leaf("another".utf8)))
            let room = try MonitorRoom(ledger, in: directory)
            try await room.monitor.catchUp()
            let size = ledger.host.sequencer.published.treeSize
            #expect(try await room.store.progress().cursor.treeSize == size)
            #expect(try await room.store.waiting(at: Timestamp(milliseconds: .max), limit: 10).isEmpty)
        }
    }
}
