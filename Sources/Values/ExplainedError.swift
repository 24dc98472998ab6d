/// An expected failure that says in English and in Chinese what is wrong and where.
///
/// Programs read the error's case and its values; people read its wording, which has no final stop.
public protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    var wording: Wording { get }
}

extension ExplainedError {
    /// The failure in English.
    public var en: String { wording.en }
    /// The same failure in Chinese (simplified).
    public var zh: String { wording.zh }

    public var description: String { en }
}
