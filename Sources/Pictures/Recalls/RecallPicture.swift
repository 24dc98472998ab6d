public import Chains
import Codes
public import Rules
import Values

extension RecallReport {
    /// Where the goods and whatever was made of them went, and how much is where now: the chain's lanes from the goods on, and at the
    /// foot of each what its firm still has, by the records. A self-contained SVG for A4 landscape, bounded as `TraceGraph.svg` is.
    public func svg(_ language: DrawingLanguage) -> String {
        LaneSVG.svg(RecallPicture(self, language).chart)
    }
}

/// A recall put on lanes.
struct RecallPicture {
    let chart: LaneChart

    init(_ report: RecallReport, _ language: DrawingLanguage) {
        let keys = Set(report.affected.map(\.code.key) + report.subjects.map(\.key))
        let graphs = report.chains.map { TraceGraph($0, operatorNames: report.namings.operatorNames) }
        let graph = TraceGraph.part(of: graphs, about: keys)
        let lanes = ChainLanes(graph, flagged: Self.openEntries(report))
        let folding = MarkFolding(graph, lanes, rules: [:])
        let names = CodeNames(graph.nodes.map(\.code) + graph.events.flatMap { $0.things.map(\.code) }, language)
        let marks = ChainMarks(graph, lanes, folding, ChainRemarks(nil), names: names, language)
        let frame = ChainFrame(graph, lanes, folding, marks, language)
        let stocks = StockMarks(report, lanes, after: marks.marks.map(\.moment).max(), names, language)
        let words = RecallWords(report, names, language)
        chart = LaneChart(
            title: words.title, subtitles: words.subtitles, badge: words.badge, lanes: frame.lanes,
            marks: marks.marks + stocks.marks, arrows: marks.arrows,
            noteHeading: language == .zh ? "注意" : "Mind", notes: words.notes, keys: frame.keys + stocks.keys,
            footers: frame.footers + stocks.footers,
            description: words.title + ". " + words.subtitles.joined(separator: ". "),
            languageTag: language == .zh ? "zh-CN" : "en",
            later: { language == .zh ? "\($0) 天后" : "\($0) d later" },
            page: { language == .zh ? "第 \($0) 页，共 \($1) 页" : "page \($0) of \($1)" })
    }

    /// Whoever may still have some has a lane before others.
    private static func openEntries(_ report: RecallReport) -> Set<UInt64> {
        Set(report.holders.filter(\.holding.isOpen).flatMap { $0.holding.entries.suffix(1) })
    }
}
