import TransparencyLog

extension LedgerStore {
    /// The rotations of the ledger's key among the entries, in their order.
    public func keyRotations() async throws(StoreError) -> [LedgerKeyRotation] {
        var rotations: [LedgerKeyRotation] = []
        for index in try await adminEntries() {
            if let rotation = LedgerKeyRotation(entry: try await entry(index)) { rotations.append(rotation) }
        }
        return rotations
    }
}
