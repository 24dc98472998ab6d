import Profiles

/// How a number format lays digits out: `#,##0.00` (ISO/IEC 29500-1 §18.8.31).
struct DigitLayout: Hashable {
    /// So many digits stand before the point at least.
    private let wholeMin: Int
    /// So many behind it at least, and at most.
    private let decimalsMin: Int
    private let decimalsMax: Int
    private let isGrouped: Bool
    private let isExponent: Bool

    /// - Parameter digits: the places of digits with the marks among them.
    init(_ digits: String, isExponent: Bool = false) {
        let halves = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        wholeMin = halves[0].count { $0 == "0" }
        isGrouped = halves[0].contains(",")
        let decimals = halves.count == 2 ? halves[1] : ""
        decimalsMin = decimals.count { $0 == "0" }
        decimalsMax = decimals.count { $0 != "," && $0 != "." }
        self.isExponent = isExponent
    }

    /// What is seen of a number.
    struct Laid {
        /// Without the marks between its digits.
        let text: String
        /// What is said where that is not all: that it was rounded, or is seen with marks.
        let part: ShownPart?
    }

    /// Nil where nothing of a number is seen although it is something.
    func laid(_ number: CellNumber) -> Laid? {
        let rounded =
            isExponent
            ? number.rounded(significant: max(wholeMin, 1) + decimalsMax) : number.rounded(decimals: decimalsMax)
        guard !rounded.isZero || number.isZero else { return nil }
        guard !isExponent else {
            // All that the file holds is read: a code has more digits than an exponent shows.
            return Laid(
                text: number.text,
                part: rounded == number ? nil : .shortened(seen: rounded.exponentialText))
        }
        let text = rounded.text(wholeDigits: max(wholeMin, 1), decimals: decimalsMin)
        if rounded != number { return Laid(text: text, part: .rounded(held: number.text)) }
        let seen = isGrouped ? Self.grouped(text) : text
        return Laid(text: text, part: seen == text ? nil : .marked(seen: seen))
    }

    /// Commas between thousands.
    private static func grouped(_ text: String) -> String {
        let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
        guard whole.count > 3, let start = text.firstIndex(where: { $0 != "-" }) else { return text }
        var groups: [Substring] = []
        var rest = whole
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return text[..<start] + groups.joined(separator: ",") + text[whole.endIndex...]
    }
}
