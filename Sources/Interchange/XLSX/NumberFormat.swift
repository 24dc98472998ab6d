import Profiles

/// What a cell's number format makes of its number (ISO/IEC 29500-1 §18.8.30), as far as it changes what a person reads.
enum NumberFormat: Hashable {
    case general
    /// A day, a time of day, or both.
    case date(hasDay: Bool, hasTime: Bool)
    case percent
    /// Whole numbers filled up with zeros to that many digits.
    case padded(Int)
    /// The same with text before and behind: `"L"0000` shows 12 as L0012, `0"千克"` as 12千克.
    case affixed(String, Int, String)
    /// Text of its own in a way that is not followed here.
    case other

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
        if let affixed = Self.affixed(code) {
            self = affixed
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

    /// A format of digits with text of its own, which a person takes for a part of what is written; nil where there is none, and for
    /// days, whose marks say nothing.
    private static func affixed(_ code: String) -> NumberFormat? {
        var (before, after, digits) = ("", "", "")
        var (isQuoted, isEscaped, isSpace) = (false, false, false)
        for character in code {
            let isLiteral = isQuoted && character != "\"" || isEscaped
            if isLiteral {
                if digits.isEmpty { before.append(character) } else { after.append(character) }
                isEscaped = false
            } else if isSpace {
                isSpace = false
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "\\" {
                isEscaped = true
            } else if character == "_" || character == "*" {
                isSpace = true
            } else if character == ";" {
                break
            } else {
                // Digits that are parted by text are followed by nobody.
                guard after.trimmedXMLSpace.isEmpty else { return "0#?,.".contains(character) ? .other : nil }
                digits.append(character)
            }
        }
        let isIdentifier = digits.allSatisfy { $0 == "0" }
        // A unit behind a number is no part of it; a letter before it, or behind filled-up digits, is one of a lot or code.
        guard !digits.isEmpty,
            !before.trimmedXMLSpace.isEmpty || isIdentifier && digits.count > 1 && !after.trimmedXMLSpace.isEmpty
        else { return nil }
        if isIdentifier { return .affixed(before, digits.count, after) }
        if ["#", "#,##0", "#0", "General"].contains(digits) { return .affixed(before, 1, after) }
        return digits.allSatisfy { "0#?,.".contains($0) } ? .other : nil
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
