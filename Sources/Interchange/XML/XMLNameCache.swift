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
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let index = Int((hash >> 24) & 255)
        if let slot = slots[index], slot.bytes.count == bytes.count, slot.bytes.elementsEqual(bytes) {
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
