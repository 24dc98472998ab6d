/// A name that an office gives to something of its own: its USCC and a word, as a URN under which all that is said of it stands in the ledger
/// and in its committed index: `urn:yima:sampling:11350300MB00000000:2026-12`.
package struct OfficeName: Hashable, Sendable, CustomStringConvertible {
    /// `urn:yima:sampling:`
    package let prefix: String
    package let uscc: String
    package let word: String

    /// Nil where the office's number is not 18 digits and capitals, or the word not 1 to 64 small letters, digits and hyphens.
    package init?(_ prefix: String, uscc: some StringProtocol, word: some StringProtocol) {
        guard Self.isNumber(uscc), (1...64).contains(word.utf8.count),
            word.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        self.prefix = prefix
        self.uscc = String(uscc)
        self.word = String(word)
    }

    /// Reads exactly what `description` gives.
    package init?(_ prefix: String, parsing text: some StringProtocol) {
        guard text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        self.init(prefix, uscc: parts[0], word: parts[1])
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    package var description: String { "\(prefix)\(uscc):\(word)" }

    /// Whether a text has the form of a unified social credit code; its check character is the business of who writes it.
    package static func isNumber(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 18
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
