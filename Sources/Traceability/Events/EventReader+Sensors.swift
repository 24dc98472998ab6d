extension EventReader {
    /// What a member of sensorMetadata or sensorReport must look like.
    private enum Shape {
        case text, uri, time, number, truth
    }

    private static let metadata: [String: Shape] = [
        "time": .time, "startTime": .time, "endTime": .time, "deviceID": .uri, "deviceMetadata": .uri, "rawData": .uri,
        "dataProcessingMethod": .uri, "bizRules": .uri,
    ]

    private static let report: [String: Shape] = [
        "type": .text, "exception": .text, "deviceID": .uri, "deviceMetadata": .uri, "rawData": .uri,
        "dataProcessingMethod": .uri, "bizRules": .uri, "time": .time, "microorganism": .uri, "chemicalSubstance": .uri,
        "value": .number, "component": .text, "stringValue": .text, "booleanValue": .truth, "hexBinaryValue": .text,
        "uriValue": .uri, "minValue": .number, "maxValue": .number, "meanValue": .number, "sDev": .number,
        "percRank": .number, "percValue": .number, "uom": .text, "coordinateReferenceSystem": .uri,
    ]

    /// sensorElementList (ISO/IEC 19987 §7.3.7): its shape is checked, its readings are left in the event's text.
    mutating func readSensorElements(_ value: JSONValue) {
        guard isArray(value) else { return }
        for element in value.elements where isObject(element) { readSensorElement(element) }
    }

    private mutating func readSensorElement(_ value: JSONValue) {
        var hasReport = false
        for member in value.members.raw {
            let content = JSONValue(tape: value.tape, index: member.value)
            switch fields.field(at: member.name, of: value.tape) {
            case .sensorMetadata:
                if isObject(content) { check(content, shapes: Self.metadata) }
            case .sensorReport:
                guard isArray(content) else { continue }
                hasReport = !content.elements.isEmpty
                for report in content.elements where isObject(report) { check(report, shapes: Self.report) }
            default: checkExtension(member.name, content)
            }
        }
        if !hasReport { problems.add(at: value, en: "needs a non-empty sensorReport", zh: "sensorReport 不能为空") }
    }

    private mutating func check(_ object: JSONValue, shapes: [String: Shape]) {
        for member in object.members.raw {
            let content = JSONValue(tape: object.tape, index: member.value)
            switch shapes[object.tape.text(at: member.name)] {
            case .text: _ = readText(content)
            case .uri: _ = readURI(content)
            case .time: _ = readTime(content)
            case .number:
                if content.kind != .number { problems.add(at: content, en: "must be a number", zh: "应为数字") }
            case .truth:
                if content.kind != .bool {
                    problems.add(at: content, en: "must be true or false", zh: "应为 true 或 false")
                }
            case nil: checkExtension(member.name, content)
            }
        }
    }
}
