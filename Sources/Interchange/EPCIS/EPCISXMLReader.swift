import Codes
import EPCIS
import StrictJSON
import Values

/// Finds the events in a document and hands each to the mapper; all around them is read over.
struct EPCISXMLReader: ~Copyable {
    let vocabulary: CoreBusinessVocabulary
    private let codes: CodeReader?
    private var tokens: XMLTokens
    private(set) var problems: [LocatedError] = []
    private(set) var events: [DocumentEvent] = []

    init(_ bytes: [UInt8], limits: XMLLimits, vocabulary: CoreBusinessVocabulary, codes: CodeReader?) {
        self.codes = codes
        tokens = XMLTokens(bytes, limits: limits)
        self.vocabulary = vocabulary
    }

    /// An element whose content is being read.
    private struct Place {
        let tag: XMLTag
        let path: String
        /// The namespaces declared here and around, by prefix.
        let scope: [String: String]

        init(_ tag: XMLTag, in outer: Place? = nil, position: Int? = nil) {
            self.tag = tag
            path = (outer?.path ?? "") + "/\(tag.name.written.shown)" + (position.map { "[\($0)]" } ?? "")
            scope = tag.declarations.reduce(into: outer?.scope ?? [:]) { $0[$1.prefix] = $1.namespace }
        }
    }

    /// Reads the whole text.
    mutating func read() throws(XMLError) {
        guard case .start(let root) = try tokens.next() else { return }
        let place = Place(root)
        if let kind = EventMapper.kind(of: root.name) {
            try readEvent(kind, root, path: place.path, scope: [:])
        } else if let steps = Self.steps[root.name.local], EventMapper.namespaces.contains(root.name.namespace) {
            checkAttributes(of: place)
            try descend(steps[...], in: place)
        } else {
            add(
                place,
                en: "the root must be EPCISDocument or EPCISQueryDocument in the namespace urn:epcglobal:epcis:xsd:2",
                zh: "根元素应为 EPCISDocument 或 EPCISQueryDocument，命名空间为 urn:epcglobal:epcis:xsd:2")
            try tokens.skipElement()
        }
        // What follows the root can only be wrong, and the reader says so.
        while try tokens.next() != nil {}
    }

    private mutating func checkAttributes(of root: Place) {
        let version = root.tag["schemaVersion"]?.trimmedXMLSpace ?? ""
        if !["1", "1.0", "1.1", "1.2", "2", "2.0"].contains(version) {
            add(root, en: "schemaVersion must be 2.0, 1.2, 1.1 or 1.0", zh: "schemaVersion 应为 2.0、1.2、1.1 或 1.0")
        }
        let created = root.tag["creationDate"]?.trimmedXMLSpace ?? ""
        // EPCIS 1.x lets the offset be left out.
        if OffsetTime(rfc3339: created) == nil, OffsetTime(rfc3339: created + "Z") == nil {
            add(root, en: "creationDate must be a time with offset", zh: "creationDate 应为带时区的时间")
        }
    }

    // MARK: The way to the events

    /// An element on the way from the root to the events, and what may stand beside it.
    private struct Step {
        let name: String
        var others: Set<String> = []
    }

    private static let steps: [String: [Step]] = [
        "EPCISDocument": [Step(name: "EPCISBody", others: ["EPCISHeader", "extension"]), list],
        "EPCISQueryDocument": [
            Step(name: "EPCISBody", others: ["EPCISHeader", "extension"]),
            Step(name: "QueryResults", others: ["extension"]),
            Step(name: "resultsBody", others: ["queryName", "subscriptionID", "extension"]), list,
        ],
    ]
    private static let list = Step(name: "EventList", others: ["extension"])

    private mutating func descend(_ steps: ArraySlice<Step>, in place: Place) throws(XMLError) {
        guard let step = steps.first else {
            var counts: [String: Int] = [:]
            return try readEvents(in: place, counts: &counts)
        }
        var isFound = false
        while let tag = try nextChild(of: place) {
            let child = Place(tag, in: place)
            if EventMapper.isCore(tag.name), tag.name.local == step.name {
                if isFound { add(child, en: "\(step.name) stands twice", zh: "\(step.name) 重复出现") }
                isFound = true
                try descend(steps.dropFirst(), in: child)
                continue
            }
            if EventMapper.isCore(tag.name), !step.others.contains(tag.name.local) {
                let name = tag.name.written.shown
                add(child, en: "unknown element \(name)", zh: "未知元素 \(name)")
            }
            try tokens.skipElement()
        }
        if !isFound { add(place, en: "\(step.name) is missing", zh: "缺少 \(step.name)") }
    }

    /// The next child element of the one that is open; nil at its end.
    private mutating func nextChild(of place: Place) throws(XMLError) -> XMLTag? {
        while let token = try tokens.next() {
            switch token {
            case .start(let tag): return tag
            case .end: return nil
            case .text(let text, let start):
                guard !text.isXMLSpace else { continue }
                add(start, path: place.path, en: "text between elements", zh: "元素之间有多余文本")
            }
        }
        return nil
    }

    // MARK: Events

    /// EPCIS 1.x puts the kinds that came later into levels of `extension`.
    private mutating func readEvents(
        in place: Place, counts: inout [String: Int]
    ) throws(XMLError) {
        while let tag = try nextChild(of: place) {
            let name = tag.name.written
            if EventMapper.isCore(tag.name), tag.name.local == "extension" {
                var inner: [String: Int] = [:]
                try readEvents(in: Place(tag, in: place), counts: &inner)
                continue
            }
            counts[name, default: 0] += 1
            let child = Place(tag, in: place, position: counts[name])
            guard let kind = EventMapper.kind(ofListed: tag.name) else {
                refuse(child)
                try tokens.skipElement()
                continue
            }
            try readEvent(kind, tag, path: child.path, scope: place.scope)
        }
    }

    private mutating func refuse(_ child: Place) {
        let name = child.tag.name.written.shown
        add(child, en: "\(name) is no kind of event", zh: "\(name) 不是事件类型")
    }

    private mutating func readEvent(
        _ kind: EPCISEvent.Kind, _ tag: XMLTag, path: String, scope: [String: String]
    ) throws(XMLError) {
        let tree = try XMLTree(tag, from: &tokens, path: path, scope: scope)
        guard problems.count < EventError.problemsMax else { return }
        guard tree.isWhole else {
            return add(
                tag.place, path: path, en: "an event of more than \(XMLTree.nodesMax) elements",
                zh: "事件中的元素超过 \(XMLTree.nodesMax) 个")
        }
        var mapper = EventMapper(tree, vocabulary: vocabulary)
        let value = mapper.event(kind)
        guard mapper.problems.isEmpty else {
            for problem in mapper.problems { add(problem) }
            return
        }
        let json = value.json.formatted()
        guard json.count <= EPCISEvent.sizeMax else {
            return add(
                tag.place, path: path,
                en: "an event of \(json.count) bytes of JSON; at most \(EPCISEvent.sizeMax) are allowed",
                zh: "事件的 JSON 长 \(json.count) 字节，上限为 \(EPCISEvent.sizeMax) 字节")
        }
        do throws(EventError) {
            let read = try EPCISDocument.event(onLine: json, number: 1, vocabulary: vocabulary, codes: codes)
            events.append(
                DocumentEvent(
                    json: read.json, line: tag.place.line, pointer: path, event: read.event,
                    notes: read.notes.map { Self.placed($0, value, tree) }))
        } catch {
            for problem in error.problems { add(Self.placed(problem, value, tree)) }
        }
    }

    /// A problem of the JSON at the place of the XML that the value came from.
    private static func placed(_ problem: LocatedError, _ value: PlacedValue, _ tree: XMLTree) -> LocatedError {
        let origin = value.origin(ofPointer: problem.pointer)
        let place = tree[origin.node].tag.place
        return LocatedError(
            line: place.line, column: place.column, pointer: tree.path(of: origin.node, attribute: origin.attribute),
            wording: problem.wording)
    }

    private mutating func add(_ place: Place, en: String, zh: String) {
        add(place.tag.place, path: place.path, en: en, zh: zh)
    }

    private mutating func add(_ place: XMLPlace, path: String, en: String, zh: String) {
        add(LocatedError(line: place.line, column: place.column, pointer: path, wording: Wording(en: en, zh: zh)))
    }

    private mutating func add(_ problem: LocatedError) {
        guard problems.count < EventError.problemsMax else { return }
        problems.append(problem)
    }
}
