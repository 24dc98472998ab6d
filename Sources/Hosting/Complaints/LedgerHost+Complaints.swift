public import Complaints
import DerivedState
import EPCIS
public import Evidence
import HostState
public import Ledger
import LedgerQuery
import Rules

// Complaints, as this host has them.

extension LedgerHost {
    /// Acts about one complaint that are proven, and nothing more that strangers put beside it.
    private static let actsMax = 500

    /// Every complaint that was opened, in that order.
    public func complaintRecords() async throws(StoreError) -> [ComplaintRecord] {
        try await complaints.all(reader, sequencer.published)
    }

    /// What the ledger says of a complaint; nil where nothing stands under its name.
    public func complaintRecord(_ name: ComplaintName) async throws(StoreError) -> ComplaintRecord? {
        try await complaints.record(name, reader, sequencer.published)
    }

    /// The terms of a complaint, by the lists of this host.
    public func clocks(of record: ComplaintRecord) -> [ComplaintClock] {
        record.clocks(.builtIn, definitions.lists.workingDays)
    }

    /// The acts about a complaint with all that proves them, and what the committed index has under its name.
    public func evidence(
        of complaint: ComplaintName, asOf tree: CosignedLedger.Tree? = nil
    ) async throws(StoreError) -> Evidence {
        let tree = tree ?? newestTree
        return try await EvidenceBuilder(
            store: store, reader: reader, checkpoint: tree.ledger.checkpoint, registry: tree.ledger.registry,
            committed: committedIndex, stated: tree.stated
        ).evidence(ofWritten: complaint.description, limit: Self.actsMax)
    }

    /// What an office answered to the complainant, for whoever says the receipt number; nil where it is not held, or not any more.
    public func answer(in entry: UInt64) async throws(StoreError) -> String? {
        guard let disclosures else { return nil }
        return try await disclosures.values(of: entry).first { $0.name == ComplaintStep.answerName }?.value
    }

    /// Whether an office is told the private values of an event: those of a complaint that it is to act on.
    static func isForOffice(
        _ event: EventEntry, _ uscc: String, book: ComplaintBook, reader: LedgerReader, _ published: PublishedLedger
    ) async -> Bool {
        guard let act = EPCISEvent.reading(event.body).event.flatMap({ ComplaintAct($0) }),
            let record = try? await book.record(act.name, reader, published), let district = record.district
        else { return false }
        return ComplaintRecord.refusal(uscc, district: district, published.registry) == nil
    }
}
