import Profiles

/// What a cell's number format makes of what the cell holds (ISO/IEC 29500-1 §18.8.30), as far as it changes what a person reads.
struct NumberFormat: Hashable {
    /// What a person sees of a number.
    enum Shown: Hashable {
        /// Its digits, however they are grouped and rounded.
        case general
        /// A day, a time of day, or both.
        case date(hasDay: Bool, hasTime: Bool)
        case percent
        /// Whole numbers filled up with zeros to that many digits.
        case padded(Int)
        /// The same with text before and behind, as of a lot or a code: `"L"0000` shows 12 as L0012.
        case affixed(String, Int, String)
        /// Its digits with text behind them, as of a unit: `0.0"千克"` shows 12.5 as 12.5千克.
        case followed(String)
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

    /// The formats that have a number and no code. Those from 27 on are the dates of Chinese, Japanese and Korean editions.
    init(builtIn id: Int) {
        switch id {
        case 5...8, 37...40: self.init(code: "#,##0_);(#,##0)")
        case 9, 10: self.init(.percent)
        case 12, 13, 46: self.init(.other)
        case 14...17, 27...31, 36, 50...54, 57, 58: self.init(.date(hasDay: true, hasTime: false))
        case 18...21, 32...35, 45, 47, 55, 56: self.init(.date(hasDay: false, hasTime: true))
        case 22: self.init(.date(hasDay: true, hasTime: true))
        case 41...44: self.init(code: #"_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)"#)
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

/// The number formats of a workbook's cells, by style.
struct CellFormats {
    private var formats: [NumberFormat] = []

    /// As many as Excel lets a workbook have.
    private static let max = 65_536

    subscript(_ style: Int) -> NumberFormat {
        formats.indices.contains(style) ? formats[style] : NumberFormat(.general)
    }
}

extension CellFormats {
    init(_ tokens: PartTokens) throws(ScanError) {
        _ = try tokens.next()
        var codes: [Int: NumberFormat] = [:]
        while let tag = try tokens.nextChild() {
            switch tag.name.local {
            case "numFmts":
                while let format = try tokens.nextChild() {
                    if let id = format["numFmtId"].flatMap(Int.init), let code = format["formatCode"],
                        codes.count < Self.max
                    {
                        codes[id] = NumberFormat(code: code)
                    }
                    try tokens.skipElement()
                }
            case "cellXfs":
                while let style = try tokens.nextChild() {
                    let id = style["numFmtId"].flatMap(Int.init) ?? 0
                    if formats.count < Self.max { formats.append(codes[id] ?? NumberFormat(builtIn: id)) }
                    try tokens.skipElement()
                }
            default: try tokens.skipElement()
            }
        }
    }
}
