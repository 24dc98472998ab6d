import StrictJSON

/// A JSON value made from XML, which knows what it was made from.
struct PlacedValue {
    enum Content {
        case object([(name: String, value: PlacedValue)])
        case array([PlacedValue])
        case text(String)
        /// A number or truth value in JSON's spelling.
        case literal(String)
        case null
    }

    /// An element of the event's tree, or one of its attributes.
    struct Origin {
        let node: Int
        var attribute: String?
    }

    let content: Content
    let origin: Origin

    init(_ content: Content, from node: Int, attribute: String? = nil) {
        self.content = content
        origin = Origin(node: node, attribute: attribute)
    }

    var json: JSONNode {
        switch content {
        case .object(let members): .object(members.map { ($0.name, $0.value.json) })
        case .array(let elements): .array(elements.map(\.json))
        case .text(let text): .string(text)
        case .literal(let text): .number(text)
        case .null: .null
        }
    }

    /// What the value at an RFC 6901 pointer was made from, or the nearest value around it.
    func origin(ofPointer pointer: String) -> Origin {
        var value = self
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let next = value.child(Self.unescaped(String(token))) else { break }
            value = next
        }
        return value.origin
    }

    private func child(_ token: String) -> PlacedValue? {
        switch content {
        case .object(let members): return members.first { $0.name == token }?.value
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            return elements[index]
        case .text, .literal, .null: return nil
        }
    }

    private static func unescaped(_ token: String) -> String {
        var name = ""
        var isEscape = false
        for scalar in token.unicodeScalars {
            if isEscape {
                name.unicodeScalars.append(scalar == "1" ? "/" : "~")
                isEscape = false
            } else if scalar == "~" {
                isEscape = true
            } else {
                name.unicodeScalars.append(scalar)
            }
        }
        return name
    }
}

/// The members of an object that is being made, in the order in which their names came first.
struct PlacedMembers {
    private var indexByName: [String: Int] = [:]
    private var members: [(name: String, values: [PlacedValue], isArray: Bool)] = []

    /// False, and nothing is added, where the name is taken.
    mutating func set(_ name: String, _ value: PlacedValue) -> Bool {
        guard indexByName[name] == nil else { return false }
        indexByName[name] = members.count
        members.append((name, [value], false))
        return true
    }

    /// Adds a value beside those that the name has already: several become an array.
    mutating func append(_ name: String, _ value: PlacedValue, alwaysArray: Bool = false) {
        guard let index = indexByName[name] else {
            indexByName[name] = members.count
            members.append((name, [value], alwaysArray))
            return
        }
        members[index].values.append(value)
    }

    /// The object, made from that element.
    func object(from node: Int, attribute: String? = nil) -> PlacedValue {
        let members = self.members.map { name, values, isArray in
            let first = values[0]
            guard isArray || values.count > 1 else { return (name: name, value: first) }
            return (name: name, value: PlacedValue(.array(values), from: first.origin.node))
        }
        return PlacedValue(.object(members), from: node, attribute: attribute)
    }
}
