package import Evidence
package import Ledger
package import Supervision
package import TransparencyLog
package import Values

/// What a report is made from, out of a whole ledger that was found to be sound.
package struct LedgerFacts: Sendable {
    /// Who recorded what when, where that was asked.
    package internal(set) var records: RecordTable?
    /// Samples, where they were asked.
    package internal(set) var samples: CountedSamples
    /// Those events that were asked for, whole, ascending.
    package internal(set) var events: [RecordedEvent] = []
    package internal(set) var registry: Registry
    /// Under which it all stands.
    package internal(set) var checkpoint: SignedCheckpoint?
    /// When it was read.
    package let now: Timestamp

    package init(registry: Registry, now: Timestamp) {
        (self.registry, self.now) = (registry, now)
        samples = CountedSamples(origin: registry.origin)
    }

    /// Today in China.
    package var today: CalendarDate { OffsetTime(moment: now, offsetMinutes: 480).dayOnSpot }
}

extension OffsetTime {
    /// The day where it was.
    var dayOnSpot: CalendarDate {
        CalendarDate(
            daysSinceEpoch: Int(
                (moment.milliseconds + Int64(offsetMinutes) * 60_000).flooredDivision(by: 86_400_000).quotient))
    }
}

extension Timestamp {
    /// The day in China.
    var dayInChina: CalendarDate { OffsetTime(moment: self, offsetMinutes: 480).dayOnSpot }
}
