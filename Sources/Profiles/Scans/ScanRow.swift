import Values

/// One row of a CSV of scans: its cells by column, and errors that point at them.
struct ScanRow {
    let record: CSVRecord
    let header: ScanHeader

    /// The text of a column without white space around it; nil where it is empty or the file has no such column.
    func cell(_ column: ScanColumn) -> String? {
        guard let index = header.index(of: column) else { return nil }
        return cell(at: index)
    }

    func cell(at index: Int) -> String? {
        // Most cells of a wide table are empty, and most others have nothing to trim: neither needs a look at its characters.
        let bytes = record.utf8(of: index)
        guard let first = bytes.first, let last = bytes.last else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if TextMark.mayBegin(with: first), let shown = TextMark.removed(from: text.trimmed)?.trimmed {
            return shown.isEmpty ? nil : shown
        }
        if Self.isPlain(first), Self.isPlain(last) { return text }
        let trimmed = text.trimmed
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The row's lot, as a code can hold it: no lot has full-width characters (GS1 General Specifications 7.11).
    var lot: (index: Int, text: String)? {
        guard let index = header.index(ofElement: ThingsReader.lot), let text = cell(at: index) else { return nil }
        return (index, text.halfWidth.trimmed)
    }

    /// What stands in a cell, on one line of a message.
    static func shown(_ text: String) -> String { text.shown.replacing("\n", with: " ") }

    /// Whether a byte is of a character that is certainly no white space.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte)
    }

    /// The column as the file names it, else as people call it.
    func name(of column: ScanColumn) -> Wording {
        if let word = header.word(of: column)?.shown { return Wording(en: word, zh: word) }
        return header.label(of: column)
    }

    /// The column at a place as the file names it.
    func name(at index: Int) -> String { header.words[index].shown }

    /// Whether a column is filled in.
    private func isFilled(_ column: ScanColumn) -> Bool {
        guard let index = header.index(of: column), !record.utf8(of: index).isEmpty else { return false }
        return cell(at: index) != nil
    }

    /// The text of a column that the step cannot do without.
    func required(_ column: ScanColumn, for step: EventStep? = nil) throws(ScanError) -> String {
        if let text = cell(column) { return text }
        let (en, zh) = step.map { (" (step \($0.name))", "（步骤\($0.word)）") } ?? ("", "")
        let name = name(of: column)
        guard header.index(of: column) != nil else {
            throw error(
                .missingValue, column,
                Wording(en: "the table has no column \(name.en)\(en)", zh: "表中没有“\(name.zh)”列\(zh)"))
        }
        throw error(
            .missingValue, column, Wording(en: "\(name.en) is empty\(en)", zh: "“\(name.zh)”为空\(zh)"))
    }

    /// Throws where a column that means nothing for the step is filled in.
    func refuse(_ columns: [ScanColumn], for step: EventStep, hint: Wording? = nil) throws(ScanError) {
        for column in columns where isFilled(column) {
            throw error(
                .contradiction, column,
                Wording(
                    en: "\(name(of: column).en) has no meaning for the step \(step.name)",
                    zh: "步骤“\(step.word)”不用填写“\(name(of: column).zh)”"),
                hint: hint)
        }
    }

    /// An error at a column's cell, or at the row's beginning where the file has no such column.
    func error(
        _ reason: ScanError.Reason, _ column: ScanColumn, _ wording: Wording, hint: Wording? = nil
    ) -> ScanError {
        error(reason, at: header.index(of: column) ?? 0, wording, hint: hint)
    }

    func error(_ reason: ScanError.Reason, at index: Int, _ wording: Wording, hint: Wording? = nil) -> ScanError {
        let place = record.location(of: index)
        return ScanError(reason: reason, line: place.line, column: place.column, wording: wording, hint: hint)
    }

    func notice(at index: Int, _ wording: Wording) -> ScanNotice {
        let place = record.location(of: index)
        return ScanNotice(line: place.line, column: place.column, wording: wording)
    }
}
