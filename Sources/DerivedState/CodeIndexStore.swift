public import Ledger
public import TransparencyLog

/// One row of the code index: an identity's short key and an entry in which it stands.
public struct IndexRow: Hashable, Comparable, Sendable {
    public let key: UInt64
    public let entry: UInt64

    public init(key: UInt64, entry: UInt64) {
        self.key = key
        self.entry = entry
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.key, left.entry) < (right.key, right.entry)
    }
}

/// Up to where the stored index has been written, and over which tree: an index of another history is dropped, not believed.
public struct IndexCursor: Hashable, Sendable {
    /// Every entry below has its rows stored.
    public let treeSize: UInt64
    /// The ledger's root at that size.
    public let root: MerkleHash

    public init(treeSize: UInt64, root: MerkleHash) {
        self.treeSize = treeSize
        self.root = root
    }

    public static let start = IndexCursor(treeSize: 0, root: .emptyRoot)
}

/// Where the code index is kept: derived state, which may be lost and rebuilt. Writing the same row twice keeps it once.
public protocol CodeIndexStore: Sendable {
    func cursor() async throws(StoreError) -> IndexCursor
    /// Writes rows, which are sorted. Not yet believed until `advance`.
    func write(_ rows: ArraySlice<IndexRow>) async throws(StoreError)
    /// Makes the rows written so far durable and moves the cursor.
    func advance(to cursor: IndexCursor) async throws(StoreError)
    /// For each of `keys` its newest `limit` entries below `bound`, descending, all from one read.
    func entries(of keys: [UInt64], below bound: UInt64, limit: Int) async throws(StoreError) -> [[UInt64]]
    /// Forgets everything.
    func clear() async throws(StoreError)
    /// The number of rows below the cursor's size and their order-free sum, to compare with the entries.
    func digest(below bound: UInt64) async throws(StoreError) -> IndexDigest
}

extension CodeIndexStore {
    /// The newest `limit` entries of a key below `bound`, descending.
    public func entries(of key: UInt64, below bound: UInt64, limit: Int) async throws(StoreError) -> [UInt64] {
        try await entries(of: [key], below: bound, limit: limit)[0]
    }
}

/// An order-free fingerprint of index rows: two sets of rows with one digest are taken for the same.
public struct IndexDigest: Hashable, Sendable {
    public private(set) var count: UInt64 = 0
    public private(set) var sum: UInt64 = 0

    public init() {}

    /// Adds the rows of another digest.
    public mutating func add(_ other: IndexDigest) {
        count += other.count
        sum &+= other.sum
    }

    public mutating func add(_ row: IndexRow) {
        count += 1
        // Two rounds of a multiplicative mix, so that rows whose parts are exchanged do not cancel out.
        var mixed = (row.key ^ row.entry &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 29) &* 0x94D0_49BB_1331_11EB
        sum &+= mixed ^ mixed >> 32
    }
}
