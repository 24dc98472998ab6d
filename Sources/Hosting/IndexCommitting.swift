public import Codes
public import Evidence
public import Ledger
public import TransparencyLog
public import VerifiableIndex

/// How a host keeps the committed index: where, by which schemes its names are read, and how often the ledger names its state.
public struct IndexCommitting: Sendable {
    let runs: any RunStore
    let codes: CodeReader
    let schemes: MerkleHash
    let limits: StateSchedule.Limits

    /// - Parameters:
    ///   - runs: where the runs are kept, which are made again if they are lost.
    ///   - codes: reads codes by the built-in schemes and those that the ledger has adopted, and no others: whoever has the ledger
    ///     makes the same names.
    ///   - schemes: as `SchemeVersions.digest(of:)` gives it for those that the ledger has adopted.
    public init(
        runs: any RunStore, codes: CodeReader = CodeReader(), schemes: MerkleHash = SchemeVersions.digest(of: [:]),
        limits: StateSchedule.Limits = StateSchedule.Limits()
    ) {
        self.runs = runs
        self.codes = codes
        self.schemes = schemes
        self.limits = limits
    }
}
