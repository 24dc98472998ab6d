import Values

/// Words that people write where they have nothing to write: `无`, `-`, `N/A`, `不详`.
///
/// As the number of a certificate they say no more than an empty cell, and must not be taken for one that is filled in.
struct Placeholders: Hashable, Sendable {
    /// As `folded` gives them.
    private let words: Set<String>

    static let none = Placeholders([])

    init(_ words: [String]) {
        self.words = Set(words.map(Self.folded))
    }

    /// Whether the text says nothing: one of the words, whatever marks stand around it; no letter and no digit; nothing but
    /// zeros, or nothing but X.
    func contains(_ written: String) -> Bool {
        let text = Self.folded(written)
        return text.isEmpty || words.contains(text) || text.allSatisfy { $0 == "0" } || text.allSatisfy { $0 == "x" }
    }

    /// Only letters and digits, half-width and small.
    private static func folded(_ text: String) -> String {
        let scalars = text.halfWidth.unicodeScalars.filter { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        return String(String.UnicodeScalarView(scalars)).lowercased()
    }
}
