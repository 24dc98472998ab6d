import Profiles

/// What a cell's number format makes of its number (ISO/IEC 29500-1 §18.8.30), as far as it changes what a person reads.
enum NumberFormat: Hashable {
    case general
    /// A day, a time of day, or both.
    case date(hasDay: Bool, hasTime: Bool)
    case percent
    /// Whole numbers filled up with zeros to that many digits.
    case padded(Int)

    /// The formats that have a number and no code. Those from 27 on are the dates of Chinese, Japanese and Korean editions.
    init(builtIn id: Int) {
        self =
            switch id {
            case 9, 10: .percent
            case 14...17, 27...31, 36, 50...54, 57, 58: .date(hasDay: true, hasTime: false)
            case 18...21, 32...35, 45, 47, 55, 56: .date(hasDay: false, hasTime: true)
            case 22: .date(hasDay: true, hasTime: true)
            default: .general
            }
    }

    /// Excel lets a code have 255 characters. A longer one says nothing: it could ask for a million zeros in each cell.
    private static let codeLengthMax = 255

    /// Reads a format code: only the section for positive numbers counts.
    init(code: String) {
        guard code.utf16.prefix(Self.codeLengthMax + 1).count <= Self.codeLengthMax,
            let letters = Self.letters(of: code)
        else {
            self = .general
            return
        }
        if letters.count >= 2, letters.allSatisfy({ $0 == "0" }) {
            self = .padded(letters.count)
            return
        }
        let lowercase = letters.lowercased()
        let hasTime = lowercase.contains("h") || lowercase.contains("s")
        let hasDay = lowercase.contains("y") || lowercase.contains("d")
        if hasDay || hasTime {
            self = .date(hasDay: hasDay, hasTime: hasTime)
        } else if lowercase.contains("m") {
            // Without hours or seconds an m is a month.
            self = .date(hasDay: true, hasTime: false)
        } else {
            self = lowercase.hasSuffix("%") ? .percent : .general
        }
    }

    /// The code's first section without quoted text, escaped characters, fillers, and colours and the like in brackets. Nil for
    /// `General`, whose letters are no code, and for `[h]` and its like, which count hours past a day and show no time of day.
    private static func letters(of code: String) -> String? {
        var letters = ""
        var skipsNext = false
        var closing: Character?
        var isBracketOfTime = false
        for character in code {
            if skipsNext {
                skipsNext = false
            } else if let end = closing {
                if character == end {
                    if isBracketOfTime { return nil }
                    closing = nil
                }
                isBracketOfTime = isBracketOfTime && "hmsHMS".contains(character)
            } else {
                switch character {
                case ";": return letters
                case "\\", "_", "*": skipsNext = true
                case "\"": closing = "\""
                case "[":
                    closing = "]"
                    isBracketOfTime = true
                default: letters.append(character)
                }
            }
        }
        return letters.lowercased() == "general" ? nil : letters
    }
}

/// The number formats of a workbook's cells, by style.
struct CellFormats {
    private var formats: [NumberFormat] = []

    /// As many as Excel lets a workbook have.
    private static let max = 65_536

    subscript(_ style: Int) -> NumberFormat { formats.indices.contains(style) ? formats[style] : .general }
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
