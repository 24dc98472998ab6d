import TransparencyLog

/// The records that are not yet written, and what is known of the map over them: enough to write the first of them as a block.
struct BlockWriter: Sendable {
    private struct Record {
        let key: IndexKey
        let leaf: MerkleHash
        let weight: Int
        /// Where it ends in `bytes`, counted from the first record ever.
        let end: Int
        /// The inner node between this record and the next, once both lie in one block.
        var bit: UInt8 = 0
        var joined = MerkleHash.emptyRoot
    }

    private var records: [Record] = []
    private var bytes: [UInt8] = []
    /// Bytes of records that were written.
    private var written = 0

    /// A record whose entries stand within it.
    mutating func add(
        _ key: IndexKey, leaf: MerkleHash, weight: Int, _ entries: some Collection<UInt64>, start: UInt64
    ) {
        bytes.append(key)
        bytes.append(varint: UInt64(entries.count))
        var next = start
        for entry in entries {
            precondition(entry >= next, "entries ascend and lie in the run")
            bytes.append(varint: entry - next)
            next = entry + 1
        }
        records.append(Record(key: key, leaf: leaf, weight: weight, end: written + bytes.count))
    }

    /// A record of a list that stands elsewhere.
    mutating func add(_ key: IndexKey, leaf: MerkleHash, weight: Int, count: Int, value: MerkleHash, place: Int) {
        bytes.append(key)
        bytes.append(varint: UInt64(count))
        bytes.append(value)
        bytes.append(varint: UInt64(place))
        records.append(Record(key: key, leaf: leaf, weight: weight, end: written + bytes.count))
    }

    /// The newest `rightKeyCount` records and those before them are joined in one inner node.
    mutating func join(rightKeyCount: Int, hash: MerkleHash, bit: UInt8) {
        let gap = records.count - rightKeyCount - 1
        records[gap].bit = bit
        records[gap].joined = hash
    }

    /// Writes the first `keyCount` records, a subtree, as a block, forgets them, and gives the first key.
    mutating func write(keyCount: Int, to out: inout [UInt8]) -> IndexKey {
        var groups: [(records: Range<Int>, hash: MerkleHash)] = []
        cut(0..<keyCount, into: &groups)
        out.append(varint: UInt64(groups.count))
        var place = written
        for group in groups {
            let end = records[group.records.upperBound - 1].end
            out.append(varint: UInt64(group.records.count))
            out.append(varint: UInt64(end - place))
            out.append(group.hash)
            place = end
        }
        out += bytes[..<(place - written)]
        bytes.removeFirst(place - written)
        written = place
        defer { records.removeFirst(keyCount) }
        return records[0].key
    }

    /// The largest subtrees that are no heavier than a group, from left to right.
    private func cut(_ range: Range<Int>, into groups: inout [(records: Range<Int>, hash: MerkleHash)]) {
        let gaps = range.lowerBound..<range.upperBound - 1
        // The first bit in which any of these keys differ is where the subtree parts.
        guard let gap = gaps.min(by: { records[$0].bit < records[$1].bit }) else {
            return groups.append((range, records[range.lowerBound].leaf))
        }
        guard records[range].reduce(0, { $0 + $1.weight }) > RunFormat.groupWeightMax else {
            return groups.append((range, records[gap].joined))
        }
        cut(range.lowerBound..<gap + 1, into: &groups)
        cut(gap + 1..<range.upperBound, into: &groups)
    }
}
