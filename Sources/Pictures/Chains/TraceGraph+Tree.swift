public import Chains
import Codes
import Values

extension TraceGraph {
    /// The chain as an indented tree for a terminal: first where the subject came from, then where it went. Every line ends
    /// with LF; text stands only to the right of the branches, so wide characters cannot break their alignment. A code that
    /// has already been drawn is named again without its branches.
    public func tree(_ language: DrawingLanguage) -> String {
        var drawing = TreeDrawing(graph: self, language: language)
        drawing.draw()
        return drawing.text
    }
}

private struct TreeDrawing {
    private let graph: TraceGraph
    private let language: DrawingLanguage
    private let nodes: [String: TraceGraph.Node]
    private let into: [String: [TraceGraph.Edge]]
    private let outOf: [String: [TraceGraph.Edge]]
    private let movements: [String: [TraceGraph.Movement]]
    private let endings: [String: [TraceGraph.Ending]]
    /// By the entry of an event.
    private let times: [UInt64: String]
    private var drawn: Set<String> = []
    private(set) var text = ""

    /// Deeper chains are drawn from the code at which this one ends.
    private static let depthMax = 64
    /// Branches of one kind under one code.
    private static let branchCountMax = 24

    init(graph: TraceGraph, language: DrawingLanguage) {
        self.graph = graph
        self.language = language
        nodes = graph.nodesByKey
        into = Dictionary(grouping: graph.edges, by: \.to)
        outOf = Dictionary(grouping: graph.edges, by: \.from)
        movements = Dictionary(grouping: graph.movements, by: \.code)
        endings = Dictionary(grouping: graph.endings, by: \.code)
        times = Dictionary(graph.events.map { ($0.entry, $0.time.minute) }, uniquingKeysWith: { first, _ in first })
    }

    /// A branch to draw: its own line and what hangs from it.
    private enum Branch {
        case heading(Wording, [Branch])
        case movement(TraceGraph.Movement)
        case ending(TraceGraph.Ending)
        /// So many more, which are not drawn.
        case more(Int)
        case code(Wording, String, entry: UInt64?, isUpward: Bool)
        /// A lot that goods sold by a seller's books may be of, or that they were sold as: its sales, and nothing else of it.
        case books(Wording, String, isUpward: Bool)

        var isOfBooks: Bool {
            if case .books = self { true } else { false }
        }
    }

    mutating func draw() {
        guard let root = nodes[graph.subject] else { return }
        text += root.label(language) + "\n"
        drawn.insert(graph.subject)
        var branches: [Branch] = []
        let origins = sources(of: graph.subject)
        let up = origins.filter { !$0.isOfBooks }
        if !up.isEmpty { branches.append(.heading(Wording(en: "came from", zh: "来源"), up)) }
        let down =
            moves(of: graph.subject) + products(of: graph.subject) + ends(of: graph.subject)
            + origins.filter(\.isOfBooks)
        if !down.isEmpty { branches.append(.heading(Wording(en: "went to", zh: "去向"), down)) }
        draw(branches, indent: "", depth: 0)
        if graph.isTruncated {
            text += language.of(Wording(en: "(not whole: a limit was met)", zh: "（未完整：已达上限）")) + "\n"
        }
    }

    private mutating func draw(_ branches: [Branch], indent: String, depth: Int) {
        for (index, branch) in branches.enumerated() {
            let isLast = index == branches.count - 1
            text += indent + (isLast ? "└─ " : "├─ ")
            let inner = indent + (isLast ? "   " : "│  ")
            switch branch {
            case .heading(let wording, let children):
                text += language.of(wording) + "\n"
                draw(children, indent: inner, depth: depth + 1)
            case .movement(let movement): text += line(movement) + "\n"
            case .ending(let ending): text += line(ending) + "\n"
            case .more(let count):
                text += language.of(Wording(en: "… \(count) more", zh: "……另有 \(count) 项")) + "\n"
            case .books(let how, let key, let isUpward):
                text += "\(language.of(how)) \(nodes[key]?.label(language) ?? key)\n"
                if !isUpward { draw(ends(of: key), indent: inner, depth: depth + 1) }
            case .code(let how, let key, let entry, let isUpward):
                draw(how, key, entry: entry, isUpward: isUpward, indent: inner, depth: depth)
            }
        }
    }

    private mutating func draw(
        _ how: Wording, _ key: String, entry: UInt64?, isUpward: Bool, indent: String, depth: Int
    ) {
        let label = nodes[key]?.label(language) ?? key
        text += "\(language.of(how)) \(label)"
        if let time = entry.flatMap({ times[$0] }) { text += " · \(time)" }
        let children = isUpward ? moves(of: key) + sources(of: key) : moves(of: key) + products(of: key) + ends(of: key)
        guard drawn.insert(key).inserted else {
            text += (children.isEmpty ? "" : language.of(Wording(en: " (see above)", zh: "（见上）"))) + "\n"
            return
        }
        guard depth < Self.depthMax else {
            text += " …\n"
            return
        }
        text += "\n"
        draw(children, indent: indent, depth: depth + 1)
    }

    private func moves(of key: String) -> [Branch] {
        short((movements[key] ?? []).map(Branch.movement))
    }

    private func ends(of key: String) -> [Branch] {
        short((endings[key] ?? []).map(Branch.ending))
    }

    /// A lot may have gone to thousands of shops: the first say enough, and the JSON form has them all.
    private func short(_ branches: [Branch]) -> [Branch] {
        guard branches.count > Self.branchCountMax else { return branches }
        return branches.prefix(Self.branchCountMax) + [.more(branches.count - Self.branchCountMax)]
    }

    private func sources(of key: String) -> [Branch] {
        short(unique(into[key] ?? [], \.from).map(source))
    }

    private func source(_ edge: TraceGraph.Edge) -> Branch {
        switch edge.kind {
        case .transformed: .code(Wording(en: "made from", zh: "原料"), edge.from, entry: edge.entry, isUpward: true)
        case .item: .code(Wording(en: "belongs to", zh: "属于"), edge.from, entry: edge.entry, isUpward: true)
        // What lies in a package is its origin; the package of a thing is drawn with where the thing went.
        case .packed: .code(Wording(en: "contains", zh: "内装"), edge.from, entry: edge.entry, isUpward: true)
        case .candidate where nodes[edge.to]?.code.grain == .lot:
            .books(Wording(en: "what was sold as it may be", zh: "按账售出的可能为"), edge.from, isUpward: true)
        case .candidate: .code(Wording(en: "may be", zh: "可能为"), edge.from, entry: edge.entry, isUpward: true)
        }
    }

    private func products(of key: String) -> [Branch] {
        short(unique(outOf[key] ?? [], \.to).map(product))
    }

    private func product(_ edge: TraceGraph.Edge) -> Branch {
        switch edge.kind {
        case .transformed: .code(Wording(en: "made into", zh: "加工成"), edge.to, entry: edge.entry, isUpward: false)
        case .item: .code(Wording(en: "item", zh: "单品"), edge.to, entry: edge.entry, isUpward: false)
        case .packed: .code(Wording(en: "packed in", zh: "装入"), edge.to, entry: edge.entry, isUpward: false)
        case .candidate where nodes[edge.to]?.code.grain == .lot:
            .books(Wording(en: "may be among what was sold as", zh: "可能混入按账售出的"), edge.to, isUpward: false)
        case .candidate: .code(Wording(en: "may be among", zh: "可能混入"), edge.to, entry: edge.entry, isUpward: false)
        }
    }

    private func unique(_ edges: [TraceGraph.Edge], _ end: KeyPath<TraceGraph.Edge, String>) -> [TraceGraph.Edge] {
        var seen: Set<String> = []
        return edges.filter { seen.insert($0[keyPath: end]).inserted }
    }

    private func line(_ movement: TraceGraph.Movement) -> String {
        let unknown = Wording(en: "(not named)", zh: "（未写明）")
        let parties = [movement.from, movement.to].map { ($0 ?? language.of(unknown)).shown }
        var parts = ["\(parties[0]) → \(parties[1])", movement.time.minute]
        if let quantity = movement.quantity { parts.append(language.of(quantity.wording)) }
        if !movement.isConfirmed {
            parts.append(language.of(Wording(en: "(one side only)", zh: "（仅单方记录）")))
        }
        return parts.joined(separator: " · ")
    }

    private func line(_ ending: TraceGraph.Ending) -> String {
        var parts = ["\(language.of(ending.wording)) \(ending.party.shown)"]
        let (first, last) = (ending.firstTime.day, ending.lastTime.day)
        parts.append(first == last ? ending.firstTime.minute : "\(first) … \(last)")
        if let quantity = ending.quantity { parts.append(language.of(quantity.wording)) }
        if !ending.buyers.isEmpty {
            let names = ending.buyers.prefix(3).map(\.shown).joined(separator: language == .zh ? "、" : ", ")
            let more = ending.buyers.count > 3 ? " …" : ""
            parts.append(language.of(Wording(en: "to \(names)\(more)", zh: "售与 \(names)\(more)")))
        }
        let count = ending.entries.count
        if count > 1 { parts.append(language.of(Wording(en: "\(count) times", zh: "\(count) 次"))) }
        return parts.joined(separator: " · ")
    }
}
