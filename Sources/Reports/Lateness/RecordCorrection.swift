package import EPCIS
import Values

/// That a firm put right what it had recorded before: the events that took its place are no records of their own. They came later by their
/// nature; whether what they correct was in time is counted with that.
package struct RecordCorrection: Hashable, Sendable {
    /// Those that took its place, by their names.
    package let corrective: [UInt64]
    let step: String?
    let start: Timestamp

    /// What is further from it in time is something else that happened.
    private static let apartMs: Int64 = 86_400_000

    /// Nil where an event corrects nothing, or names nothing that took its place.
    package init?(operatorUSCC: String, _ event: EPCISEvent) {
        guard let declaration = event.errorDeclaration, !declaration.correctiveEventIDs.isEmpty else { return nil }
        corrective = declaration.correctiveEventIDs.map { Self.name($0, of: operatorUSCC) }
        step = event.bizStep
        start = RecordingStart.of(event)
    }

    /// Whether a record is what took its place: the same step, at about the same time. Else a record that is late would be hidden behind any
    /// correction.
    func explains(_ record: RecordLine) -> Bool {
        record.step == step && abs(record.start.milliseconds - start.milliseconds) <= Self.apartMs
    }

    /// A number of one process: it is compared, and never kept.
    static func name(_ name: String, of operatorUSCC: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(operatorUSCC)
        hasher.combine(name)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
