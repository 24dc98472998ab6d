import StrictJSON
import Values

extension EventReader {
    /// What a member of sensorMetadata or sensorReport must look like.
    private enum Shape {
        case text, uri, time, number, truth, hex, measurement, alert, component
    }

    private static let metadata = ByteTable<Shape>([
        ("time", .time), ("startTime", .time), ("endTime", .time), ("deviceID", .uri), ("deviceMetadata", .uri),
        ("rawData", .uri), ("dataProcessingMethod", .uri), ("bizRules", .uri),
    ])

    private static let report = ByteTable<Shape>([
        ("type", .measurement), ("exception", .alert), ("deviceID", .uri), ("deviceMetadata", .uri), ("rawData", .uri),
        ("dataProcessingMethod", .uri), ("bizRules", .uri), ("time", .time), ("microorganism", .uri),
        ("chemicalSubstance", .uri), ("value", .number), ("component", .component), ("stringValue", .text),
        ("booleanValue", .truth), ("hexBinaryValue", .hex), ("uriValue", .uri), ("minValue", .number),
        ("maxValue", .number), ("meanValue", .number), ("sDev", .number), ("percRank", .number), ("percValue", .number),
        ("uom", .text), ("coordinateReferenceSystem", .uri),
    ])

    /// sensorElementList (ISO/IEC 19987 §7.3.7): its shape is checked, its readings are left in the event's text.
    mutating func readSensorElements(_ value: Int) {
        guard isArray(value) else { return }
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            if isObject(element) { readSensorElement(element) }
        }
    }

    private mutating func readSensorElement(_ value: Int) {
        var hasReport = false
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .sensorMetadata:
                if isObject(content) { check(content, shapes: Self.metadata) }
            case .sensorReport:
                guard isArray(content) else { continue }
                var reports = tape.elements(of: content)
                hasReport = !reports.isAtEnd
                while let report = reports.next(in: tape) { checkReport(report) }
            default: checkExtension(name, content)
            }
        }
        if !hasReport { report(value, en: "needs a non-empty sensorReport", zh: "sensorReport 不能为空") }
    }

    private mutating func checkReport(_ value: Int) {
        guard isObject(value) else { return }
        check(value, shapes: Self.report)
        // A report of an exception alone says what went wrong, not what was measured.
        if tape.member(Name.type, of: value) == nil, tape.member(Name.exception, of: value) == nil {
            report(value, en: "needs type (what was measured) or exception", zh: "缺少 type（测量类型）或 exception")
        }
    }

    private mutating func check(_ object: Int, shapes: ByteTable<Shape>) {
        var walk = tape.members(of: object)
        while let (name, content) = walk.next(in: tape) {
            if let shape = tape.find(name, in: shapes) {
                check(content, shape)
            } else {
                checkExtension(name, content)
            }
        }
    }

    private mutating func check(_ value: Int, _ shape: Shape) {
        switch shape {
        case .text: _ = readText(value)
        case .uri: _ = readURI(value)
        case .time: _ = readTime(value)
        case .number:
            if tape.kind(of: value) != .number { report(value, en: "must be a number", zh: "应为数字") }
        case .truth:
            if tape.kind(of: value) != .bool {
                report(value, en: "must be true or false", zh: "应为 true 或 false")
            }
        case .hex: checkHex(value)
        case .measurement: checkWord(value, of: SensorVocabulary.measurementType)
        case .alert: checkWord(value, of: SensorVocabulary.alertType)
        case .component: checkWord(value, of: SensorVocabulary.component)
        }
    }

    private mutating func checkHex(_ value: Int) {
        let content = tape.kind(of: value) == .string ? tape.content(at: value) : []
        guard !content.isEmpty, content.allSatisfy({ JSONEscapes.hexDigit($0) != nil }) else {
            return report(value, en: "must be hexadecimal digits, at least one", zh: "应为十六进制数字，至少一位")
        }
    }

    private mutating func checkWord(_ value: Int, of list: SensorVocabulary.List) {
        guard tape.findString(value, in: list.table) == nil, let text = readText(value) else { return }
        if !URIGrammar.isURI(value, of: tape) || list.isForeign(text) {
            report(
                value,
                en:
                    "\"\(text.shown)\" is no \(list.name) (such as \(list.example)); a word of one's own must be a URI",
                zh: "“\(text.shown)” 不是 \(list.name)（例如 \(list.example)）；自定义值须为 URI")
        }
    }
}
