import TransparencyLog

/// How the map is hashed, which is not how the log is: no two of these shapes have the same length, so none passes for another.
enum IndexHash {
    /// The leaf of a list: SHA-256(0x00 ‖ the entry's index, 8 bytes big-endian), as RFC 6962 has it.
    static func entry(_ index: UInt64) -> MerkleHash {
        withUnsafeTemporaryAllocation(byteCount: 9, alignment: 8) { buffer in
            buffer[0] = 0
            buffer.storeBytes(of: index.bigEndian, toByteOffset: 1, as: UInt64.self)
            return .sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// What a key's list is committed to as: SHA-256(count, 8 bytes big-endian ‖ the list's root), 40 bytes.
    static func value(count: UInt64, root: MerkleHash) -> MerkleHash {
        withUnsafeTemporaryAllocation(byteCount: 40, alignment: 8) { buffer in
            buffer.storeBytes(of: count.bigEndian, toByteOffset: 0, as: UInt64.self)
            root.copy(to: buffer, at: 8)
            return .sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// A leaf of the map: SHA-256(key ‖ value), 64 bytes.
    static func leaf(_ key: IndexKey, _ value: MerkleHash) -> MerkleHash {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
            key.copy(to: buffer, at: 0)
            value.copy(to: buffer, at: 32)
            return .sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// An inner node: SHA-256(left ‖ right ‖ bit), 65 bytes.
    static func inner(_ left: MerkleHash, _ right: MerkleHash, bit: UInt8) -> MerkleHash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            left.copy(to: buffer, at: 0)
            right.copy(to: buffer, at: 32)
            buffer[64] = bit
            return .sha256(UnsafeRawBufferPointer(buffer))
        }
    }
}
