/// What tells one short text from another at a glance: its length and its first and last eight bytes. Up to sixteen bytes
/// that is the whole text.
package struct ByteKey: Hashable, Sendable {
    package let count: Int
    /// The first eight bytes, the first lowest; of a shorter text all, filled up with zeros.
    let first: UInt64
    /// The last eight bytes; zero for a text shorter than eight.
    let last: UInt64

    /// The key of a part of a text; the range lies within it.
    @inline(__always)
    package init(_ text: Span<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= text.count)
        count = range.upperBound &- range.lowerBound
        // Sound: the range lies within the text, and eight bytes are there.
        if count >= 8 {
            first = unsafe Self.uncheckedWord(text, at: range.lowerBound)
            last = unsafe Self.uncheckedWord(text, at: range.upperBound &- 8)
        } else if range.lowerBound &+ 8 <= text.count {
            first = unsafe Self.uncheckedWord(text, at: range.lowerBound) & ((1 << UInt64(count &* 8)) &- 1)
            last = 0
        } else {
            var word: UInt64 = 0
            for index in range { word |= UInt64(text[index]) << UInt64((index - range.lowerBound) * 8) }
            first = word
            last = 0
        }
    }

    private init(count: Int) {
        self.count = count
        first = 0
        last = 0
    }

    /// The key of no text.
    static let none = ByteKey(count: -1)

    /// Eight bytes from `offset` on.
    @inline(__always)
    package static func word(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        // Sound because every bit pattern is a UInt64, and the load itself checks that eight bytes are there.
        UInt64(littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The same without looking whether they are there: `offset` must be at least 0 and at most eight before the end.
    @unsafe @inline(__always)
    package static func uncheckedWord(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        unsafe UInt64(
            littleEndian: text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
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
package struct ByteWords: Sendable {
    /// Open addressing: a word's key stands at its hash or after it; free places have the key of no text. At least three of
    /// four are free, so that a search ends soon. Apart from the rest, so that a look touches nothing that is counted.
    private let keys: [ByteKey]
    private let words: [[UInt8]]
    /// Which word stands at a place.
    private let numbers: [Int]

    /// At most 16,000 words, none of them twice.
    fileprivate init(_ texts: [[UInt8]]) {
        precondition(texts.count <= 16_000)
        var size = 16
        while size < texts.count * 4 { size *= 2 }
        var keys = [ByteKey](repeating: .none, count: size)
        var words = [[UInt8]](repeating: [], count: size)
        var numbers = [Int](repeating: -1, count: size)
        for (number, word) in texts.enumerated() {
            let key = ByteKey(word.span, 0..<word.count)
            var place = Int(key.hash) & (size - 1)
            while keys[place] != .none { place = (place + 1) & (size - 1) }
            (keys[place], words[place], numbers[place]) = (key, word, number)
        }
        (self.keys, self.words, self.numbers) = (keys, words, numbers)
    }

    /// The number of the word that is that part of a text, in the order in which they were given; nil where it is none of them.
    package func number(of text: Span<UInt8>, in range: Range<Int>) -> Int? {
        let key = ByteKey(text, range)
        return number(of: text, in: range, key: key, hash: key.hash)
    }

    /// The same for a part whose hash is known.
    package func number(of text: Span<UInt8>, in range: Range<Int>, hash: UInt16) -> Int? {
        number(of: text, in: range, key: ByteKey(text, range), hash: hash)
    }

    @inline(__always)
    private func number(of text: Span<UInt8>, in range: Range<Int>, key: ByteKey, hash: UInt16) -> Int? {
        var place = Int(hash) & (keys.count &- 1)
        while true {
            let found = keys[place]
            guard found.count >= 0 else { return nil }
            if found == key, key.count <= 16 || words[place].isEqual(text, range) { return numbers[place] }
            place = (place &+ 1) & (keys.count &- 1)
        }
    }
}

/// A value for each of a fixed set of words.
package struct ByteTable<Value: Sendable>: Sendable {
    // Found by code that knows nothing of the values, and taken by code of the module that does: neither asks for types at run time.
    @usableFromInline package let words: ByteWords
    @usableFromInline package let values: [Value]

    /// At most 16,000 words; where a word stands twice the first counts.
    package init(_ entries: [(String, Value)]) {
        var known: Set<String> = []
        let entries = entries.filter { known.insert($0.0).inserted }
        words = ByteWords(entries.map { Array($0.0.utf8) })
        values = entries.map(\.1)
    }

    /// What stands for that part of a text; nil where it is none of the words.
    @inlinable
    package func value(of text: Span<UInt8>, in range: Range<Int>) -> Value? {
        guard let number = words.number(of: text, in: range) else { return nil }
        return values[number]
    }

    /// The same for a part whose hash is known.
    @inlinable
    package func value(of text: Span<UInt8>, in range: Range<Int>, hash: UInt16) -> Value? {
        guard let number = words.number(of: text, in: range, hash: hash) else { return nil }
        return values[number]
    }
}

extension [UInt8] {
    /// Whether these are the bytes of that part of a text.
    @inline(__always)
    package func isEqual(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard count == range.count else { return false }
        let bytes = span
        var index = 0
        while index &+ 8 <= bytes.count {
            guard ByteKey.word(bytes, at: index) == ByteKey.word(text, at: range.lowerBound &+ index) else {
                return false
            }
            index &+= 8
        }
        while index < bytes.count {
            guard bytes[index] == text[range.lowerBound &+ index] else { return false }
            index &+= 1
        }
        return true
    }
}
