import Profiles

/// What a cell's number format makes of what the cell holds (ISO/IEC 29500-1 §18.8.30), as far as it changes what a person reads.
struct NumberFormat: Hashable {
    /// What a person sees of a number.
    enum Shown: Hashable {
        /// All its digits.
        case general
        /// A day, a time of day, or both.
        case date(CellDate.Parts)
        /// Its digits as they are filled up, rounded and grouped.
        case digits(DigitLayout)
        /// The same of a hundred times the number.
        case percent(DigitLayout)
        /// The same with text before and behind, as of a lot or a code: `"L"0000` shows 12 as L0012.
        case affixed(String, Int, String)
        /// Its digits with text behind them, as of a unit: `0.0"千克"` shows 12.5 as 12.5千克. All of them where there is no layout.
        case followed(DigitLayout?, String)
        /// Something else than the number, or nothing.
        case other
    }

    private var positive: Shown
    private var negative: Shown
    private var zero: Shown
    /// Whether a text is hidden, or shown with more text.
    private(set) var showsTextOtherwise = false

    init(_ shown: Shown) {
        (positive, negative, zero) = (shown, shown, shown)
    }

    /// What is seen of a number.
    func shown(isNegative: Bool, isZero: Bool) -> Shown { isZero ? zero : isNegative ? negative : positive }

    /// Whether numbers are days or times.
    var isMoment: Bool { if case .date = positive { true } else { false } }

    /// The formats that have a number and no code. Those from 27 on are dates as the Chinese editions
    /// have them.
    init(builtIn id: Int) {
        switch id {
        case 1: self.init(code: "0")
        case 2: self.init(code: "0.00")
        case 3: self.init(code: "#,##0")
        case 4: self.init(code: "#,##0.00")
        case 5, 6, 37, 38: self.init(code: "#,##0_);(#,##0)")
        case 7, 8, 39, 40: self.init(code: "#,##0.00_);(#,##0.00)")
        case 9: self.init(code: "0%")
        case 10: self.init(code: "0.00%")
        case 11: self.init(code: "0.00E+00")
        case 12, 13, 46: self.init(.other)
        case 14, 15, 30, 31: self.init(.date(.day))
        case 16, 28, 29, 51, 53, 54, 58: self.init(.date(CellDate.Parts(hasDay: true, hasTime: false, hides: .year)))
        case 17, 27, 36, 50, 52, 57:
            self.init(.date(CellDate.Parts(hasDay: true, hasTime: false, hides: .dayOfMonth)))
        case 18...21, 32...35, 45, 47, 55, 56: self.init(.date(CellDate.Parts(hasDay: false, hasTime: true)))
        case 22: self.init(.date(CellDate.Parts(hasDay: true, hasTime: true)))
        case 41, 42: self.init(code: #"_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)"#)
        case 43, 44: self.init(code: #"_(* #,##0.00_);_(* (#,##0.00);_(* "-"_);_(@_)"#)
        case 48: self.init(code: "##0.0E+0")
        default: self.init(.general)
        }
    }

    /// Excel lets a code have 255 characters. A longer one says nothing: it could ask for a million zeros in each cell.
    private static let codeLengthMax = 255

    /// Reads a format code: of positive numbers, negative ones, zero and text, as far as it has a section for each.
    init(code: String) {
        self.init(.general)
        guard code.utf16.prefix(Self.codeLengthMax + 1).count <= Self.codeLengthMax, !code.isXMLSpace else { return }
        var sections = FormatSection.sections(of: code)
        var text: FormatSection?
        if sections.count > 3 {
            text = sections[3]
            sections.removeSubrange(3...)
        } else if let last = sections.last, last.isText {
            text = last
            if sections.count > 1 { sections.removeLast() }
        }
        // Which section counts is then another question than the sign.
        guard !sections.contains(where: \.isConditional) else {
            self.init(.other)
            return
        }
        positive = sections[0].shown
        negative = sections.count > 1 ? sections[1].shownOfNegative : positive
        zero = sections.count > 2 ? sections[2].shown : sections[0].hidesZero ? .other : positive
        if case .affixed = positive, sections.count == 1 { negative = .other }
        showsTextOtherwise = text.map { !$0.showsPlainText } ?? false
    }
}
