import EPCIS
import Rules
import Testing
import Values

@testable import Supervision

@Suite("What the ledger says of a recall that offices share")
struct SharedRecallTests {
    private static let lead = "11350300MB00000000"
    private static let north = "11350304MB0X000011"
    private static let south = "11350302MB0X000022"
    private static let firm = "91350304MA31X0001H"
    private static let name = SharedRecallName(uscc: lead, word: "eggs-1")!
    private static let digest = String(repeating: "0a", count: 32)

    private static func time(_ day: String) -> OffsetTime { OffsetTime(rfc3339: "\(day)T10:00:00+08:00")! }

    private struct Room {
        var record = SharedRecall(
            name,
            roles: Roles { uscc, role, _ in
                let scopes = [lead: ["3503"], north: ["350304"], south: ["350302"]]
                return role == "authority" ? scopes[uscc] ?? [] : []
            })
        var entry: UInt64 = 10

        @discardableResult
        mutating func take(
            _ act: RecallAct, by signer: String, on day: String = "2026-12-01", arrived: String? = nil
        ) -> SharedRecall.Refusal? {
            entry += 1
            return record.take(
                Placed(
                    entry: entry, signer: signer, time: time(day), act: act,
                    arrival: arrived.flatMap { Timestamp(rfc3339: $0) }))
        }

        func opening(district: String = "3503") -> RecallAct {
            .opening(
                RecallOpening(
                    name: name, title: "鸡蛋召回", code: "https://id.gs1.org/01/06935377000251/10/EGG1", entry: 7, level: 1,
                    district: district, evidence: nil))
        }

        func telling(_ to: String, isHandingOn: Bool = false) -> RecallAct {
            .telling(RecallTelling(name: name, to: to, isHandingOn: isHandingOn, evidence: digest, note: nil))
        }

        func confirmation(_ telling: UInt64) -> RecallAct {
            .confirmation(RecallConfirmation(name: name, telling: telling))
        }

        func finding(_ found: String, _ parts: [RecallFinding.Part: Amount] = [:], firm: String? = firm) -> RecallAct {
            .finding(
                RecallFinding(
                    name: name, firm: firm, unit: "kg", found: Amount(found)!, parts: parts, evidence: nil, note: nil))
        }

        func closure(_ grounds: String? = nil) -> RecallAct { .closure(RecallClosure(name: name, grounds: grounds)) }
    }

    @Test("what is dated before what it follows counts for nothing: no clock makes another office late")
    func backDated() {
        var room = Room()
        #expect(room.take(room.opening(), by: Self.lead, on: "2026-12-01") == nil)
        let opened = room.entry
        #expect(room.take(room.telling(Self.north), by: Self.lead, on: "2026-11-01") == .datedBefore(entry: opened))
        #expect(room.take(room.telling(Self.north), by: Self.lead, on: "2026-12-05") == nil)
        let told = room.entry
        let confirmation = room.confirmation(told)
        #expect(room.take(confirmation, by: Self.north, on: "2026-12-03") == .datedBefore(entry: told))
        // Clocks of two offices may differ by less than a day.
        #expect(room.take(confirmation, by: Self.north, on: "2026-12-04") == nil)
    }

    @Test("told, confirmed, found and closed, one after another, and it ends only when nothing is open")
    func whole() {
        var room = Room()
        #expect(room.take(room.telling(Self.north), by: Self.lead) == .notOpened)
        #expect(room.take(room.opening(), by: Self.lead) == nil)  // 12
        #expect(room.record.state == .opened)
        #expect(room.take(room.opening(), by: Self.lead) == .openedBefore(entry: 12))
        #expect(room.take(room.telling(Self.north), by: Self.lead) == nil)  // 14
        #expect(room.record.state == .told)
        #expect(room.take(room.telling(Self.north), by: Self.lead) == .toldBefore(entry: 14))
        #expect(room.take(room.closure(), by: Self.lead) == .notConfirmed([Self.north]))
        #expect(room.take(room.finding("1"), by: Self.north) == .notConfirmed([Self.north]))
        #expect(room.take(room.confirmation(12), by: Self.north) == .otherTelling(entry: 12))
        #expect(room.take(room.confirmation(14), by: Self.south) == .notTold(uscc: Self.south))
        #expect(room.take(room.confirmation(14), by: Self.north) == nil)  // 20
        #expect(room.take(room.confirmation(14), by: Self.north) == .confirmedBefore(entry: 20))
        #expect(room.record.state == .confirmed)
        #expect(room.take(room.closure(), by: Self.lead) == .notReported([Self.north]))
        #expect(room.take(room.finding("10", [.held: Amount("6")!, .sold: Amount("4")!]), by: Self.north) == nil)  // 23
        #expect(room.record.state == .reported)
        #expect(room.take(room.closure(), by: Self.lead) == .stockOpen([23]))
        // What is neither held nor gone is open too.
        #expect(room.take(room.finding("10", [.destroyed: Amount("6")!]), by: Self.north) == nil)  // 25
        #expect(room.record.told[0].findings.map(\.entry) == [25] && room.record.told[0].replaced.map(\.entry) == [23])
        #expect(room.take(room.closure(), by: Self.lead) == .stockOpen([25]))
        let all: [RecallFinding.Part: Amount] = [.destroyed: Amount("6")!, .sold: Amount("4")!]
        #expect(room.take(room.finding("10", all), by: Self.north) == nil)
        #expect(room.take(room.closure(), by: Self.north) == .notTheirs(uscc: Self.north))
        #expect(room.take(room.closure(), by: Self.lead) == nil)  // 29
        #expect(room.record.state == .closed)
        #expect(room.take(room.telling(Self.south), by: Self.lead) == .closedBefore(entry: 29))
        #expect(room.record.told[0].entries == [14, 20, 23, 25, 27])
    }

    @Test("with grounds it ends though something is open")
    func grounds() {
        var room = Room()
        room.take(room.opening(), by: Self.lead)
        room.take(room.telling(Self.north), by: Self.lead)
        #expect(room.take(room.closure("并入另案"), by: Self.lead) == nil)
        #expect(room.record.state == .closed && room.record.closure?.act.grounds == "并入另案")
    }

    @Test("who was told may hand the matter on, once, and has nothing to find then")
    func handingOn() {
        var room = Room()
        room.take(room.opening(), by: Self.lead)
        room.take(room.telling(Self.north), by: Self.lead)  // 12
        #expect(room.take(room.telling(Self.south, isHandingOn: true), by: Self.north) == .notConfirmed([Self.north]))
        room.take(room.confirmation(12), by: Self.north)
        #expect(room.take(room.telling(Self.south), by: Self.north) == .notTheirs(uscc: Self.north))
        #expect(room.take(room.telling(Self.lead, isHandingOn: true), by: Self.north) == .toldItself)
        #expect(room.take(room.telling(Self.firm, isHandingOn: true), by: Self.north) == .toldNoOffice(uscc: Self.firm))
        #expect(room.take(room.telling(Self.south, isHandingOn: true), by: Self.north) == nil)  // 18
        #expect(room.take(room.finding("1"), by: Self.north) == .handedOnBefore(entry: 18))
        #expect(room.record.state == .told)
        room.take(room.confirmation(18), by: Self.south)
        #expect(room.take(room.finding("0", firm: nil), by: Self.south) == nil)
        #expect(room.record.state == .reported)
        #expect(room.take(room.closure(), by: Self.lead) == nil)
    }

    @Test("nobody acts who may not: firms, other districts, other offices")
    func refusals() {
        var room = Room()
        #expect(room.take(room.opening(), by: Self.north) == .notTheirs(uscc: Self.north))
        #expect(
            room.take(room.opening(district: "3501"), by: Self.lead)
                == .otherDistrict(scopes: ["3503"], district: "3501"))
        room.take(room.opening(), by: Self.lead)
        #expect(room.take(room.telling(Self.firm), by: Self.lead) == .toldNoOffice(uscc: Self.firm))
        #expect(room.take(room.telling(Self.north), by: Self.south) == .notTheirs(uscc: Self.south))
        #expect(room.take(room.finding("1"), by: Self.firm) == .notAuthority)
        // The office that leads finds for itself.
        #expect(room.take(room.finding("3", [.held: Amount("3")!]), by: Self.lead) == nil)
        #expect(room.record.openStock.count == 1)
    }

    @Test("terms run from the telling, and what is late stays late")
    func clocks() {
        var room = Room()
        room.take(room.opening(), by: Self.lead, on: "2026-12-01")
        room.take(room.telling(Self.north), by: Self.lead, on: "2026-12-01")
        room.take(room.confirmation(12), by: Self.north, on: "2026-12-03")
        let calendar = ReferenceLists.builtIn.workingDays
        func clocks(_ day: String) -> [SharedRecallClock] {
            room.record.clocks(of: room.record.told[0], .builtIn, calendar, on: WrittenTime.date(day)!)
        }
        #expect(clocks("2026-12-04").map(\.isOverdue) == [true, false])
        #expect(clocks("2026-12-04")[0].lastDay == WrittenTime.date("2026-12-02"))
        #expect(clocks("2026-12-22").map(\.isOverdue) == [true, false])
        #expect(clocks("2026-12-23").map(\.isOverdue) == [true, true])
    }

    @Test(
        "terms run from arrival to arrival, to the minute of midnight in China: a claimed day makes nobody late and gives nobody time"
    )
    func claimedDays() {
        let calendar = ReferenceLists.builtIn.workingDays
        func isLate(told: (String, String), confirmed: (String, String)) -> Bool? {
            var room = Room()
            room.take(room.opening(), by: Self.lead, on: "2026-11-01", arrived: "2026-11-01T03:00:00Z")
            room.take(room.telling(Self.north), by: Self.lead, on: told.0, arrived: told.1)
            guard room.take(room.confirmation(12), by: Self.north, on: confirmed.0, arrived: confirmed.1) == nil else {
                return nil
            }
            let day = WrittenTime.date("2026-12-10")!
            return room.record.clocks(of: room.record.told[0], .builtIn, calendar, on: day)[0].isOverdue
        }
        // Told on Tuesday the 1st: confirmed on Wednesday until midnight.
        let told = ("2026-12-01", "2026-12-01T03:00:00Z")
        #expect(isLate(told: told, confirmed: ("2026-12-02", "2026-12-02T15:59:59Z")) == false)
        #expect(isLate(told: told, confirmed: ("2026-12-03", "2026-12-02T16:00:00Z")) == true)
        // Dated back by who tells, or by who confirms; dated ahead by either.
        #expect(isLate(told: ("2026-11-20", told.1), confirmed: ("2026-12-02", "2026-12-02T15:59:59Z")) == false)
        #expect(isLate(told: told, confirmed: ("2026-12-02", "2026-12-03T02:00:00Z")) == true)
        #expect(isLate(told: told, confirmed: ("2026-12-09", "2026-12-02T02:00:00Z")) == false)
        #expect(isLate(told: ("2030-01-01", told.1), confirmed: ("2026-12-02", "2026-12-02T02:00:00Z")) == false)
        #expect(isLate(told: ("2030-01-01", told.1), confirmed: ("2026-12-03", "2026-12-03T02:00:00Z")) == true)
    }

    @Test("an act is read from just the text that it gives")
    func texts() throws {
        let room = Room()
        let acts = [
            room.opening(), room.telling(Self.north), room.telling(Self.south, isHandingOn: true),
            room.confirmation(12),
            room.finding("10", [.held: Amount("2.5")!]), room.finding("0", firm: nil), room.closure(),
            room.closure("并入另案"),
        ]
        for act in acts {
            #expect(act.isSound)
            #expect(try RecallAct(text: act.text) == act)
            for broken in [act.text + " ", String(act.text.dropLast()), act.text.replacing("eggs-1", with: "eggs 1")] {
                #expect(throws: SamplingError.malformedAct) { try RecallAct(text: broken) }
            }
        }
        // More became of it than there was.
        #expect(!room.finding("1", [.held: Amount("1")!, .sold: Amount("0.1")!]).isSound)
        #expect(!room.finding("1", firm: nil).isSound)
    }
}
