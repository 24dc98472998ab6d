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
    /// Under which names something is kept.
    func names() async throws(StoreError) -> [DrawFileName]
}

/// Under which name something is kept.
public enum DrawFileName: Hashable, Sendable, CustomStringConvertible {
    /// A file, by the root of the tree over its lines.
    case file(MerkleHash)
    /// The cosigned checkpoint of the tree of so many entries.
    case checkpoint(UInt64)

    /// Reads exactly what `description` gives: nothing else names a file.
    public init?(_ text: String) {
        let prefix = "checkpoint-"
        if text.hasPrefix(prefix), let size = UInt64(text.dropFirst(prefix.count)) {
            self = .checkpoint(size)
        } else {
            let digits = Array(text.utf8)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
                UInt8(String(decoding: digits[place..<min(place + 2, digits.count)], as: UTF8.self), radix: 16)
            }
            guard let root = MerkleHash(bytes: bytes) else { return nil }
            self = .file(root)
        }
        guard description == text else { return nil }
    }

    public var description: String {
        switch self {
        case .file(let root): "\(root)"
        case .checkpoint(let treeSize): "checkpoint-\(treeSize)"
        }
    }
}
