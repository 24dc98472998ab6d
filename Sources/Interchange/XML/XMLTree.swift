import Values

/// One element of a document with all that is in it. Its nodes lie in one array in document order, the element itself first.
struct XMLTree {
    struct Node {
        let tag: XMLTag
        let parent: Int?
        var children: [Int] = []
        /// All text directly inside.
        var text = ""
        /// Where the first text begins that is more than white space.
        var textPlace: XMLPlace?
    }

    private(set) var nodes: [Node]
    /// Whether all of the element is here.
    private(set) var isWhole = true
    /// Where the element stands in its document: `/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[3]`.
    let path: String
    /// The namespaces declared around the element, by prefix.
    let scope: [String: String]

    /// An event has no more: each element takes a few bytes of its JSON.
    static let nodesMax = 40_000

    /// Reads the element whose start tag was just taken, and what is in it up to `nodesMax` elements.
    init(_ tag: XMLTag, from tokens: inout XMLTokens, path: String, scope: [String: String]) throws(XMLError) {
        nodes = [Node(tag: tag, parent: nil)]
        self.path = path
        self.scope = scope
        var current: Int? = 0
        while let open = current, let token = try tokens.next() {
            switch token {
            case .start where nodes.count == Self.nodesMax:
                isWhole = false
                try tokens.skipElement()
            case .start(let tag):
                nodes[open].children.append(nodes.count)
                current = nodes.count
                nodes.append(Node(tag: tag, parent: open))
            case .text(let text, let place):
                nodes[open].text += text
                if nodes[open].textPlace == nil { nodes[open].textPlace = place.ofFirstWord(in: text) }
            case .end:
                current = nodes[open].parent
            }
        }
    }

    subscript(_ index: Int) -> Node { nodes[index] }

    /// An XPath-like pointer: names as written, a number where an element has siblings of its name.
    func path(of index: Int, attribute: String? = nil) -> String {
        var steps: [String] = attribute.map { ["@\($0.shown)"] } ?? []
        var index = index
        while let parent = nodes[index].parent {
            steps.append(step(to: index, in: parent))
            index = parent
        }
        return ([path] + steps.reversed()).joined(separator: "/")
    }

    private func step(to index: Int, in parent: Int) -> String {
        let name = nodes[index].tag.name
        let same = nodes[parent].children.filter { nodes[$0].tag.name == name }
        guard same.count > 1, let position = same.firstIndex(of: index) else { return name.written.shown }
        return "\(name.written.shown)[\(position + 1)]"
    }

    /// The namespace that a prefix stands for at a node; nil where it is not declared.
    func namespace(ofPrefix prefix: String, at index: Int) -> String? {
        var place: Int? = index
        while let index = place {
            if let found = nodes[index].tag.declarations.last(where: { $0.prefix == prefix }) { return found.namespace }
            place = nodes[index].parent
        }
        return scope[prefix]
    }
}
