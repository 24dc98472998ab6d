import EPCIS
package import Values

extension ResolvedEvent {
    /// The day whose law counts for it: the one that it claims, or that before which it cannot have been recorded, whichever is
    /// later. Back-dating buys no older law.
    package var lawDay: CalendarDate {
        let claimed = event.eventTime
        guard let least = record.recordedAfter, least > claimed.moment else { return claimed.day }
        return OffsetTime(moment: least, offsetMinutes: claimed.offsetMinutes).day
    }
}
