/// What tells one short text from another at a glance: its length and its first and last eight bytes. Up to sixteen bytes
/// that is the whole text.
struct ByteKey: Hashable, Sendable {
    let count: Int
    /// The first eight bytes, the first lowest; of a shorter text all, filled up with zeros.
    let first: UInt64
    /// The last eight bytes; zero for a text shorter than eight.
    let last: UInt64

    /// The key of a part of a text; the range lies within it.
    @inline(__always)
    init(_ text: Span<UInt8>, _ range: Range<Int>) {
        count = range.count
        if count >= 8 {
            first = Self.word(text, at: range.lowerBound)
            last = Self.word(text, at: range.upperBound &- 8)
        } else if range.lowerBound &+ 8 <= text.count {
            first = Self.word(text, at: range.lowerBound) & ((1 << UInt64(count &* 8)) &- 1)
            last = 0
        } else {
            var word: UInt64 = 0
            for index in range { word |= UInt64(text[index]) << UInt64((index - range.lowerBound) * 8) }
            first = word
            last = 0
        }
    }

    /// Eight bytes from `offset` on.
    @inline(__always)
    static func word(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        // Sound because every bit pattern is a UInt64, and the load itself checks that eight bytes are there.
        UInt64(littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Sixteen bits that differ for nearly all names. Not for tables that an outsider can fill.
    @inline(__always)
    var hash: UInt16 {
        let mixed =
            (first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: count)) &* 0xD6E8_FEB8_6659_FD93
        return UInt16(truncatingIfNeeded: mixed >> 48)
    }
}

/// A fixed set of words, found by their bytes without making a string: this runs for every member of every event.
struct ByteTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let key: ByteKey
        let word: [UInt8]
        let value: Value
    }

    private let entries: [Entry]
    /// By hash: one more than the index of an entry, or zero. At least half are zero, so that a search ends soon.
    private let places: [UInt16]

    /// At most 16,000 words; where a word stands twice the first counts.
    init(_ words: [(String, Value)]) {
        precondition(words.count <= 16_000)
        entries = words.map { word, value in
            let bytes = Array(word.utf8)
            return Entry(key: ByteKey(bytes.span, 0..<bytes.count), word: bytes, value: value)
        }
        var size = 16
        while size < words.count * 4 { size *= 2 }
        var places = [UInt16](repeating: 0, count: size)
        for (index, entry) in entries.enumerated() {
            var place = Int(entry.key.hash) & (size - 1)
            while places[place] != 0 { place = (place + 1) & (size - 1) }
            places[place] = UInt16(index + 1)
        }
        self.places = places
    }

    /// What stands for that part of a text; nil where it is none of the words.
    @inline(__always)
    func value(of text: Span<UInt8>, in range: Range<Int>) -> Value? {
        let key = ByteKey(text, range)
        return value(of: text, in: range, key: key, hash: key.hash)
    }

    /// The same for a part whose hash is known.
    @inline(__always)
    func value(of text: Span<UInt8>, in range: Range<Int>, hash: UInt16) -> Value? {
        value(of: text, in: range, key: ByteKey(text, range), hash: hash)
    }

    @inline(__always)
    private func value(of text: Span<UInt8>, in range: Range<Int>, key: ByteKey, hash: UInt16) -> Value? {
        var place = Int(hash) & (places.count &- 1)
        while true {
            let found = Int(places[place])
            guard found != 0 else { return nil }
            if entries[found &- 1].key == key, middleMatches(text, range, found &- 1) {
                return entries[found &- 1].value
            }
            place = (place &+ 1) & (places.count &- 1)
        }
    }

    /// Compares what the key does not hold.
    private func middleMatches(_ text: Span<UInt8>, _ range: Range<Int>, _ entry: Int) -> Bool {
        var offset = 8
        while offset < range.count &- 8 {
            guard text[range.lowerBound &+ offset] == entries[entry].word[offset] else { return false }
            offset &+= 1
        }
        return true
    }
}
