import Values

/// Text brought into a box: wrapped to lines, and where these are too many, shortened in the middle, since names of firms and codes
/// are told apart by both ends.
struct FittedText {
    let measure: any TextMeasure
    /// Size of the type.
    let size: Double
    let isBold: Bool

    init(_ size: Double, isBold: Bool = false, measure: any TextMeasure = ChartMeasure()) {
        self.size = size
        self.isBold = isBold
        self.measure = measure
    }

    /// At most so many lines, none wider than `room`.
    /// - Parameter keepsEnd: else it is shortened at its end, as a sentence is.
    func lines(_ text: String, room: Double, atMost limit: Int, keepsEnd: Bool = true) -> [String] {
        let text = text.calm
        let wrapping = TextWrapping(measure: measure, isBold: isBold)
        let width = room / size
        // An amount stays whole where it can.
        let phrases = text.phrases
        if phrases.count > 1, phrases.allSatisfy({ wrapping.width($0) <= width }),
            let whole = wrapping.lines(keeping: phrases, width: width), whole.count <= limit
        {
            return whole
        }
        let area = width * Double(limit)
        if wrapping.width(text) <= area, let whole = wrapping.lines(text, width: width), whole.count <= limit {
            return whole
        }
        // The most characters that fit.
        let characters = Array(text)
        var (low, high) = (0, min(max(characters.count - 1, 0), Int(area / Self.narrowest)))
        var best: [String] = []
        while low <= high {
            let kept = (low + high) / 2
            let tail = keepsEnd ? kept / 2 : 0
            let shortened = String(characters.prefix(kept - tail)) + "…" + String(characters.suffix(tail))
            if let lines = wrapping.lines(shortened, width: width), lines.count <= limit {
                best = lines
                low = kept + 1
            } else {
                high = kept - 1
            }
        }
        return best
    }

    /// Ems: nothing that is seen is narrower.
    private static let narrowest = 0.25

    func width(_ text: String) -> Double { measure.width(of: text, isBold: isBold) * size }
}

extension String {
    /// On its way into a picture: without commands (`printable`), bounded, on one line, and with no more than two accents on a letter,
    /// for a tower of them reaches over its neighbours.
    var calm: String {
        var calm = String.UnicodeScalarView()
        var accents = 0
        for scalar in unicodeScalars.prefix(Self.calmCountMax) {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: accents += 1
            default: accents = 0
            }
            guard accents <= 2 else { continue }
            calm.append(scalar == "\n" ? " " : scalar)
        }
        return String(calm).printable
    }

    /// Its parts, each with the comma that ends it.
    fileprivate var phrases: [String] {
        var phrases = [""]
        var last: Character?
        for character in self {
            phrases[phrases.count - 1].append(character)
            if character == "，" || last == "," && character == " " { phrases.append("") }
            last = character
        }
        return phrases.filter { !$0.isEmpty }
    }

    private static let calmCountMax = 600
}
