/// A second, separately durable memory of the last checkpoint that the ledger signed.
///
/// The daemon refuses to sign what is not consistent with it, so that a store restored from an old copy is noticed and never
/// forks the log. It is written after the store's commit and before anybody is told of the checkpoint: it may be behind
/// the store after a crash, never ahead of it.
public protocol SignedHeadStore: Sendable {
    /// The newest checkpoint that was kept, as a note; nil where none ever was.
    func load() throws(SignedHeadError) -> [UInt8]?
    /// Keeps a checkpoint; when this returns it survives power loss.
    func keep(_ note: [UInt8]) throws(SignedHeadError)
}

/// Why the signed-head file could not be read or written.
public struct SignedHeadError: Error, Sendable {
    public let reason: String
    /// Whether what it holds is known to be broken, rather than out of reach.
    public let isDamage: Bool

    public init(reason: String, isDamage: Bool = false) {
        self.reason = reason
        self.isDamage = isDamage
    }
}
