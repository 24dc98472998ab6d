/// How much one query may read before it says that it is not whole. What is left out is never left out silently, and never an error.
public struct QueryBudget: Sendable {
    /// Entries that are read, those that only share a code's short key among them.
    public var entryCountMax: Int
    /// Codes that the index is asked for.
    public var codeCountMax: Int
    /// Bytes of entries that are read. What is made of them takes some three times as much memory.
    public var byteCountMax: Int
    /// Leaf hashes that are read to prove where events stand in their journals: of each push that one of them came with,
    /// all, or those beside it where that push was looked at before.
    public var leafCountMax: Int
    /// How long it may read, and then how long it may prove what it read, by the clock that the reader was given.
    public var duration: Duration

    public init(
        entryCountMax: Int = 40_000, codeCountMax: Int = 20_000, byteCountMax: Int = 32 << 20,
        leafCountMax: Int = 8 << 20, duration: Duration = .seconds(5)
    ) {
        self.entryCountMax = entryCountMax
        self.codeCountMax = codeCountMax
        self.byteCountMax = byteCountMax
        self.leafCountMax = leafCountMax
        self.duration = duration
    }

    /// What a look-up may read to tell who has it (`TraceLimits.lookup`).
    public static let lookup = QueryBudget(
        entryCountMax: 1500, codeCountMax: 500, byteCountMax: 4 << 20, duration: .seconds(1))

    /// What a recall may read (`TraceLimits.recall`).
    public static let recall = QueryBudget(
        entryCountMax: 80_000, codeCountMax: 40_000, byteCountMax: 64 << 20, duration: .seconds(10))

    /// What a page of a look-up may read: it ends earlier where its events are large.
    public static let page = QueryBudget(entryCountMax: 1000, codeCountMax: 8, byteCountMax: 4 << 20)
}
