public import Values

/// A run of entries: for each its length as two bytes, most significant first, then its bytes (C2SP tlog-tiles).
public enum EntryBundle {
    /// The longest entry.
    public static let entryByteCountMax = 65_535

    /// Appends one entry of at most 65,535 bytes.
    public static func append(_ entry: some Collection<UInt8>, to bundle: inout [UInt8]) {
        precondition(entry.count <= entryByteCountMax, "an entry has at most 65,535 bytes")
        bundle.append(UInt8(entry.count >> 8))
        bundle.append(UInt8(entry.count & 255))
        bundle.append(contentsOf: entry)
    }

    /// The bundle of these entries.
    public static func format(_ entries: some Sequence<some Collection<UInt8>>) -> [UInt8] {
        entries.reduce(into: []) { append($1, to: &$0) }
    }

    /// The entries as slices of `bytes`, which are not copied.
    ///
    /// Throws unless the lengths lead exactly to the end within `maxEntries` entries. No bytes are no entries.
    public static func parse(_ bytes: [UInt8], maxEntries: Int) throws(EntryBundleError) -> [ArraySlice<UInt8>] {
        try parse(bytes[...], maxEntries: maxEntries)
    }

    /// The entries as slices of `bytes`, as above; offsets in errors count from the start of the slice.
    public static func parse(
        _ bytes: ArraySlice<UInt8>, maxEntries: Int
    ) throws(EntryBundleError) -> [ArraySlice<UInt8>] {
        var entries: [ArraySlice<UInt8>] = []
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let offset = position - bytes.startIndex
            guard entries.count < maxEntries else { throw .tooManyEntries(max: maxEntries, offset: offset) }
            guard bytes.endIndex - position >= 2 else { throw .truncatedLength(entry: entries.count, offset: offset) }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            let start = position + 2
            guard bytes.endIndex - start >= length else {
                throw .truncatedEntry(
                    entry: entries.count, offset: offset, length: length, remaining: bytes.endIndex - start)
            }
            entries.append(bytes[start..<start + length])
            position = start + length
        }
        return entries
    }
}

/// Why bytes are no entry bundle. Entries count from 0, offsets in bytes from the start of the bundle.
public enum EntryBundleError: ExplainedError, Hashable {
    /// One byte is left where a length of two bytes belongs.
    case truncatedLength(entry: Int, offset: Int)
    /// The entry's length leads beyond the end.
    case truncatedEntry(entry: Int, offset: Int, length: Int, remaining: Int)
    /// Bytes are left after as many entries as may come.
    case tooManyEntries(max: Int, offset: Int)

    public var wording: Wording {
        switch self {
        case .truncatedLength(let entry, let offset):
            Wording(
                en: "entry \(entry) at offset \(offset) of the bundle: one byte is left where its length belongs",
                zh: "条目包偏移 \(offset) 处第 \(entry) 条：长度字段只剩一个字节")
        case .truncatedEntry(let entry, let offset, let length, let remaining):
            Wording(
                en: "entry \(entry) at offset \(offset) of the bundle claims \(length) bytes, but \(remaining) remain",
                zh: "条目包偏移 \(offset) 处第 \(entry) 条声称 \(length) 字节，但只剩 \(remaining) 字节")
        case .tooManyEntries(let max, let offset):
            Wording(
                en: "the bundle goes on at offset \(offset) after \(max) entries",
                zh: "条目包在 \(max) 条之后（偏移 \(offset)）仍有内容")
        }
    }
}
