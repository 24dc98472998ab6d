/// The members of an object, in the order written.
public struct JSONMembers: Sequence, Sendable {
    public typealias Element = (key: String, value: JSONValue)

    let tape: JSONTape
    let start: Int
    let end: Int

    public struct Iterator: IteratorProtocol {
        let tape: JSONTape
        var raw: Raw

        public mutating func next() -> Element? {
            guard let member = raw.next() else { return nil }
            return (tape.text(at: member.name), JSONValue(tape: tape, index: member.value))
        }
    }

    public func makeIterator() -> Iterator {
        Iterator(tape: tape, raw: raw)
    }

    public var isEmpty: Bool { start == end }

    /// The slots of names and values, for readers that compare names without making strings.
    package var raw: Raw { Raw(tape: tape, position: start, end: end) }

    package struct Raw: Sequence, IteratorProtocol {
        let tape: JSONTape
        var position: Int
        let end: Int

        package mutating func next() -> (name: Int, value: Int)? {
            guard position < end else { return nil }
            let name = position
            position = Int(tape.slots[name + 1].next)
            return (name, name + 1)
        }
    }
}

/// The elements of an array, in order.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let tape: JSONTape
    var start: Int
    let end: Int

    public mutating func next() -> JSONValue? {
        guard start < end else { return nil }
        defer { start = Int(tape.slots[start].next) }
        return JSONValue(tape: tape, index: start)
    }

    public var isEmpty: Bool { start == end }
}
