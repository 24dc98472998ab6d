public import Evidence
public import HostState
public import Ledger
public import LedgerClient
public import LedgerProtocol

/// What a device asks of the ledger that it pushes to.
public protocol PushTarget: Sendable {
    /// The newest signed checkpoint, a note.
    func checkpoint() async throws(LedgerClientError) -> [UInt8]
    /// What the ledger holds of a journal; nil where it holds nothing.
    func journal(_ name: JournalName) async throws(LedgerClientError) -> JournalStatus?
    /// Sends a push; sending what is held already is answered with the same indexes.
    func push(_ push: PushRequest) async throws(LedgerClientError) -> PushReceipt
    /// Brings the private values of a journal's events.
    @discardableResult
    func bring(_ bundle: DisclosureBundle, of journal: JournalName) async throws(LedgerClientError) -> KeptDisclosures
}

extension LedgerClient: PushTarget {}
