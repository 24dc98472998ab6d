import EPCIS
import StrictJSON
import Values

/// The JSON of an event while it is written, member by member, straight into its bytes: files have millions of rows, and a
/// tree of nodes for each would take longer than all that is written in it.
struct EventText {
    private var bytes: [UInt8]

    /// Begins with the context.
    init() {
        bytes = Self.beginning
        bytes.reserveCapacity(1024)
    }

    private static let beginning = Array("{\"@context\":\(YimaContext.text)".utf8)

    /// The whole event.
    consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A member whose value is text. Names are plain ASCII.
    mutating func add(_ name: StaticString, _ value: String) {
        addName(name)
        bytes.appendJSONString(value)
    }

    /// A data element; whole numbers as numbers.
    mutating func add(_ element: DataElement, _ value: String) {
        put(",\"yima:")
        bytes.appendJSONContent(element.name)
        put("\":")
        if element.type == .integer {
            bytes.append(contentsOf: value.utf8)
        } else {
            bytes.appendJSONString(value)
        }
    }

    /// `"errorDeclaration":{"declarationTime":…}`
    mutating func addDeclaration(_ time: String, reason: String?, correctiveEventID: String?) {
        addName("errorDeclaration")
        put("{\"declarationTime\":")
        bytes.appendJSONString(time)
        if let reason { add("reason", reason) }
        if let correctiveEventID {
            addName("correctiveEventIDs")
            put("[")
            bytes.appendJSONString(correctiveEventID)
            put("]")
        }
        put("}")
    }

    /// `"readPoint":{"id":…}`
    mutating func addPlace(_ name: StaticString, _ id: String) {
        addName(name)
        put("{\"id\":")
        bytes.appendJSONString(id)
        put("}")
    }

    /// The list of single things and the list of lots, each where it has any.
    mutating func add(_ things: ScannedThings, _ instances: StaticString, _ lots: StaticString) {
        addList(instances, things.instances) { text, uri in text.bytes.appendJSONString(uri) }
        addList(lots, Array(things.lots.enumerated())) { text, place in
            let lot = place.element
            text.put("{\"epcClass\":")
            text.bytes.appendJSONString(lot.epcClass)
            if let amount = lot.amount {
                text.put(",\"quantity\":")
                text.bytes.append(contentsOf: (things.writtenAmounts[place.offset] ?? amount.description).utf8)
            }
            if let uom = lot.uom { text.add("uom", uom) }
            text.put("}")
        }
    }

    /// A list of typed references, where it has any: `"sourceList":[{"type":…,"source":…}]`.
    mutating func add(_ references: [EPCISEvent.TypedReference], _ list: StaticString, each name: StaticString) {
        addList(list, references) { text, reference in
            text.put("{")
            if let type = reference.type {
                text.put("\"type\":")
                text.bytes.appendJSONString(type)
                text.put(",")
            }
            text.put("\"")
            text.put(name)
            text.put("\":")
            text.bytes.appendJSONString(reference.id)
            text.put("}")
        }
    }

    private mutating func addList<Element>(
        _ name: StaticString, _ elements: [Element], write: (inout EventText, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        addName(name)
        put("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { put(",") }
            write(&self, element)
        }
        put("]")
    }

    private mutating func addName(_ name: StaticString) {
        put(",\"")
        put(name)
        put("\":")
    }

    private mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
