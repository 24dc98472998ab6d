import Values

/// The name of a draw: the office's USCC and a word of its own, as a URN under which all its acts stand in the ledger and in its
/// committed index: `urn:yima:draw:11350300MB00000000:2026-12-food`.
public struct DrawName: Hashable, Sendable, CustomStringConvertible {
    /// Under this every act of every draw stands: by it is shown that no draw was left out.
    public static let register = "urn:yima:draws"
    private static let prefix = "urn:yima:draw:"

    /// The office that draws.
    public let uscc: String
    public let word: String

    /// Nil where the office's number is not 18 digits and capitals, or the word not 1 to 64 small letters, digits and hyphens.
    public init?(uscc: some StringProtocol, word: some StringProtocol) {
        guard uscc.utf8.count == 18, uscc.utf8.allSatisfy(\.isCapitalOrDigit), (1...64).contains(word.utf8.count),
            word.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        self.uscc = String(uscc)
        self.word = String(word)
    }

    /// Reads exactly what `description` gives.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.utf8.dropFirst(Self.prefix.utf8.count).split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let uscc = String(validating: parts[0], as: UTF8.self),
            let word = String(validating: parts[1], as: UTF8.self)
        else { return nil }
        self.init(uscc: uscc, word: word)
    }

    public var description: String { "\(Self.prefix)\(uscc):\(word)" }
}

extension UInt8 {
    var isCapitalOrDigit: Bool { (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) }
    var isLetterDigitOrHyphen: Bool { isCapitalOrDigit || (0x61...0x7A).contains(self) || self == 0x2D }
}
