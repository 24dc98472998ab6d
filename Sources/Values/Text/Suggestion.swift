/// "Did you mean …?" for misspelt words.
package enum Suggestion {
    /// The known word nearest to the written one, as a hint; nil where none is near.
    package static func didYouMean(_ written: String, among known: [String]) -> Wording? {
        let word = Array(written.lowercased().unicodeScalars.prefix(64))
        let nearest = known.map { ($0, distance(word, Array($0.lowercased().unicodeScalars))) }.min { $0.1 < $1.1 }
        guard let (suggestion, distance) = nearest, distance <= max(1, word.count / 3),
            !(distance > 0 && isShortHan(word))
        else { return nil }
        return Wording(en: "did you mean \"\(suggestion)\"?", zh: "是否想写“\(suggestion)”？")
    }

    /// Of two Chinese characters each is half of the word: who exchanges one of them says another thing (进库, 出库).
    private static func isShortHan(_ word: [Unicode.Scalar]) -> Bool {
        word.count <= 2 && word.contains(where: \.properties.isIdeographic)
    }

    /// How many insertions, deletions, replacements and exchanges of neighbours turn one word into the other.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var (before, row) = ([Int](), Array(0...right.count))
        for (i, character) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var least = min(row[j] + (character == other ? 0 : 1), next[j] + 1, row[j + 1] + 1)
                if i > 0, j > 0, character == right[j - 1], left[i - 1] == other {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}

extension String {
    /// Without white space at either end.
    package var trimmed: String {
        // Cells rarely have any: looking at two scalars is all that most of them cost.
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return self }
        guard first.isSpace || last.isSpace else { return self }
        guard let start = unicodeScalars.firstIndex(where: { !$0.isSpace }),
            let end = unicodeScalars.lastIndex(where: { !$0.isSpace })
        else { return "" }
        return String(unicodeScalars[start...end])
    }

    /// Full-width letters, digits and marks (`１２．５`) and the ideographic space as plain ASCII; the rest as it is.
    package var halfWidth: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// The parts between `;` or `；`, trimmed; empty ones are left out.
    package var separated: [String] {
        // One part is what most cells have, and then there is nothing to split. `；` ends in 9B.
        guard utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == 0x9B }) else {
            let text = trimmed
            return text.isEmpty ? [] : [text]
        }
        return unicodeScalars.split { $0 == ";" || $0 == "；" }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

extension Unicode.Scalar {
    fileprivate var isSpace: Bool {
        isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }
}
