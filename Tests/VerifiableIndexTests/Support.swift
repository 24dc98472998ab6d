import TransparencyLog

@testable import VerifiableIndex

/// The map's definition written down word for word, as slow as it is plain.
enum NaiveMap {
    static func listRoot(_ entries: ArraySlice<UInt64>) -> MerkleHash {
        guard let first = entries.first else { return .emptyRoot }
        guard entries.count > 1 else { return .leaf(bigEndian(first)) }
        var half = 1
        while half * 2 < entries.count { half *= 2 }
        return .node(listRoot(entries.prefix(half)), listRoot(entries.dropFirst(half)))
    }

    static func value(_ entries: [UInt64]) -> MerkleHash {
        sha256(bigEndian(UInt64(entries.count)) + listRoot(entries[...]).bytes)
    }

    static func root(_ pairs: ArraySlice<(key: IndexKey, value: MerkleHash)>) -> MerkleHash {
        guard let first = pairs.first, let last = pairs.last else { return .emptyRoot }
        guard pairs.count > 1 else { return sha256(first.key.bytes + first.value.bytes) }
        let bit = (0..<256).first { isSet(first.key, $0) != isSet(last.key, $0) }!
        let left = pairs.prefix { !isSet($0.key, bit) }
        return sha256(root(left).bytes + root(pairs.dropFirst(left.count)).bytes + [UInt8(bit)])
    }

    static func root(_ lists: [IndexKey: [UInt64]]) -> MerkleHash {
        root(
            lists.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map { ($0.key, value($0.value)) }[...]
        )
    }

    static func isSet(_ key: IndexKey, _ bit: Int) -> Bool { key.bytes[bit / 8] >> (7 - bit % 8) & 1 == 1 }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }

    private static func sha256(_ bytes: [UInt8]) -> MerkleHash { bytes.withUnsafeBytes { MerkleHash.sha256($0) } }
}

/// A run that was built from known lists, and opened.
struct TestRun {
    let lists: [IndexKey: [UInt64]]
    let summary: RunSummary
    let bytes: [UInt8]

    init(range: Range<UInt64>, lists: [IndexKey: [UInt64]]) {
        self.lists = lists
        var builder = RunBuilder(range: range)
        for (key, entries) in lists { for entry in entries { builder.add(entry, [key]) } }
        (summary, bytes) = builder.run()
    }

    /// `names[i]`: what entry `range.lowerBound + i` is found under.
    init(range: Range<UInt64>, names: [[String]]) {
        var lists: [IndexKey: [UInt64]] = [:]
        for (entry, names) in zip(range, names) {
            for key in Set(names.map { IndexKey(name: $0) }) { lists[key, default: []].append(entry) }
        }
        self.init(range: range, lists: lists)
    }

    var run: NamedRun { summary.run }

    func open() throws -> RunReader { try RunReader(MemoryRunBytes(bytes), expecting: run) }

    /// Random keys with one entry each, and some with more.
    static func random(keys: Int, range: Range<UInt64> = 1000..<3000, seed: UInt64) -> TestRun {
        var random = SeededNumbers(seed: seed)
        var lists: [IndexKey: [UInt64]] = [:]
        for _ in 0..<keys {
            let count = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 1...9, using: &random) : 1
            let entries = Set((0..<count).map { _ in UInt64.random(in: range, using: &random) })
            lists[random.key()] = entries.sorted()
        }
        return TestRun(range: range, lists: lists)
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func key() -> IndexKey {
        IndexKey(bytes: (0..<32).map { _ in UInt8(truncatingIfNeeded: next()) })!
    }
}

extension IndexKey {
    /// The key with one bit changed.
    func flipping(_ bit: Int) -> IndexKey {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(7 - bit % 8)
        return IndexKey(bytes: bytes)!
    }
}
