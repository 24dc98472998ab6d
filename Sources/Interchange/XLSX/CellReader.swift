import Profiles
import Values

/// Gives the text of a cell as a person reads it, whatever the file stores (ISO/IEC 29500-1 §18.3.1.4).
struct CellReader {
    let strings: SharedStrings
    let formats: CellFormats
    let countsFrom1904: Bool
    let limits: XLSXLimits

    /// What the file stores of a cell.
    struct Stored {
        /// `s`, `inlineStr`, `str`, `b`, `e`, `d`, or `n`, which may be left out.
        var type = "n"
        var style = 0
        /// The content of `v`.
        var value: String?
        var inline: String?
        /// Whether a run of the inline string is struck through.
        var isInlineStruck = false
        var hasFormula = false
    }

    /// The text of a cell, empty for an empty one, and what it shows less or other of than the file holds.
    func text(_ stored: Stored, at place: CellPlace) throws(ScanError) -> (text: String, part: ShownPart?) {
        var part: ShownPart?
        let text = try unbounded(stored, at: place, &part)
        if formats[stored.style].showsTextOtherwise, !text.isXMLSpace,
            stored.inline != nil || ["s", "str"].contains(stored.type)
        {
            throw Self.error(.badValue, place, XLSXWording.shownOtherwise(text), hint: XLSXWording.formatAsText)
        }
        guard text.utf8.count <= limits.cellBytesMax else {
            throw Self.error(.overLimit, place, XLSXWording.cellTooLong)
        }
        return (text, part)
    }

    /// Whether the file stores a day, a time, or a moment, and not text or a plain number.
    func isMoment(_ stored: Stored) -> Bool {
        guard stored.inline == nil, stored.value != nil else { return false }
        return stored.type == "d" || stored.type == "n" && formats[stored.style].isMoment
    }

    /// Whether a cell's text is struck through, or a part of it.
    func isStruck(_ stored: Stored) -> Bool {
        if formats.isStruck(stored.style) || stored.isInlineStruck { return true }
        return stored.type == "s"
            && (stored.value.flatMap { Int($0.trimmedXMLSpace) }.map { strings.isStruck($0) } ?? false)
    }

    private func unbounded(
        _ stored: Stored, at place: CellPlace, _ part: inout ShownPart?
    ) throws(ScanError) -> String {
        if let inline = stored.inline { return inline }
        guard let value = stored.value, !value.isXMLSpace else {
            // An empty text is a result, and none is none.
            if stored.hasFormula, stored.type != "str" || stored.value == nil {
                throw Self.error(.badValue, place, XLSXWording.noResult, hint: XLSXWording.saveAgain)
            }
            return stored.type == "str" ? stored.value ?? "" : ""
        }
        switch stored.type {
        case "s":
            guard let string = Int(value.trimmedXMLSpace).flatMap({ strings[$0] }) else {
                throw Self.error(.badWorkbook, place, XLSXWording.damaged, hint: XLSXWording.saveAgain)
            }
            // Before it is copied: any number of cells may refer to one string.
            guard string.count <= limits.cellBytesMax else {
                throw Self.error(.overLimit, place, XLSXWording.cellTooLong)
            }
            return String(decoding: string, as: UTF8.self)
        case "str": return XLSXText.unescaped(value)
        case "b":
            part = .truth
            return value.trimmedXMLSpace == "0" ? "FALSE" : "TRUE"
        case "e": throw Self.error(.badValue, place, XLSXWording.formulaError(value.shown))
        case "d": return CellDate.text(iso8601: value.trimmedXMLSpace)
        default: return try number(value.trimmedXMLSpace, formats[stored.style], at: place, &part)
        }
    }

    private func number(
        _ value: String, _ format: NumberFormat, at place: CellPlace, _ part: inout ShownPart?
    ) throws(ScanError) -> String {
        guard let exact = CellNumber(value) else { throw Self.error(.badValue, place, XLSXWording.noNumber(value)) }
        let format = format.shown(isNegative: exact.isBelowZero, isZero: exact.isZero)
        if case .date(let parts) = format { return try moment(value, parts, at: place, &part) }
        guard !exact.hasLostDigits else {
            throw Self.error(
                .badValue, place, XLSXWording.lostDigits(exact.rounded.shownWhole), hint: XLSXWording.formatAsText)
        }
        let number = exact.rounded
        switch format {
        case .digits(let layout): return try laid(number, layout, at: place, &part)
        case .percent(let layout): return try laid(number.hundredfold, layout, at: place, &part) + "%"
        case .affixed(let before, let count, let after):
            // Signs and roundings of such a format are not followed: what is shown must be what is read.
            guard number.isWhole, !exact.isBelowZero else {
                throw Self.error(.badValue, place, XLSXWording.shownOtherwise(value), hint: XLSXWording.formatAsText)
            }
            return before + number.text(wholeDigits: count) + after
        case .followed(let layout, let after):
            return try
                (layout.map { layout throws(ScanError) in try laid(number, layout, at: place, &part) } ?? number.text)
                + after
        case .other:
            throw Self.error(.badValue, place, XLSXWording.shownOtherwise(value), hint: XLSXWording.formatAsText)
        case .general, .date: return number.text
        }
    }

    private func laid(
        _ number: CellNumber, _ layout: DigitLayout, at place: CellPlace, _ part: inout ShownPart?
    ) throws(ScanError) -> String {
        guard let laid = layout.laid(number) else {
            throw Self.error(.badValue, place, XLSXWording.shownAsNothing(number.text), hint: XLSXWording.showDigits)
        }
        part = laid.part
        return laid.text
    }

    private func moment(
        _ value: String, _ parts: CellDate.Parts, at place: CellPlace, _ part: inout ShownPart?
    ) throws(ScanError) -> String {
        if !parts.hasDay, CellDate.hasDay(value) {
            throw Self.error(.badValue, place, XLSXWording.hiddenDay, hint: XLSXWording.showDay)
        }
        guard
            let text = CellDate.text(
                value, hasDay: parts.hasDay, hasTime: parts.hasTime, countsFrom1904: countsFrom1904)
        else { throw Self.error(.badValue, place, XLSXWording.noDate(value)) }
        part =
            switch parts.hides {
            case .dayOfMonth: .withoutDay
            case .year: .withoutYear
            case nil: nil
            }
        return text
    }

    static func error(
        _ reason: ScanError.Reason, _ place: CellPlace, _ wording: Wording, hint: Wording? = nil
    ) -> ScanError {
        ScanError(reason: reason, line: place.row, column: place.column, wording: wording, hint: hint)
    }
}
