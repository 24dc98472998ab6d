import TransparencyLog

/// A key of a run and its list.
struct RunRecord {
    enum List {
        case inline([UInt64])
        /// A list of over 256 entries, from this place of the run on.
        case elsewhere(place: Int)
    }

    let key: IndexKey
    let count: UInt64
    let value: MerkleHash
    let list: List

    var leaf: MerkleHash { IndexHash.leaf(key, value) }

    /// Reads a record; of a list that stands elsewhere only where.
    init(reading reader: inout ByteReader, range: Range<UInt64>) throws(MalformedBytes) {
        key = try reader.key()
        count = try reader.varint()
        guard count > 0, count <= UInt64(range.count) else { throw reader.fault(.tooMany, back: 1) }
        guard count <= UInt64(RunFormat.inlineMax) else {
            value = try reader.hash()
            let place = try reader.varint()
            // What is left of the largest place has room for any list that can be.
            guard place <= UInt64(Int.max / 2), count <= UInt64(Int.max / 32) else {
                throw reader.fault(.place, back: 1)
            }
            list = .elsewhere(place: Int(place))
            return
        }
        var entries: [UInt64] = []
        entries.reserveCapacity(Int(count))
        var next = range.lowerBound
        for _ in 0..<count {
            let step = try reader.varint()
            guard next < range.upperBound, step < range.upperBound - next else {
                throw reader.fault(.entryOutside, back: 1)
            }
            entries.append(next + step)
            next += step + 1
        }
        value = EntryList.value(of: entries)
        list = .inline(entries)
    }

    /// Reads entries of 8 bytes each, which ascend and lie in the run.
    static func entries(in bytes: [UInt8], at base: Int, range: Range<UInt64>) throws(MalformedBytes) -> [UInt64] {
        var reader = ByteReader(bytes, base: base)
        var entries: [UInt64] = []
        entries.reserveCapacity(bytes.count / 8)
        while !reader.isAtEnd {
            let entry = try reader.uint64()
            guard range.contains(entry), entries.last.map({ $0 < entry }) ?? true else {
                throw reader.fault(.entryOutside, back: 8)
            }
            entries.append(entry)
        }
        return entries
    }
}
