public import Chains
import Codes
import Values

extension TraceGraph {
    /// The graph in Graphviz's DOT language, from left (origin) to right: codes as boxes, and beside them the firms as rounded boxes with
    /// what moved between them, when, and how it ended.
    public func dot(_ language: DrawingLanguage) -> String {
        var text = "digraph yima {\n  rankdir=LR;\n  node [shape=box];\n"
        let times = Dictionary(events.map { ($0.entry, $0.time.minute) }, uniquingKeysWith: { first, _ in first })
        for node in nodes { text += line(node, language) }
        for edge in edges { text += line(edge, times, language) }
        text += "  node [style=rounded];\n"
        let names = nodesByKey.mapValues { language.of($0.name) }
        for movement in movements { text += line(movement, names[movement.code], language) }
        for ending in endings { text += line(ending, names[ending.code], language) }
        return text + "}\n"
    }

    private func line(_ node: Node, _ language: DrawingLanguage) -> String {
        let style = node.code.key == subject ? ", penwidth=2" : ""
        let lines = [
            language.of(node.name), node.product, node.quantity.map { language.of($0.wording) },
            node.maker ?? node.holder,
        ]
        return "  \(quoted(node.code.key)) [label=\(quoted(lines: lines))\(style)];\n"
    }

    private func line(_ edge: Edge, _ times: [UInt64: String], _ language: DrawingLanguage) -> String {
        let label = quoted(lines: [language.of(edge.kind.wording), edge.entry.flatMap { times[$0] }])
        return "  \(quoted(edge.from)) -> \(quoted(edge.to)) [label=\(label)\(edge.kind.style)];\n"
    }

    /// Parties stand under their names; codes are URIs, so that none is mistaken for the other.
    private func line(_ movement: Movement, _ name: String?, _ language: DrawingLanguage) -> String {
        let unknown = language.of(Wording(en: "(not named)", zh: "（未写明）"))
        let (from, to) = ((movement.from ?? unknown).shown, (movement.to ?? unknown).shown)
        let label = quoted(lines: [name, movement.quantity.map { language.of($0.wording) }, movement.time.minute])
        let style = movement.isConfirmed ? "" : ", style=dashed"
        return "  \(quoted(from)) -> \(quoted(to)) [label=\(label)\(style)];\n"
    }

    private func line(_ ending: Ending, _ name: String?, _ language: DrawingLanguage) -> String {
        let (first, last) = (ending.firstTime.day, ending.lastTime.day)
        let time = first == last ? ending.firstTime.minute : "\(first) … \(last)"
        let label = quoted(lines: [name, ending.quantity.map { language.of($0.wording) }, time])
        let ends = ending.buyers.isEmpty ? [language.of(ending.wording)] : ending.buyers
        return ends.map { "  \(quoted(ending.party.shown)) -> \(quoted($0.shown)) [label=\(label), arrowhead=dot];\n" }
            .joined()
    }

    private func quoted(_ text: String) -> String { "\"\(text.escapedForDot)\"" }

    private func quoted(lines: [String?]) -> String {
        "\"" + lines.compactMap { $0.map { $0.shown.escapedForDot } }.joined(separator: "\\n") + "\""
    }
}

extension TraceGraph.EdgeKind {
    fileprivate var style: String {
        switch self {
        case .packed: ", style=dashed"
        case .candidate: ", style=dotted"
        case .transformed, .item: ""
        }
    }

    var wording: Wording {
        switch self {
        case .transformed: Wording(en: "made into", zh: "加工")
        case .packed: Wording(en: "packed in", zh: "装入")
        case .item: Wording(en: "item", zh: "单品")
        case .candidate: Wording(en: "may be", zh: "可能为")
        }
    }
}

extension String {
    fileprivate var escapedForDot: String {
        String(
            flatMap { character -> String in
                switch character {
                case "\"": "\\\""
                case "\\": "\\\\"
                case let other where other.isNewline: " "
                default: String(character)
                }
            })
    }
}
