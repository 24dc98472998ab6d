import StrictJSON
import Values

/// Finds the events in a document and makes each stand alone.
struct DocumentReader {
    let vocabulary: CoreBusinessVocabulary
    /// Looks at codes; nil where nobody asks for it.
    let keys: KeyCheck?
    var problems = ProblemList()
    private(set) var events: [DocumentEvent] = []
    private var lines = LineCounter()
    /// What the first event is told of the document's context.
    private var contextNotes: [LocatedError] = []
    /// Bytes of all events so far.
    private var bytes = 0

    init(vocabulary: CoreBusinessVocabulary, keys: KeyCheck?) {
        self.vocabulary = vocabulary
        self.keys = keys
    }

    enum DocumentKind: String {
        case capture = "EPCISDocument"
        case query = "EPCISQueryDocument"
    }

    mutating func read(_ root: JSONValue) {
        guard root.kind == .object else {
            return problems.add(
                at: root, en: "must be an EPCISDocument, an EPCISQueryDocument or one event, a JSON object",
                zh: "应为 EPCISDocument、EPCISQueryDocument 或单个事件（JSON 对象）")
        }
        let type = root.member(Name.type)
        guard let kind = type?.string.flatMap(DocumentKind.init(rawValue:)) else { return readBareEvent(root) }
        let context = readContext(of: root)
        guard let list = eventList(of: root, kind: kind) else { return }
        let listPointer = list.pointer
        let contextValue = root.member(Name.context)
        for (index, element) in list.elements.enumerated() {
            guard !problems.isFull else { return }
            read(element, pointer: "\(listPointer)/\(index)", context: context, contextValue: contextValue)
        }
    }

    mutating func readBareEvent(_ value: JSONValue) {
        if value.kind == .object, value.member(Name.type) != nil { _ = readContext(of: value) }
        read(value, pointer: "", context: nil, contextValue: nil)
    }

    private mutating func readContext(of value: JSONValue) -> EventContext? {
        guard let contextValue = value.member(Name.context) else {
            problems.add(
                at: value, en: "@context is missing (use [\"\(YimaContext.standard)\"])",
                zh: "缺少 @context（可用 [\"\(YimaContext.standard)\"]）")
            return nil
        }
        var own = ProblemList()
        let context = EventContext(contextValue.index, of: contextValue.tape, problems: &own)
        // The event reader reads an event's own context again and reports what is wrong with its terms.
        if DocumentKind(rawValue: value.member(Name.type)?.string ?? "") != nil {
            for problem in own.problems { problems.add(problem) }
            contextNotes = contextFaults(of: contextValue)
        }
        if !context.namesStandard {
            problems.add(
                at: contextValue, en: "@context does not name the EPCIS context (\(YimaContext.standard))",
                zh: "@context 未包含 EPCIS 上下文（\(YimaContext.standard)）")
        }
        return context
    }

    private mutating func read(
        _ value: JSONValue, pointer: String, context: EventContext?, contextValue: JSONValue?
    ) {
        var reader = EventReader(value, outer: context, vocabulary: vocabulary)
        reader.read()
        for problem in reader.problems.problems { problems.add(problem) }
        refuseForeignContext(of: value, reader: reader)
        // What is told of the document's context is told once.
        var notes = contextNotes
        contextNotes = []
        if let own = value.member(Name.context) { notes += contextFaults(of: own) }
        if reader.problems.isEmpty, let keys {
            let faults = keys.faults(in: value, containerNumbers: reader.event.elementValues("containerNo"))
            for fault in faults where fault.isCertain { problems.add(fault.problem) }
            notes += faults.filter { !$0.isCertain }.map(\.problem)
        }
        guard problems.isEmpty else { return }
        let json = standalone(value, reader: reader, contextValue: contextValue)
        guard json.count <= EPCISEvent.sizeMax else {
            return problems.add(
                at: value, en: "an event of \(json.count) bytes; at most \(EPCISEvent.sizeMax) are allowed",
                zh: "事件长 \(json.count) 字节，上限为 \(EPCISEvent.sizeMax) 字节")
        }
        // Each event takes the document's context along.
        bytes += json.count
        guard bytes <= EPCISDocument.eventBytesMax else {
            return problems.add(
                at: value, en: "with its @context in each, the document's events are more than 128 MiB; split it",
                zh: "各事件均带 @context 后，全部事件超过 128 MiB；请拆分文档")
        }
        let line = lines.line(at: value.byteRange.lowerBound, in: value.tape.bytes)
        events.append(DocumentEvent(json: json, line: line, pointer: pointer, event: reader.take(), notes: notes))
    }

    /// What is amiss with a context, where it is looked at: problems are added, the rest is given.
    private mutating func contextFaults(of context: JSONValue) -> [LocatedError] {
        guard keys != nil, !YimaContext.isOwn(context) else { return [] }
        let faults = ContextCheck().faults(in: context)
        for fault in faults where fault.isCertain { problems.add(fault.problem) }
        return faults.filter { !$0.isCertain }.map(\.problem)
    }

    /// What an event of a document means must not hang on an address that only this event names: nobody here knows what stands there.
    private mutating func refuseForeignContext(of value: JSONValue, reader: borrowing EventReader) {
        guard let outer = reader.names.outer, let own = reader.names.own, let context = value.member(Name.context),
            let foreign = own.others.first(where: { !outer.others.contains($0) })
        else { return }
        problems.add(
            at: context,
            en: "the context \(foreign.shown) of this event alone is not known; name it in the document's @context",
            zh: "仅此事件引用的上下文 \(foreign.shown) 未知；请写在文档的 @context 中")
    }

    /// Whether the document's context says more about an event than its own: the names of its fields were looked at, but
    /// there are names inside extensions, and values that are CURIEs.
    private func adds(_ outer: EventContext?, to own: EventContext, in value: JSONValue) -> Bool {
        let inside = value.index..<value.index + 1 + value.tape.slotCount(inside: value.index)
        return outer?.adds(to: own, in: inside, of: value.tape) ?? false
    }

    /// The event's text with all that it needs to be understood alone.
    private func standalone(_ value: JSONValue, reader: borrowing EventReader, contextValue: JSONValue?) -> [UInt8] {
        guard let contextValue else { return value.rawBytes }
        let label = Array(#"{"@context":"#.utf8)
        guard let own = reader.names.own, let ownValue = value.member(Name.context) else {
            // The first byte is the opening brace; an event that passed is never an empty object.
            return label + contextValue.rawSlice + [UInt8(ascii: ",")] + value.rawSlice.dropFirst()
        }
        if own.namesStandard, !reader.needsOuter {
            let isSame = contextValue.rawSlice.elementsEqual(ownValue.rawSlice)
            if isSame || !adds(reader.names.outer, to: own, in: value) { return value.rawBytes }
        }
        // In JSON-LD a context inside another adds to it, as a later element of an array does.
        let joined = JSONNode.array(
            [contextValue, ownValue].flatMap { context in
                context.kind == .array
                    ? context.elements.map { JSONNode.raw($0.rawBytes) } : [JSONNode.raw(context.rawBytes)]
            })
        let offset = value.byteRange.lowerBound
        let place = ownValue.byteRange.lowerBound - offset..<ownValue.byteRange.upperBound - offset
        var json = value.rawBytes
        json.replaceSubrange(place, with: joined.formatted())
        return json
    }
}

/// Counts lines onward from the place asked for last: counting each event's from the top would take quadratic time.
private struct LineCounter {
    private var offset = 0
    private var line = 1

    /// Offsets must not go back.
    mutating func line(at offset: Int, in bytes: [UInt8]) -> Int {
        for byte in bytes[self.offset..<offset] where byte == UInt8(ascii: "\n") { line += 1 }
        self.offset = offset
        return line
    }
}
