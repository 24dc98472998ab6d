import Testing
import Values

@testable import Reports

@Suite("The days of which a report is")
struct ReportPeriodTests {
    @Test(
        "a month, a quarter, a year and a span of days are read, with the one before",
        arguments: [
            ("2026-11", "2026-11-01", "2026-11-30", "2026-10"), ("2026-01", "2026-01-01", "2026-01-31", "2025-12"),
            ("2028-02", "2028-02-01", "2028-02-29", "2028-01"), ("2026-Q4", "2026-10-01", "2026-12-31", "2026-Q3"),
            ("2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4"), ("2026", "2026-01-01", "2026-12-31", "2025"),
            ("2026-11-03..2026-11-09", "2026-11-03", "2026-11-09", "2026-10-27..2026-11-02"),
            ("2026-11-03..2026-11-03", "2026-11-03", "2026-11-03", "2026-11-02..2026-11-02"),
        ])
    func read(text: String, first: String, last: String, before: String) throws {
        let period = try #require(ReportPeriod(text))
        #expect("\(period.first)" == first && "\(period.last)" == last && period.description == text)
        #expect(period.before?.description == before)
        #expect(period.contains(period.first) && period.contains(period.last))
        #expect(!period.contains(CalendarDate(daysSinceEpoch: period.last.daysSinceEpoch + 1)))
        #expect(!period.contains(CalendarDate(daysSinceEpoch: period.first.daysSinceEpoch - 1)))
    }

    @Test(
        "whatever is none of them is refused",
        arguments: [
            "", "26-11", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-q4", "2026-1", "2026-11-03",
            "2026-11-09..2026-11-03", "2026-02-30..2026-03-01", "2026-11..2026-12", "2026-11-03..", "+026",
        ])
    func refused(text: String) { #expect(ReportPeriod(text) == nil) }
}
