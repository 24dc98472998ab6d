/// Runs that are kept in memory.
public actor MemoryRunStore: RunStore {
    private var finished: [Range<UInt64>: (bytes: [UInt8], mark: [UInt8])] = [:]
    private var begun: [Range<UInt64>: [UInt8]] = [:]

    public init() {}

    public func runs() -> [StoredRun] {
        finished.map { StoredRun(range: $0.key, mark: $0.value.mark) }.sorted(by: StoredRun.isOrdered)
    }

    public func begin(_ range: Range<UInt64>) {
        begun[range] = []
    }

    public func append(_ bytes: [UInt8], to range: Range<UInt64>) throws(RunStoreError) {
        guard begun[range]?.append(contentsOf: bytes) != nil else { throw RunStoreError("nothing was begun") }
    }

    public func finish(_ range: Range<UInt64>, mark: [UInt8]) throws(RunStoreError) {
        precondition(mark.count <= StoredRun.markMax, "a mark is short")
        guard let bytes = begun.removeValue(forKey: range) else { throw RunStoreError("nothing was begun") }
        finished[range] = (bytes, mark)
    }

    public func open(_ range: Range<UInt64>) -> (any RunBytes)? {
        finished[range].map { MemoryRunBytes($0.bytes) }
    }

    public func remove(_ range: Range<UInt64>) {
        finished[range] = nil
        begun[range] = nil
    }
}
