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
