import Chains
import Codes
import EPCIS
import Evidence
import Ledger
import Rules
import Testing
import Values

@testable import Reports

@Suite("Import permits over a period")
struct PermitsReportTests {
    private static let importer = "91350200MA31X0001A"
    private static let journal = JournalName("\(importer)/pc-1")!

    /// An event of a lot under a permit, with its net weight or releasing it.
    private static func event(
        _ entry: UInt64, _ step: String, on day: String, lot: String, permit: String = "AJ-2626 001", net: String? = nil
    ) -> RecordedEvent {
        let weight = net.map { #","yima:netKg":"\#($0)""# } ?? ""
        let body = """
            {"@context":\(YimaContext.text),\
            "type":"ObjectEvent","eventTime":"\(day)T10:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE",\
            "bizStep":"\(step)","epcList":["https://id.gs1.org/01/06935377000251/10/\(lot)/21/1"],\
            "yima:quarantinePermitNo":"\(permit)"\(weight)}
            """
        return RecordedEvent(
            entry: entry, event: EventEntry(journal: journal, index: entry, body: Array(body.utf8)),
            recordTime: Timestamp(rfc3339: "2026-11-30T00:00:00Z")!)
    }

    private static func report(
        _ events: [RecordedEvent], kilograms: String? = "25000", end: String? = nil, period: String = "2026-11",
        district: String = ""
    ) -> PermitsReport {
        var facts = LedgerFacts(registry: Registry(origin: "test"), now: Timestamp(rfc3339: "2026-12-01T00:00:00Z")!)
        facts.events = events
        var registers = Registers()
        if let kilograms { registers.permits["AJ2626001"] = Amount(kilograms)! }
        if let end { registers.permitEnds["AJ2626001"] = WrittenTime.date(end)! }
        return PermitsReport(
            facts, ReportGround(period: ReportPeriod(period)!, district: district), registers: registers,
            codes: CodeReader())
    }

    private static let release = "urn:yima:bizstep:releasing"
    private static let events = [
        event(1, "receiving", on: "2026-10-02", lot: "A", net: "13000"), event(2, release, on: "2026-10-03", lot: "A"),
        event(3, "receiving", on: "2026-11-02", lot: "B", net: "12000"), event(4, release, on: "2026-11-03", lot: "B"),
        // A part of it under the same papers is not imported again.
        event(5, "storing", on: "2026-11-04", lot: "B", net: "10"),
        // Not released by then.
        event(6, "receiving", on: "2026-11-29", lot: "C", net: "9000"), event(7, release, on: "2026-12-02", lot: "C"),
    ]

    @Test("what came in before, in the period, and what is left, each with its entries")
    func balance() throws {
        let row = try #require(Self.report(Self.events).rows.first)
        #expect(row.before == Amount("13000") && row.used == Amount("12000") && row.left == .zero && !row.isOver)
        #expect(row.entriesBefore.text == "1–2" && row.entries.text == "3–4")
        #expect(row.importers == [Self.importer])
        let later = try #require(Self.report(Self.events, period: "2026-12").rows.first)
        #expect(later.before == Amount("25000") && later.used == Amount("9000") && later.isOver)
        #expect(later.left == Amount("-9000"))
    }

    @Test(
        "the state follows from balance and last day",
        arguments: [
            ("25000", nil, "within"), ("24999", nil, "overdrawn"), (nil, nil, "in no register"),
            ("25000", "2026-12-30", "ends soon"),
            ("25000", "2026-12-31", "within"), ("25000", "2026-11-29", "ended"), ("25000", "2026-11-30", "ends soon"),
        ] as [(String?, String?, String)])
    func states(kilograms: String?, end: String?, state: String) {
        let text = MarkdownReport(Self.report(Self.events, kilograms: kilograms, end: end).report, .en).text
        #expect(text.contains("| \(state) |"), "\(text)")
    }

    @Test("every number of the summary opens to its entries")
    func opens() throws {
        let figures = try Self.report(Self.events, end: "2026-12-20").report.summaryFigures()
        #expect(figures.map(\.entries.text) == ["1–4", "3–4", "", "1–4", ""])
        let unknown = try Self.report(Self.events, kilograms: nil).report.summaryFigures()
        #expect(unknown.last?.entries.text == "1–4")
    }

    @Test("a permit that nobody used is listed, and of another district none is")
    func unused() {
        #expect(Self.report([]).rows.map(\.used) == [.zero])
        #expect(Self.report(Self.events, district: "3502").rows.count == 1)
        #expect(Self.report(Self.events, district: "3503").rows.isEmpty)
    }
}
