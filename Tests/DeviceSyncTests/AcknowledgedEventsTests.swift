import Codes
import EPCIS
import Journals
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import DeviceSync

@Suite("What the ledger acknowledged of this device's journal must be in its answers")
struct AcknowledgedEventsTests {
    let fixture = LedgerFixture()
    let codes = CodeReader()

    static func event(_ written: String, _ number: Int) -> [UInt8] {
        Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T00:00:0\(number % 10)Z",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"storing","epcList":[],\
            "quantityList":[{"epcClass":"\(written)"}],"bizLocation":{"id":"urn:yima:site:\(number)"}}
            """.utf8)
    }

    /// One lot as it may be spelled, then others.
    static let spellings = [
        "https://id.gs1.org/01/06901234567892/10/A1", "urn:epc:class:lgtin:6901234.056789.A1",
        "https://example.com/01/06901234567892/10/A1", "https://id.gs1.org/01/06901234567892/10/%411",
        "https:\\u002f\\u002fid.gs1.org/01/06901234567892/10/\\u00411",
    ]
    static let others = [
        "https://id.gs1.org/01/06901234567892/10/B1", "https://id.gs1.org/01/06901234567892/10/A11",
        "https://id.gs1.org/01/06901234567908/10/A1",
    ]

    private func journal() async throws -> DeviceJournal {
        let device = fixture.device()
        let journal = DeviceJournal(name: device.journal, signer: device.signer, store: SimulatedJournalStore())
        try await record(Self.spellings + Self.others, in: journal, from: 0)
        return journal
    }

    private func record(_ written: [String], in journal: DeviceJournal, from: Int) async throws {
        let appender = try await journal.beginImport()
        for (number, code) in written.enumerated() {
            guard case .appended = try await appender.append(Self.event(code, from + number)) else {
                Issue.record("\(code) is not new")
                return
            }
        }
        _ = try await appender.commit()
    }

    /// Notes everything as acknowledged under a head of the ledger.
    private func acknowledge(_ journal: DeviceJournal, by fixture: LedgerFixture? = nil) async throws -> Checkpoint {
        let ledger = SimulatedLedger((fixture ?? self.fixture).signer, leaves: 12)
        while let push = try await journal.nextPush() { try await journal.acknowledge(push) }
        #expect(try await journal.replace(nil, with: try ledger.note(), of: ledger.key))
        return try LogHead(trusting: try ledger.note(), key: ledger.key).checkpoint
    }

    private func lot() throws -> CanonicalCode { try codes.read(Self.spellings[0]) }

    private func acknowledged(_ journal: DeviceJournal, _ wanted: [CanonicalCode]?) -> AcknowledgedEvents {
        AcknowledgedEvents(journal: journal, ledger: fixture.signer.verifierKey, codes: codes, wanted: wanted)
    }

    @Test("all events that name the code are missed, however they spell it, and no others", arguments: [true, false])
    func missed(isWanted: Bool) async throws {
        let journal = try await journal()
        let head = try await acknowledge(journal)
        let lot = try lot()
        let events = acknowledged(journal, isWanted ? [lot] : nil)
        let expected = try Self.spellings.indices.filter {
            try codes.read(Self.plain(Self.spellings[$0])).key == lot.key
        }
        #expect(expected.count >= 4, "the spellings mean the lot")
        let lacking = try #require(try await events.lacking(lot, found: []))
        #expect(lacking.indexes == expected.map { UInt64($0) })
        #expect(lacking.journal == journal.name && lacking.head == head)
        #expect(lacking.wording.en.contains("12 entries"))
        let all = Set(lacking.indexes)
        #expect(try await events.lacking(lot, found: all) == nil)
        let without = try await events.lacking(lot, found: all.subtracting([1]))
        #expect(without?.indexes == [1])
        #expect(try await events.lacking(lot, found: all.union([5, 6, 99])) == nil)
    }

    /// What a JSON reader makes of it.
    private static func plain(_ written: String) -> String {
        written.replacing("\\u002f", with: "/").replacing("\\u0041", with: "A")
    }

    @Test("events may be told by their bodies")
    func bodies() async throws {
        let journal = try await journal()
        _ = try await acknowledge(journal)
        let lot = try lot()
        let events = acknowledged(journal, [lot])
        let bodies = Self.spellings.enumerated().map { Self.event($1, $0) }
        #expect(try await events.lacking(lot, bodies: Set(bodies)) == nil)
        #expect(try await events.lacking(lot, bodies: Set(bodies.dropFirst()))?.indexes == [0])
    }

    @Test("what was not acknowledged, or by another ledger, is not missed")
    func notAcknowledged() async throws {
        let lot = try lot()
        let waiting = try await journal()
        #expect(try await acknowledged(waiting, [lot]).lacking(lot, found: []) == nil)
        _ = try await acknowledge(waiting)
        try await record(["https://id.gs1.org/01/06901234567892/10/A1"], in: waiting, from: 9)
        let lacking = try await acknowledged(waiting, [lot]).lacking(lot, found: [])
        #expect(lacking?.indexes.contains(8) == false)

        let other = try await journal()
        _ = try await acknowledge(other, by: LedgerFixture(seed: 2))
        #expect(try await acknowledged(other, [lot]).lacking(lot, found: []) == nil)
    }

    @Test("events are passed over unread only where no spelling of the code can be in them")
    func filter() throws {
        let lot = EventFilter([try lot()])
        #expect(lot.mayName(Array("x A1 y".utf8)))
        #expect(!lot.mayName(Array("x B1 y".utf8)))
        #expect(lot.mayName(Array("x %42 y".utf8)) && lot.mayName(Array("x \\u0042 y".utf8)))
        #expect(lot.wants(try self.lot().key) && !lot.wants("other"))
        // A product, a pallet, or a lot that may be written otherwise: every event is read.
        for written in ["6901234567892", "(00)369012345678901239", "(01)06901234567892(10)A/1"] {
            let filter = EventFilter([try self.lot(), try codes.read(written)])
            #expect(filter.mayName(Array("x B1 y".utf8)), "\(written)")
        }
        #expect(EventFilter(nil).mayName([]) && EventFilter(nil).wants("anything"))
    }
}
