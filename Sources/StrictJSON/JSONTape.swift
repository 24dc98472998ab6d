/// A parsed text: its bytes and, in the order in which they stand, a slot for every name and value.
///
/// An object's slot is followed by name, value, name, value…; an array's by its elements. `next` leaps over what a value
/// contains, so siblings are found without reading between them.
package struct JSONTape: Sendable {
    package let bytes: [UInt8]
    package let slots: [Slot]

    package struct Slot: Sendable {
        /// Offset of the first byte: of a string, of its opening quotation mark.
        package var start: UInt32
        /// Offset past the last byte.
        package var end: UInt32
        /// Index of the slot after this value and all that it contains. While an object or array is being read: the slot
        /// of the container around it, or `none`.
        var next: UInt32
        package var kind: JSONKind
        package var marks: Marks = []
        /// `ByteKey.hash` of a member name as it is written; zero for other slots.
        package var hash: UInt16 = 0

        static let none = UInt32.max
        static let blank = Slot(start: 0, end: 0, next: 0, kind: .null)

        /// Whether a string has escapes, so that its text is not its bytes.
        package var isEscaped: Bool { marks.contains(.escaped) }
    }

    package struct Marks: OptionSet, Sendable {
        package let rawValue: UInt8
        /// A string has escapes.
        static let escaped = Marks(rawValue: 1)
        /// A string has bytes past ASCII.
        package static let multibyte = Marks(rawValue: 2)
        /// A name in this object has escapes.
        static let escapedNames = Marks(rawValue: 4)

        package init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    /// Where the content of the string or name at `index` stands, without quotation marks, still escaped.
    @inline(__always)
    package func contentRange(at index: Int) -> Range<Int> {
        let slot = slots[index]
        return Int(slot.start) + 1..<Int(slot.end) - 1
    }

    /// The decoded bytes of the string or name at `index`, without quotation marks.
    package func content(at index: Int) -> ArraySlice<UInt8> {
        let content = bytes[contentRange(at: index)]
        return slots[index].isEscaped ? JSONEscapes.decoded(content)[...] : content
    }

    /// The text of the string or name at `index`, decoded.
    package func text(at index: Int) -> String {
        guard !slots[index].isEscaped else { return String(decoding: content(at: index), as: UTF8.self) }
        return text(in: contentRange(at: index), isASCII: !slots[index].marks.contains(.multibyte))
    }

    /// The text of a part of a string or name without escapes that begins and ends between characters.
    @inline(__always)
    package func text(in range: Range<Int>, isASCII: Bool) -> String {
        // Sound because the parser has proved that every string is UTF-8, and has marked those that are not all ASCII.
        let content = bytes.span.extracting(range)
        return String(copying: unsafe UTF8Span(unchecked: content, isKnownASCII: isASCII))
    }

    /// Where the text of the string or name at `index` stands as it is; nil where it has escapes.
    @inline(__always)
    package func plainContent(at index: Int) -> Range<Int>? {
        slots[index].isEscaped ? nil : contentRange(at: index)
    }

    /// Whether the value at `index` is a string of exactly these bytes.
    package func isString(_ index: Int, _ expected: [UInt8]) -> Bool {
        slots[index].kind == .string && text(at: index, equals: expected)
    }

    /// Whether the string or name at `index` has exactly these bytes when decoded.
    package func text(at index: Int, equals expected: [UInt8]) -> Bool {
        guard !slots[index].isEscaped else { return content(at: index).elementsEqual(expected) }
        let range = contentRange(at: index)
        guard range.count == expected.count else { return false }
        let text = bytes.span
        let other = expected.span
        var offset = 0
        while offset < range.count {
            guard text[range.lowerBound &+ offset] == other[offset] else { return false }
            offset &+= 1
        }
        return true
    }
}

/// The six kinds of JSON value.
public enum JSONKind: UInt8, Hashable, Sendable {
    case object, array, string, number, bool, null
}

// MARK: Walking without values

/// For readers that go through thousands of events a second: walks that hold no reference, unlike `JSONValue`.
extension JSONTape {
    /// The slots of the names and values of an object.
    package struct MemberWalk {
        fileprivate var position: Int
        fileprivate let end: Int

        package mutating func next(in tape: JSONTape) -> (name: Int, value: Int)? {
            guard position < end else { return nil }
            let name = position
            position = Int(tape.slots[name + 1].next)
            return (name, name + 1)
        }
    }

    /// The slots of the elements of an array.
    package struct ElementWalk {
        fileprivate var position: Int
        fileprivate let end: Int

        package var isAtEnd: Bool { position == end }

        package mutating func next(in tape: JSONTape) -> Int? {
            guard position < end else { return nil }
            let element = position
            position = Int(tape.slots[element].next)
            return element
        }
    }

    /// Empty where the value is no object.
    package func members(of index: Int) -> MemberWalk {
        MemberWalk(position: index + 1, end: slots[index].kind == .object ? Int(slots[index].next) : index + 1)
    }

    /// Empty where the value is no array.
    package func elements(of index: Int) -> ElementWalk {
        ElementWalk(position: index + 1, end: slots[index].kind == .array ? Int(slots[index].next) : index + 1)
    }

    /// How many names and values an object or array holds, at every depth.
    package func slotCount(inside index: Int) -> Int { Int(slots[index].next) - index - 1 }

    package func kind(of index: Int) -> JSONKind { slots[index].kind }

    /// The value of the member of that name; nil where there is none.
    package func member(_ name: [UInt8], of index: Int) -> Int? {
        var walk = members(of: index)
        while let member = walk.next(in: self) {
            if text(at: member.name, equals: name) { return member.value }
        }
        return nil
    }
}

// MARK: Words

extension JSONTape {
    /// What stands in a table for the member name at `index`.
    @inline(__always)
    package func find<Value>(_ index: Int, in table: ByteTable<Value>) -> Value? {
        let slot = slots[index]
        guard !slot.isEscaped else { return findEscaped(index, in: table) }
        return table.value(of: bytes.span, in: Int(slot.start) &+ 1..<Int(slot.end) &- 1, hash: slot.hash)
    }

    /// What stands in a table for the string at `index`; nil also for another kind of value.
    @inline(__always)
    package func findString<Value>(_ index: Int, in table: ByteTable<Value>) -> Value? {
        let slot = slots[index]
        guard slot.kind == .string else { return nil }
        guard !slot.isEscaped else { return findEscaped(index, in: table) }
        return table.value(of: bytes.span, in: Int(slot.start) &+ 1..<Int(slot.end) &- 1)
    }

    private func findEscaped<Value>(_ index: Int, in table: ByteTable<Value>) -> Value? {
        let decoded = Array(content(at: index))
        return table.value(of: decoded.span, in: 0..<decoded.count)
    }
}
