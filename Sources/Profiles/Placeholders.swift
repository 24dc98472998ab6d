import Values

/// Words that people write where they have nothing to write: `无`, `-`, `N/A`, `不详`.
///
/// As the number of a certificate they say no more than an empty cell, and must not be taken for one that is filled in.
struct Placeholders: Hashable, Sendable {
    /// As `folded` gives them.
    private let words: Set<String>
    /// What the words begin with.
    private let beginnings: Set<Unicode.Scalar>

    static let none = Placeholders([])

    init(_ words: [String]) {
        self.words = Set(words.map(Self.folded))
        beginnings = Set(self.words.compactMap(\.unicodeScalars.first))
    }

    /// False of what certainly says something; read without any allocation.
    func mayContain(_ written: String) -> Bool {
        guard let first = written.unicodeScalars.first else { return true }
        switch first {
        case "0", "x", "X": return true
        case "A"..."Z": return beginnings.contains(Unicode.Scalar(UInt8(first.value + 0x20)))
        case "a"..."z": return beginnings.contains(first)
        // A mark in front, or a full-width letter.
        default: return !first.properties.isIdeographic && !("1"..."9").contains(first) || beginnings.contains(first)
        }
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
