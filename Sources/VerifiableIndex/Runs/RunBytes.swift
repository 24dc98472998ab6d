public import Values

/// The bytes of a finished run, which never change: the only way by which a look-up reaches storage.
public protocol RunBytes: Sendable {
    /// How many bytes there are.
    var count: Int { get }
    /// The bytes of a range within `count`. Throws `unreadable` where storage does not give them.
    func read(_ range: Range<Int>) throws(RunError) -> [UInt8]
}

/// A run that is held in memory.
public struct MemoryRunBytes: RunBytes {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var count: Int { bytes.count }

    public func read(_ range: Range<Int>) throws(RunError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw .unreadable("no bytes \(range.lowerBound) to \(range.upperBound)")
        }
        return Array(bytes[range])
    }
}

/// Why a run cannot be used. It is derived from the entries: drop it and make it again.
public enum RunError: ExplainedError, Hashable {
    /// Storage did not give the bytes. Says nothing of what they are.
    case unreadable(String)
    /// The bytes are not those of a run.
    case malformed(MalformedBytes)
    /// The run is another than the one that was asked for.
    case anotherRun

    public var wording: Wording {
        switch self {
        case .unreadable(let reason):
            Wording(en: "a run of the index could not be read: \(reason)", zh: "索引区段无法读取：\(reason)")
        case .malformed(let malformed):
            Wording(
                en: "a run of the index is damaged, \(malformed.wording.en)", zh: "索引区段已损坏，\(malformed.wording.zh)")
        case .anotherRun:
            Wording(en: "the run of the index is another one", zh: "不是所要的索引区段")
        }
    }
}
