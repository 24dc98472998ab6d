/// One value of a `JSONDocument`.
public struct JSONValue: Sendable {
    package let tape: JSONTape
    package let index: Int

    package init(tape: JSONTape, index: Int) {
        self.tape = tape
        self.index = index
    }

    private var slot: JSONTape.Slot { tape.slots[index] }

    public var kind: JSONKind { slot.kind }

    /// The decoded text of a string; nil for other kinds.
    public var string: String? {
        kind == .string ? tape.text(at: index) : nil
    }

    /// A number exactly as it was written (`12.50`, `-1e3`); nil for other kinds.
    public var numberText: String? {
        kind == .number ? String(decoding: rawSlice, as: UTF8.self) : nil
    }

    /// A number that is a `UInt64` in digits alone; nil for all else.
    public var unsigned: UInt64? {
        // `UInt64` reads "-0" too.
        numberText.flatMap { $0.utf8.first == UInt8(ascii: "-") ? nil : UInt64($0) }
    }

    /// Nil for other kinds than `true` and `false`.
    public var bool: Bool? {
        kind == .bool ? tape.bytes[Int(slot.start)] == UInt8(ascii: "t") : nil
    }

    public var isNull: Bool { kind == .null }

    /// The exact bytes of the value in its document, without the white space around it.
    public var rawBytes: [UInt8] { Array(rawSlice) }

    package var rawSlice: ArraySlice<UInt8> { tape.bytes[byteRange] }

    /// Where the value stands in the document, in bytes.
    public var byteRange: Range<Int> { Int(slot.start)..<Int(slot.end) }

    /// Whether this is a string that ends with these bytes.
    package func hasContent(endingWith suffix: [UInt8]) -> Bool {
        kind == .string && tape.content(at: index).suffix(suffix.count).elementsEqual(suffix)
    }

    /// The members of an object in the order written; none for other kinds.
    public var members: JSONMembers {
        JSONMembers(tape: tape, start: index + 1, end: kind == .object ? Int(slot.next) : index + 1)
    }

    /// The elements of an array in order; none for other kinds.
    public var elements: JSONElements {
        JSONElements(tape: tape, start: index + 1, end: kind == .array ? Int(slot.next) : index + 1)
    }

    /// The member of that name of an object, in time proportional to the number of members; nil where there is none.
    public subscript(key: String) -> JSONValue? {
        let expected = Array(key.utf8)
        for member in members.raw where tape.text(at: member.name, equals: expected) {
            return JSONValue(tape: tape, index: member.value)
        }
        return nil
    }
}

extension JSONValue {
    /// Line and column, both from 1, the column in characters. Computed when asked for, from the document's beginning.
    public var location: (line: Int, column: Int) {
        let place = JSONPlace(offset: Int(slot.start), in: tape.bytes)
        return (place.line, place.column)
    }

    /// RFC 6901 pointer from the document's root: `/epcisBody/eventList/3/action`. Computed when asked for.
    public var pointer: String {
        var pointer = ""
        var container = JSONValue(tape: tape, index: 0)
        while container.index < index {
            guard let step = container.step(toward: index) else { return pointer }
            pointer += "/" + step.token
            container = step.value
        }
        return pointer
    }

    /// The member or element that is or contains the slot, and its reference token. A member's name counts as the member.
    private func step(toward target: Int) -> (token: String, value: JSONValue)? {
        for member in members.raw where target < Int(tape.slots[member.value].next) {
            return (JSONPointer.escaped(tape.text(at: member.name)), JSONValue(tape: tape, index: member.value))
        }
        for (position, element) in elements.enumerated() where target < Int(tape.slots[element.index].next) {
            return (String(position), element)
        }
        return nil
    }
}
