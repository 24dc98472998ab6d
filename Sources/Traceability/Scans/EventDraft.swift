/// An event being put together from a row, and the one way in which it is written down.
struct EventDraft {
    let step: EventStep
    let profile: String
    var time = (text: "", offset: "")
    var eventID: String?
    var disposition: String?
    var parent: String?
    var things = ScannedThings()
    var inputs = ScannedThings()
    var outputs = ScannedThings()
    var site: String?
    var documents: [EPCISEvent.TypedReference] = []
    var source: EPCISEvent.TypedReference?
    var destination: EPCISEvent.TypedReference?
    /// In the profile's order.
    var elements: [(element: DataElement, value: String)] = []

    init(step: EventStep, profile: String) {
        self.step = step
        self.profile = profile
    }

    private static let context = YimaContext.node

    /// The event as EPCIS 2.0 JSON. Members stand in a fixed order, so that the same row gives the same bytes.
    var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("@context", Self.context),
            ("type", .string(step.eventKind.rawValue)),
            ("eventTime", .string(time.text)),
            ("eventTimeZoneOffset", .string(time.offset)),
        ]
        if let eventID { members.append(("eventID", .string(eventID))) }
        members += thingMembers
        if let action = step.action { members.append(("action", .string(action.rawValue))) }
        members.append(("bizStep", .string(step.bizStep)))
        if let disposition { members.append(("disposition", .string(disposition))) }
        members += placeMembers
        members.append(("yima:profile", .string(profile)))
        for (element, value) in elements {
            let node: JSONNode = element.type == .integer ? .number(value) : .string(value)
            members.append(("yima:" + element.name, node))
        }
        return .object(members)
    }

    private var thingMembers: [(String, JSONNode)] {
        switch step.eventKind {
        case .transformation:
            Self.lists(inputs, "inputEPCList", "inputQuantityList")
                + Self.lists(outputs, "outputEPCList", "outputQuantityList")
        case .aggregation, .association:
            (parent.map { [("parentID", .string($0))] } ?? [])
                + Self.lists(things, "childEPCs", "childQuantityList")
        case .object, .transaction:
            Self.lists(things, "epcList", "quantityList")
        }
    }

    private var placeMembers: [(String, JSONNode)] {
        var members: [(String, JSONNode)] = []
        if let site {
            members.append(("readPoint", .object([("id", .string(site))])))
            members.append(("bizLocation", .object([("id", .string(site))])))
        }
        if !documents.isEmpty {
            members.append(("bizTransactionList", Self.references(documents, "bizTransaction")))
        }
        if let source { members.append(("sourceList", Self.references([source], "source"))) }
        if let destination { members.append(("destinationList", Self.references([destination], "destination"))) }
        return members
    }

    private static func lists(
        _ things: ScannedThings, _ instances: String, _ lots: String
    ) -> [(String, JSONNode)] {
        var members: [(String, JSONNode)] = []
        if !things.instances.isEmpty { members.append((instances, .strings(things.instances))) }
        if !things.lots.isEmpty { members.append((lots, .array(things.lots.map(quantity)))) }
        return members
    }

    private static func quantity(_ lot: EPCISEvent.Quantity) -> JSONNode {
        var members: [(String, JSONNode)] = [("epcClass", .string(lot.epcClass))]
        if let amount = lot.amount { members.append(("quantity", .number(amount.description))) }
        if let uom = lot.uom { members.append(("uom", .string(uom))) }
        return .object(members)
    }

    private static func references(_ references: [EPCISEvent.TypedReference], _ name: String) -> JSONNode {
        .array(
            references.map { reference in
                var members: [(String, JSONNode)] = []
                if let type = reference.type { members.append(("type", .string(type))) }
                members.append((name, .string(reference.id)))
                return .object(members)
            })
    }
}
