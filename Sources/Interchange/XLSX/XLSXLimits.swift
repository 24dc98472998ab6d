/// How much of an XLSX file is read before it is refused.
public struct XLSXLimits: Hashable, Sendable {
    /// Bytes of the file itself.
    public var fileBytesMax = 32 << 20
    /// Files inside it.
    public var entriesMax = 4_096
    /// Bytes of all that is unpacked, counted while it is unpacked and not believed from a header.
    public var unpackedBytesMax = 256 << 20
    /// So many times its packed size may a part of more than a mebibyte grow.
    public var ratioMax = 250
    /// Strings, and bytes of strings, that the sheets share: they stay in memory.
    public var sharedStringsMax = 2_000_000
    public var sharedStringBytesMax = 64 << 20
    public var columnsMax = 512
    /// Bytes of one cell.
    public var cellBytesMax = 65_536
    /// Bytes of all cells of one row.
    public var rowBytesMax = 1 << 20

    public init() {}
}
