/// One section of a number format's code (ISO/IEC 29500-1 §18.8.31), taken apart.
struct FormatSection {
    /// Text of its own before the digits and behind them.
    private var before = ""
    private var after = ""
    /// The places of digits with the marks among them: `#,##0.00`; `General` where it is that.
    private var digits = ""
    /// Letters that are neither quoted nor escaped, which are marks of days and times.
    private var letters = ""
    /// Whether text or a mark stands among the digits, or something that is not followed here.
    private var isParted = false
    private var isDuration = false
    private var isExponent = false
    private var percentCount = 0
    /// Whether it says where a text stands: `@`.
    private(set) var isText = false
    /// Whether it is only for some numbers: `[<100]0`.
    private(set) var isConditional = false

    private static let general = "General"

    static func sections(of code: String) -> [FormatSection] {
        var sections = [FormatSection()]
        var isQuoted = false
        var isEscaped = false
        var isFiller = false
        var bracket: String?
        // As some programs of Chinese editions write it.
        for character in code.replacing("G/通用格式", with: general) {
            let last = sections.count - 1
            if isFiller {
                isFiller = false
            } else if isEscaped {
                isEscaped = false
                sections[last].add(text: character)
            } else if isQuoted {
                if character == "\"" { isQuoted = false } else { sections[last].add(text: character) }
            } else if let open = bracket {
                bracket = character == "]" ? nil : open + String(character)
                if character == "]" { sections[last].add(bracket: open) }
            } else {
                switch character {
                case ";": sections.append(FormatSection())
                case "\"": isQuoted = true
                case "\\": isEscaped = true
                case "_", "*": isFiller = true
                case "[": bracket = ""
                default: sections[last].add(mark: character)
                }
            }
        }
        return sections
    }

    private mutating func add(text: Character) {
        if digits.isEmpty { before.append(text) } else { after.append(text) }
    }

    private mutating func add(bracket: String) {
        if bracket.hasPrefix("$") {
            // A currency, and behind the last hyphen a language: `[$¥-804]`.
            for character in bracket.dropFirst().prefix(while: { $0 != "-" }) { add(text: character) }
        } else if let first = bracket.first, "<>=".contains(first) {
            isConditional = true
        } else if !bracket.isEmpty, bracket.allSatisfy({ "hmsHMS".contains($0) }) {
            // Hours past a day: no time of day.
            isDuration = true
        } else if bracket.lowercased().hasPrefix("dbnum") || bracket.lowercased().hasPrefix("natnum") {
            isParted = true
        }
    }

    private mutating func add(mark: Character) {
        switch mark {
        case "0", "#", "?", ".", ",":
            guard !isExponent else { return }
            isParted = isParted || !after.isEmpty || percentCount > 0
            digits.append(mark)
        case "@": isText = true
        case "%":
            isParted = isParted || digits.isEmpty
            percentCount += 1
        case _ where "Ee".contains(mark) && !digits.isEmpty && after.isEmpty && letters.isEmpty: isExponent = true
        case _ where "+-".contains(mark) && isExponent: break
        case "A"..."Z", "a"..."z":
            letters += mark.lowercased()
            if letters == Self.general.lowercased() {
                isParted = isParted || !digits.isEmpty
                (letters, digits) = ("", Self.general)
            }
        default: add(text: mark)
        }
    }

    /// What is seen of a number that is not negative, or of a negative one where there is no section for those.
    var shown: NumberFormat.Shown {
        if isDuration { return .other }
        let (hasTime, hasDay) = (letters.contains { "hs".contains($0) }, letters.contains { "yd".contains($0) })
        if hasDay || hasTime { return .date(CellDate.Parts(letters: letters, hasDay: hasDay, hasTime: hasTime)) }
        // Without hours or seconds an m is a month.
        if letters.contains("m") { return .date(CellDate.Parts(letters: letters, hasDay: true, hasTime: false)) }
        let hasAffix = !before.isBlankText || !after.isBlankText
        if isText { return digits.isEmpty && !hasAffix && !isParted ? .general : .other }
        guard letters.isEmpty, !isParted, !digits.isEmpty, !isScaled else { return .other }
        let layout = digits == Self.general ? nil : DigitLayout(digits, isExponent: isExponent)
        guard percentCount == 0, !isExponent else {
            guard !hasAffix, percentCount < 2, let layout else { return .other }
            return percentCount == 0 ? .digits(layout) : isExponent ? .other : .percent(layout)
        }
        let fill = digits.allSatisfy { $0 == "0" } ? digits.count : 1
        guard before.isBlankText || before == "+" else {
            // Roundings before which a text stands are not followed: it may be a lot or code.
            let isWhole = fill == digits.count || ["#", "#,##0", "#0", Self.general].contains(digits)
            return isWhole ? .affixed(before, fill, after) : .other
        }
        guard !after.isBlankText else { return layout.map { .digits($0) } ?? .general }
        return fill > 1 ? .affixed("", fill, after) : .followed(layout, after)
    }

    /// What is seen of a negative number in a section of their own, which shows no sign but one of its text.
    var shownOfNegative: NumberFormat.Shown {
        var section = self
        guard section.before.filter({ $0 != " " }) == "-" else {
            if case .date = shown { return shown }
            return .other
        }
        section.before = ""
        return section.shown
    }

    /// Whether a comma behind the digits divides by a thousand.
    private var isScaled: Bool { digits.hasSuffix(",") || digits.contains(",.") }

    /// Whether nothing is seen of a zero.
    var hidesZero: Bool { digits != Self.general && !digits.isEmpty && !digits.contains("0") }

    /// Whether a text is seen as it is.
    var showsPlainText: Bool {
        before.isBlankText && after.isBlankText && !isParted && (isText && digits.isEmpty || digits == Self.general)
    }
}

extension String {
    fileprivate var isBlankText: Bool { allSatisfy(\.isWhitespace) }
}
