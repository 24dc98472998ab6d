import TransparencyLog

/// A finished run, opened: where its blocks lie and the map above them are in memory, blocks are read as they are needed.
///
/// Everything that is read is held against the run's root, so that a damaged run is an error and never a false proof.
public struct RunReader: Sendable {
    /// Where a block is.
    struct Fence: Sendable {
        let hash: MerkleHash
        let place: Int
        let byteCount: Int
    }

    public let summary: RunSummary
    public let bytes: any RunBytes
    let fences: [Fence]
    private let tree: PatriciaTree

    /// What the run is.
    public var run: NamedRun { summary.run }

    /// Opens a run. Throws `anotherRun` where it is not the expected one.
    public init(_ bytes: any RunBytes, expecting expected: NamedRun? = nil) throws(RunError) {
        self.bytes = bytes
        let (summary, frames) = try Self.footer(of: bytes)
        let fenced = try Self.located { () throws(MalformedBytes) in
            try Self.fences(frames.bytes, at: frames.place, count: frames.count)
        }
        fences = fenced.fences
        tree = PatriciaTree(keys: fenced.keys, leaves: fenced.fences.map(\.hash))
        guard tree.root == summary.run.root, (fences.isEmpty) == (summary.keyCount == 0) else {
            throw .malformed(MalformedBytes(offset: frames.place, .hash))
        }
        if let expected, expected != summary.run { throw .anotherRun }
        self.summary = summary
    }

    private static func footer(
        of bytes: any RunBytes
    ) throws(RunError) -> (summary: RunSummary, fences: (bytes: [UInt8], place: Int, count: Int)) {
        let magic = RunFormat.magic.count
        guard bytes.count >= magic + RunFormat.footerBytes else {
            throw .malformed(MalformedBytes(offset: bytes.count, .truncated))
        }
        guard try bytes.read(0..<magic) == RunFormat.magic else {
            throw .malformed(MalformedBytes(offset: 0, .notARun))
        }
        let base = bytes.count - RunFormat.footerBytes
        let footer = try bytes.read(base..<bytes.count)
        let (summary, blocks, place) = try located { () throws(MalformedBytes) in
            var reader = ByteReader(footer, base: base)
            let (start, end) = (try reader.uint64(), try reader.uint64())
            guard start < end, end <= TreeSize.max else { throw reader.fault(.range, back: 16) }
            let (keys, postings) = (try reader.uint64(), try reader.uint64())
            guard keys <= postings, keys > 0 || postings == 0 else { throw reader.fault(.tooMany, back: 16) }
            let blocks = try reader.uint64()
            guard blocks <= keys, blocks <= UInt64(base / RunFormat.fenceBytes) else {
                throw reader.fault(.tooMany, back: 8)
            }
            let place = try reader.uint64()
            guard place >= UInt64(magic), place == UInt64(base - Int(blocks) * RunFormat.fenceBytes) else {
                throw reader.fault(.place, back: 8)
            }
            let run = NamedRun(range: start..<end, root: try reader.hash())
            return (RunSummary(run: run, keyCount: keys, postingCount: postings), Int(blocks), Int(place))
        }
        return (summary, (try bytes.read(place..<base), place, blocks))
    }

    private static func fences(
        _ bytes: [UInt8], at base: Int, count: Int
    ) throws(MalformedBytes) -> (keys: [IndexKey], fences: [Fence]) {
        var reader = ByteReader(bytes, base: base)
        var (keys, fences): ([IndexKey], [Fence]) = ([], [])
        keys.reserveCapacity(count)
        fences.reserveCapacity(count)
        var next = RunFormat.magic.count
        for _ in 0..<count {
            let key = try reader.key()
            if let last = keys.last, last >= key { throw reader.fault(.keyOrder, back: IndexKey.byteCount) }
            keys.append(key)
            let hash = try reader.hash()
            let (place, length) = (try reader.uint64(), Int(try reader.uint32()))
            guard length <= min(RunFormat.blockBytesMax, base), place >= UInt64(next), place <= UInt64(base - length)
            else {
                throw reader.fault(.place, back: 12)
            }
            fences.append(Fence(hash: hash, place: Int(place), byteCount: length))
            next = Int(place) + length
        }
        return (keys, fences)
    }

    /// The block's groups, held against the fence.
    func block(_ index: Int) throws(RunError) -> RunBlock {
        let fence = fences[index]
        let bytes = try bytes.read(fence.place..<fence.place + fence.byteCount)
        return try Self.located { () throws(MalformedBytes) in
            let block = try RunBlock(bytes, at: fence.place, range: run.range)
            guard block.tree.root == fence.hash else { throw MalformedBytes(offset: fence.place, .hash) }
            return block
        }
    }

    static func located<Value>(_ body: () throws(MalformedBytes) -> Value) throws(RunError) -> Value {
        do throws(MalformedBytes) { return try body() } catch { throw .malformed(error) }
    }
}

extension RunReader {
    /// What the run has under a key, with the proof: reads one block, and of a list of over 256 entries its newest page.
    public func proof(of key: IndexKey) throws(RunError) -> MapProof {
        guard let found = try find(key) else { return .empty }
        let record = found.record
        guard record.key == key else {
            return .absent(neighbour: record.key, value: record.value, path: found.path)
        }
        return .present(try newestPage(of: record), path: found.path)
    }

    /// The page of a key's list that ends before its entry number `end`, a multiple of 256; nil where there is none.
    public func page(of key: IndexKey, before end: UInt64) throws(RunError) -> ListPage? {
        guard let record = try find(key)?.record, record.key == key, case .elsewhere(let place) = record.list,
            end > 0, end % UInt64(EntryList.pageMax) == 0, end <= record.count
        else { return nil }
        let page = try page(of: record, at: place, ending: end)
        // Held against the hash that is kept of it: what the disk has changed must not be told as the ledger's own.
        let kept = place + 8 * Int(record.count) + 32 * Int(end / UInt64(EntryList.pageMax) - 1)
        let hash = try MerkleHash.hashes(in: bytes.read(kept..<kept + 32)).first
        guard EntryList.pageHashes(of: page.entries).first == hash else {
            throw .malformed(MalformedBytes(offset: place, .hash))
        }
        return page
    }

    /// The one record that may be the key's, and the way from it to the root.
    private func find(_ key: IndexKey) throws(RunError) -> (record: RunRecord, path: [PathStep])? {
        guard let (index, upper) = tree.descend(key) else { return nil }
        let block = try block(index)
        let (record, lower) = try Self.located { () throws(MalformedBytes) in try block.find(key) }
        return (record, lower + upper)
    }

    private func newestPage(of record: RunRecord) throws(RunError) -> ListPage {
        switch record.list {
        case .inline(let entries): return ListPage(older: RightEdge(), entries: entries)
        case .elsewhere(let place):
            let page = try page(of: record, at: place, ending: record.count)
            guard EntryList.value(at: page.edge) == record.value else {
                throw .malformed(MalformedBytes(offset: place, .hash))
            }
            return page
        }
    }

    private func page(of record: RunRecord, at place: Int, ending end: UInt64) throws(RunError) -> ListPage {
        let pageMax = UInt64(EntryList.pageMax)
        let pages = (end - 1) / pageMax
        let hashesPlace = place + 8 * Int(record.count)
        try checkPlace(place..<hashesPlace + 32 * Int(record.count / pageMax))
        let first = place + 8 * Int(pages * pageMax)
        let entries = try bytes.read(first..<place + 8 * Int(end))
        let hashes = try bytes.read(hashesPlace..<hashesPlace + 32 * Int(pages))
        return try Self.located { () throws(MalformedBytes) in
            ListPage(
                older: EntryList.edge(ofPages: MerkleHash.hashes(in: hashes)),
                entries: try RunRecord.entries(in: entries, at: first, range: run.range))
        }
    }

    /// A list lies between the magic and the fences.
    func checkPlace(_ range: Range<Int>) throws(RunError) {
        let fencesPlace = bytes.count - RunFormat.footerBytes - fences.count * RunFormat.fenceBytes
        guard range.lowerBound >= RunFormat.magic.count, range.upperBound <= fencesPlace else {
            throw .malformed(MalformedBytes(offset: range.lowerBound, .place))
        }
    }
}
