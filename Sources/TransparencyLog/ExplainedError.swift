/// An expected failure that says in English and in Chinese what is wrong and where.
///
/// Programs read the enum's case and its values; people read the two sentences, which have no final stop.
public protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    /// The failure in English.
    var en: String { get }
    /// The same failure in Chinese (simplified).
    var zh: String { get }
}

extension ExplainedError {
    public var description: String { en }
}
