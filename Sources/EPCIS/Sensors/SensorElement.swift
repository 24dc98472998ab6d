public import Values

/// An element of sensorElementList (ISO/IEC 19987 §7.3.7.1): what sensors reported, and what is said of all of it.
public struct SensorElement: Hashable, Sendable {
    public var metadata: SensorMetadata
    /// Never empty in an event that was read strictly.
    public var reports: [SensorReport]

    public init(metadata: SensorMetadata = SensorMetadata(), reports: [SensorReport] = []) {
        self.metadata = metadata
        self.reports = reports
    }
}

/// sensorMetadata (ISO/IEC 19987 §7.3.7.2): what holds for every report of a sensorElement that does not say otherwise.
public struct SensorMetadata: Hashable, Sendable {
    /// The one moment of the observation.
    public var time: OffsetTime?
    /// The span of the observation; either end may be missing.
    public var startTime: OffsetTime?
    public var endTime: OffsetTime?
    /// URIs.
    public var deviceID: String?
    public var deviceMetadata: String?
    public var rawData: String?
    public var dataProcessingMethod: String?
    public var bizRules: String?

    public init(
        time: OffsetTime? = nil, startTime: OffsetTime? = nil, endTime: OffsetTime? = nil, deviceID: String? = nil,
        deviceMetadata: String? = nil
    ) {
        self.time = time
        self.startTime = startTime
        self.endTime = endTime
        self.deviceID = deviceID
        self.deviceMetadata = deviceMetadata
    }
}
