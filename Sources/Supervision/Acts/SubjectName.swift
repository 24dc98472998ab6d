/// A kind of thing that offices name: a plan, a task, a recall that several share.
public protocol OfficeSubject: Hashable, Sendable {
    /// `urn:yima:sampling:`
    static var prefix: String { get }
    /// Under this every act about every one of them stands.
    static var register: String { get }
}

/// The name of one: the USCC of the office that began it and a word of its own, `urn:yima:sampling:11350300MB00000000:2026-12`.
public struct SubjectName<Subject: OfficeSubject>: Hashable, Sendable, CustomStringConvertible {
    public static var register: String { Subject.register }

    private let name: OfficeName

    /// The office that began it.
    public var uscc: String { name.uscc }
    public var word: String { name.word }

    /// Nil where the office's number is not 18 digits and capitals, or the word not 1 to 64 small letters, digits and hyphens.
    public init?(uscc: some StringProtocol, word: some StringProtocol) {
        guard let name = OfficeName(Subject.prefix, uscc: uscc, word: word) else { return nil }
        self.name = name
    }

    /// Reads exactly what `description` gives.
    public init?(_ text: some StringProtocol) {
        guard let name = OfficeName(Subject.prefix, parsing: text) else { return nil }
        self.name = name
    }

    public var description: String { name.description }
}
