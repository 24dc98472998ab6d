/// Finds the field of a name in a tape without making a string of it: this runs for every member of every event, so the
/// names lie in one array, grouped by length, and nothing is retained on the way.
final class EventFieldTable: Sendable {
    static let standard = EventFieldTable()

    private struct Entry {
        let field: EventField
        let isOfEvent: Bool
        let start: Int
    }

    private let names: [UInt8]
    private let entries: [Entry]
    /// By length: the first entry of that length; one more at the end.
    private let firsts: [Int]

    private init() {
        let fields = EventField.allCases.sorted { $0.rawValue.utf8.count < $1.rawValue.utf8.count }
        var names: [UInt8] = []
        var entries: [Entry] = []
        for field in fields {
            entries.append(Entry(field: field, isOfEvent: field.isOfEvent, start: names.count))
            names += field.rawValue.utf8
        }
        let longest = fields.last?.rawValue.utf8.count ?? 0
        firsts = (0...longest + 1).map { length in
            fields.firstIndex { $0.rawValue.utf8.count >= length } ?? fields.count
        }
        self.names = names
        self.entries = entries
    }

    /// The field that the name in this slot spells; nil for any other name.
    func field(at index: Int, of tape: JSONTape) -> EventField? {
        entry(at: index, of: tape)?.field
    }

    /// The same, but nil also for a field that does not stand in an event itself.
    func eventField(at index: Int, of tape: JSONTape) -> EventField? {
        guard let entry = entry(at: index, of: tape), entry.isOfEvent else { return nil }
        return entry.field
    }

    private func entry(at index: Int, of tape: JSONTape) -> Entry? {
        let slot = tape.slots[index]
        if slot.isEscaped { return entry(named: tape.text(at: index)) }
        let start = Int(slot.start) + 1
        let length = Int(slot.end) - 1 - start
        guard length + 1 < firsts.count else { return nil }
        for position in firsts[length]..<firsts[length + 1] {
            let entry = entries[position]
            var offset = 0
            while offset < length, tape.bytes[start + offset] == names[entry.start + offset] { offset += 1 }
            if offset == length { return entry }
        }
        return nil
    }

    private func entry(named name: String) -> Entry? {
        entries.first { $0.field.rawValue.utf8.elementsEqual(name.utf8) }
    }
}
