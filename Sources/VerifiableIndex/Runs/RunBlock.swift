import TransparencyLog

/// A block of a run: which groups it has and the map over them; the records of a group are read when they are needed.
struct RunBlock {
    private struct Group {
        let keyCount: Int
        let bytes: Range<Int>
    }

    private let bytes: [UInt8]
    private let place: Int
    private let range: Range<UInt64>
    private let groups: [Group]
    private let hashes: [MerkleHash]
    /// The map over the groups' hashes.
    let tree: PatriciaTree

    init(_ bytes: [UInt8], at place: Int, range: Range<UInt64>) throws(MalformedBytes) {
        self.bytes = bytes
        self.place = place
        self.range = range
        var reader = ByteReader(bytes, base: place)
        let count = try reader.varint()
        guard 1...UInt64(RunFormat.blockWeightMax) ~= count else { throw reader.fault(.tooMany, back: 1) }
        var sizes: [(keys: Int, bytes: Int)] = []
        var hashes: [MerkleHash] = []
        for _ in 0..<count {
            let (keys, length) = (try reader.varint(), try reader.varint())
            guard 1...UInt64(RunFormat.blockWeightMax) ~= keys, length <= UInt64(bytes.count) else {
                throw reader.fault(.tooMany, back: 1)
            }
            sizes.append((Int(keys), Int(length)))
            hashes.append(try reader.hash())
        }
        var groups: [Group] = []
        var firsts: [IndexKey] = []
        for size in sizes {
            let start = reader.position
            var first = reader
            let key = try first.key()
            if let last = firsts.last, last >= key { throw reader.fault(.keyOrder) }
            firsts.append(key)
            try reader.skip(size.bytes)
            groups.append(Group(keyCount: size.keys, bytes: start..<start + size.bytes))
        }
        try reader.finish()
        self.groups = groups
        self.hashes = hashes
        tree = PatriciaTree(keys: firsts, leaves: hashes)
    }

    var groupCount: Int { groups.count }

    /// The records of a group, held against its hash.
    func records(
        ofGroup index: Int
    ) throws(MalformedBytes) -> (records: [RunRecord], leaves: [MerkleHash], tree: PatriciaTree) {
        let group = groups[index]
        var reader = ByteReader(bytes, in: group.bytes, base: place)
        var records: [RunRecord] = []
        records.reserveCapacity(group.keyCount)
        for _ in 0..<group.keyCount {
            let record = try RunRecord(reading: &reader, range: range)
            if let last = records.last, last.key >= record.key { throw reader.fault(.keyOrder) }
            records.append(record)
        }
        try reader.finish()
        let leaves = records.map(\.leaf)
        let tree = PatriciaTree(keys: records.map(\.key), leaves: leaves)
        guard tree.root == hashes[index] else {
            throw MalformedBytes(offset: place + group.bytes.lowerBound, .hash)
        }
        return (records, leaves, tree)
    }

    /// The one record that may be the key's, and the way from it to the block's own root.
    func find(_ key: IndexKey) throws(MalformedBytes) -> (record: RunRecord, path: [PathStep]) {
        guard let (group, upper) = tree.descend(key) else { throw MalformedBytes(offset: place, .tooMany) }
        let (records, _, lowerTree) = try records(ofGroup: group)
        guard let (leaf, lower) = lowerTree.descend(key) else { throw MalformedBytes(offset: place, .tooMany) }
        return (records[leaf], lower + upper)
    }
}
