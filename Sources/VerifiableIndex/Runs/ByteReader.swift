import TransparencyLog

/// Reads bytes from the first to the last, and says where they are wrong.
struct ByteReader {
    private let bytes: [UInt8]
    /// Where the first of `bytes` stands in the whole.
    private let base: Int
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8], base: Int = 0) {
        self.init(bytes, in: 0..<bytes.count, base: base)
    }

    init(_ bytes: [UInt8], in range: Range<Int>, base: Int) {
        self.bytes = bytes
        self.base = base
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position == end }

    /// What is wrong with the bytes that were read last, `back` of them.
    func fault(_ fault: MalformedBytes.Fault, back: Int = 0) -> MalformedBytes {
        MalformedBytes(offset: base + position - back, fault)
    }

    private mutating func take(_ count: Int) throws(MalformedBytes) -> Int {
        guard count <= end - position else { throw fault(.truncated) }
        defer { position += count }
        return position
    }

    mutating func finish() throws(MalformedBytes) {
        guard isAtEnd else { throw fault(.trailing) }
    }

    mutating func byte() throws(MalformedBytes) -> UInt8 { bytes[try take(1)] }

    mutating func uint16() throws(MalformedBytes) -> UInt16 { UInt16(try number(2)) }
    mutating func uint32() throws(MalformedBytes) -> UInt32 { UInt32(try number(4)) }
    mutating func uint64() throws(MalformedBytes) -> UInt64 { try number(8) }

    private mutating func number(_ count: Int) throws(MalformedBytes) -> UInt64 {
        let first = try take(count)
        return bytes[first..<first + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A number in base 128, the lowest digit first, all but the last with the high bit; in its shortest form.
    mutating func varint() throws(MalformedBytes) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            // The tenth digit has room for one bit.
            guard shift < 63 || byte <= 1 else { throw fault(.number, back: 1) }
            value |= UInt64(byte & 0x7F) << shift
            guard byte & 0x80 != 0 else {
                guard byte != 0 || shift == 0 else { throw fault(.number, back: 1) }
                return value
            }
            shift += 7
        }
    }

    mutating func hash() throws(MalformedBytes) -> MerkleHash {
        let first = try take(MerkleHash.byteCount)
        return bytes.withUnsafeBytes { MerkleHash($0, at: first) }
    }

    mutating func key() throws(MalformedBytes) -> IndexKey {
        let first = try take(IndexKey.byteCount)
        return bytes.withUnsafeBytes { IndexKey(in: $0, at: first) }
    }

    mutating func skip(_ count: Int) throws(MalformedBytes) {
        _ = try take(count)
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    mutating func append(varint number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func append(_ hash: MerkleHash) {
        hash.withUnsafeHashBytes { append(contentsOf: $0) }
    }

    mutating func append(_ key: IndexKey) {
        withUnsafeTemporaryAllocation(byteCount: IndexKey.byteCount, alignment: 8) { buffer in
            key.copy(to: buffer, at: 0)
            append(contentsOf: buffer)
        }
    }
}
