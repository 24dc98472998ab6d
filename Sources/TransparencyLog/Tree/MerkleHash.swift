import CSHA256
import Crypto

/// One SHA-256 value of the Merkle tree: of a leaf, of an interior node, or of the whole tree (RFC 9162 §2.1.1).
///
/// The 32 bytes stand inline, so that an array of hashes is one block of memory.
public struct MerkleHash: Hashable, Sendable {
    /// How many bytes a hash has.
    public static let byteCount = 32

    /// The bytes in memory order, eight to a word; the words have no meaning as numbers.
    @usableFromInline var words: Words = Words()

    @usableFromInline struct Words: Hashable, Sendable {
        @usableFromInline var first: UInt64 = 0
        @usableFromInline var second: UInt64 = 0
        @usableFromInline var third: UInt64 = 0
        @usableFromInline var fourth: UInt64 = 0
    }

    /// To be written to.
    private init() {}

    /// Takes exactly 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads the 32 bytes at `offset`; that they are there is the caller's duty.
    package init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        words = bytes.loadUnaligned(fromByteOffset: offset, as: Words.self)
    }

    /// The hashes that stand one after another in `bytes`, a multiple of 32.
    public static func hashes(in bytes: some Collection<UInt8>) -> [MerkleHash] {
        bytes.withContiguousStorageIfAvailable { hashes(in: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { hashes(in: $0) }
    }

    private static func hashes(in bytes: UnsafeRawBufferPointer) -> [MerkleHash] {
        precondition(bytes.count % byteCount == 0, "whole hashes")
        return (0..<bytes.count / byteCount).map { MerkleHash(bytes, at: $0 * byteCount) }
    }

    private init(_ digest: SHA256.Digest) {
        withUnsafeMutableBytes(of: &words) { target in digest.withUnsafeBytes { target.copyMemory(from: $0) } }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }

    /// The first eight bytes as a number, the first byte highest.
    package var leadingWord: UInt64 { UInt64(bigEndian: words.first) }

    /// Writes the 32 bytes at `offset`; that there is room is the caller's duty.
    @inlinable
    package func copy(to bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes.storeBytes(of: words.first, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: words.second, toByteOffset: offset + 8, as: UInt64.self)
        bytes.storeBytes(of: words.third, toByteOffset: offset + 16, as: UInt64.self)
        bytes.storeBytes(of: words.fourth, toByteOffset: offset + 24, as: UInt64.self)
    }

    /// Calls `body` with the 32 bytes without copying them; the pointer must not escape.
    public func withUnsafeHashBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words) { body($0) }
    }
}

extension MerkleHash {
    /// The hash of the tree that has no leaves: SHA-256 of nothing.
    public static let emptyRoot = MerkleHash(SHA256.hash(data: [UInt8]()))

    /// SHA-256 of bytes that stand together, which the caller keeps alive during the call: for other shapes than the tree's.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> MerkleHash {
        var hash = MerkleHash()
        let isMade = withUnsafeMutableBytes(of: &hash.words) { target in
            yima_sha256(bytes.baseAddress, bytes.count, target.baseAddress) == 1
        }
        return isMade ? hash : bySwiftCrypto(bytes)
    }

    /// The same through swift-crypto's own interface, a hash object for each.
    static func bySwiftCrypto(_ bytes: UnsafeRawBufferPointer) -> MerkleHash {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return MerkleHash(hasher.finalize())
    }

    /// SHA-256(0x00 ‖ entry). Contiguous collections (arrays, slices, buffers) are hashed in place.
    public static func leaf(_ entry: some Collection<UInt8>) -> MerkleHash {
        entry.withContiguousStorageIfAvailable { leaf(bytes: UnsafeRawBufferPointer($0)) }
            ?? Array(entry).withUnsafeBytes { leaf(bytes: $0) }
    }

    /// SHA-256(0x00 ‖ entry) of bytes that the caller keeps alive during the call.
    public static func leaf(bytes entry: UnsafeRawBufferPointer) -> MerkleHash {
        // One call over one copy, as in `node`: of most entries on the stack, which is so only of a size that the compiler knows.
        if entry.count < stackCount {
            return withUnsafeTemporaryAllocation(byteCount: stackCount, alignment: 1) { leaf(of: entry, in: $0) }
        }
        if entry.count < copiedCount {
            return withUnsafeTemporaryAllocation(byteCount: 1 + entry.count, alignment: 1) { leaf(of: entry, in: $0) }
        }
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: entry)
        return MerkleHash(hasher.finalize())
    }

    private static func leaf(of entry: UnsafeRawBufferPointer, in buffer: UnsafeMutableRawBufferPointer) -> MerkleHash {
        buffer[0] = 0
        UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: entry)
        return sha256(UnsafeRawBufferPointer(rebasing: buffer[...entry.count]))
    }

    /// Below so many bytes an entry is copied to the stack: the copy costs a twentieth of the hash, an object and two updates a third.
    private static let stackCount = 1024
    /// Below so many bytes it is copied at all.
    private static let copiedCount = 8192

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        // One call over one stack buffer: three updates cost a third more, and an object for each hash as much again.
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 1) { buffer in
            buffer[0] = 1
            left.copy(to: buffer, at: 1)
            right.copy(to: buffer, at: 33)
            return sha256(UnsafeRawBufferPointer(buffer))
        }
    }
}

extension MerkleHash: CustomStringConvertible {
    /// Reads the standard base 64 of 32 bytes (44 characters); nil where it is not canonical.
    public init?(base64 text: some StringProtocol) {
        guard text.utf8.count == 44, let bytes = Base64.decode(text.utf8) else { return nil }
        self.init(bytes: bytes)
    }

    /// The standard base 64, 44 characters, as checkpoints write it.
    public var base64: String { withUnsafeBytes(of: words) { Base64.encode($0) } }

    /// Lowercase hexadecimal, 64 characters.
    public var description: String { withUnsafeBytes(of: words) { Hex.encode($0) } }
}
