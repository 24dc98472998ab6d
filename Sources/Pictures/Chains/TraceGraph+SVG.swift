public import Chains
import Codes
import Values

extension TraceGraph {
    /// The graph as a self-contained SVG image: origin at the left, one column for each step of making; no script, no font,
    /// nothing from outside. Text from events is escaped and cut to the box.
    public func svg(_ language: DrawingLanguage) -> String {
        SVGDrawing(graph: self, layout: LayeredLayout(self), language: language).text
    }
}

/// Columns and rows for the nodes: a node stands right of everything that leads to it.
struct LayeredLayout: Hashable, Sendable {
    struct Cell: Hashable, Sendable {
        let column: Int
        let row: Int
    }

    let cells: [String: Cell]
    let columnCount: Int
    let rowCount: Int

    init(_ graph: TraceGraph) {
        let columns = Self.columns(graph)
        var byColumn: [[String]] = Array(repeating: [], count: (columns.values.max() ?? 0) + 1)
        for node in graph.nodes { byColumn[columns[node.code.key] ?? 0].append(node.code.key) }
        let sources = Dictionary(grouping: graph.edges, by: \.to).mapValues { $0.map(\.from) }
        var cells: [String: Cell] = [:]
        for column in byColumn.indices {
            // Beside the mean of what leads here, so that lines cross little; keys decide where that is equal.
            let weighted = byColumn[column].map { key -> (weight: Int, key: String) in
                let rows = (sources[key] ?? []).compactMap { cells[$0]?.row }
                return (rows.isEmpty ? 0 : rows.reduce(0, +) * 1000 / rows.count, key)
            }
            for (row, item) in weighted.sorted(by: { ($0.weight, $0.key) < ($1.weight, $1.key) }).enumerated() {
                cells[item.key] = Cell(column: column, row: row)
            }
        }
        self.cells = cells
        columnCount = byColumn.count
        rowCount = byColumn.map(\.count).max() ?? 0
    }

    /// Longest distance from a node without sources. As many rounds as there are columns at most; a cycle ends by the limit.
    private static func columns(_ graph: TraceGraph) -> [String: Int] {
        var columns = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.code.key, 0) })
        let columnMax = min(graph.nodes.count, 64) - 1
        for _ in 0..<max(columnMax, 0) {
            var isSettled = true
            for edge in graph.edges {
                guard let from = columns[edge.from], let to = columns[edge.to], edge.from != edge.to else { continue }
                if to <= from, from < columnMax {
                    columns[edge.to] = from + 1
                    isSettled = false
                }
            }
            if isSettled { break }
        }
        return columns
    }
}

private struct SVGDrawing {
    let graph: TraceGraph
    let layout: LayeredLayout
    let language: DrawingLanguage

    private static let boxWidth = 250
    private static let boxHeight = 76
    private static let gapX = 90
    private static let gapY = 24
    private static let margin = 20
    /// Half-width columns of text that fit a box.
    private static let textWidth = 30

    var text: String {
        let width = Self.margin * 2 + layout.columnCount * (Self.boxWidth + Self.gapX) - Self.gapX
        let height = Self.margin * 2 + layout.rowCount * (Self.boxHeight + Self.gapY) - Self.gapY
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" font-family=\"sans-serif\" font-size=\"13\" "
                + "lang=\"\(language == .zh ? "zh-CN" : "en")\">",
            "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
                + "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#667\"/></marker></defs>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        ]
        parts += graph.edges.compactMap(edge)
        parts += graph.nodes.compactMap(box)
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private func corner(_ key: String) -> (x: Int, y: Int)? {
        layout.cells[key].map { cell in
            (
                Self.margin + cell.column * (Self.boxWidth + Self.gapX),
                Self.margin + cell.row * (Self.boxHeight + Self.gapY)
            )
        }
    }

    private func edge(_ edge: TraceGraph.Edge) -> String? {
        guard let from = corner(edge.from), let to = corner(edge.to), edge.from != edge.to else { return nil }
        let (x1, y1) = (from.x + Self.boxWidth, from.y + Self.boxHeight / 2)
        let (x2, y2) = (to.x, to.y + Self.boxHeight / 2)
        let bend = Self.gapX / 2
        let dash = edge.kind == .packed ? " stroke-dasharray=\"5 4\"" : ""
        return "<path d=\"M\(x1) \(y1)C\(x1 + bend) \(y1) \(x2 - bend) \(y2) \(x2) \(y2)\" fill=\"none\" "
            + "stroke=\"#667\"\(dash) marker-end=\"url(#a)\">"
            + "<title>\(language.of(edge.kind.wording).escapedForXML)</title></path>"
    }

    private func box(_ node: TraceGraph.Node) -> String? {
        guard let (x, y) = corner(node.code.key) else { return nil }
        let isSubject = node.code.key == graph.subject
        let second = [node.product, node.quantity.map { language.of($0.wording) }].compactMap { $0 }
        let lines = [language.of(node.name), second.joined(separator: " · "), node.maker ?? node.holder ?? ""]
        var svg =
            "<g><title>\(node.code.uri.shown.escapedForXML)</title>"
            + "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(Self.boxWidth)\" height=\"\(Self.boxHeight)\" rx=\"6\" "
            + "fill=\"\(isSubject ? "#e8f2ff" : "#f7f7f9")\" stroke=\"\(isSubject ? "#1a5fb4" : "#99a")\"/>"
        for (index, line) in lines.filter({ !$0.isEmpty }).enumerated() {
            let weight = index == 0 ? " font-weight=\"bold\"" : ""
            let shown = line.shown.cut(toColumns: Self.textWidth).escapedForXML
            svg += "<text x=\"\(x + 10)\" y=\"\(y + 24 + index * 20)\"\(weight)>\(shown)</text>"
        }
        return svg + "</g>"
    }
}

extension String {
    fileprivate var escapedForXML: String {
        String(
            unicodeScalars.flatMap { scalar -> String in
                switch scalar {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                case "\"": "&quot;"
                case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
                case let other where other.value < 0x20: " "
                default: String(Character(scalar))
                }
            })
    }

    /// At most so many half-width columns; East Asian wide characters take two.
    fileprivate func cut(toColumns limit: Int) -> String {
        var used = 0
        var kept = ""
        for character in self {
            let isWide = character.unicodeScalars.contains { $0.value >= 0x1100 }
            used += isWide ? 2 : 1
            guard used <= limit else { return kept + "…" }
            kept.append(character)
        }
        return kept
    }
}
