public import Values

/// sensorReport (ISO/IEC 19987 §7.3.7.3): one thing that a sensor measured, or what went wrong with it.
///
/// Every member of the standard is kept. What most reports do not have takes no room in those.
public struct SensorReport: Hashable, Sendable {
    /// What was measured: a bare word of the GS1 Web Vocabulary (`Temperature`), or a URI of one's own. Nil where only an
    /// exception is reported.
    public var type: String?
    /// `ALARM_CONDITION`, `ERROR_CONDITION` or a URI of one's own.
    public var exception: String?
    public var time: OffsetTime?
    public var value: SensorNumber?
    /// UN/ECE Recommendation 20 code of all numbers of the report but percRank.
    public var uom: String?
    /// In the order of the fields' names, so that reports that say the same are equal.
    private var details: [Detail] = []

    public init(
        type: String? = nil, value: SensorNumber? = nil, uom: String? = nil, time: OffsetTime? = nil,
        exception: String? = nil
    ) {
        self.type = type
        self.value = value
        self.uom = uom
        self.time = time
        self.exception = exception
    }

    private struct Detail: Hashable, Sendable {
        let field: SensorField
        let content: Content
    }

    private enum Content: Hashable, Sendable {
        case number(SensorNumber)
        case text(String)
        case truth(Bool)
    }

    private func content(_ field: SensorField) -> Content? {
        details.first { $0.field == field }?.content
    }

    private mutating func set(_ field: SensorField, _ content: Content?) {
        details.removeAll { $0.field == field }
        guard let content else { return }
        let index = details.firstIndex { $0.field.rawValue > field.rawValue } ?? details.endIndex
        details.insert(Detail(field: field, content: content), at: index)
    }

    /// A number besides `value`.
    subscript(number field: SensorField) -> SensorNumber? {
        get {
            if case .number(let number)? = content(field) { number } else { nil }
        }
        set { set(field, newValue.map(Content.number)) }
    }

    /// A text besides `type`, `exception` and `uom`.
    subscript(text field: SensorField) -> String? {
        get {
            if case .text(let text)? = content(field) { text } else { nil }
        }
        set { set(field, newValue.map(Content.text)) }
    }

    /// `true` or `false`, as a switch or a door's contact reports.
    public var booleanValue: Bool? {
        get {
            if case .truth(let truth)? = content(.booleanValue) { truth } else { nil }
        }
        set { set(.booleanValue, newValue.map(Content.truth)) }
    }
}

// MARK: What few reports have

extension SensorReport {
    public var minValue: SensorNumber? {
        get { self[number: .minValue] }
        set { self[number: .minValue] = newValue }
    }
    public var maxValue: SensorNumber? {
        get { self[number: .maxValue] }
        set { self[number: .maxValue] = newValue }
    }
    public var meanValue: SensorNumber? {
        get { self[number: .meanValue] }
        set { self[number: .meanValue] = newValue }
    }
    /// Standard deviation.
    public var sDev: SensorNumber? {
        get { self[number: .sDev] }
        set { self[number: .sDev] = newValue }
    }
    /// The percentile that `percValue` is of, 0 to 100.
    public var percRank: SensorNumber? {
        get { self[number: .percRank] }
        set { self[number: .percRank] = newValue }
    }
    public var percValue: SensorNumber? {
        get { self[number: .percValue] }
        set { self[number: .percValue] = newValue }
    }
    public var stringValue: String? {
        get { self[text: .stringValue] }
        set { self[text: .stringValue] = newValue }
    }
    /// Hexadecimal digits.
    public var hexBinaryValue: String? {
        get { self[text: .hexBinaryValue] }
        set { self[text: .hexBinaryValue] = newValue }
    }
    public var uriValue: String? {
        get { self[text: .uriValue] }
        set { self[text: .uriValue] = newValue }
    }
    /// The direction or place of what was measured (`x`, `latitude`), or a URI of one's own.
    public var component: String? {
        get { self[text: .component] }
        set { self[text: .component] = newValue }
    }
    /// URI of the organism that was looked for.
    public var microorganism: String? {
        get { self[text: .microorganism] }
        set { self[text: .microorganism] = newValue }
    }
    /// URI of the substance that was looked for.
    public var chemicalSubstance: String? {
        get { self[text: .chemicalSubstance] }
        set { self[text: .chemicalSubstance] = newValue }
    }
    /// URI; where it is nil, that of the sensorElement's metadata holds. The same for the next four.
    public var deviceID: String? {
        get { self[text: .deviceID] }
        set { self[text: .deviceID] = newValue }
    }
    public var deviceMetadata: String? {
        get { self[text: .deviceMetadata] }
        set { self[text: .deviceMetadata] = newValue }
    }
    public var rawData: String? {
        get { self[text: .rawData] }
        set { self[text: .rawData] = newValue }
    }
    public var dataProcessingMethod: String? {
        get { self[text: .dataProcessingMethod] }
        set { self[text: .dataProcessingMethod] = newValue }
    }
    public var bizRules: String? {
        get { self[text: .bizRules] }
        set { self[text: .bizRules] = newValue }
    }
    public var coordinateReferenceSystem: String? {
        get { self[text: .coordinateReferenceSystem] }
        set { self[text: .coordinateReferenceSystem] = newValue }
    }
}
