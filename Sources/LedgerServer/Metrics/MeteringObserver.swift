public import Evidence
public import Ledger

/// Counts commits, and passes them on.
public struct MeteringObserver: LedgerObserver {
    private let meters: LedgerMeters
    private let next: (any LedgerObserver<EventReading>)?

    public init(_ meters: LedgerMeters, next: (any LedgerObserver<EventReading>)? = nil) {
        self.meters = meters
        self.next = next
    }

    public func committed(_ group: CommittedGroup<EventReading>) async {
        meters.committed(group)
        await next?.committed(group)
    }

    public func stopped(_ reason: String) {
        meters.stopped()
        next?.stopped(reason)
    }
}
