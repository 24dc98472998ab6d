/// The name of a recall that several offices share: the USCC of the one that leads and a word of its own,
/// `urn:yima:recall:11350300MB00000000:2026-07`.
public struct SharedRecallName: Hashable, Sendable, CustomStringConvertible {
    /// Under this every act of every shared recall stands.
    public static let register = "urn:yima:recalls"
    private static let prefix = "urn:yima:recall:"

    private let name: OfficeName

    /// The office that leads.
    public var uscc: String { name.uscc }
    public var word: String { name.word }

    /// Nil where the office's number is not 18 digits and capitals, or the word not 1 to 64 small letters, digits and hyphens.
    public init?(uscc: some StringProtocol, word: some StringProtocol) {
        guard let name = OfficeName(Self.prefix, uscc: uscc, word: word) else { return nil }
        self.name = name
    }

    /// Reads exactly what `description` gives.
    public init?(_ text: some StringProtocol) {
        guard let name = OfficeName(Self.prefix, parsing: text) else { return nil }
        self.name = name
    }

    public var description: String { name.description }
}
