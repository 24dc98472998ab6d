import EPCIS
import LedgerTesting
import StrictJSON
import Values

/// Events of lots, as a factory writes them.
struct LotEvent {
    static let product = "https://id.gs1.org/01/06901234567892"
    static func lot(_ number: String) -> String { "\(product)/10/\(number)" }

    var id: String?
    /// Minutes after 2026-02-28T00:00Z.
    var minute = 0
    var action = "OBSERVE"
    var bizStep = "storing"
    var disposition: String?
    var lot = "A1"
    var kilograms: Int?
    var place: String?
    var productName: String?
    /// Declares the event with the same id wrong.
    var isErrorDeclaration = false

    var body: [UInt8] {
        let moment = Timestamp(milliseconds: 1_772_236_800_000 + Int64(minute) * 60_000)
        var quantity: [(String, JSONNode)] = [("epcClass", .string(Self.lot(lot)))]
        if let kilograms { quantity += [("quantity", .integer(kilograms)), ("uom", "KGM")] }
        var members: [(String, JSONNode)] = [
            ("@context", YimaContext.node), ("type", "ObjectEvent"), ("eventTime", .string("\(moment)")),
            ("eventTimeZoneOffset", "+08:00"), ("action", .string(action)), ("bizStep", .string(bizStep)),
            ("quantityList", .array([.object(quantity)])),
        ]
        if let id { members.append(("eventID", .string(id))) }
        if let disposition { members.append(("disposition", .string(disposition))) }
        if let place { members.append(("bizLocation", .object([("id", .string(place))]))) }
        if let productName { members.append(("yima:productName", .string(productName))) }
        if isErrorDeclaration {
            members.append(("errorDeclaration", .object([("declarationTime", .string("\(moment)"))])))
        }
        return JSONNode.object(members).formatted()
    }
}

extension DeviceFixture {
    mutating func record(_ event: LotEvent) {
        record(body: event.body)
    }
}

/// Percent-encodes everything, so that no test depends on what the client spares.
func encoded(_ text: String) -> String {
    text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
}
