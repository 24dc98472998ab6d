public import Ledger
public import TransparencyLog

/// Where a host keeps what draws of inspections need beside the ledger: the files that they commit to, and the cosigned checkpoints from
/// which their seeds follow. None of it can be made again from the entries.
///
/// `keep` is durable when it returns; what is kept already under a name is replaced.
public protocol DrawFileStore: Sendable {
    func keep(_ bytes: [UInt8], as name: DrawFileName) async throws(StoreError)
    /// Nil where nothing is kept under the name.
    func load(_ name: DrawFileName) async throws(StoreError) -> [UInt8]?
}

/// Under which name something is kept.
public enum DrawFileName: Hashable, Sendable, CustomStringConvertible {
    /// A file, by the root of the tree over its lines.
    case file(MerkleHash)
    /// The cosigned checkpoint of the tree of so many entries.
    case checkpoint(UInt64)

    public var description: String {
        switch self {
        case .file(let root): "\(root)"
        case .checkpoint(let treeSize): "checkpoint-\(treeSize)"
        }
    }
}
