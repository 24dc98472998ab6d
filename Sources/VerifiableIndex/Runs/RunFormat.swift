/// The bytes of a run, which is a file of its keeper and derived from the entries: so the format may change, the roots may not.
///
///     "yima-run/1" LF
///     blocks, and between them the lists of over 256 entries (8 bytes an entry, then 32 for each full 256 of them)
///     fences: for each block the first key (32), its hash (32), place (8) and length (4)
///     start, end, keys, postings, blocks, place of the fences (8 each), root (32)
///
/// A block is a largest subtree of the map that weighs no more than `blockWeightMax`, or one key; within it, groups are the same
/// with `groupWeightMax`. A look-up reads one block, hashes one group, and takes the other groups' hashes from the block:
///
///     groups; for each group: keys, length in bytes, hash (32); then the groups' records
///     record: key (32), count, then up to 256: the first entry less the run's start, and each step less one;
///             over 256: the value (32) and the place of the list
///
/// Numbers in blocks are in base 128 and their shortest form, the others big-endian. The same postings give the same bytes.
enum RunFormat {
    static let magic = Array("yima-run/1\n".utf8)
    static let footerBytes = 80
    static let fenceBytes = 76
    /// A block of more bytes is none.
    static let blockBytesMax = 1 << 16
    static let blockWeightMax = 512
    static let groupWeightMax = 32
    /// Entries that stand within the record.
    static let inlineMax = EntryList.pageMax

    /// What a record weighs: about its bytes by the sixteen, and its hashes.
    static func weight(count: Int) -> Int {
        1 + (count <= inlineMax ? count : 8)
    }

    /// Bytes of a list that stands by itself.
    static func listBytes(count: UInt64) -> UInt64 {
        8 * count + 32 * (count / UInt64(EntryList.pageMax))
    }
}

/// What a run is, and how much of it there is.
public struct RunSummary: Hashable, Sendable {
    public let run: NamedRun
    /// How many keys it has.
    public let keyCount: UInt64
    /// How many entries stand under all keys together.
    public let postingCount: UInt64

    public init(run: NamedRun, keyCount: UInt64, postingCount: UInt64) {
        self.run = run
        self.keyCount = keyCount
        self.postingCount = postingCount
    }
}
