public import Ledger
public import TransparencyLog

/// Where a witness keeps what it cosigned last of each log. It must never forget: a witness that goes back lets a log fork.
///
/// The contract: `replace` is compare-and-swap, all or nothing, and durable when it returns true. Several processes may share a store.
public protocol WitnessStore: Sendable {
    /// What was cosigned last of the log of this origin, a note with the cosignature; empty where nothing was yet; nil where the log was
    /// never begun, or what was kept of it is lost.
    func state(of origin: String) async throws(LogHeadStoreError) -> [UInt8]?

    /// Begins a log: from now on nothing was cosigned of it. Does nothing where one was begun before.
    func begin(_ origin: String) async throws(LogHeadStoreError)

    /// Keeps `note` instead of `held`; false, and nothing is written, where another is kept by now.
    func replace(
        _ held: [UInt8], with note: [UInt8], of origin: String
    ) async throws(LogHeadStoreError) -> Bool
}

/// The logs that a witness watches.
public protocol WitnessedLogs: Sendable {
    /// Their keys: a log that changes its key has two, under one name.
    func keys() throws(LogHeadStoreError) -> [VerifierKey]
}
