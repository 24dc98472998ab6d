/// A parsed text: its bytes and, in the order in which they stand, a slot for every name and value.
///
/// An object's slot is followed by name, value, name, value…; an array's by its elements. `next` leaps over what a value
/// contains, so siblings are found without reading between them.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let slots: [Slot]

    struct Slot: Sendable {
        /// Offset of the first byte: of a string, of its opening quotation mark.
        var start: UInt32
        /// Offset past the last byte.
        var end: UInt32
        /// Index of the slot after this value and all that it contains.
        var next: UInt32
        var kind: JSONKind
        /// Whether a string has escapes, so that its text is not its bytes.
        var isEscaped: Bool
    }

    init(bytes: [UInt8], slots: [Slot]) {
        self.bytes = bytes
        self.slots = slots
    }

    /// The decoded bytes of the string or name at `index`, without quotation marks.
    func content(at index: Int) -> ArraySlice<UInt8> {
        let slot = slots[index]
        let content = bytes[Int(slot.start) + 1..<Int(slot.end) - 1]
        return slot.isEscaped ? JSONEscapes.decoded(content)[...] : content
    }

    /// The text of the string or name at `index`, decoded.
    func text(at index: Int) -> String {
        String(decoding: content(at: index), as: UTF8.self)
    }

    /// Whether the string or name at `index` has exactly these bytes when decoded.
    func text(at index: Int, equals expected: [UInt8]) -> Bool {
        let content = content(at: index)
        return content.count == expected.count && content.elementsEqual(expected)
    }
}

/// The six kinds of JSON value.
public enum JSONKind: UInt8, Hashable, Sendable {
    case object, array, string, number, bool, null
}
