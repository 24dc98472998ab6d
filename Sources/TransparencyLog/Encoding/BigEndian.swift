extension UInt64 {
    /// The eight bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(56 - 8 * $0)) }
    }

    /// Reads at most eight bytes, most significant first.
    init(bigEndianBytes bytes: some Collection<UInt8>) {
        precondition(bytes.count <= 8)
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension UInt32 {
    /// The four bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(24 - 8 * $0)) }
    }

    /// Reads at most four bytes, most significant first.
    init(bigEndianBytes bytes: some Collection<UInt8>) {
        precondition(bytes.count <= 4)
        self = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
