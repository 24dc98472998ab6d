import TransparencyLog

extension MapProof {
    /// Steps that a way has at most: one for each bit of a key.
    private static let stepsMax = 256

    /// The proof as bytes: what kind it is (0 the empty run, 1 present, 2 absent), then
    /// - present: how many older entries there are and the edge before the page (8 bytes, 32 for each one bit of the number), the
    ///   number of entries (2) and their indexes (8 each), and the way;
    /// - absent: the neighbour (32), its value (32), and the way.
    ///
    /// The way is the number of steps (2), then for each the bit (1) and the sibling (32), from the leaf upward. Numbers are
    /// big-endian. There is one encoding only.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .empty: bytes.append(0)
        case .present(let page, let path):
            bytes.append(1)
            page.write(to: &bytes)
            Self.write(path, to: &bytes)
        case .absent(let neighbour, let value, let path):
            bytes.append(2)
            bytes += neighbour.bytes
            bytes.append(value)
            Self.write(path, to: &bytes)
        }
        return bytes
    }

    /// Reads exactly what `bytes` gives; nothing is proven before `verify`.
    public init(parsing bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        switch try reader.byte() {
        case 0: self = .empty
        case 1: self = .present(try ListPage(reading: &reader), path: try Self.path(reading: &reader))
        case 2:
            self = .absent(
                neighbour: try reader.key(), value: try reader.hash(), path: try Self.path(reading: &reader))
        default: throw reader.fault(.unknownKind, back: 1)
        }
        try reader.finish()
    }

    private static func write(_ path: [PathStep], to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt16(path.count))
        for step in path {
            bytes.append(step.bit)
            bytes.append(step.sibling)
        }
    }

    private static func path(reading reader: inout ByteReader) throws(MalformedBytes) -> [PathStep] {
        let count = Int(try reader.uint16())
        guard count <= stepsMax else { throw reader.fault(.tooMany, back: 2) }
        var path: [PathStep] = []
        for _ in 0..<count { path.append(PathStep(bit: try reader.byte(), sibling: try reader.hash())) }
        return path
    }
}

extension ListPage {
    /// The page as bytes, as it stands in a proof; for an older page that is fetched by itself.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// Reads exactly what `bytes` gives.
    public init(parsing bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        try self.init(reading: &reader)
        try reader.finish()
    }

    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: older.treeSize)
        for hash in older.hashes { bytes.append(hash) }
        bytes.append(bigEndian: UInt16(entries.count))
        for entry in entries { bytes.append(bigEndian: entry) }
    }

    fileprivate init(reading reader: inout ByteReader) throws(MalformedBytes) {
        let olderCount = try reader.uint64()
        var hashes: [MerkleHash] = []
        for _ in 0..<olderCount.nonzeroBitCount { hashes.append(try reader.hash()) }
        guard let older = RightEdge(treeSize: olderCount, hashes: hashes) else {
            throw reader.fault(.tooMany, back: 8 + 32 * hashes.count)
        }
        let count = Int(try reader.uint16())
        guard 1...Self.entriesMax ~= count else { throw reader.fault(.tooMany, back: 2) }
        var entries: [UInt64] = []
        for _ in 0..<count { entries.append(try reader.uint64()) }
        self.init(older: older, entries: entries)
    }
}
