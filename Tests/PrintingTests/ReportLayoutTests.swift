import Chains
import Pictures
import Reports
import Statistics
import Testing
import Values

@testable import Printing

@Suite("A report on pages")
struct ReportLayoutTests {
    private static func both(_ text: String) -> Wording { Wording(en: text, zh: text) }

    /// A table over several pages, a long sentence with numbers in it, and a plot.
    private static var report: Report {
        let rows = (0..<150).map { number in
            [
                Figure(both("莆田市荔城区第\(number)食品经营部 91350304MA31X0001H")),
                Figure(number, entries: EntrySet([UInt64(number), UInt64(number) + 1000])),
                Figure(both("2026-11-\(10 + number % 20)")),
            ]
        }
        var samples = SampleTable()
        for number in 0..<400 {
            samples.add(
                SampleTable.Result(
                    sample: UInt64(number), laboratory: "L", firm: "9135030\(number % 8)MA31X0001H", profile: "food",
                    stage: nil, day: CalendarDate(daysSinceEpoch: 20_000), isPassed: number % 37 != 0,
                    isWithdrawal: false, entry: UInt64(number)))
        }
        var question = SampleTable.Question()
        question.dimension = .district
        let plotted = samples.count(question, targets: .builtIn) { _, _, _ in true }.rows
        let long = String(repeating: "so many samples do not show it, ", count: 20)
        return Report(
            kind: .quality, title: Wording(en: "Quality", zh: "质量状况分析报告"),
            facts: [(both("root"), both(String(repeating: "o2vZ9cuBrIMmpHpBAbnF6sg8", count: 8)))],
            sections: [
                Report.Section(
                    both("First"),
                    [
                        .paragraph(
                            Sentence(
                                en: "\(long)\(Figure(12, entries: EntrySet([7])))\(long)",
                                zh: "样本不足，尚不能判断。\(Figure(12, entries: EntrySet([7])))。")),
                        .plot(
                            ReportPlot(both("Rates")) { title, language in
                                PassRatePicture(plotted, title: title, language).drawing
                            }),
                        .table(
                            ReportTable(
                                both("Table"),
                                [.words("firm", "主体", weight: 3), .number("count", "数量"), .whole("day", "日期")], rows,
                                total: [Figure(both("all")), Figure(150), .dash])),
                    ])
            ])
    }

    @Test("nothing stands beyond the margins, in either language", arguments: [ReportLanguage.en, .zh])
    func margins(language: ReportLanguage) {
        let measure = EstimatedTextMeasure()
        let pages = ReportLayout.pages(Self.report, language, measure: measure)
        #expect(pages.count > 3)
        let (right, bottom) = (ReportPage.width - ReportPage.right + 0.5, ReportPage.height - 20)
        for page in pages {
            for item in page.items {
                switch item {
                case .text(let text, let x, let y, let size, let isBold, _, _):
                    #expect(x >= ReportPage.left - 0.5 && y > 0 && y < bottom, "\(text)")
                    // Punctuation may hang over by its own width.
                    #expect(x + measure.width(of: text, isBold: isBold) * size <= right + size, "\(text)")
                case .rule(let x, let y, let width, _, _): #expect(x + width <= right && y < bottom)
                case .band(let x, let y, let width, let height, _):
                    #expect(x + width <= right && y + height < bottom)
                case .plot(let drawing, let x, let y, let scale):
                    #expect(x + drawing.width * scale <= right && y + drawing.height * scale < bottom)
                case .destination: break
                }
            }
        }
    }

    @Test("a table says its headings again on each page that it goes on to, and every row once")
    func table() {
        let pages = ReportLayout.pages(Self.report, .zh, measure: EstimatedTextMeasure())
        var headed = 0
        var rows: [Int] = []
        for page in pages {
            let texts = page.items.compactMap { if case .text(let text, _, _, _, _, _, _) = $0 { text } else { nil } }
            let its = texts.compactMap { text in
                text.hasPrefix("莆田市荔城区第") ? Int(text.dropFirst(7).prefix { $0.isNumber }) : nil
            }
            rows += its
            if !its.isEmpty {
                #expect(texts.contains("主体") && texts.contains("日期"))
                headed += 1
            }
        }
        #expect(headed > 1 && rows == Array(0..<150))
    }

    @Test("every link has its place, and every place is there once")
    func links() {
        let pages = ReportLayout.pages(Self.report, .en, measure: EstimatedTextMeasure())
        var links: Set<Int> = []
        var places: [Int] = []
        for item in pages.flatMap(\.items) {
            if case .text(_, _, _, _, _, _, let link?) = item { links.insert(link) }
            if case .destination(let number, _) = item { places.append(number) }
        }
        #expect(places == Array(1...151) && links == Set(places))
    }

    @Test("the file is a PDF with its title, and what no font has does not stop it")
    func file() throws {
        let strange = Report(
            kind: .quality, title: Self.both("Report 🦐 \u{10FFFD}"), facts: [], sections: Self.report.sections)
        let bytes = try ReportPDF.bytes(strange, .zh)
        #expect(bytes.starts(with: Array("%PDF-".utf8)) && bytes.count > 10_000)
        // The same report is the same file but for its dates.
        #expect(try ReportPDF.bytes(strange, .zh).count == bytes.count)
    }

    @Test("widths are given out by weights, to no column less than its longest word as long as that can be")
    func shares() {
        #expect(TableGrid.shares(of: 100, [1, 1, 2], least: [10, 10, 10]) == [25, 25, 50])
        #expect(TableGrid.shares(of: 100, [1, 1, 2], least: [40, 10, 10]) == [40, 20, 40])
        #expect(TableGrid.shares(of: 100, [1, 0, 1], least: [80, 90, 20]) == [80, 0, 20])
        // Where not all can have what they need, weights alone decide.
        #expect(TableGrid.shares(of: 100, [1, 3], least: [60, 60]) == [25, 75])
    }
}
