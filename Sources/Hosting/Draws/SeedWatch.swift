import Draws
import EPCIS
import Evidence
import Ledger
import Synchronization

/// Sees the commitments of draws come into the ledger, and has the checkpoint held from which their seeds follow, so that it is cosigned
/// itself: the next complete one.
final class SeedWatch: Sendable {
    private let publication = Mutex<LedgerPublication?>(nil)

    /// Says whose trees are to be held.
    func follow(_ ledger: LedgerPublication) { publication.withLock { $0 = ledger } }

    func look(at group: CommittedGroup<EventReading>) {
        let isCommitted = group.events.contains { event in
            // Nearly every event is of the standard's own types.
            guard let read = event.reading.event, read.kind == .foreign, case .commitment(let plan)? = DrawAct(read)
            else { return false }
            return !plan.witnesses.isEmpty
        }
        if isCommitted { publication.withLock { $0 }?.holdNextComplete() }
    }
}
