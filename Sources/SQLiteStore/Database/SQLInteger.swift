/// SQLite's integers have 64 bits and a sign; sizes and indexes here have none and stay below 2^63.
extension Int64 {
    /// A size or index as SQLite keeps it; `Int64.max` for what no tree reaches, which no row has.
    init(column value: UInt64) {
        self.init(clamping: value)
    }
}
