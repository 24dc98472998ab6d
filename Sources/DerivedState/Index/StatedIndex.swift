public import VerifiableIndex

/// The index just as a state of the ledger names it: what is looked up in it is proven by that state.
public struct StatedIndex: Sendable {
    /// The state's entry: every entry before it is covered.
    public let entry: UInt64
    public let state: IndexState
    let snapshot: IndexSnapshot

    /// What each run of the state has under a key, with the proof: the newest page of each list, and with `pagesMax` above one so
    /// many.
    public func proofs(of key: IndexKey, pagesMax: Int = 1) throws(RunError) -> [IndexAnswer.Run] {
        try snapshot.proofs(of: key, pagesMax: pagesMax)
    }
}
