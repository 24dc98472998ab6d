import EPCIS

/// What an element of EPCIS becomes in JSON (ISO/IEC 19987, XML binding against JSON binding).
indirect enum XMLShape: Sendable {
    /// The element's text.
    case text
    /// The same, where it may be a URI with a prefix (CURIE).
    case uri
    /// A word of the Core Business Vocabulary: its URN becomes the bare word.
    case word(WordList)
    /// xs:decimal.
    case number
    /// An array of what the children of one name are. Without any, there is no member: EPCIS 1.x demands an empty epcList.
    case list(of: String, XMLShape)
    case object([String: XMLField])
    /// An attribute `type` and the id as text, which gets that name.
    case reference(id: String, WordList)
    /// Nothing but attributes.
    case attributes([String: AttributeShape])
}

/// A child element of an object.
struct XMLField: Sendable {
    enum Count: Sendable {
        case once
        /// An array where it stands more than once.
        case onceOrMore
        /// Always an array.
        case array
    }

    let shape: XMLShape
    let count: Count

    init(_ shape: XMLShape, _ count: Count = .once) {
        self.shape = shape
        self.count = count
    }
}

/// What an attribute of sensorMetadata or sensorReport becomes.
enum AttributeShape: Sendable {
    case text, uri, number, truth
    /// A word of the GS1 Web Vocabulary, whose prefix JSON leaves out.
    case gs1Word
}

/// The lists of `CoreBusinessVocabulary`.
enum WordList: Sendable {
    case bizStep, disposition, bizTransactionType, sourceDestinationType, errorReason

    func list(in vocabulary: CoreBusinessVocabulary) -> CoreBusinessVocabulary.List {
        switch self {
        case .bizStep: vocabulary.bizStep
        case .disposition: vocabulary.disposition
        case .bizTransactionType: vocabulary.bizTransactionType
        case .sourceDestinationType: vocabulary.sourceDestinationType
        case .errorReason: vocabulary.errorReason
        }
    }
}

// MARK: The tables

extension XMLShape {
    /// The fields of all kinds of event. That a field is in the wrong kind is found by the reader of the JSON.
    static let event: [String: XMLField] = [
        "eventTime": XMLField(.text), "recordTime": XMLField(.text), "eventTimeZoneOffset": XMLField(.text),
        "eventID": XMLField(.uri), "certificationInfo": XMLField(.uri, .onceOrMore),
        "errorDeclaration": XMLField(errorDeclaration),
        "action": XMLField(.text), "bizStep": XMLField(.word(.bizStep)), "disposition": XMLField(.word(.disposition)),
        "persistentDisposition": XMLField(persistentDisposition),
        "readPoint": XMLField(place), "bizLocation": XMLField(place),
        "bizTransactionList": XMLField(
            .list(of: "bizTransaction", .reference(id: "bizTransaction", .bizTransactionType))),
        "sourceList": XMLField(.list(of: "source", .reference(id: "source", .sourceDestinationType))),
        "destinationList": XMLField(.list(of: "destination", .reference(id: "destination", .sourceDestinationType))),
        "sensorElementList": XMLField(.list(of: "sensorElement", sensorElement)),
        "parentID": XMLField(.uri), "transformationID": XMLField(.uri), "ilmd": XMLField(.object([:])),
        "epcList": XMLField(epcs), "childEPCs": XMLField(epcs), "inputEPCList": XMLField(epcs),
        "outputEPCList": XMLField(epcs),
        "quantityList": XMLField(quantities), "childQuantityList": XMLField(quantities),
        "inputQuantityList": XMLField(quantities), "outputQuantityList": XMLField(quantities),
    ]

    private static let epcs = XMLShape.list(of: "epc", .uri)

    private static let quantities = XMLShape.list(
        of: "quantityElement",
        .object(["epcClass": XMLField(.uri), "quantity": XMLField(.number), "uom": XMLField(.text)]))

    private static let place = XMLShape.object(["id": XMLField(.uri)])

    private static let persistentDisposition = XMLShape.object([
        "set": XMLField(.word(.disposition), .array), "unset": XMLField(.word(.disposition), .array),
    ])

    private static let errorDeclaration = XMLShape.object([
        "declarationTime": XMLField(.text), "reason": XMLField(.word(.errorReason)),
        "correctiveEventIDs": XMLField(.list(of: "correctiveEventID", .uri)),
    ])

    private static let sensorElement = XMLShape.object([
        "sensorMetadata": XMLField(.attributes(sensorMetadata)),
        "sensorReport": XMLField(.attributes(sensorReport), .array),
    ])

    private static let sensorMetadata: [String: AttributeShape] = [
        "time": .text, "startTime": .text, "endTime": .text, "deviceID": .uri, "deviceMetadata": .uri,
        "rawData": .uri, "dataProcessingMethod": .uri, "bizRules": .uri,
    ]

    private static let sensorReport: [String: AttributeShape] = [
        "type": .gs1Word, "exception": .gs1Word, "deviceID": .uri, "deviceMetadata": .uri, "rawData": .uri,
        "dataProcessingMethod": .uri, "bizRules": .uri, "time": .text, "microorganism": .uri,
        "chemicalSubstance": .uri, "value": .number, "component": .uri, "stringValue": .text, "booleanValue": .truth,
        "hexBinaryValue": .text, "uriValue": .uri, "minValue": .number, "maxValue": .number, "meanValue": .number,
        "sDev": .number, "percRank": .number, "percValue": .number, "uom": .text, "coordinateReferenceSystem": .uri,
    ]
}
