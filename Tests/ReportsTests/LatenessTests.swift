import Chains
import Codes
import EPCIS
import Ledger
import Rules
import Testing
import Values

@testable import Reports

@Suite("How timely firms record")
struct LatenessTests {
    private static let farm = "91350304MA31X0001H"
    private static let shop = "91350302MA31X0002L"
    private static let lot = "https://id.gs1.org/01/06935377000251/10/A1"
    private static let other = "https://id.gs1.org/01/06935377000251/10/B2"
    private static let period = ReportPeriod("2026-11")!

    private static func event(_ step: String, at time: String, _ code: String, to: String? = nil) -> EPCISEvent {
        var event = EPCISEvent(kind: .object, eventTime: OffsetTime(rfc3339: "2026-11-\(time):00+08:00")!)
        event.bizStep = step
        event.epcList = [code]
        if let to { event.destinationList = [.init(type: "owning_party", id: "urn:yima:uscc:\(to)")] }
        if step == "receiving" { event.sourceList = [.init(type: "owning_party", id: "urn:yima:uscc:\(farm)")] }
        return event
    }

    private struct Room {
        var table = RecordTable()
        var entry: UInt64 = 10

        mutating func add(_ firm: String, _ event: EPCISEvent, arrived: String) {
            entry += 1
            guard
                let line = RecordLine(
                    entry: entry, operatorUSCC: firm, name: event.eventID ?? "\(entry)", event, LatenessTests.period,
                    CodeReader())
            else {
                if let correction = RecordCorrection(operatorUSCC: firm, event) { table.add(correction) }
                return
            }
            table.add(line, arrival: OffsetTime(rfc3339: "2026-\(arrived):00+08:00")!.moment)
        }

        func report(district: String = "") -> LatenessReport {
            var facts = LedgerFacts(registry: Registry(origin: "test"), now: Timestamp(milliseconds: 1_798_000_000_000))
            facts.records = table
            return LatenessReport(
                facts, ReportGround(period: LatenessTests.period, district: district), rules: .builtIn)
        }
    }

    @Test("what takes the place of a record is no record of its own; nothing else hides behind a correction")
    func corrections() {
        func named(_ event: EPCISEvent, _ name: String, correctedBy names: [String] = []) -> EPCISEvent {
            var event = event
            event.eventID = name
            if !names.isEmpty {
                event.errorDeclaration = .init(
                    declarationTime: event.eventTime.moment, reason: nil, correctiveEventIDs: names)
            }
            return event
        }
        let made = Self.event("commissioning", at: "02T08:00", Self.lot)
        var room = Room()
        room.add(Self.farm, named(made, "a"), arrived: "11-03T08:00")
        room.add(Self.farm, named(made, "b"), arrived: "11-20T08:00")
        // Of another day: late by itself.
        room.add(Self.farm, named(Self.event("commissioning", at: "05T08:00", Self.other), "c"), arrived: "11-20T08:00")
        room.add(Self.farm, named(Self.event("storing", at: "02T08:00", Self.lot), "d"), arrived: "11-20T08:00")
        room.add(Self.farm, named(made, "a", correctedBy: ["b", "c", "d"]), arrived: "11-20T08:00")
        // Nobody corrects what another recorded.
        room.add(Self.shop, named(made, "e"), arrived: "11-20T08:00")
        room.add(Self.farm, named(made, "a", correctedBy: ["e"]), arrived: "11-20T08:00")
        let timed = room.table.timed(.builtIn)
        #expect(timed.map(\.entry) == [11, 13, 14, 16])
        #expect(timed.map(\.isLate) == [false, true, true, true])
    }

    @Test("every number of the summary opens to its entries")
    func opens() throws {
        var room = Room()
        room.add(Self.farm, Self.event("commissioning", at: "02T08:00", Self.lot), arrived: "11-03T08:00")
        room.add(Self.shop, Self.event("storing", at: "02T08:00", Self.lot), arrived: "11-20T08:00")
        let figures = try room.report().report.summaryFigures()
        #expect(figures.map(\.text.en).prefix(2) == ["2", "1"])
        #expect(figures.map(\.entries.text) == ["11–12", "11", "11–12", "12", "12", "11–12"])
    }

    @Test("a receipt that was pushed has 24 hours of the push, one that nobody pushed 36 of itself, all else 5 days")
    func terms() {
        var room = Room()
        // 11
        room.add(Self.farm, Self.event("commissioning", at: "02T08:00", Self.lot), arrived: "11-07T07:59")
        // 12: late
        room.add(Self.farm, Self.event("commissioning", at: "02T08:00", Self.other), arrived: "11-07T08:01")
        // Pushed late: the term runs from the push.
        // 13
        room.add(Self.farm, Self.event("shipping", at: "03T08:00", Self.lot, to: Self.shop), arrived: "11-05T08:00")
        // 14
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.lot), arrived: "11-06T07:59")
        // Pushed to another, so nobody pushed it here.
        // 15
        room.add(Self.farm, Self.event("shipping", at: "03T08:00", Self.other, to: Self.farm), arrived: "11-03T08:00")
        // 16
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.other), arrived: "11-04T21:59")
        // 17: late
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.other), arrived: "11-04T22:01")
        // Before the period.
        room.add(
            Self.farm,
            {
                var event = Self.event("commissioning", at: "02T08:00", Self.lot)
                event.eventTime = OffsetTime(rfc3339: "2026-10-31T23:59:00+08:00")!
                return event
            }(), arrived: "11-20T08:00")
        let report = room.report()
        #expect(report.total.count == 7)
        #expect(report.total.entries[.confirmation] == [14] && report.total.late[.confirmation] == nil)
        #expect(report.total.entries[.entering] == [16, 17] && report.total.late[.entering] == [17])
        #expect(report.total.entries[.recording] == [11, 12, 13, 15] && report.total.late[.recording] == [12])
        #expect(report.worst.map(\.entry) == [12, 17])
        #expect(report.rows.map(\.firm) == [Self.shop, Self.farm])
        #expect(report.rows[0].lateShare == 1.0 / 3)
        #expect(room.report(district: "350304").total.count == 4)
        let markdown = MarkdownReport(report.report, .zh).text
        #expect(markdown.contains("24 小时") && markdown.contains("36 小时") && markdown.contains("5 天"))
    }

    @Test("what a supplier pushes only after the receipt was recorded was nothing to confirm")
    func pushedAfterwards() {
        var room = Room()
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.lot), arrived: "11-04T20:00")
        room.add(Self.farm, Self.event("shipping", at: "03T08:00", Self.lot, to: Self.shop), arrived: "11-06T08:00")
        let report = room.report()
        #expect(report.total.entries[.entering] == [11] && report.total.lateCount == 0)
    }

    @Test("what a third firm tells of a delivery sets nobody a term, and keeps none")
    func thirdFirm() {
        var room = Room()
        let stranger = "91350300MA31X00030"
        room.add(stranger, Self.event("shipping", at: "03T08:00", Self.lot, to: Self.shop), arrived: "11-03T09:00")
        // 12: 29 hours after it, which is in time where nobody pushed.
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.lot), arrived: "11-04T15:00")
        // 14: just before a late entry, by a friend.
        room.add(stranger, Self.event("shipping", at: "03T08:00", Self.other, to: Self.shop), arrived: "11-20T08:00")
        room.add(Self.shop, Self.event("receiving", at: "03T10:00", Self.other), arrived: "11-20T09:00")
        let total = room.report().total
        #expect(total.entries[.confirmation] == nil)
        #expect(total.entries[.entering] == [12, 14] && total.late[.entering] == [14])
    }

    @Test("corrections and acts of offices are no records of trade")
    func uncounted() {
        var room = Room()
        var declared = Self.event("receiving", at: "03T10:00", Self.lot)
        declared.errorDeclaration = .init(
            declarationTime: Timestamp(milliseconds: 0), reason: nil, correctiveEventIDs: [])
        room.add(Self.shop, declared, arrived: "11-20T08:00")
        room.add(
            Self.shop, EPCISEvent(kind: .foreign, eventTime: OffsetTime(rfc3339: "2026-11-03T10:00:00+08:00")!),
            arrived: "11-20T08:00")
        #expect(room.report().total.count == 0)
    }

    @Test("half of the records waited no longer than the median")
    func median() {
        var room = Room()
        for (number, hours) in ["10", "12", "13", "20"].enumerated() {
            room.add(
                Self.farm, Self.event("commissioning", at: "02T08:00", Self.lot), arrived: "11-02T\(hours):0\(number)")
        }
        // 2 h, 4 h 1, 5 h 2 and 12 h 3: between the second and the third.
        #expect(room.report().rows[0].median == Int64((241 + 302) * 60_000) / 2)
    }
}
