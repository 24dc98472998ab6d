public import Chains
import Codes
import Values

extension TraceGraph {
    /// The graph in Graphviz's DOT language, from left (origin) to right.
    public func dot(_ language: DrawingLanguage) -> String {
        var text = "digraph yima {\n  rankdir=LR;\n  node [shape=box];\n"
        for node in nodes {
            let style = node.code.key == subject ? ", penwidth=2" : ""
            let lines = [
                language.of(node.name), node.product, node.quantity.map { language.of($0.wording) },
                node.maker ?? node.holder,
            ]
            let label = lines.compactMap { $0.map { $0.shown.escapedForDot } }.joined(separator: "\\n")
            text += "  \"\(node.code.key.escapedForDot)\" [label=\"\(label)\"\(style)];\n"
        }
        for edge in edges {
            let ends = "\"\(edge.from.escapedForDot)\" -> \"\(edge.to.escapedForDot)\""
            text +=
                "  \(ends) [label=\"\(language.of(edge.kind.wording))\"\(edge.kind == .packed ? ", style=dashed" : "")];\n"
        }
        return text + "}\n"
    }
}

extension TraceGraph.EdgeKind {
    var wording: Wording {
        switch self {
        case .transformed: Wording(en: "made into", zh: "加工")
        case .packed: Wording(en: "packed in", zh: "装入")
        case .item: Wording(en: "item", zh: "单品")
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
