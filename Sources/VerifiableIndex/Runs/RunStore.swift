public import Values

/// Where runs are kept: derived state, which may be lost and made again. A run is named by its range; two runs of one range
/// under one version of the keys are the same.
///
/// What was appended is seen only once it was finished, and a store that was stopped in between knows nothing of it. A finished
/// run does not change, and can be read until it is removed; whoever opened it before may read on.
public protocol RunStore: Sendable {
    /// The finished runs, by start, then end.
    func runs() async throws(RunStoreError) -> [StoredRun]
    /// Begins a run anew: what was appended to it and not finished is dropped. The caller's duty: it is not finished.
    func begin(_ range: Range<UInt64>) async throws(RunStoreError)
    /// Appends bytes to a run that was begun.
    func append(_ bytes: [UInt8], to range: Range<UInt64>) async throws(RunStoreError)
    /// Makes the run durable and seen, all of it, together with the keeper's mark of at most `StoredRun.markMax` bytes.
    func finish(_ range: Range<UInt64>, mark: [UInt8]) async throws(RunStoreError)
    /// The bytes of a finished run; nil where there is none.
    func open(_ range: Range<UInt64>) async throws(RunStoreError) -> (any RunBytes)?
    /// Removes a run, finished or not, if there is one.
    func remove(_ range: Range<UInt64>) async throws(RunStoreError)
}

/// A finished run that is kept.
public struct StoredRun: Hashable, Sendable {
    /// Bytes of a mark at most.
    public static let markMax = 255

    public let range: Range<UInt64>
    /// What its keeper noted of it: of which history it is, and by which keys.
    public let mark: [UInt8]

    public init(range: Range<UInt64>, mark: [UInt8]) {
        self.range = range
        self.mark = mark
    }

    /// The order in which a store names its runs.
    public static func isOrdered(_ left: Self, _ right: Self) -> Bool {
        (left.range.lowerBound, left.range.upperBound) < (right.range.lowerBound, right.range.upperBound)
    }
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
