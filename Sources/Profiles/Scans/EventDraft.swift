import EPCIS
import Values

/// An event being put together from a row, and the one way in which it is written down.
struct EventDraft {
    let step: EventStep
    let profile: String
    var time: (text: String, time: OffsetTime)
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
    /// Where it takes an event back: why, and what replaces that (EPCIS 2.0 §7.4.1.3). Its eventID is then that event's.
    var correction: (reason: String?, correctiveEventID: String?)?
    /// In the profile's order.
    var elements: [(element: DataElement, value: String)] = []

    init(step: EventStep, profile: String, time: (text: String, time: OffsetTime)) {
        self.step = step
        self.profile = profile
        self.time = time
    }

    /// The value that the draft has for an element.
    func value(of element: DataElement) -> String? {
        elements.first { $0.element === element }?.value
    }

    func value(named name: String) -> String? {
        elements.first { $0.element.name == name }?.value
    }

    /// The event as the rules see it, but for its data elements: those are asked of the draft.
    var event: EPCISEvent {
        var event = EPCISEvent(kind: step.eventKind, eventTime: time.time)
        event.eventID = eventID
        event.errorDeclaration = correction.map { correction in
            EPCISEvent.ErrorDeclaration(
                declarationTime: time.time.moment, reason: correction.reason,
                correctiveEventIDs: correction.correctiveEventID.map { [$0] } ?? [])
        }
        event.action = step.action
        event.bizStep = step.bizStep
        event.disposition = disposition
        (event.readPoint, event.bizLocation) = (site, site)
        event.bizTransactionList = documents
        if let source { event.sourceList = [source] }
        if let destination { event.destinationList = [destination] }
        switch step.eventKind {
        case .transformation:
            (event.inputEPCList, event.inputQuantityList) = (inputs.instances, inputs.lots)
            (event.outputEPCList, event.outputQuantityList) = (outputs.instances, outputs.lots)
        case .aggregation, .association:
            event.parentID = parent
            (event.childEPCs, event.childQuantityList) = (things.instances, things.lots)
        case .object, .transaction, .foreign:
            (event.epcList, event.quantityList) = (things.instances, things.lots)
        }
        return event
    }
}

extension EventDraft {
    /// The event as EPCIS 2.0 JSON, compact. Members stand in a fixed order, so that the same row gives the same bytes.
    func formatted() -> [UInt8] {
        var text = EventText()
        text.add("type", step.eventKind.rawValue)
        text.add("eventTime", time.text)
        text.add("eventTimeZoneOffset", time.time.offset)
        if let eventID { text.add("eventID", eventID) }
        if let correction {
            text.addDeclaration(time.text, reason: correction.reason, correctiveEventID: correction.correctiveEventID)
        }
        writeThings(to: &text)
        if let action = step.action { text.add("action", action.rawValue) }
        text.add("bizStep", step.bizStep)
        if let disposition { text.add("disposition", disposition) }
        writePlaces(to: &text)
        text.add("yima:profile", profile)
        for (element, value) in elements { text.add(element, value) }
        return text.finished()
    }

    private func writeThings(to text: inout EventText) {
        switch step.eventKind {
        case .transformation:
            text.add(inputs, "inputEPCList", "inputQuantityList")
            text.add(outputs, "outputEPCList", "outputQuantityList")
        case .aggregation, .association:
            if let parent { text.add("parentID", parent) }
            text.add(things, "childEPCs", "childQuantityList")
        case .object, .transaction, .foreign:
            text.add(things, "epcList", "quantityList")
        }
    }

    private func writePlaces(to text: inout EventText) {
        if let site {
            text.addPlace("readPoint", site)
            text.addPlace("bizLocation", site)
        }
        text.add(documents, "bizTransactionList", each: "bizTransaction")
        if let source { text.add([source], "sourceList", each: "source") }
        if let destination { text.add([destination], "destinationList", each: "destination") }
    }
}
