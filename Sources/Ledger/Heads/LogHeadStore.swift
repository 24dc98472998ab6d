public import TransparencyLog

/// Where a reader keeps the newest head of each log that it has seen: one a key, durable when `replace` returns.
///
/// Several processes may share a store. It changes by compare-and-swap only, so that nobody writes over a head that he has not
/// held his own against.
public protocol LogHeadStore: Sendable {
    /// The signed note that is kept for the log of `key`; nil where none ever was. What is there and cannot be read is an error,
    /// never a new beginning.
    func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]?

    /// Keeps `note` instead of `held`; false, and nothing is written, where another is kept by now.
    ///
    /// The caller has `note` from `LogHead.accept` on `held`, or trusts it on first use where `held` is nil.
    func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool
}

/// Why a remembered head could not be read or kept. Nothing is known to be wrong with the log.
public struct LogHeadStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case cannotRead, cannotWrite
        /// Another process is writing: the same again may succeed.
        case busy
    }

    public let kind: Kind
    /// In the system's words, with the path.
    public let reason: String

    public init(_ kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }

    public var description: String { reason }
}

/// A store that is looked at and not written: what extends its heads is accepted and not remembered.
public struct UnwrittenLogHeads: LogHeadStore {
    private let base: any LogHeadStore

    public init(_ base: any LogHeadStore) {
        self.base = base
    }

    public func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? {
        try await base.head(of: key)
    }

    public func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool {
        true
    }
}
