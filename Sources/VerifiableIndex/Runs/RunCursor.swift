import TransparencyLog

/// Goes through the lists of a run in the order of their keys, each held against the run's root.
public struct RunCursor: Sendable {
    private let reader: RunReader
    private var nextBlock = 0
    private var lists: [List] = []
    private var position = -1
    private var last: IndexKey?

    /// A key and its entries, with what was hashed of them where the run was checked.
    struct List: Sendable {
        let key: IndexKey
        let entries: [UInt64]
        let value: MerkleHash
        let leaf: MerkleHash
    }

    /// Stands before the first list.
    public init(_ reader: RunReader) {
        self.reader = reader
    }

    /// The key and its entries; only after `advance` said that there is one.
    public var list: (key: IndexKey, entries: [UInt64]) { (hashed.key, hashed.entries) }

    /// The same with its hashes.
    var hashed: List { lists[position] }

    /// Goes to the next list; false where there is none.
    public mutating func advance() throws(RunError) -> Bool {
        position += 1
        while position >= lists.count {
            guard nextBlock < reader.fences.count else { return false }
            try read(block: nextBlock)
            nextBlock += 1
            position = 0
        }
        return true
    }

    private mutating func read(block index: Int) throws(RunError) {
        lists.removeAll(keepingCapacity: true)
        let block = try reader.block(index)
        for group in 0..<block.groupCount {
            let (records, leaves, _) = try RunReader.located { () throws(MalformedBytes) in
                try block.records(ofGroup: group)
            }
            for (record, leaf) in zip(records, leaves) {
                // Within a group they ascend; from one to the next a root that is not of this order may lie.
                if let last, last >= record.key {
                    throw .malformed(MalformedBytes(offset: reader.fences[index].place, .keyOrder))
                }
                last = record.key
                let entries = try reader.entries(of: record)
                lists.append(List(key: record.key, entries: entries, value: record.value, leaf: leaf))
            }
        }
    }
}

extension RunReader {
    /// All entries of a record, the list held against the value.
    fileprivate func entries(of record: RunRecord) throws(RunError) -> [UInt64] {
        switch record.list {
        case .inline(let entries): return entries
        case .elsewhere(let place):
            let end = place + 8 * Int(record.count)
            try checkPlace(place..<end)
            let bytes = try bytes.read(place..<end)
            let entries = try Self.located { () throws(MalformedBytes) in
                try RunRecord.entries(in: bytes, at: place, range: run.range)
            }
            guard EntryList.value(of: entries) == record.value else {
                throw .malformed(MalformedBytes(offset: place, .hash))
            }
            return entries
        }
    }
}
