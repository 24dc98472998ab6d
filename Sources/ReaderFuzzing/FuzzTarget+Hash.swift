import EPCIS
import StrictJSON

extension FuzzTarget {
    /// An event that is accepted has a hash, and blanks and the order of members do not count in it.
    static func hashEvent(_ bytes: [UInt8]) {
        let isAccepted = (try? EPCISEvent(json: bytes)) != nil
        guard let hash = try? EventHash(json: bytes) else {
            if isAccepted { broken("an event that is accepted has a hash") }
            return
        }
        if !isAccepted { broken("an event that is refused has no hash") }
        guard let root = try? JSONDocument(bytes).root else { broken("an event is JSON") }
        for respelt in [reversed(root).formatted(), reversed(root).prettyPrinted()]
        where respelt.count <= EPCISEvent.sizeMax {
            if (try? EventHash(json: respelt))?.preHash != hash.preHash { broken("a hash does not depend on spelling") }
        }
    }

    /// The same value with the members of every object the other way round.
    private static func reversed(_ value: JSONValue) -> JSONNode {
        switch value.kind {
        case .object: .object(value.members.reversed().map { ($0.key, reversed($0.value)) })
        case .array: .array(value.elements.map { reversed($0) })
        case .string: .string(value.string ?? "")
        default: .raw(value.rawBytes)
        }
    }
}
