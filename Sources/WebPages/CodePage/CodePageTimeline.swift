import Chains
import Codes
import Pictures
import Values

/// What was recorded, in the order of time; like events of one firm one after another are one line.
struct CodePageTimeline {
    private(set) var steps: [CodePageContent.Step] = []
    /// How many lines are not shown.
    private(set) var untold: String?

    private static let thingsMax = 3

    init(_ page: CodePage, lineCount: Int) {
        let groups = Self.groups(page.graph.events)
        // Where it began and where it ended up say the most.
        let half = lineCount / 2
        let shown = groups.count <= lineCount ? groups : Array(groups.prefix(half) + groups.suffix(half))
        steps = shown.map { Self.step($0, page) }
        let missing = groups.count - shown.count
        if missing > 0 {
            untold = page.said("\(missing) more lines between are not shown here.", "中间另有 \(missing) 行未在此列出。")
        }
    }

    private static func groups(_ events: [TraceGraph.Event]) -> [[TraceGraph.Event]] {
        var groups: [[TraceGraph.Event]] = []
        for event in events {
            if let last = groups.last?.last, last.kind == event.kind, last.party == event.party,
                last.step == event.step, last.isHeard == event.isHeard, last.isReturn == event.isReturn
            {
                groups[groups.count - 1].append(event)
            } else {
                groups.append([event])
            }
        }
        return groups
    }

    private static func step(_ group: [TraceGraph.Event], _ page: CodePage) -> CodePageContent.Step {
        let (first, last) = (group[0], group[group.count - 1])
        let (start, end) = (first.time.plainMinute, last.time.plainMinute)
        return .init(
            isStop: first.kind.stops, time: start, until: start == end ? nil : end, word: page.said(first.wording).calm,
            times: group.count > 1 ? group.count : nil, party: page.party(first.party),
            what: what(group, page),
            claim: first.isHeard
                ? nil : page.said("said by one who never had the goods", "由未经手该货物者所称"))
    }

    private static func what(_ group: [TraceGraph.Event], _ page: CodePage) -> String? {
        var names: [String] = []
        for thing in group.flatMap(\.things) {
            let name = page.said(Naming.name(of: thing.code)).shown
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { return nil }
        let more = names.count - thingsMax
        return names.prefix(thingsMax).joined(separator: page.said(", ", "、"))
            + (more > 0 ? page.said(" and \(more) more", " 等 \(names.count) 项") : "")
    }
}
