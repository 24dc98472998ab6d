import TransparencyLog
import Values

/// Under what a name stands in the index: SHA-256("yima-index/v1" ‖ 0x00 ‖ name), 32 bytes, ordered as a number.
///
/// A key says nothing of its name to whoever does not guess the name, and keys lie evenly whatever the names are.
public struct IndexKey: Hashable, Sendable {
    /// How many bytes a key has.
    public static let byteCount = 32

    private static let domain: StaticString = "yima-index/v1\0"

    /// Eight bytes each, the first most significant: comparing numbers compares the bytes.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The key of a name, by the bytes of its UTF-8: two spellings of one character are two names.
    public init(name: String) {
        var name = name
        self = name.withUTF8 { IndexKey(nameBytes: UnsafeRawBufferPointer($0)) }
    }

    /// The key of a name's bytes.
    public init(nameBytes name: some Collection<UInt8>) {
        self = Array(name).withUnsafeBytes { IndexKey(nameBytes: $0) }
    }

    /// The same of bytes that the caller keeps alive during the call.
    package init(nameBytes name: UnsafeRawBufferPointer) {
        let start = Self.domain.utf8CodeUnitCount
        let hash = withUnsafeTemporaryAllocation(byteCount: start + name.count, alignment: 1) { buffer in
            Self.domain.withUTF8Buffer { buffer.copyMemory(from: UnsafeRawBufferPointer($0)) }
            UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).copyMemory(from: name)
            return MerkleHash.sha256(UnsafeRawBufferPointer(buffer))
        }
        self.init(hash)
    }

    /// Takes exactly 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard let hash = MerkleHash(bytes: bytes) else { return nil }
        self.init(hash)
    }

    private init(_ hash: MerkleHash) {
        self = hash.withUnsafeHashBytes { IndexKey(in: $0, at: 0) }
    }

    /// Reads the 32 bytes from `offset`; that they are there is the caller's duty.
    init(in bytes: UnsafeRawBufferPointer, at offset: Int) {
        func word(_ place: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8 * place, as: UInt64.self))
        }
        first = word(0)
        second = word(1)
        third = word(2)
        fourth = word(3)
    }

    /// Writes the 32 bytes at `offset`; that there is room is the caller's duty.
    func copy(to bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes.storeBytes(of: first.bigEndian, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: second.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        bytes.storeBytes(of: third.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        bytes.storeBytes(of: fourth.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            copy(to: UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = Self.byteCount
        }
    }
}

extension IndexKey {
    /// The first eight bytes as a number, the first byte highest.
    var leadingWord: UInt64 { first }

    /// The bit at `index`, 0 the most significant.
    func bit(_ index: UInt8) -> Bool {
        let word =
            switch index >> 6 {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        return word >> UInt64(63 - index & 63) & 1 == 1
    }

    /// The first bit in which two keys differ; nil where they are the same.
    func firstDifference(from other: IndexKey) -> UInt8? {
        if first != other.first { return UInt8((first ^ other.first).leadingZeroBitCount) }
        if second != other.second { return UInt8(64 + (second ^ other.second).leadingZeroBitCount) }
        if third != other.third { return UInt8(128 + (third ^ other.third).leadingZeroBitCount) }
        if fourth != other.fourth { return UInt8(192 + (fourth ^ other.fourth).leadingZeroBitCount) }
        return nil
    }
}

extension IndexKey: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.second != right.second { return left.second < right.second }
        if left.third != right.third { return left.third < right.third }
        return left.fourth < right.fourth
    }
}

extension IndexKey: CustomStringConvertible {
    /// Lowercase hexadecimal, 64 characters.
    public var description: String { Hexadecimal.text(bytes) }
}
