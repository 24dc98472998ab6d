import StrictJSON

/// Finds the field of a name in a tape without making a string of it.
struct EventFieldTable: Sendable {
    static let standard = EventFieldTable()

    private struct Entry: Sendable {
        let field: EventField
        let isOfEvent: Bool
    }

    private let table = ByteTable(EventField.allCases.map { ($0.rawValue, Entry(field: $0, isOfEvent: $0.isOfEvent)) })

    /// The field that the name in this slot spells; nil for any other name.
    func field(at index: Int, of tape: JSONTape) -> EventField? {
        tape.find(index, in: table)?.field
    }

    /// The same, but nil also for a field that does not stand in an event itself.
    @inline(__always)
    func eventField(at index: Int, of tape: JSONTape) -> EventField? {
        guard let entry = tape.find(index, in: table), entry.isOfEvent else { return nil }
        return entry.field
    }
}

extension JSONTape {
    /// What stands in a table for the member name at `index`.
    @inline(__always)
    func find<Value>(_ index: Int, in table: ByteTable<Value>) -> Value? {
        let slot = slots[index]
        guard !slot.isEscaped else { return findEscaped(index, in: table) }
        return table.value(of: bytes.span, in: Int(slot.start) &+ 1..<Int(slot.end) &- 1, hash: slot.hash)
    }

    /// What stands in a table for the string at `index`; nil also for another kind of value.
    @inline(__always)
    func findString<Value>(_ index: Int, in table: ByteTable<Value>) -> Value? {
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
