extension JSONNode {
    /// Compact UTF-8 without any white space; only the escapes that RFC 8259 §7 requires.
    public func formatted() -> [UInt8] {
        var writer = JSONWriter(indents: false)
        writer.bytes.reserveCapacity(256 + rawByteCount * 5 / 4)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// The bytes of ready text inside, most of an answer that holds signed events.
    private var rawByteCount: Int {
        switch self {
        case .object(let members): members.reduce(0) { $0 + $1.1.rawByteCount }
        case .array(let elements): elements.reduce(0) { $0 + $1.rawByteCount }
        case .raw(let json): json.count
        case .string, .number, .integer, .unsigned, .bool, .null: 0
        }
    }

    /// The same value over several lines, two spaces a level, one member or element a line; no final line feed.
    public func prettyPrinted() -> [UInt8] {
        var writer = JSONWriter(indents: true)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// `formatted()` as text.
    public var text: String { String(decoding: formatted(), as: UTF8.self) }

    /// `prettyPrinted()` as text.
    public var prettyText: String { String(decoding: prettyPrinted(), as: UTF8.self) }
}

/// Writes nodes into a growing buffer. Recursion is as deep as the node that the program itself built.
private struct JSONWriter {
    let indents: Bool
    var bytes: [UInt8] = []

    mutating func write(_ node: JSONNode, depth: Int) {
        switch node {
        case .object(let members): writeObject(members, depth: depth)
        case .array(let elements): writeArray(elements, depth: depth)
        case .string(let text): bytes.appendJSONString(text)
        case .number(let literal): bytes += literal.utf8
        case .integer(let value): bytes += String(value).utf8
        case .unsigned(let value): bytes += String(value).utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .null: bytes += "null".utf8
        case .raw(let json): bytes += json
        }
    }

    private mutating func writeObject(_ members: [(String, JSONNode)], depth: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (index, (name, value)) in members.enumerated() {
            separate(index, depth: depth + 1)
            bytes.appendJSONString(name)
            bytes.append(UInt8(ascii: ":"))
            if indents { bytes.append(UInt8(ascii: " ")) }
            write(value, depth: depth + 1)
        }
        if !members.isEmpty { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func writeArray(_ elements: [JSONNode], depth: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            separate(index, depth: depth + 1)
            write(element, depth: depth + 1)
        }
        if !elements.isEmpty { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func separate(_ index: Int, depth: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        breakLine(depth: depth)
    }

    private mutating func breakLine(depth: Int) {
        guard indents else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
}
