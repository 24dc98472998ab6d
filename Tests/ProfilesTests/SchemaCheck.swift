import Foundation
import StrictJSON

/// What a document breaks of a JSON Schema (2020-12), for the few keywords that the schemas of this repository use.
///
/// A keyword that is not known here is itself a fault: it would be passed over in silence.
struct SchemaCheck {
    private let root: JSONValue

    /// The schema of that name in `schema/json`.
    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../schema/json")
        root = try JSONDocument([UInt8](Data(contentsOf: folder.appending(path: name + ".schema.json")))).root
    }

    func faults(of value: JSONValue) -> [String] {
        faults(of: value, by: root, at: "")
    }

    private func faults(of value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
        schema.members.flatMap { keyword, rule -> [String] in
            switch keyword {
            case "$schema", "$id", "$defs", "title", "description", "required", "additionalProperties":
                return keyword == "required" ? missing(in: value, rule, at: place) : []
            case "$ref": return faults(of: value, by: definition(rule.string ?? ""), at: place)
            case "anyOf":
                let answers = rule.elements.map { faults(of: value, by: $0, at: place) }
                return answers.contains([]) ? [] : answers.flatMap { $0 }
            case "type":
                return Self.isOfType(value, rule.string ?? "") ? [] : ["\(place): not of type \(rule.string ?? "")"]
            case "enum":
                return rule.elements.contains { $0.string == value.string } ? [] : ["\(place): not one of the words"]
            case "pattern":
                let pattern = try? Regex(rule.string ?? "(")
                return pattern.flatMap { try? $0.firstMatch(in: value.string ?? "") } != nil
                    ? [] : ["\(place): wrong form"]
            case "minLength": return value.string?.isEmpty == false ? [] : ["\(place): empty"]
            case "minimum":
                let (low, number) = (rule.numberText.flatMap(Int.init), value.numberText.flatMap(Int.init))
                return (low ?? .max) <= (number ?? .min) ? [] : ["\(place): too small"]
            case "items":
                return value.elements.enumerated().flatMap { faults(of: $1, by: rule, at: "\(place)/\($0)") }
            case "properties":
                return value.members.flatMap { name, member -> [String] in
                    guard let property = rule[name] else {
                        return schema["additionalProperties"]?.bool == false ? ["\(place)/\(name): unknown"] : []
                    }
                    return faults(of: member, by: property, at: "\(place)/\(name)")
                }
            default: return ["\(place): the schema's keyword \(keyword) is not known"]
            }
        }
    }

    private func missing(in value: JSONValue, _ names: JSONValue, at place: String) -> [String] {
        names.elements.compactMap(\.string).filter { value[$0] == nil }.map { "\(place)/\($0): missing" }
    }

    private func definition(_ reference: String) -> JSONValue {
        reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)]! }
    }

    private static func isOfType(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "object": value.kind == .object
        case "array": value.kind == .array
        case "string": value.kind == .string
        case "boolean": value.kind == .bool
        case "null": value.isNull
        case "integer": value.numberText.flatMap(Int.init) != nil
        default: false
        }
    }
}
