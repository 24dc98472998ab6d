import Chains
import Codes
import EPCIS
import Evidence
import Ledger
import Rules
import Testing
import Values

@testable import Reports

@Suite("The chains of recalled goods, pass by pass")
struct RecallWalksTests {
    private static let maker = "91350200MA31X0001A"
    private static let shop = "91350302MA31X0002L"
    private static let lot = "https://id.gs1.org/01/06935377000251/10/A"
    private static let product = "https://id.gs1.org/01/06935377000268/10/B"

    private static func event(
        _ entry: UInt64, by uscc: String = maker, on day: String, _ members: String, type: String = "ObjectEvent"
    ) -> RecordedEvent {
        let body = """
            {"@context":\(YimaContext.text),"type":"\(type)","eventTime":"2026-\(day)T10:00:00+08:00",\
            "eventTimeZoneOffset":"+08:00",\(members)}
            """
        return RecordedEvent(
            entry: entry,
            event: EventEntry(journal: JournalName("\(uscc)/pc-1")!, index: entry, body: Array(body.utf8)),
            recordTime: OffsetTime(rfc3339: "2026-\(day)T12:00:00+08:00")!.moment)
    }

    private static func quantity(_ code: String, _ amount: Int) -> String {
        #"[{"epcClass":"\#(code)","quantity":\#(amount),"uom":"KGM"}]"#
    }

    private static let events = [
        event(
            1, on: "11-01",
            #""action":"ADD","bizStep":"commissioning","epcList":[],"quantityList":\#(quantity(lot, 100))"#),
        event(
            2, on: "11-02",
            #""bizStep":"commissioning","inputEPCList":[],"inputQuantityList":\#(quantity(lot, 40)),"outputEPCList":[],"outputQuantityList":\#(quantity(product, 20))"#,
            type: "TransformationEvent"),
        event(
            3, on: "11-03",
            #""action":"OBSERVE","bizStep":"shipping","epcList":[],"quantityList":\#(quantity(product, 20)),"destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\#(shop)"}]"#
        ),
        event(
            4, on: "11-04",
            #""action":"OBSERVE","bizStep":"urn:yima:bizstep:recalling","disposition":"recalled","epcList":[],"quantityList":\#(quantity(lot, 0)),"yima:recallLevel":"1""#
        ),
        // Of every lot of a product: that is not followed here.
        event(
            5, on: "11-05",
            #""action":"OBSERVE","disposition":"recalled","epcList":["https://id.gs1.org/01/06935377000275"]"#),
        event(
            6, by: shop, on: "11-06",
            #""action":"OBSERVE","bizStep":"storing","epcList":["https://id.gs1.org/01/06935377000251/10/Z"]"#),
    ]

    @Test("each pass gathers what the walks want next, until they want nothing, and the recall is told from it")
    func passes() throws {
        var first = LedgerFacts(registry: Registry(origin: "test"), now: Timestamp(rfc3339: "2026-11-30T00:00:00Z")!)
        first.events = [Self.events[3], Self.events[4]]
        var walks = RecallWalks(first, upTo: WrittenTime.date("2026-11-30")!, codes: CodeReader())
        let identities = EventIdentities()
        var passes = 0
        while !walks.wanted.isEmpty {
            passes += 1
            try #require(passes < 12)
            var more = LedgerFacts(registry: first.registry, now: first.now)
            let wanted = walks.wanted
            more.events = Self.events.filter { event in
                event.event.map { !wanted.isDisjoint(with: identities.keys(of: $0)) } ?? false
            }
            walks.supply(more)
        }
        // The lot, then what was made of it.
        #expect(passes > 1)
        #expect(walks.unfollowed.text == "5" && walks.leftOut == 0)
        let told = walks.reports(first, rules: .builtIn, lists: .builtIn)
        let report = try #require(told.first?.report)
        #expect(told.count == 1 && report.state == .opened && report.cases.map(\.grade) == [1])
        #expect(report.affected.map(\.code.uri).sorted() == [Self.lot, Self.product])
        // One that was opened later is not looked at.
        #expect(RecallWalks(first, upTo: WrittenTime.date("2026-11-03")!, codes: CodeReader()).wanted.isEmpty)
    }
}
