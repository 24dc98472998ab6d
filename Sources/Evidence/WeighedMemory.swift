/// Values by their keys, bounded by about what they hold in memory: what has grown full begins anew.
struct WeighedMemory<Key: Hashable, Value> {
    /// What each costs beside what it is made of: its key, its place, short texts.
    static var bytesOfOne: Int { 512 }

    let bytesMax: Int
    private(set) var byteCount = 0
    private var values: [Key: Value] = [:]

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    subscript(key: Key) -> Value? { values[key] }

    /// Keeps a value; one that alone is more than there is room for is not kept.
    /// - Parameter byteCount: what it is made of.
    mutating func keep(_ value: Value, for key: Key, byteCount: Int) {
        let bytes = byteCount + Self.bytesOfOne
        guard bytes <= bytesMax, values[key] == nil else { return }
        if self.byteCount + bytes > bytesMax {
            values = [:]
            self.byteCount = 0
        }
        values[key] = value
        self.byteCount += bytes
    }
}
