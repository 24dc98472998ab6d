public import Values

/// Where runs are kept: derived state, which may be lost and made again. A run is named by its range; two runs of one range
/// under one version of the keys are the same.
///
/// What was appended is seen only once it was finished, and a store that was stopped in between knows nothing of it. A finished
/// run does not change, and can be read until it is removed; whoever opened it before may read on.
public protocol RunStore: Sendable {
    /// The finished runs, by start, then end.
    func runs() async throws(RunStoreError) -> [Range<UInt64>]
    /// Begins a run anew: what was appended to it and not finished is dropped. The caller's duty: it is not finished.
    func begin(_ range: Range<UInt64>) async throws(RunStoreError)
    /// Appends bytes to a run that was begun.
    func append(_ bytes: [UInt8], to range: Range<UInt64>) async throws(RunStoreError)
    /// Makes the run durable and seen, all of it.
    func finish(_ range: Range<UInt64>) async throws(RunStoreError)
    /// The bytes of a finished run; nil where there is none.
    func open(_ range: Range<UInt64>) async throws(RunStoreError) -> (any RunBytes)?
    /// Removes a run, finished or not, if there is one.
    func remove(_ range: Range<UInt64>) async throws(RunStoreError)
}

/// A store of runs that could not do what it was asked for. Nothing is lost: runs are made again from the entries.
public struct RunStoreError: ExplainedError, Hashable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    public var wording: Wording {
        Wording(en: "the store of the index: \(reason)", zh: "索引存储：\(reason)")
    }
}

/// Runs that are kept in memory.
public actor MemoryRunStore: RunStore {
    private var finished: [Range<UInt64>: [UInt8]] = [:]
    private var begun: [Range<UInt64>: [UInt8]] = [:]

    public init() {}

    public func runs() -> [Range<UInt64>] {
        finished.keys.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }

    public func begin(_ range: Range<UInt64>) {
        begun[range] = []
    }

    public func append(_ bytes: [UInt8], to range: Range<UInt64>) throws(RunStoreError) {
        guard begun[range]?.append(contentsOf: bytes) != nil else { throw RunStoreError("nothing was begun") }
    }

    public func finish(_ range: Range<UInt64>) throws(RunStoreError) {
        guard let bytes = begun.removeValue(forKey: range) else { throw RunStoreError("nothing was begun") }
        finished[range] = bytes
    }

    public func open(_ range: Range<UInt64>) -> (any RunBytes)? {
        finished[range].map { MemoryRunBytes($0) }
    }

    public func remove(_ range: Range<UInt64>) {
        finished[range] = nil
        begun[range] = nil
    }
}
