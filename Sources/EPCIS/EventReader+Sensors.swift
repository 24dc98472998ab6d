import StrictJSON
import Values

extension EventReader {
    /// sensorElementList (ISO/IEC 19987 §7.3.7).
    mutating func readSensorElements(_ value: Int) {
        guard isArray(value) else { return }
        var elements: [SensorElement] = []
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            if isObject(element) { elements.append(readSensorElement(element)) }
        }
        event.sensorElements = elements
    }

    private mutating func readSensorElement(_ value: Int) -> SensorElement {
        var element = SensorElement()
        var hasReport = false
        var walk = tape.members(of: value)
        while let (name, content) = walk.next(in: tape) {
            switch fields.field(at: name, of: tape) {
            case .sensorMetadata:
                if isObject(content) { element.metadata = readMetadata(content) }
            case .sensorReport:
                guard isArray(content) else { continue }
                var reports = tape.elements(of: content)
                hasReport = !reports.isAtEnd
                while let report = reports.next(in: tape) {
                    if isObject(report) { element.reports.append(readReport(report)) }
                }
            default: checkExtension(name, content)
            }
        }
        if !hasReport { report(value, en: "needs a non-empty sensorReport", zh: "sensorReport 不能为空") }
        return element
    }

    private mutating func readMetadata(_ object: Int) -> SensorMetadata {
        var metadata = SensorMetadata()
        var walk = tape.members(of: object)
        while let (name, content) = walk.next(in: tape) {
            switch tape.find(name, in: SensorField.metadata) {
            case .time: metadata.time = readTime(content)
            case .startTime: metadata.startTime = readTime(content)
            case .endTime: metadata.endTime = readTime(content)
            case .deviceID: metadata.deviceID = readURI(content)
            case .deviceMetadata: metadata.deviceMetadata = readURI(content)
            case .rawData: metadata.rawData = readURI(content)
            case .dataProcessingMethod: metadata.dataProcessingMethod = readURI(content)
            case .bizRules: metadata.bizRules = readURI(content)
            default: checkExtension(name, content)
            }
        }
        return metadata
    }

    private mutating func readReport(_ object: Int) -> SensorReport {
        var report = SensorReport()
        var walk = tape.members(of: object)
        while let (name, content) = walk.next(in: tape) {
            if let field = tape.find(name, in: SensorField.report) {
                read(field, content, into: &report)
            } else {
                checkExtension(name, content)
            }
        }
        // A report of an exception alone says what went wrong, not what was measured.
        if tape.member(Name.type, of: object) == nil, tape.member(Name.exception, of: object) == nil {
            self.report(object, en: "needs type (what was measured) or exception", zh: "缺少 type（测量类型）或 exception")
        }
        return report
    }

    private mutating func read(_ field: SensorField, _ content: Int, into report: inout SensorReport) {
        switch field {
        case .type: report.type = readSensorWord(content, of: SensorVocabulary.measurementType)
        case .exception: report.exception = readSensorWord(content, of: SensorVocabulary.alertType)
        case .component: report.component = readSensorWord(content, of: SensorVocabulary.component)
        case .time, .startTime, .endTime: report.time = readTime(content)
        case .value: report.value = readNumber(content)
        case .minValue, .maxValue, .meanValue, .sDev, .percRank, .percValue:
            report[number: field] = readNumber(content)
        case .uom: report.uom = readText(content)
        case .stringValue: report.stringValue = readText(content)
        case .booleanValue: report.booleanValue = readTruth(content)
        case .hexBinaryValue: report.hexBinaryValue = readHex(content)
        case .uriValue, .microorganism, .chemicalSubstance, .coordinateReferenceSystem, .deviceID, .deviceMetadata,
            .rawData, .dataProcessingMethod, .bizRules:
            report[text: field] = readURI(content)
        }
    }

    private mutating func readNumber(_ value: Int) -> SensorNumber? {
        guard tape.kind(of: value) == .number, let text = tape.scalarText(at: value) else {
            report(value, en: "must be a number", zh: "应为数字")
            return nil
        }
        return SensorNumber(jsonNumber: text)
    }

    private mutating func readTruth(_ value: Int) -> Bool? {
        guard let truth = JSONValue(tape: tape, index: value).bool else {
            report(value, en: "must be true or false", zh: "应为 true 或 false")
            return nil
        }
        return truth
    }

    private mutating func readHex(_ value: Int) -> String? {
        let content = tape.kind(of: value) == .string ? tape.content(at: value) : []
        guard !content.isEmpty, content.allSatisfy({ JSONEscapes.hexDigit($0) != nil }) else {
            report(value, en: "must be hexadecimal digits, at least one", zh: "应为十六进制数字，至少一位")
            return nil
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// A bare word of the list, also where it is written with the prefix of the list's namespace (`gs1:Temperature`), or a URI
    /// of one's own.
    private mutating func readSensorWord(_ value: Int, of list: SensorVocabulary.List) -> String? {
        if let word = tape.findString(value, in: list.table) { return word }
        guard let text = readText(value) else { return nil }
        if text.hasPrefix("urn:epcglobal:cbv:") {
            report(
                value, en: "CBV URNs do not belong in JSON; write a bare word such as \"\(list.example)\"",
                zh: "JSON 中不用 CBV URN，请写词本身，例如 “\(list.example)”")
        } else if !URIGrammar.isURI(value, of: tape) || list.isForeign(text) {
            report(
                value,
                en:
                    "\"\(text.shown)\" is no \(list.name) (such as \(list.example)); a word of one's own must be a URI",
                zh: "“\(text.shown)” 不是 \(list.name)（例如 \(list.example)）；自定义值须为 URI")
        } else if let word = list.word(withPrefix: text), names.isStandard(prefix: list.prefix) {
            return word
        }
        return text
    }
}
