import Values
public import VerifiableIndex

extension LedgerStore {
    /// Entries that are looked through at one time.
    private static var statesAtOnce: UInt64 { 4096 }

    /// The newest state of the index below `treeSize`, and its entry; nil where there is none. Looks from the end: as a rule it is near.
    public func newestState(below treeSize: UInt64) async throws(StoreError) -> (entry: UInt64, state: IndexState)? {
        var end = treeSize
        while end > 0 {
            let start = end - min(end, Self.statesAtOnce)
            let found = try await fold(start..<end, into: nil as (UInt64, [UInt8])?) { newest, entry, bytes in
                guard IndexState.isState(bytes) else { return }
                newest = (entry, Array(bytes))
            }
            if let (entry, bytes) = found {
                do throws(IndexStateError) { return (entry, try IndexState(parsing: bytes)) } catch {
                    throw .damaged(reason: "entry \(entry): \(error.en)")
                }
            }
            end = start
        }
        return nil
    }
}
