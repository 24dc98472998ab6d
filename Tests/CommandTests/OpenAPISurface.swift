import Foundation

/// What a program relies on in an OpenAPI document: methods, paths, parameters, bodies, statuses, and the members of what is
/// sent. Descriptions and examples may change without anybody's harm.
struct OpenAPISurface {
    private(set) var lines: [String] = []

    private typealias Object = [String: Any]

    struct NoDocument: Error {}

    init(_ document: Data) throws {
        guard let root = try JSONSerialization.jsonObject(with: document) as? Object,
            let paths = root["paths"] as? [String: Object], let components = root["components"] as? Object,
            let schemas = components["schemas"] as? [String: Object]
        else { throw NoDocument() }
        for (path, item) in paths.sorted(by: { $0.key < $1.key }) {
            let common = item["parameters"] as? [Object] ?? []
            for (method, operation) in item.sorted(by: { $0.key < $1.key }) {
                guard let operation = operation as? Object else { continue }
                lines.append("\(method.uppercased()) \(path)")
                add(operation, parameters: common)
            }
        }
        for (name, schema) in schemas.sorted(by: { $0.key < $1.key }) {
            lines.append("schema \(name)")
            add(schema: schema)
        }
    }

    private mutating func add(_ operation: Object, parameters common: [Object]) {
        for parameter in common + (operation["parameters"] as? [Object] ?? []) {
            let required = parameter["required"] as? Bool == true ? ", required" : ""
            let name = "\(parameter["in"] ?? "?") \(parameter["name"] ?? "?")"
            lines.append("  \(name)\(required): \(Self.text(parameter["schema"]))")
        }
        add(contents: operation["requestBody"], under: "body")
        for (status, response) in (operation["responses"] as? Object ?? [:]).sorted(by: { $0.key < $1.key }) {
            add(contents: response, under: status)
            let headers = (response as? Object)?["headers"] as? Object ?? [:]
            for (name, header) in headers.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(status) \(name): \(Self.text((header as? Object)?["schema"]))")
            }
        }
    }

    private mutating func add(contents holder: Any?, under word: String) {
        guard let holder = holder as? Object else { return }
        let contents = holder["content"] as? [String: Object] ?? [:]
        if contents.isEmpty { lines.append("  \(word)") }
        for (type, content) in contents.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(word) \(type): \(Self.text(content["schema"]))")
        }
    }

    private mutating func add(schema: Object) {
        guard let properties = schema["properties"] as? Object else {
            lines.append("  \(Self.text(schema))")
            return
        }
        let required = Set(schema["required"] as? [String] ?? [])
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name)\(required.contains(name) ? ", required" : ""): \(Self.text(property))")
        }
        let rest = schema.filter { !["properties", "required"].contains($0.key) }
        lines.append("  and: \(Self.text(rest))")
    }

    /// One line of JSON, without what is for people.
    private static func text(_ schema: Any?) -> String {
        guard let schema, let plain = withoutProse(schema),
            let data = try? JSONSerialization.data(
                withJSONObject: plain, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        else { return "anything" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func withoutProse(_ value: Any, isNames: Bool = false) -> Any? {
        if let object = value as? Object {
            // Below "properties" the keys are names of members, and one may be "description".
            let kept = object.filter {
                isNames || !["description", "summary", "title", "example", "examples"].contains($0.key)
            }
            return kept.reduce(into: Object()) {
                $0[$1.key] = withoutProse($1.value, isNames: !isNames && $1.key == "properties")
            }
        }
        if let array = value as? [Any] { return array.compactMap { withoutProse($0) } }
        return value
    }
}
