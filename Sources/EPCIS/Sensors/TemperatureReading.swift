public import Values

/// A temperature that a sensor reported in an event, with the time to which it belongs.
public struct TemperatureReading: Hashable, Sendable {
    /// The least and the greatest of value, minValue, maxValue and meanValue. Nil where the report gives none that can be read:
    /// no number, no unit, a unit that is none of temperature. That is not the same as a temperature within limits.
    public let lowest: Temperature?
    public let highest: Temperature?
    /// The single value; nil where only a span or a mean was reported.
    public let value: Temperature?
    /// When it was measured: a moment where both are equal. From the report's own time, else from the span, else from the time of
    /// the sensorElement's metadata, else from the event.
    public let from: OffsetTime
    public let to: OffsetTime
    /// Of the report, else of the sensorElement's metadata.
    public let deviceID: String?
    public let deviceMetadata: String?
    /// What the device said went wrong with it, as `SensorReport.exception`.
    public let exception: String?

    /// Nil where the report is of something else than a temperature.
    init?(_ report: SensorReport, of element: SensorElement, in event: EPCISEvent) {
        guard report.type == "Temperature" else { return nil }
        func temperature(_ number: SensorNumber) -> Temperature? {
            guard let amount = number.amount, let uom = report.uom else { return nil }
            return Temperature(amount, uom: uom)
        }
        let numbers = [report.value, report.minValue, report.maxValue, report.meanValue].compactMap { $0 }
        let read = numbers.map(temperature)
        // One that cannot be read might be the one that is out of the limits.
        let known = read.contains(nil) ? [] : read.compactMap { $0 }
        lowest = known.min()
        highest = known.max()
        value = report.value.flatMap(temperature)
        let metadata = element.metadata
        let moment = metadata.time ?? event.eventTime
        let isSpan = report.time == nil && (metadata.startTime != nil || metadata.endTime != nil)
        from = isSpan ? metadata.startTime ?? moment : report.time ?? moment
        to = isSpan ? metadata.endTime ?? moment : report.time ?? moment
        deviceID = report.deviceID ?? metadata.deviceID
        deviceMetadata = report.deviceMetadata ?? metadata.deviceMetadata
        exception = report.exception
    }
}

extension EPCISEvent {
    /// Every temperature that sensors reported in the event, in its order; also those that cannot be read.
    public var temperatureReadings: [TemperatureReading] {
        sensorElements.flatMap { element in
            element.reports.compactMap { TemperatureReading($0, of: element, in: self) }
        }
    }
}
