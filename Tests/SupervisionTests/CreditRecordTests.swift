import EPCIS
import Testing
import Values

@testable import Supervision

@Suite("What the ledger says of credit")
struct CreditRecordTests {
    private static let office = "11350304MB0X000011"
    private static let city = "11350300MB00000000"
    private static let firm = "91350304MA31X0001H"

    private static func day(_ text: String) -> CalendarDate { WrittenTime.date(text)! }
    private static func time(_ day: String) -> OffsetTime { OffsetTime(rfc3339: "\(day)T10:00:00+08:00")! }

    private struct Room {
        var record = CreditRecord(
            roles: Roles { uscc, role, _ in
                role != "authority" ? [] : uscc == office ? ["350304"] : uscc == city ? ["3503"] : []
            })
        var entry: UInt64 = 10

        @discardableResult
        mutating func take(_ act: CreditAct, by signer: String = office, on day: String = "2026-12-01")
            -> CreditRecord.Refusal?
        {
            entry += 1
            let count = record.refused.count
            record.take(Placed(entry: entry, signer: signer, time: time(day), act: act))
            return record.refused.count > count ? record.refused.last?.why : nil
        }

        func listing(
            _ number: String = "2026-1", list: String = "serious", ground: String = "food-inedible",
            decided: String = "2026-03-31", end: String? = nil, district: String = "350304"
        ) -> CreditAct {
            .listing(
                CreditListing(
                    office: office, number: number, firm: firm, name: "某食品厂", list: list, ground: ground,
                    fact: "使用非食品原料", district: district, document: "莆荔市监列严〔2026〕1号", decided: day(decided),
                    end: end.map(CreditRecordTests.day)))
        }

        func removal(
            _ ground: CreditRemoval.Ground, on day: String, number: String = "2026-1"
        ) -> CreditAct {
            .removal(
                CreditRemoval(
                    office: office, number: number, firm: firm, ground: ground, document: "-",
                    decided: CreditRecordTests.day(day), reason: "已履行义务"))
        }

        func review(_ isUpheld: Bool) -> CreditAct {
            .review(
                CreditReview(
                    office: office, number: "2026-1", firm: firm, isUpheld: isUpheld, document: "复决〔2026〕2号",
                    decided: day("2026-06-01"), reason: "事实不清"))
        }
    }

    @Test("an entry of the list of serious violations stands for three years, and bars its firm as long")
    func term() {
        var room = Room()
        #expect(room.take(room.listing()) == nil)
        let entry = room.record.entries[0]
        #expect(entry.lastDay == Self.day("2029-03-30"))
        for (day, stands) in [("2026-03-30", false), ("2026-03-31", true), ("2029-03-30", true), ("2029-03-31", false)]
        {
            #expect(entry.isInForce(on: Self.day(day)) == stands, "\(day)")
            #expect(room.record.shown(on: Self.day(day)).isEmpty == !stands)
        }
        let span = room.record.barred[Self.firm]?.first
        #expect(span?.from == Self.day("2026-03-31") && span?.to == Self.day("2029-03-30"))
        // The end that the decision says goes before.
        #expect(room.take(room.listing("2026-2", end: "2026-12-31")) == nil)
        #expect(room.record.entries[1].lastDay == Self.day("2026-12-31"))
    }

    @Test("it is repaired after a year at the earliest, and is over after its term")
    func removal() {
        var room = Room()
        room.take(room.listing())
        #expect(room.take(room.removal(.repaired, on: "2027-03-30")) == .tooEarly(Self.day("2027-03-31")))
        #expect(room.take(room.removal(.expired, on: "2029-03-30")) == .tooEarly(Self.day("2029-03-31")))
        #expect(room.take(room.removal(.repaired, on: "2027-03-31"), by: Self.city) == .notTheirs(uscc: Self.city))
        // Not on a day to come.
        #expect(
            room.take(room.removal(.repaired, on: "2027-04-01"), on: "2027-03-31") == .inFuture(Self.day("2027-04-01")))
        #expect(room.take(room.removal(.repaired, on: "2027-03-31"), on: "2027-03-31") == nil)
        #expect(room.record.entries[0].isInForce(on: Self.day("2027-03-30")))
        #expect(!room.record.entries[0].isInForce(on: Self.day("2027-03-31")))
        #expect(room.record.barred[Self.firm]?.first?.to == Self.day("2027-03-30"))
        #expect(room.take(room.removal(.expired, on: "2029-04-01")) == .removedBefore(entry: 16))
    }

    @Test("an office above may find that it never should have been, and then it never was")
    func review() {
        var room = Room()
        room.take(room.listing())
        #expect(room.take(room.review(true), by: Self.city) == nil)
        #expect(room.record.entries[0].isInForce(on: Self.day("2026-07-01")))
        #expect(room.take(room.review(false), by: "91350304MA31X0002L") == .notAuthority)
        #expect(
            room.take(room.review(false), by: Self.city, on: "2026-05-31") == .inFuture(Self.day("2026-06-01")))
        #expect(room.take(room.review(false), by: Self.city) == nil)
        #expect(!room.record.entries[0].isInForce(on: Self.day("2026-05-01")))
        #expect(room.record.barred.isEmpty && room.record.entries[0].span == nil)
    }

    @Test("nobody enters what he may not: others' offices, other districts, unknown lists, the same number twice")
    func refusals() {
        var room = Room()
        #expect(room.take(room.listing(), by: Self.city) == .notTheirs(uscc: Self.city))
        #expect(
            room.take(room.listing(district: "350102")) == .otherDistrict(scopes: ["350304"], district: "350102"))
        #expect(room.take(room.listing(list: "black")) == .unknownList("black"))
        #expect(room.take(room.listing(ground: "not-reported")) == .unknownGround("not-reported"))
        #expect(room.take(room.listing(decided: "2026-12-02")) == .inFuture(Self.day("2026-12-02")))
        #expect(room.take(room.listing(end: "2029-03-31")) == .afterTerm(Self.day("2029-03-30")))
        #expect(room.take(room.listing("2026-0", end: "2029-03-30")) == nil)
        #expect(room.take(room.removal(.repaired, on: "2027-12-01")) == .noSuchEntry("2026-1"))
        #expect(room.take(room.listing()) == nil)
        #expect(room.take(room.listing()) == .numberTaken("2026-1", entry: 19))
        // Not public, and bars nobody.
        #expect(room.take(room.listing("w-1", list: "watch", ground: "risk")) == nil)
        #expect(room.record.shown(on: Self.day("2026-05-01")).map(\.listing.act.number) == ["2026-0", "2026-1"])
        #expect(room.record.barred[Self.firm]?.count == 2)
    }

    @Test("every act is read from its own text, and from no other")
    func texts() throws {
        let room = Room()
        for act in [
            room.listing(), room.listing(end: "2027-01-01"), room.review(true),
            room.removal(.expired, on: "2029-04-01"),
        ] {
            #expect(try CreditAct(text: act.text) == act)
            #expect(CreditAct(try EPCISEvent(json: act.event(at: Self.time("2026-12-01")).event)) == act)
            let bytes = Array(act.text.utf8)
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 1
                guard let text = String(validating: changed, as: UTF8.self) else { continue }
                if let read = try? CreditAct(text: text) { #expect(read != act && read.text == text) }
            }
        }
    }

    @Test("months end on the last day of a month that has not the day")
    func months() {
        #expect(Self.day("2026-01-31").adding(months: 1) == Self.day("2026-02-28"))
        #expect(Self.day("2027-11-30").adding(months: 3) == Self.day("2028-02-29"))
        #expect(Self.day("2026-12-31").adding(months: 12) == Self.day("2027-12-31"))
    }
}
