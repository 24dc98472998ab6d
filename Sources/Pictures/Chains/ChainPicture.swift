public import Chains
import Codes
public import Rules
import Values

extension TraceGraph {
    /// The chain as a self-contained SVG that can be printed on A4 landscape: time goes down, firms are lanes, what happened stands
    /// where and when it happened, and what the verdict found stands beside it. However long the chain is, the picture is bounded:
    /// like events are folded into one mark, firms of which little is on record into one lane, and it is said what is folded.
    ///
    /// - Parameter verdict: on the same code; nil where nothing was judged.
    public func svg(_ language: DrawingLanguage, verdict: VerdictDocument? = nil) -> String {
        LaneSVG.svg(ChainPicture(self, verdict: verdict, language).chart)
    }
}

/// A chain put on lanes.
struct ChainPicture {
    let chart: LaneChart
    let folding: MarkFolding

    init(_ graph: TraceGraph, verdict: VerdictDocument? = nil, _ language: DrawingLanguage) {
        let remarks = ChainRemarks(verdict)
        let rules = remarks.rules
        let lanes = ChainLanes(graph, flagged: Set(rules.keys))
        let folding = MarkFolding(graph, lanes, rules: rules)
        let names = CodeNames(graph.nodes.map(\.code) + graph.events.flatMap { $0.things.map(\.code) }, language)
        let marks = ChainMarks(graph, lanes, folding, remarks, names: names, language)
        let frame = ChainFrame(graph, lanes, folding, marks, language)
        self.folding = folding
        chart = LaneChart(
            title: frame.title, subtitles: frame.subtitles, badge: remarks.badge(language), lanes: frame.lanes,
            marks: marks.marks, arrows: marks.arrows, noteHeading: language == .zh ? "发现" : "Findings",
            notes: remarks.notes(language), keys: frame.keys, footers: frame.footers, description: frame.description,
            languageTag: language == .zh ? "zh-CN" : "en",
            later: { language == .zh ? "\($0) 天后" : "\($0) d later" },
            page: { language == .zh ? "第 \($0) 页，共 \($1) 页" : "page \($0) of \($1)" })
    }
}
