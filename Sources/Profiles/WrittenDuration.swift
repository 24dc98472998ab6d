import Values

/// A number with a unit as people write spans: `12个月`, `半年`, `一年半`, `1.5年`, `1年6个月`, `一百八十天`.
///
/// It is read in halves of the unit, exactly; what is no whole number of the element's own unit is none.
struct WrittenDuration {
    /// Each number in halves, with what stands behind it.
    let parts: [(halves: Int, word: String)]

    private static let digitsMax = 6

    /// Nil where the text is none. `text` has half-width digits and lower-case letters.
    init?(_ text: String) {
        var parts: [(halves: Int, word: String)] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard let number = Self.number(from: &rest) else { return nil }
            let word = rest.prefix { !Self.beginsNumber($0) }
            rest = rest.dropFirst(word.count)
            let plain = String(word).trimmed
            guard !plain.isEmpty else { return nil }
            // 一年半: half of the same unit more, at the end only.
            if rest == "半" {
                parts.append((number + 1, plain))
                rest = ""
            } else {
                parts.append((number, plain))
            }
        }
        guard (1...2).contains(parts.count) else { return nil }
        self.parts = parts
    }

    private static func beginsNumber(_ character: Character) -> Bool {
        character == "半" || digits[character] != nil || places[character] != nil
            || character.isASCII && character.isNumber
    }

    private static func number(from rest: inout Substring) -> Int? {
        if rest.first == "半" {
            rest.removeFirst()
            return 1
        }
        let written = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard written.isEmpty else {
            rest = rest.dropFirst(written.count)
            guard written.utf8.count <= digitsMax + 2, let amount = Amount(written), amount.millionths % 500_000 == 0
            else {
                return nil
            }
            return Int(amount.millionths / 500_000)
        }
        let words = rest.prefix { digits[$0] != nil || places[$0] != nil }
        rest = rest.dropFirst(words.count)
        return whole(words).map { $0 * 2 }
    }

    /// `一百八十`, `十二`, `两`; nil for what is no number below ten thousand.
    private static func whole(_ words: Substring) -> Int? {
        guard !words.isEmpty else { return nil }
        var (sum, digit, last) = (0, Int?.none, 10_000)
        for word in words {
            if let place = places[word] {
                guard place < last else { return nil }
                // 十二 is twelve; 百 alone is none.
                guard let count = digit ?? (place == 10 && sum == 0 ? 1 : nil) else { return nil }
                sum += count * place
                (digit, last) = (nil, place)
            } else if word == "零" || word == "〇" {
                guard digit == nil, sum > 0 else { return nil }
            } else {
                guard digit == nil else { return nil }
                digit = digits[word]
            }
        }
        return sum + (digit ?? 0)
    }

    private static let digits: [Character: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]
    private static let places: [Character: Int] = ["十": 10, "百": 100, "千": 1000]
}
