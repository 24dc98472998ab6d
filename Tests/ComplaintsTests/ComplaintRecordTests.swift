import EPCIS
import Ledger
import LedgerTesting
import Rules
import Testing
import Values

@testable import Complaints

/// An office, a host, a firm, and what they say of one complaint, in the order of a ledger.
struct ComplaintCase {
    let fixture = LedgerFixture()
    let receipt = ReceiptNumber()
    private(set) var registry: Registry
    private(set) var record: ComplaintRecord
    private var entry: UInt64 = 100

    var office: JournalName { fixture.device(1, operator: 1).journal }
    var elsewhere: JournalName { fixture.device(1, operator: 2).journal }
    var firm: JournalName { fixture.device(1, operator: 3).journal }
    var host: JournalName { JournalName("\(fixture.uscc(4))/custodial.reports")! }

    init() throws {
        record = ComplaintRecord(receipt.complaint)
        registry = Registry(origin: fixture.origin)
        try registry.apply(note: fixture.note(fixture.firstAct), entry: 0)
        var place: UInt64 = 1
        for number in 1...4 {
            try registry.apply(note: fixture.enrolment(of: fixture.device(1, operator: number))[0], entry: place)
            place += 1
        }
        for (number, scope) in [(1, "3501"), (2, "3502")] {
            let role = try #require(GrantedRole("authority", scope: scope))
            let act = AdminAct.roleGranted(uscc: fixture.uscc(number), role: role, from: fixture.enrolledFrom)
            try registry.apply(note: fixture.note(act), entry: place)
            place += 1
        }
    }

    mutating func revoke() throws {
        let role = try #require(GrantedRole("authority", scope: "3501"))
        let act = AdminAct.roleRevoked(uscc: fixture.uscc(1), role: role, from: fixture.enrolledFrom, reason: nil)
        try registry.apply(note: fixture.note(act), entry: entry)
        entry += 1
    }

    func opening(
        _ class: ComplaintOpening.Class = .complaint, way: ComplaintOpening.Way = .page,
        received: String = "2026-05-06", district: String = "350102", firm: String? = nil
    ) -> ComplaintAct {
        .opening(
            ComplaintOpening(
                name: receipt.complaint, class: `class`, kind: "spoiled", way: way,
                received: WrittenTime.date(received)!, district: district,
                code: "https://id.gs1.org/01/06901234567892/10/A1", firm: firm))
    }

    func step(
        _ act: ComplaintStep.Act, ground: String? = nil, district: String? = nil, reason: String? = nil
    ) -> ComplaintAct {
        .step(ComplaintStep(act, name: receipt.complaint, ground: ground, district: district, reason: reason))
    }

    /// Says something on a day, and gives why it counts for nothing; nil where it counts.
    mutating func say(_ act: ComplaintAct?, _ journal: JournalName, on day: String) -> ComplaintRecord.Refusal? {
        let count = record.refused.count
        let arrival = Timestamp(rfc3339: "\(day)T10:00:00+08:00")!
        record.take(
            ComplaintRecord.Signed(entry: entry, arrival: arrival, journal: journal, act: act), registry)
        entry += 1
        return record.refused.count > count ? record.refused.last?.why : nil
    }

    func clocks() -> [ComplaintClock] { record.clocks(.builtIn, ReferenceLists.builtIn.workingDays) }
}

@Suite("What is done about a complaint counts of the office that is to do it") struct ComplaintRecordTests {
    @Test("A shopper's complaint is accepted, answered and closed by the office of its district")
    func wholeWay() throws {
        var one = try ComplaintCase()
        #expect(one.say(one.opening(), one.host, on: "2026-05-06") == nil)
        #expect(one.record.state == .open && one.record.district == "350102")
        #expect(one.say(one.step(.closure, ground: "settled"), one.office, on: "2026-05-07") == .notAccepted)
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-07") == nil)
        #expect(one.record.state == .accepted)
        let again = one.say(one.step(.refusal, ground: "identity", reason: "x"), one.office, on: "2026-05-08")
        #expect(again == .decidedBefore(entry: 102))
        #expect(one.say(one.step(.answer), one.office, on: "2026-05-09") == nil)
        #expect(one.say(one.step(.closure, ground: "settled"), one.office, on: "2026-05-10") == nil)
        #expect(one.record.state == .closed && one.record.answers.count == 1)
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-11") == .closedBefore(entry: 105))
        // What is answered after the end is told all the same.
        #expect(one.say(one.step(.answer), one.office, on: "2026-05-12") == nil)
        #expect(one.record.steps.map(\.act.act) == [.acceptance, .answer, .closure, .answer])
    }

    @Test("An office of another district, a firm, and an office whose role was taken away count for nothing")
    func strangers() throws {
        var one = try ComplaintCase()
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-05") == .notOpened)
        #expect(one.say(one.opening(), one.firm, on: "2026-05-06") == .otherWay)
        #expect(one.say(one.opening(way: .telephone), one.firm, on: "2026-05-06") == .notAuthority)
        // A host's journal takes what comes by the page, and a telephone is the office's.
        #expect(one.say(one.opening(way: .telephone), one.host, on: "2026-05-06") == .otherWay)
        #expect(
            one.say(one.opening(way: .telephone), one.elsewhere, on: "2026-05-06")
                == .otherDistrict(scopes: ["3502"], district: "350102"))
        #expect(one.say(one.opening(received: "2026-05-08"), one.host, on: "2026-05-07") != nil)
        #expect(one.say(one.opening(), one.host, on: "2026-05-06") == nil)
        #expect(
            one.say(one.step(.acceptance), one.elsewhere, on: "2026-05-07")
                == .otherDistrict(scopes: ["3502"], district: "350102"))
        #expect(one.say(one.step(.acceptance), one.firm, on: "2026-05-07") == .notAuthority)
        #expect(one.say(one.step(.acceptance), one.host, on: "2026-05-07") == .notAuthority)
        #expect(one.say(nil, one.office, on: "2026-05-07") == .unreadable)
        try one.revoke()
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-08") == .notAuthority)
        #expect(one.record.state == .open)
    }

    @Test("Referred to another district, it is that office's, and its terms run from then")
    func referral() throws {
        var one = try ComplaintCase()
        #expect(one.say(one.opening(.report), one.host, on: "2026-05-06") == nil)
        #expect(one.say(one.step(.extension, reason: "复杂"), one.office, on: "2026-05-08") == nil)
        #expect(one.say(one.step(.extension, reason: "复杂"), one.office, on: "2026-05-09") == .notExtendable)
        let same = one.step(.referral, district: "350102", reason: "x")
        #expect(one.say(same, one.office, on: "2026-05-10") == .sameDistrict)
        #expect(one.say(one.step(.referral, district: "350203", reason: "属地"), one.office, on: "2026-05-11") == nil)
        #expect(one.record.district == "350203")
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-12") != nil)
        #expect(one.clocks().map(\.due.description).last == "2026-06-23" && one.clocks().count == 2)
        #expect(one.clocks().map(\.isMet) == [true, nil])
        #expect(one.say(one.step(.acceptance), one.elsewhere, on: "2026-05-12") == nil)
        #expect(one.record.state.wordingOfReport.zh == "已立案")
    }

    @Test("What was late stays late, whether its term is extended afterwards or it is sent to another office")
    func lateness() throws {
        let today = WrittenTime.date("2026-06-15")!
        var one = try ComplaintCase()
        #expect(one.say(one.opening(.report), one.host, on: "2026-05-06") == nil)
        let due = try #require(one.clocks().first?.due)
        // In time on the last day, and not on the next.
        var extended = one
        #expect(extended.say(extended.step(.extension, reason: "复杂"), extended.office, on: due.description) == nil)
        #expect(!extended.clocks()[0].isOverdue(on: today))
        let next = CalendarDate(daysSinceEpoch: due.daysSinceEpoch + 1)
        #expect(one.say(one.step(.extension, reason: "复杂"), one.office, on: next.description) == nil)
        #expect(one.clocks().map(\.due) == [due] && one.clocks()[0].isOverdue(on: today))
        #expect(one.say(one.step(.referral, district: "350203", reason: "属地"), one.office, on: "2026-06-12") == nil)
        let clocks = one.clocks()
        #expect(clocks.map(\.isMet) == [false, nil] && clocks[0].due == due)
        #expect(!clocks[1].isOverdue(on: today))
    }

    /// A firm of the district of one of the offices, of another, of the city, of another city, of the province.
    @Test(
        "Only an office in whose district the firm is says that it was found to be true, and only by closing on that ground",
        arguments: [
            ("350102", true), ("350181", true), ("350203", false), ("350100", true), ("350200", false),
            ("350000", true),
        ])
    func upheld(firmDistrict: String, isCounted: Bool) throws {
        let firm = "91" + firmDistrict + "MA00000000"
        for (ground, isFound) in [
            ("found-true", true), ("nothing-found", false), ("case-closed", false), ("other", false),
        ] {
            var one = try ComplaintCase()
            let opening = one.opening(.report, way: .telephone, firm: firm)
            #expect(one.say(opening, one.office, on: "2026-05-06") == nil)
            #expect(!one.record.isUpheld(firmDistrict: firmDistrict))
            #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-07") == nil)
            #expect(!one.record.isUpheld(firmDistrict: firmDistrict), "a case that was opened is no finding")
            #expect(one.say(one.step(.closure, ground: ground), one.office, on: "2026-05-10") == nil)
            #expect(one.record.isUpheld(firmDistrict: firmDistrict) == (isFound && isCounted), "\(ground)")
            #expect(!one.record.isUpheld(firmDistrict: nil), "a firm is named")
        }
    }

    @Test("Of goods whose firm nobody knows the office in charge of the complaint finds")
    func upheldOfGoods() throws {
        var one = try ComplaintCase()
        #expect(one.say(one.opening(.report), one.host, on: "2026-05-06") == nil)
        #expect(one.say(one.step(.acceptance), one.office, on: "2026-05-07") == nil)
        #expect(one.say(one.step(.closure, ground: "found-true"), one.elsewhere, on: "2026-05-08") != nil)
        #expect(!one.record.isUpheld(firmDistrict: nil))
        #expect(one.say(one.step(.closure, ground: "found-true"), one.office, on: "2026-05-08") == nil)
        #expect(one.record.isUpheld(firmDistrict: nil))
    }

    @Test(
        "A hotline is a public number, and no telephone of a person",
        arguments: [
            ("12315", true), ("12345", true), ("110", true), ("96315", true), ("4008123123", true),
            ("8008301234", true),
            ("13905941234", false), ("05942345678", false), ("2345678", false), ("83123456", false), ("212345", false),
        ])
    func hotline(number: String, isPublic: Bool) {
        let opening = ComplaintOpening(
            name: ReceiptNumber().complaint, class: .report, kind: "label", way: .telephone, hotline: number,
            received: WrittenTime.date("2026-12-01")!, district: "350304", code: nil, firm: nil)
        // What stands on a ledger is read all the same.
        #expect(ComplaintOpening(text: opening.text) == opening)
        #expect(opening.hasPublicHotline() == isPublic)
    }

    @Test("Terms are those of the measures that held when it was received, over public holidays")
    func terms() throws {
        // 2020 measures: 7 and 45 working days; the Spring Festival of 2026 lies between.
        var old = try ComplaintCase()
        #expect(old.say(old.opening(received: "2026-02-10"), old.host, on: "2026-02-10") == nil)
        let calendar = ReferenceLists.builtIn.workingDays
        let received = try #require(WrittenTime.date("2026-02-10"))
        #expect(old.clocks().map(\.due) == [calendar.day(7, after: received)])
        #expect(old.clocks()[0].due.daysSinceEpoch - received.daysSinceEpoch > 12)
        #expect(old.say(old.step(.acceptance), old.office, on: "2026-03-20") == nil)
        #expect(old.clocks()[0].isMet == false)
        let accepted = try #require(WrittenTime.date("2026-03-20"))
        #expect(old.clocks()[1].due == calendar.day(45, after: accepted))
        #expect(old.clocks()[1].isOverdue(on: WrittenTime.date("2026-12-01")!))

        // Since 2026-04-15: 60 days. Saturday, 9 May, is worked for the holiday.
        var new = try ComplaintCase()
        #expect(new.say(new.opening(), new.host, on: "2026-05-06") == nil)
        #expect(new.say(new.step(.acceptance), new.office, on: "2026-05-07") == nil)
        #expect(new.clocks().map(\.due.description) == ["2026-05-14", "2026-07-06"])
        #expect(new.clocks()[0].isMet == true && new.clocks()[1].isMet == nil)

        var report = try ComplaintCase()
        #expect(report.say(report.opening(.report), report.host, on: "2026-05-06") == nil)
        #expect(report.clocks().map(\.due) == [calendar.day(15, after: WrittenTime.date("2026-05-06")!)])
    }

    @Test("There is one form of each act, and the event that tells it gives it back")
    func forms() throws {
        let one = try ComplaintCase()
        let time = OffsetTime(moment: Timestamp(milliseconds: 1_772_323_200_000), offsetMinutes: 480)
        for act in [
            one.opening(), one.step(.acceptance), one.step(.answer),
            one.step(.refusal, ground: "identity", reason: "拒不配合核验"),
            one.step(.referral, district: "350203", reason: "属地"), one.step(.closure, ground: "settled"),
        ] {
            #expect(ComplaintAct(text: act.text) == act)
            let sealed = act.event(
                at: time, sealing: [Disclosure(name: "text", value: "x", salt: [UInt8](repeating: 1, count: 16))])
            let event = try #require(EPCISEvent.reading(sealed.event).event)
            #expect(ComplaintAct(event) == act && event.epcList.contains(ComplaintName.register))
            #expect(ComplaintAct(text: act.text + "\n") == nil && ComplaintAct(text: "x" + act.text) == nil)
        }
        let long = String(repeating: "长", count: 400)
        #expect(!ComplaintStep(.referral, name: one.receipt.complaint, district: "350203", reason: long).isSound)
        #expect(!ComplaintStep(.refusal, name: one.receipt.complaint, reason: "x").isSound)
        #expect(!ComplaintStep(.acceptance, name: one.receipt.complaint, ground: "settled").isSound)
    }
}
