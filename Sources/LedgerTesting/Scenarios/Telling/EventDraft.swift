/// An event as its firm meant it, before it is written: what a fault may spoil.
package struct EventDraft: Sendable {
    package enum Kind: String, Sendable {
        case object = "ObjectEvent"
        case aggregation = "AggregationEvent"
        case transformation = "TransformationEvent"
    }

    /// A reading of a recorder: minutes of its chain and tenths of a degree.
    package struct Reading: Hashable, Sendable {
        package var minute: Int
        package var tenths: Int
    }

    package var firm: Firm
    package var device = "pda-1"
    /// Where it happened, where that is not the firm's own site.
    package var siteOverride: String?
    package var kind: Kind
    package var action: String?
    package var step: String
    package var disposition: String?
    /// Its claimed time and its arrival at the ledger, in minutes of its chain.
    package var minute: Int
    package var arrival: Int
    /// The newest head of the ledger that the device knew when it signed, in minutes of its chain.
    package var seen: Int?
    package var eventID: String?
    package var parent: String?
    /// What an object event speaks of, an aggregation's children, or what a transformation takes.
    package var lines: [Line] = []
    package var outputs: [Line] = []
    package var transformationID: String?
    /// `type`, `id`.
    package var documents: [(type: String, id: String)] = []
    package var sources: [(type: String, id: String)] = []
    package var destinations: [(type: String, id: String)] = []
    /// Of `yima:`, as JSON.
    package var elements: [(name: String, json: String)] = []
    package var readings: [Reading] = []
    /// Dispositions that hold from here on, and that end here.
    package var persistent: (set: [String], unset: [String]) = ([], [])
    /// The minute of an error declaration, and its reason.
    package var declaration: (minute: Int, reason: String)?

    /// A data element's text; nil takes it away.
    package subscript(_ name: String) -> String? {
        get { elements.first { $0.name == name }?.json }
        set { write(name, newValue.map(Self.quoted)) }
    }

    package mutating func number(_ name: String, _ value: String) { write(name, value) }

    private mutating func write(_ name: String, _ json: String?) {
        let index = elements.firstIndex { $0.name == name }
        switch (index, json) {
        case (let index?, let json?): elements[index].json = json
        case (let index?, nil): elements.remove(at: index)
        case (nil, let json?): elements.append((name, json))
        case (nil, nil): break
        }
    }

    static func quoted(_ text: String) -> String {
        // Nearly no text has any, and `replacing` looks for them character by character.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) else {
            return "\"\(text)\""
        }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
