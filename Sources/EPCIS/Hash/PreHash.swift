import StrictJSON

/// Writes the pre-hash string of CBV 2.0 §8.9: an event's fields in canonical order, nothing between them.
///
/// The order is that of the published vectors: the lists of documents and parties, and ilmd, come by their names after the
/// sensor data. Recursion is as deep as the JSON reader lets a text be.
struct PreHash {
    let values: PreHashValues

    init(context: EventContext?, vocabulary: CoreBusinessVocabulary = .standard) {
        values = PreHashValues(context: context, vocabulary: vocabulary)
    }

    /// The fields that say nothing about what happened, and those that are written in their own place.
    private static let ignored: Set<String> = ["@context", "type", "eventID", "recordTime", "errorDeclaration"]

    func text(of event: JSONValue) -> String {
        let vocabulary = values.vocabulary
        var text = "eventType=" + (event["type"]?.string ?? "")
        text += moment("eventTime", of: event) + scalars("eventTimeZoneOffset", of: event)
        text += scalars("certificationInfo", of: event) + scalars("parentID", of: event)
        text += list("epcList", of: event) + list("inputEPCList", of: event) + list("childEPCs", of: event)
        text += quantities("quantityList", of: event) + quantities("childQuantityList", of: event)
        text += quantities("inputQuantityList", of: event) + list("outputEPCList", of: event)
        text += quantities("outputQuantityList", of: event)
        text += scalars("action", of: event) + scalars("transformationID", of: event)
        text += words("bizStep", of: event, vocabulary.bizStep)
        text += words("disposition", of: event, vocabulary.disposition)
        text += persistentDisposition(of: event) + place("readPoint", of: event) + place("bizLocation", of: event)
        text += sensorElements(of: event)
        text += references("bizTransactionList", id: "bizTransaction", of: event, vocabulary.bizTransactionType)
        text += references("destinationList", id: "destination", of: event, vocabulary.sourceDestinationType)
        text += event["ilmd"].map { generic("ilmd", $0).joined() } ?? ""
        text += references("sourceList", id: "source", of: event, vocabulary.sourceDestinationType)
        return text + extensions(of: event) { Self.ignored.contains($0) || EventField(rawValue: $0) != nil }
    }
}

// MARK: Fields of the standard

extension PreHash {
    private func persistentDisposition(of event: JSONValue) -> String {
        guard let value = event["persistentDisposition"] else { return "" }
        let list = values.vocabulary.disposition
        return "persistentDisposition" + words("set", of: value, list) + words("unset", of: value, list)
    }

    private func place(_ name: String, of event: JSONValue) -> String {
        guard let value = event[name] else { return "" }
        return named(name, scalars("id", of: value) + extensions(of: value) { $0 == "id" })
    }

    private func list(_ name: String, of event: JSONValue) -> String {
        guard let value = event[name] else { return "" }
        return named(name, joined(elements(of: value).flatMap { generic("epc", $0) }))
    }

    private func quantities(_ name: String, of event: JSONValue) -> String {
        guard let value = event[name] else { return "" }
        return named(
            name,
            joined(
                elements(of: value).map {
                    "quantityElement" + scalars("epcClass", of: $0) + scalars("quantity", of: $0)
                        + scalars("uom", of: $0)
                }))
    }

    /// The type stands before the value in the vectors.
    private func references(
        _ name: String, id: String, of event: JSONValue, _ types: CoreBusinessVocabulary.List
    ) -> String {
        guard let value = event[name] else { return "" }
        return named(
            name, joined(elements(of: value).map { words("type", of: $0, types) + scalars(id, of: $0) }))
    }

    private func sensorElements(of event: JSONValue) -> String {
        guard let value = event["sensorElementList"] else { return "" }
        return named("sensorElementList", joined(elements(of: value).map { "sensorElement" + sensorElement($0) }))
    }

    private func sensorElement(_ element: JSONValue) -> String {
        var text = ""
        if let metadata = element["sensorMetadata"] {
            text += named("sensorMetadata", fields(metadata, Self.metadata))
        }
        if let reports = element["sensorReport"] {
            text += joined(elements(of: reports).map { "sensorReport" + fields($0, Self.report) })
        }
        return text + extensions(of: element) { $0 == "sensorMetadata" || $0 == "sensorReport" }
    }

    private static let metadata = [
        "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
    ]
    private static let report = [
        "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "time",
        "microorganism", "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue",
        "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom",
        "coordinateReferenceSystem",
    ]
    private static let times: Set<String> = ["time", "startTime", "endTime"]
    private static let sensorWords = [
        "type": SensorVocabulary.measurementType, "exception": SensorVocabulary.alertType,
        "component": SensorVocabulary.component,
    ]

    private func fields(_ object: JSONValue, _ order: [String]) -> String {
        var text = ""
        for name in order {
            if Self.times.contains(name) {
                text += moment(name, of: object)
            } else if let list = Self.sensorWords[name] {
                guard let written = object[name]?.string else { continue }
                text += pair(
                    name, list.words.contains(written) ? "https://" + list.web + written : values.canonical(written))
            } else {
                text += scalars(name, of: object)
            }
        }
        return text + extensions(of: object) { order.contains($0) }
    }
}

// MARK: Pieces

extension PreHash {
    /// A name and what it holds; nothing where it holds nothing.
    private func named(_ name: String, _ content: String) -> String { content.isEmpty ? "" : name + content }

    private func pair(_ name: String, _ value: String) -> String { value.isEmpty ? "" : name + "=" + value }

    /// A field with one value, or with several under one name.
    private func scalars(_ name: String, of object: JSONValue) -> String {
        joined(elements(of: object[name]).compactMap { values.scalar($0).map { pair(name, $0) } })
    }

    private func words(_ name: String, of object: JSONValue, _ list: CoreBusinessVocabulary.List) -> String {
        joined(elements(of: object[name]).compactMap { $0.string.map { pair(name, values.word($0, of: list)) } })
    }

    private func moment(_ name: String, of object: JSONValue) -> String {
        object[name]?.string.map { pair(name, PreHashValues.moment($0)) } ?? ""
    }

    /// The elements of an array; of anything else itself.
    private func elements(of value: JSONValue?) -> [JSONValue] {
        guard let value else { return [] }
        return value.kind == .array ? Array(value.elements) : [value]
    }

    private func extensions(of object: JSONValue, except isOrdered: (String) -> Bool) -> String {
        joined(object.members.filter { !isOrdered($0.key) }.flatMap { generic($0.key, $0.value) })
    }

    private static let comments: Set<String> = ["comment", "rdfs:comment"]

    /// An extension with all that it holds: one piece for each element of an array, none for null, which in JSON-LD says
    /// that there is no such field.
    private func generic(_ name: String, _ value: JSONValue) -> [String] {
        guard !Self.comments.contains(name), name != "@context" else { return [] }
        guard value.kind != .array else { return value.elements.flatMap { pieces(values.name(name), $0) } }
        return pieces(values.name(name), value)
    }

    private func pieces(_ name: String, _ value: JSONValue) -> [String] {
        switch value.kind {
        case .null: return []
        case .object:
            // How an element of XML with attributes or children of its own is written in JSON.
            let text = value["#text"].flatMap(values.scalar) ?? ""
            return [name + (text.isEmpty ? "" : "=" + text) + extensions(of: value) { $0 == "#text" }]
        case .array: return [name + joined(value.elements.flatMap { pieces("", $0) })]
        case .string, .number, .bool:
            let text = values.scalar(value) ?? ""
            return [text.isEmpty ? name : name + "=" + text]
        }
    }

    /// In the order of their bytes, one after another.
    private func joined(_ pieces: [String]) -> String {
        pieces.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined()
    }
}
