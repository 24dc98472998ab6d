import Glibc

/// Turns the names that expat gives (`uri U+0001 local U+0001 prefix`) into `XMLName`s; a file repeats few of them very often.
struct XMLNameCache {
    /// Not a character of XML, so that no part of a name can hold it.
    static let separator: UInt8 = 1

    private struct Slot {
        var bytes: [UInt8] = []
        var name: XMLName
    }

    /// By hash; a name that falls on another's place takes it, so that the cache stays small whatever the file holds.
    private var slots = [Slot?](repeating: nil, count: 256)

    mutating func name(_ bytes: UnsafeBufferPointer<UInt8>) -> XMLName {
        // FNV-1a over the end, which is where names of one namespace differ.
        var hash: UInt32 = 0x811c_9dc5
        for byte in bytes.suffix(12) { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        // Names that differ in their last letter alone surely differ in the lowest byte.
        let index = Int(hash & 255)
        if let slot = slots[index], slot.bytes.count == bytes.count, let start = bytes.baseAddress,
            memcmp(slot.bytes, start, bytes.count) == 0
        {
            return slot.name
        }
        let name = Self.parse(bytes)
        slots[index] = Slot(bytes: Array(bytes), name: name)
        return name
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> XMLName {
        let parts = bytes.split(separator: separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count > 1 else { return XMLName(local: parts.first ?? "") }
        return XMLName(namespace: parts[0], local: parts[1], prefix: parts.count > 2 ? parts[2] : "")
    }
}
