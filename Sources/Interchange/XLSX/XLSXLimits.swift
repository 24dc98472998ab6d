/// How much of an XLSX file is read before it is refused.
public struct XLSXLimits: Hashable, Sendable {
    /// Bytes of the file itself.
    public var fileBytesMax = 32 << 20
    /// Files inside it, and so also its sheets and the relationships of a part.
    public var entriesMax = 4_096
    /// Bytes of all that is unpacked, counted while it is unpacked and not believed from a header.
    public var unpackedBytesMax = 256 << 20
    /// So many times its packed size may a part of more than a mebibyte grow.
    public var ratioMax = 250
    /// Strings, and bytes of strings, that the sheets share: they stay in memory.
    public var sharedStringsMax = 2_000_000
    public var sharedStringBytesMax = 64 << 20
    /// Bytes of one string, in as many runs as it may be.
    public var stringBytesMax = 1 << 20
    public var columnsMax = 512
    /// Bytes of one cell.
    public var cellBytesMax = 65_536
    /// Bytes of all cells of one row.
    public var rowBytesMax = 1 << 20
    /// Bytes of all cells that are read: a shared string may stand in any number of them.
    public var textBytesMax = 2 << 30

    public init() {}
}
