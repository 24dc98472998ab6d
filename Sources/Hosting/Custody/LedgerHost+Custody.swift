public import HostState
public import Journals
public import Ledger
import TransparencyLog

extension LedgerHost {
    /// Why a journal that the host keeps cannot be used.
    public enum CustodyFailure: Error, Sendable {
        case store(StoreError)
        /// It and the ledger have different histories: nothing more may be signed by its key.
        case diverges
        /// The host keeps no private values, of which reports consist.
        case keepsNoDisclosures
        case standing(Registry.Standing)
        case otherKey
    }

    /// A journal that this host keeps for others, brought into step with the ledger, and what waits in it brought there.
    ///
    /// A file that was lost, or is older than the ledger, is filled again from the ledger: every event that stands there came from it.
    public func custodialJournal(_ journal: DeviceJournal) async throws(CustodyFailure) -> CustodialJournal {
        guard let disclosures else { throw .keepsNoDisclosures }
        let registry = sequencer.published.registry
        let standing = registry.standing(of: journal.name)
        guard standing == .good, let device = registry.devices[journal.name] else { throw .standing(standing) }
        guard await journal.verifierKey == device.key else { throw .otherKey }
        let isSame: Bool
        do throws(StoreError) {
            isSame = try await journal.adopt(store.journal(journal.name)) { range throws(StoreError) in
                try await self.entries(of: journal.name, range)
            }
        } catch {
            throw .store(error)
        }
        guard isSame else { throw .diverges }
        let sequencer = sequencer
        let custodial = CustodialJournal(
            journal,
            door: CustodialJournal.Door(
                push: { push throws(PushRefusal) in try await sequencer.push(push) },
                keep: { bundle, name throws(DisclosureService.Refusal) in
                    _ = try await disclosures.keep(bundle, of: name)
                }))
        // What hinders it now may have passed when the next is recorded.
        try? await custodial.settle()
        return custodial
    }

    /// The leaves of a journal that the ledger holds in a range of the journal's indexes, in order.
    private func entries(
        of journal: JournalName, _ range: Range<UInt64>
    ) async throws(StoreError) -> [[UInt8]] {
        var leaves: [[UInt8]] = []
        for span in try await store.spans(of: journal, overlapping: range) {
            let part = range.clamped(to: span.journalRange)
            guard !part.isEmpty else { continue }
            let first = span.firstEntry + part.lowerBound - span.edge.treeSize
            leaves += try await store.entries(first..<(first + UInt64(part.count)))
        }
        return leaves
    }
}
