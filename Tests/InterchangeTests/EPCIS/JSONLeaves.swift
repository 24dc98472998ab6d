import EPCIS
import StrictJSON
import Values

/// A JSON value as a set of lines `pointer = value`, in which it does not matter how a number or a time is spelt.
enum JSONLeaves {
    static func of(_ event: DocumentEvent) throws -> Set<String> {
        var lines: Set<String> = []
        add(try JSONDocument(event.json).root, at: "", to: &lines)
        return lines
    }

    private static func add(_ value: JSONValue, at pointer: String, to lines: inout Set<String>) {
        switch value.kind {
        case .object:
            // Contexts differ in form; that they mean the same is seen in the names, which keep their prefixes.
            for (name, member) in value.members where name != "@context" {
                add(member, at: "\(pointer)/\(name)", to: &lines)
            }
        case .array:
            for (index, element) in value.elements.enumerated() { add(element, at: "\(pointer)/\(index)", to: &lines) }
        case .string:
            let text = value.string ?? ""
            let time = OffsetTime(rfc3339: text)
            lines.insert("\(pointer) = " + (time.map { "moment \($0.moment.milliseconds)" } ?? text))
        case .number: lines.insert("\(pointer) = \(Double(value.numberText ?? "") ?? .nan)")
        case .bool: lines.insert("\(pointer) = \(value.bool == true)")
        case .null: lines.insert("\(pointer) = null")
        }
    }
}
