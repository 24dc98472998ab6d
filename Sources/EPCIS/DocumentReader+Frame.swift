import StrictJSON
import Values

/// What stands around the events of a document (EPCIS 2.0 JSON Schema: epcisDocument, epcisQueryDocument). It is checked, but
/// not taken into the ledger.
extension DocumentReader {
    /// What a member of the frame must look like.
    private enum Shape {
        case anything, text, uri, version, time, object, array
    }

    /// One of the objects inside one another that lead to the events.
    private struct Step {
        let fields: [String: Shape]
        let required: [String]
        /// The member that leads on.
        let next: String
    }

    private static let document: [String: Shape] = [
        "@context": .anything, "type": .anything, "id": .uri, "schemaVersion": .version, "creationDate": .time,
        "epcisHeader": .object, "epcisBody": .object,
    ]

    private static let captureSteps = [
        Step(
            fields: document.merging(
                ["instanceIdentifier": .text, "sender": .text, "receiver": .text]
            ) { first, _ in first },
            required: ["schemaVersion", "creationDate"], next: "epcisBody"),
        Step(fields: ["eventList": .array], required: [], next: "eventList"),
    ]

    /// A query's answer may leave out version and date.
    private static let querySteps = [
        Step(fields: document, required: [], next: "epcisBody"),
        Step(fields: ["queryResults": .object], required: [], next: "queryResults"),
        Step(
            fields: ["queryName": .text, "subscriptionID": .text, "resultsBody": .object], required: ["queryName"],
            next: "resultsBody"),
        Step(fields: ["eventList": .array, "vocabularyList": .array], required: [], next: "eventList"),
    ]

    /// Checks the frame and finds the list of events in it; nil where there is none.
    mutating func eventList(of root: JSONValue, kind: DocumentKind) -> JSONValue? {
        let steps =
            switch kind {
            case .capture: Self.captureSteps
            case .query: Self.querySteps
            }
        var value = root
        for step in steps {
            check(value, step)
            for name in step.required + [step.next] where value[name] == nil {
                problems.add(at: value, en: "\(name) is missing", zh: "缺少 \(name)")
            }
            guard let next = value[step.next], step.fields[step.next].map({ has($0, next) }) == true else { return nil }
            value = next
        }
        return value
    }

    private mutating func check(_ value: JSONValue, _ step: Step) {
        for (name, content) in value.members {
            if let shape = step.fields[name] {
                if !has(shape, content) { report(content, name, shape) }
            } else if !name.utf8.contains(UInt8(ascii: ":")) {
                // A document's own extensions have a prefix; only slips are caught here.
                let shown = name.shown
                problems.add(at: content, en: "unknown field \(shown)", zh: "未知字段 \(shown)")
            }
        }
    }

    private func has(_ shape: Shape, _ value: JSONValue) -> Bool {
        switch shape {
        case .anything: true
        case .text: value.kind == .string
        case .uri: value.kind == .string && URIGrammar.isURI(value.index, of: value.tape)
        case .version: value.string?.hasPrefix("2.") == true
        case .time: value.tape.time(at: value.index) != nil
        case .object: value.kind == .object
        case .array: value.kind == .array
        }
    }

    private mutating func report(_ value: JSONValue, _ name: String, _ shape: Shape) {
        switch shape {
        case .anything: break
        case .text: problems.add(at: value, en: "\(name) must be text", zh: "\(name) 应为文本")
        case .uri: problems.add(at: value, en: "\(name) must be a URI", zh: "\(name) 应为 URI")
        case .version: problems.add(at: value, en: "\(name) must be \"2.0\"", zh: "\(name) 应为 “2.0”")
        case .time: problems.add(at: value, en: "\(name) must be a time with offset", zh: "\(name) 应为带时区的时间")
        case .object: problems.add(at: value, en: "\(name) must be an object", zh: "\(name) 应为对象")
        case .array: problems.add(at: value, en: "\(name) must be an array", zh: "\(name) 应为数组")
        }
    }
}
