import StrictJSON

/// The members of sensorMetadata and of sensorReport (ISO/IEC 19987 §7.3.7).
enum SensorField: String, Hashable, Sendable {
    case time, startTime, endTime
    case type, exception, component, uom
    case value, minValue, maxValue, meanValue, sDev, percRank, percValue
    case stringValue, booleanValue, hexBinaryValue, uriValue
    case microorganism, chemicalSubstance, coordinateReferenceSystem
    case deviceID, deviceMetadata, rawData, dataProcessingMethod, bizRules

    static let metadata = table([
        .time, .startTime, .endTime, .deviceID, .deviceMetadata, .rawData, .dataProcessingMethod, .bizRules,
    ])

    static let report = table([
        .type, .exception, .deviceID, .deviceMetadata, .rawData, .dataProcessingMethod, .bizRules, .time,
        .microorganism, .chemicalSubstance, .value, .component, .stringValue, .booleanValue, .hexBinaryValue,
        .uriValue, .minValue, .maxValue, .meanValue, .sDev, .percRank, .percValue, .uom, .coordinateReferenceSystem,
    ])

    private static func table(_ fields: [SensorField]) -> ByteTable<SensorField> {
        ByteTable(fields.map { ($0.rawValue, $0) })
    }
}
