import EPCIS
import Rules
import Testing
import Values

@testable import Supervision

@Suite("What the ledger says of quick-response tasks")
struct TaskRecordTests {
    private static let office = "11350304MB0X000011"
    private static let city = "11350300MB00000000"
    private static let stranger = "91350304MA31X0001H"
    private static let name = TaskName(uscc: city, word: "2026-017")!

    private static func time(_ day: String) -> OffsetTime { OffsetTime(rfc3339: "\(day)T10:00:00+08:00")! }

    private struct Room {
        var record = TaskRecord(
            roles: Roles { uscc, role, _ in
                role != "authority" ? [] : uscc == office ? ["350304"] : uscc == city ? ["3503"] : []
            })
        var entry: UInt64 = 10

        @discardableResult
        mutating func take(_ act: TaskAct, by signer: String, on day: String = "2026-12-01", arrived: String? = nil)
            -> TaskRecord.Refusal?
        {
            entry += 1
            let count = record.refused.count
            record.take(
                Placed(
                    entry: entry, signer: signer, time: time(day), act: act,
                    arrival: arrived.flatMap { Timestamp(rfc3339: $0) }))
            return record.refused.count > count ? record.refused.last?.why : nil
        }
    }

    private static func opening(kind: String = "rate", district: String = "350304") -> TaskAct {
        .opening(
            TaskOpening(
                name: name, owner: office, district: district, kind: kind, about: "late/\(stranger)",
                what: "核查迟报原因"))
    }

    @Test("a task is for an authority of its district: nobody else could ever take it in hand")
    func owner() {
        var room = Room()
        for owner in [Self.stranger, "11350302MB0X000022"] {
            let act = TaskAct.opening(
                TaskOpening(name: Self.name, owner: owner, district: "350304", kind: "rate", about: "a", what: "b"))
            #expect(room.take(act, by: Self.city) == .ownerNotAuthority(uscc: owner))
        }
        #expect(room.record.entries.isEmpty)
        #expect(room.take(Self.opening(), by: Self.city) == nil)
    }

    private static let taking = TaskAct.taking(TaskTaking(name: name, note: nil))

    private static func closure(_ outcome: String = "confirmed") -> TaskAct {
        .closure(TaskClosure(name: name, outcome: outcome, found: "已责令改正"))
    }

    @Test("An act has one form, and its event names the task and the register of all")
    func forms() throws {
        for act in [Self.opening(), Self.taking, Self.closure()] {
            #expect(act.isSound)
            #expect(try TaskAct(text: act.text) == act)
            #expect(throws: SamplingError.self) { try TaskAct(text: act.text + "\n") }
            let event = try #require(EPCISEvent.reading(act.event(at: Self.time("2026-12-01")).event).event)
            #expect(TaskAct(event) == act)
            #expect(event.epcList == [Self.name.description, TaskName.register])
        }
        #expect(!TaskAct.closure(TaskClosure(name: Self.name, outcome: "confirmed", found: "a\ntask: b")).isSound)
    }

    @Test("A task is opened by the office in whose name it is, taken and closed by its owner, once and in this order")
    func life() {
        var room = Room()
        #expect(room.take(Self.taking, by: Self.office) == .notOpened)
        #expect(room.take(Self.opening(), by: Self.office) == .notTheirs(uscc: Self.office))
        #expect(room.take(Self.opening(kind: "none"), by: Self.city) == .unknownKind("none"))
        #expect(
            room.take(Self.opening(district: "350200"), by: Self.city)
                == .otherDistrict(scopes: ["3503"], district: "350200"))
        #expect(room.take(Self.opening(), by: Self.city) == nil)
        #expect(room.take(Self.opening(), by: Self.city) == .openedBefore(entry: 15))
        #expect(room.take(Self.closure(), by: Self.office) == .notTaken)
        #expect(room.take(Self.taking, by: Self.city) == .notTheirs(uscc: Self.city))
        #expect(room.take(Self.taking, by: Self.stranger) == .notTheirs(uscc: Self.stranger))
        #expect(room.take(Self.taking, by: Self.office) == nil)
        #expect(room.take(Self.taking, by: Self.office) == .takenBefore(entry: 20))
        #expect(room.take(Self.closure("none"), by: Self.office) == .unknownOutcome("none"))
        #expect(room.take(Self.closure(), by: Self.office) == nil)
        #expect(room.take(Self.closure(), by: Self.office) == .closedBefore(entry: 23))
        #expect(room.record.entries.map(\.state) == [.closed])
        #expect(room.record.entries.first?.ledgerEntries == [15, 20, 23])
    }

    @Test("Its clock runs in the days of its kind: first until it is taken, then until it is closed")
    func clock() throws {
        var room = Room()
        let calendar = ReferenceLists.builtIn.workingDays
        room.take(Self.opening(), by: Self.city, on: "2026-12-04")
        // A Friday: the next working day is Monday.
        let first = try #require(room.record.entry(Self.name)?.clock(.builtIn, calendar))
        #expect(first.isTaking)
        #expect("\(first.due)" == "2026-12-07")
        room.take(Self.taking, by: Self.office, on: "2026-12-05")
        let second = try #require(room.record.entry(Self.name)?.clock(.builtIn, calendar))
        #expect(!second.isTaking)
        #expect("\(second.due)" == "2026-12-18")
        room.take(Self.closure(), by: Self.office, on: "2026-12-10")
        #expect(room.record.entry(Self.name)?.clock(.builtIn, calendar) == nil)
    }

    @Test("It runs from the day on which its opening came to the ledger, in China, whatever day its opener claims")
    func claimedDays() {
        let calendar = ReferenceLists.builtIn.workingDays
        func due(_ claimed: String, _ arrived: String) -> String? {
            var room = Room()
            room.take(Self.opening(), by: Self.city, on: claimed, arrived: arrived)
            return room.record.entry(Self.name)?.clock(.builtIn, calendar).map { "\($0.due)" }
        }
        // Friday, a second before midnight; the next second is Saturday.
        #expect(due("2026-12-04", "2026-12-04T15:59:59Z") == "2026-12-07")
        #expect(due("2026-12-04", "2026-12-07T15:59:59Z") == "2026-12-08")
        #expect(due("2026-11-01", "2026-12-07T16:00:00Z") == "2026-12-09")
        #expect(due("2030-01-01", "2026-12-04T02:00:00Z") == "2026-12-07")
    }
}
