import Chains
import Codes
import Values

/// What stands around the marks of a chain: title, lanes, legend, and what is folded or missing.
struct ChainFrame {
    private let graph: TraceGraph
    private let lanesOfChain: ChainLanes
    private let folding: MarkFolding
    private let marks: ChainMarks
    private let language: DrawingLanguage

    init(
        _ graph: TraceGraph, _ lanes: ChainLanes, _ folding: MarkFolding, _ marks: ChainMarks,
        _ language: DrawingLanguage
    ) {
        (self.graph, lanesOfChain, self.folding, self.marks, self.language) = (graph, lanes, folding, marks, language)
    }

    private func say(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    private var subject: TraceGraph.Node? { graph.nodesByKey[graph.subject] }

    var title: String {
        guard let subject else { return say("Chain of \(graph.subject.shown)", "追溯链：\(graph.subject.shown)") }
        let name = [language.of(subject.name), subject.product].compactMap { $0?.shown }.joined(separator: " · ")
        return say("Chain of \(name)", "追溯链：\(name)")
    }

    var subtitles: [String] {
        var lines = [subject?.code.uri.shown ?? graph.subject.shown]
        if let first = graph.events.first, let last = graph.events.last {
            let (start, end) = (first.time.plainMinute, last.time.plainMinute)
            lines.append(
                say(
                    "On record: \(graph.events.count) events from \(start) to \(end), \(firmCount) firms",
                    "已记录：\(graph.events.count) 个事件，\(start) 至 \(end)，\(firmCount) 家单位"))
        }
        return lines
    }

    private var firmCount: Int { lanesOfChain.own.count + lanesOfChain.folded.count }

    var description: String {
        "\(title). \(subtitles.joined(separator: ". ")). "
            + lanes.map(\.name).joined(separator: ", ")
    }

    var lanes: [LaneChart.Lane] {
        // A name of blanks is none.
        let names = lanesOfChain.own.map { uscc in
            let name = (graph.partyNames[uscc] ?? "").trimmed
            return (name.isEmpty ? uscc : name).shown
        }
        let counts = Dictionary(grouping: names, by: \.self).mapValues(\.count)
        var lanes = zip(lanesOfChain.own, names).map { uscc, name in
            // Two firms of one name are told apart by their numbers.
            let note = counts[name, default: 1] > 1 ? "…" + uscc.suffix(8) : nil
            return LaneChart.Lane(name: name, note: note, tooltip: "\(name) · \(uscc)", isFolded: false)
        }
        if !lanesOfChain.folded.isEmpty {
            let count = lanesOfChain.folded.count
            let firms = foldedNames(atMost: 20)
            lanes.append(
                .init(
                    name: say("… and \(count) more firms", "……另有 \(count) 家单位"),
                    note: say("share this lane", "合并于此列"), tooltip: firms, isFolded: true))
        }
        return lanes
    }

    private func foldedNames(atMost limit: Int) -> String {
        let names = lanesOfChain.folded.prefix(limit).map { (graph.partyNames[$0] ?? $0).shown }
        let more = lanesOfChain.folded.count - names.count
        return names.joined(separator: say(", ", "、")) + (more > 0 ? say(" … and \(more) more", "……另有 \(more) 家") : "")
    }

    /// Only what is there.
    var keys: [LaneChart.Key] {
        var keys: [LaneChart.Key] = []
        func add(_ isThere: Bool, _ sample: LaneChart.Key.Sample, _ en: String, _ zh: String) {
            if isThere { keys.append(.init(sample: sample, text: say(en, zh))) }
        }
        add(
            marks.arrows.contains { $0.isConfirmed && !$0.isAgainstTime }, .arrow, "moved, both sides on record",
            "流转，双方均有记录")
        add(marks.arrows.contains { !$0.isConfirmed }, .openArrow, "one side only", "仅单方记录")
        add(
            marks.arrows.contains(where: \.isAgainstTime), .backArrow, "received before it was shipped, as written",
            "按记载收货早于发货")
        add(marks.marks.contains(where: \.isFolded), .folded, "several events in one mark", "多个事件合并")
        add(marks.marks.contains(where: \.isSubject), .subject, "names the code asked for", "涉及所查编码")
        add(marks.marks.contains { $0.tone == .end }, .end, "left the chain", "离开追溯链")
        add(marks.marks.contains { $0.tone == .stop }, .stop, "must not go on", "限制流通")
        add(marks.marks.contains(where: \.isClaim), .claim, "recorded by one who never had the goods", "由未经手该货物者记录")
        add(true, .span, "from first to last record", "首末记录之间")
        let grades = Set(marks.marks.flatMap { $0.callouts.map(\.grade) })
        for grade in LaneChart.Grade.allCases.reversed() {
            add(grades.contains(grade), .grade(grade), grade.wording.en, grade.wording.zh)
        }
        return keys
    }

    var footers: [String] {
        var lines: [String] = []
        let folded = folding.marks.filter { $0.events.count > 1 }
        if !folded.isEmpty {
            let count = folded.reduce(0) { $0 + $1.events.count }
            lines.append(
                say(
                    "Folded: \(folded.count) marks stand for \(count) of \(graph.events.count) events (×: how many).",
                    "合并：\(folded.count) 个标记代表 \(graph.events.count) 个事件中的 \(count) 个（×：个数）。"))
        }
        if !lanesOfChain.folded.isEmpty {
            lines.append(say("The last lane: ", "最后一列：") + foldedNames(atMost: 16))
        }
        if !graph.unreadable.isEmpty {
            let entries = graph.unreadable.prefix(8).map(String.init).joined(separator: ", ")
            lines.append(
                say(
                    "\(graph.unreadable.count) entries cannot be read and are not drawn: \(entries)",
                    "\(graph.unreadable.count) 个条目无法读取，未绘出：\(entries)"))
        }
        if graph.isTruncated {
            lines.append(say("Not whole: a limit was met, more is on record.", "未完整：已达上限，另有记录未列出。"))
        }
        return lines
    }
}
