public import Values

/// Within which time what happened must be on the ledger: the figures of TIME-2 and TIME-3 as they are on a day, in milliseconds.
public struct RecordingTerms: Hashable, Sendable {
    /// A receipt, after its supplier's push and the receipt itself (TIME-3).
    public let confirmation: Int64
    /// A receipt of which no supplier pushed a shipment, after the receipt (TIME-3).
    public let entering: Int64
    /// Whatever else happened, after it happened (TIME-2).
    public let recording: Int64
    /// Where they stand.
    public let source: String

    public init(_ rules: RuleDefinitions, on day: CalendarDate) {
        let late = rules.definition(LateRecordRule.id).wording(on: day)
        let backDated = rules.definition(BackDatedRule.id).wording(on: day)
        confirmation = late.duration(.confirmHours)
        entering = late.duration(.enterHours)
        recording = backDated.duration(.toleranceHours)
        source = late.source
    }

    /// From when the time counts: what was caught at sea, from the end of its trip.
    /// - Parameter element: what the event says under a name.
    package static func start(_ eventTime: Timestamp, _ element: (String) -> String?) -> Timestamp {
        let end = ["tripEnd", "landingTime"].lazy.compactMap(element).compactMap { OffsetTime(rfc3339: $0)?.moment }
            .first
        return max(eventTime, end ?? eventTime)
    }
}
