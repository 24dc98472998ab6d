public import Profiles
import Values

/// A streaming reader of CSV (RFC 4180): bytes go in by the chunk, records come out; memory is bounded by one record and one chunk.
///
/// Fields are separated by commas, or what `separate(by:)` says instead, records by LF or CRLF; a quoted field may hold commas, line breaks and doubled quotes. A
/// byte-order mark is tolerated, empty lines are skipped, the last line break is optional. The first record (the header) decides how
/// many fields every other has; rows straight under it whose first field begins with `#` and a blank are explanations, as templates have them, and
/// are passed over. After an error the reader stands behind the offending record and can go on, so that a caller
/// may gather every bad row of a file.
///
///     reader.feed(chunk)
///     while let record = try reader.next() { … }   // then feed more, or finish()
public struct CSVReader: Sendable {
    /// What one file may ask of the reader.
    public struct Limits: Hashable, Sendable {
        public var fieldBytesMax = 65_536
        public var recordBytesMax = 1_048_576
        public var columnsMax = 512

        public init() {}
    }

    enum State {
        case fieldStart, unquoted, quoted, quoteInQuoted, carriageReturn
        /// Behind an error: drop bytes up to the line's end.
        case skipping
    }

    let limits: Limits
    private var input: [UInt8] = []
    private var position = 0
    private var isStarted = false
    private var isFinished = false

    private var state = State.fieldStart
    private var line = 1
    private var column: Int32 = 1
    private var bytes: [UInt8] = []
    private var fields: [CSVRecord.Field] = []
    private var field = CSVRecord.Field(start: 0, end: 0, line: 1, column: 1)
    private var hasHighBytes = false
    /// The number of fields of the header, once it was read.
    private var columnCount: Int?
    /// Whether nothing but explanations has come since the header.
    private var isUnderHeader = false
    private var separator = UInt8(ascii: ",")

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Hands in the next bytes of the file; chunks may end anywhere, also inside a character.
    public mutating func feed(_ chunk: some Collection<UInt8>) {
        precondition(!isFinished, "fed after finish()")
        if position == input.count {
            input.removeAll(keepingCapacity: true)
        } else {
            input.removeFirst(position)
        }
        position = 0
        input.append(contentsOf: chunk)
    }

    /// Says what parts the fields from here on: offices also write `;` and tabs.
    public mutating func separate(by separator: UInt8) {
        precondition(separator != UInt8(ascii: "\"") && !Self.isSpecial(separator), "not a separator")
        self.separator = separator
    }

    /// Says that the record given last was no header but something above it: the next one decides how many fields there are.
    public mutating func passOverTitle() {
        columnCount = nil
        isUnderHeader = false
    }

    /// Says that the file ends here; `next()` then gives what is left.
    public mutating func finish() {
        isFinished = true
    }

    /// The next record, or nil where more bytes are needed (after `finish()`: at the end of the file).
    public mutating func next() throws(ScanError) -> CSVRecord? {
        guard isStarted || start() else { return nil }
        while position < input.count {
            if state == .unquoted {
                takeRun()
                guard position < input.count else { break }
            }
            let byte = input[position]
            position += 1
            if try take(byte), let record = try completedRecord() { return record }
        }
        return isFinished ? try lastRecord() : nil
    }

    /// Skips a byte-order mark as soon as enough bytes are there to tell.
    private mutating func start() -> Bool {
        guard input.count >= 3 || isFinished else { return false }
        if input.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        isStarted = true
        return true
    }
}

extension CSVReader {
    /// Takes one byte; true where it ends a record.
    private mutating func take(_ byte: UInt8) throws(ScanError) -> Bool {
        if byte & 0xC0 != 0x80 { column += 1 }
        switch state {
        case .unquoted:
            return try takeUnquoted(byte)
        case .quoted:
            try takeQuoted(byte)
            return false
        case .fieldStart:
            if byte == UInt8(ascii: "\"") {
                state = .quoted
                return false
            }
            state = .unquoted
            return try takeUnquoted(byte)
        case .quoteInQuoted:
            return try takeAfterQuote(byte)
        case .carriageReturn:
            guard byte == 0x0A else {
                throw failure(
                    .malformedCSV, CSVWording.bareCarriageReturn, hint: CSVWording.saveAgain, back: 2, after: byte)
            }
            return endLine()
        case .skipping:
            if byte == 0x0A { restart() }
            return false
        }
    }

    /// Takes the bytes of an unquoted field that need no decision, at once: most of any file.
    private mutating func takeRun() {
        let run = plainRun()
        guard run.end > position else { return }
        bytes.append(contentsOf: input[position..<run.end])
        column += Int32(run.end - position - run.continuations)
        if run.hasHighBytes { hasHighBytes = true }
        position = run.end
    }

    /// How far the input goes on without anything special, at most to the reader's limits; UTF-8's continuation bytes in it.
    private func plainRun() -> (end: Int, continuations: Int, hasHighBytes: Bool) {
        let room = min(limits.fieldBytesMax - (bytes.count - Int(field.start)), limits.recordBytesMax - bytes.count)
        let source = input.span
        let last = min(source.count, position + room)
        let separator = separator
        var end = position
        var continuations = 0
        var highest: UInt8 = 0
        while end < last {
            let byte = source[end]
            if byte == separator || byte == UInt8(ascii: "\"") || Self.isSpecial(byte) { break }
            if byte & 0xC0 == 0x80 { continuations += 1 }
            highest = max(highest, byte)
            end += 1
        }
        return (end, continuations, highest >= 0x80)
    }

    private static func isSpecial(_ control: UInt8) -> Bool {
        control == 0x0A || control == 0x0D || control == 0
    }

    private mutating func takeUnquoted(_ byte: UInt8) throws(ScanError) -> Bool {
        switch byte {
        case separator:
            try endField()
            return false
        case 0x0A:
            try endField()
            return endLine()
        case 0x0D:
            try endField()
            state = .carriageReturn
            return false
        case UInt8(ascii: "\"") where bytes.count == Int(field.start) + 1 && bytes.last == UInt8(ascii: "="):
            // `="0693…"`: a spreadsheet shows what stands in the quotes, as text.
            bytes.removeLast()
            state = .quoted
            return false
        case UInt8(ascii: "\""):
            throw failure(.malformedCSV, CSVWording.strayQuote, hint: CSVWording.quoteWhole, back: 1, after: byte)
        default:
            try append(byte)
            return false
        }
    }

    private mutating func takeQuoted(_ byte: UInt8) throws(ScanError) {
        if byte == UInt8(ascii: "\"") {
            state = .quoteInQuoted
            return
        }
        try append(byte)
        if byte == 0x0A {
            line += 1
            column = 1
        }
    }

    private mutating func takeAfterQuote(_ byte: UInt8) throws(ScanError) -> Bool {
        switch byte {
        case UInt8(ascii: "\""):
            try append(byte)
            state = .quoted
            return false
        case separator, 0x0A, 0x0D:
            return try takeUnquoted(byte)
        default:
            throw failure(.malformedCSV, CSVWording.textAfterQuote, hint: CSVWording.quoteWhole, back: 1, after: byte)
        }
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) throws(ScanError) {
        if byte == 0 { throw failure(.malformedCSV, CSVWording.nul, hint: CSVWording.saveAgain, back: 1, after: byte) }
        if byte >= 0x80 { hasHighBytes = true }
        bytes.append(byte)
        if bytes.count - Int(field.start) > limits.fieldBytesMax {
            throw failureAtField(.overLimit, CSVWording.fieldTooLong(limits.fieldBytesMax), after: byte)
        }
        if bytes.count > limits.recordBytesMax {
            throw failureAtField(.overLimit, CSVWording.recordTooLong(limits.recordBytesMax), after: byte)
        }
    }

    private mutating func endField() throws(ScanError) {
        field.end = Int32(bytes.count)
        fields.append(field)
        if fields.count > limits.columnsMax {
            throw failureAtField(.overLimit, CSVWording.tooManyColumns(limits.columnsMax), after: input[position - 1])
        }
        field = CSVRecord.Field(start: field.end, end: field.end, line: line, column: column)
        state = .fieldStart
    }

    private mutating func endLine() -> Bool {
        line += 1
        column = 1
        state = .fieldStart
        return true
    }
}

extension CSVReader {
    /// The record whose last byte was just taken, or nil for an empty line.
    private mutating func completedRecord() throws(ScanError) -> CSVRecord? {
        let record = CSVRecord(bytes: bytes, fields: fields)
        let isEmptyLine = fields.count == 1 && bytes.isEmpty
        let mayBeMalformed = hasHighBytes
        restart()
        if isEmptyLine { return nil }
        if mayBeMalformed { try Self.checkUTF8(record) }
        if isUnderHeader, record.isExplanation { return nil }
        isUnderHeader = columnCount == nil
        return try checkCount(record) ?? record
    }

    /// What stands behind the last line break.
    private mutating func lastRecord() throws(ScanError) -> CSVRecord? {
        switch state {
        case .skipping:
            restart()
            return nil
        case .quoted:
            let opening = field
            restart()
            throw ScanError(
                reason: .malformedCSV, line: opening.line, column: Int(opening.column),
                wording: CSVWording.unclosedQuote, hint: CSVWording.quoteWhole)
        case .fieldStart where fields.isEmpty:
            return nil
        case .carriageReturn:
            break
        case .fieldStart, .unquoted, .quoteInQuoted:
            try endField()
        }
        _ = endLine()
        return try completedRecord()
    }

    private mutating func restart() {
        if state == .skipping {
            line += 1
            column = 1
        }
        let (byteCount, fieldCount) = (bytes.count, fields.count)
        bytes = []
        fields = []
        bytes.reserveCapacity(byteCount)
        fields.reserveCapacity(fieldCount)
        field = CSVRecord.Field(start: 0, end: 0, line: line, column: column)
        hasHighBytes = false
        state = .fieldStart
    }

    /// - Returns: the record with the fields that it lacks, where it may lack them.
    private mutating func checkCount(_ record: CSVRecord) throws(ScanError) -> CSVRecord? {
        guard let columnCount else {
            columnCount = record.count
            return nil
        }
        guard record.count != columnCount else { return nil }
        // What stands below a table for people has few cells, and they say so.
        // Cells without a column that say nothing.
        if record.count > columnCount, (columnCount..<record.count).allSatisfy({ record[$0].trimmed.isEmpty }) {
            return record.cut(to: columnCount)
        }
        if record.count < columnCount, ScanMapper.isFooter(record[0]) { return record.padded(to: columnCount) }
        let place = record.location(of: min(record.count - 1, columnCount))
        throw ScanError(
            reason: .raggedRow, line: place.line, column: place.column,
            wording: CSVWording.ragged(record.count, expected: columnCount), hint: CSVWording.raggedRow)
    }

    private static func checkUTF8(_ record: CSVRecord) throws(ScanError) {
        for index in 0..<record.count {
            let text = record.utf8(of: index)
            guard let bad = firstInvalidUTF8(in: text) else { continue }
            let place = record.location(of: index)
            throw ScanError(
                reason: .badEncoding, line: place.line, column: place.column,
                wording: CSVWording.badUTF8(text[bad]), hint: CSVWording.tryGB18030)
        }
    }

    /// An error `back` characters before the reader's place; the rest of the line is skipped.
    private mutating func failure(
        _ reason: ScanError.Reason, _ wording: Wording, hint: Wording, back: Int, after byte: UInt8
    ) -> ScanError {
        let error = ScanError(reason: reason, line: line, column: Int(column) - back, wording: wording, hint: hint)
        skip(after: byte)
        return error
    }

    private mutating func failureAtField(_ reason: ScanError.Reason, _ wording: Wording, after byte: UInt8) -> ScanError
    {
        let error = ScanError(reason: reason, line: field.line, column: Int(field.column), wording: wording)
        skip(after: byte)
        return error
    }

    private mutating func skip(after byte: UInt8) {
        state = .skipping
        if byte == 0x0A { restart() }
    }
}

extension CSVReader {
    /// What parts the fields of a header: commas where there are any, else tabs, semicolons, bars, or full-width marks; nil where a line has
    /// none of them.
    public static func separator(ofHeader line: ArraySlice<UInt8>) -> FieldSeparator? {
        var isQuoted = false
        var bare: [UInt8] = []
        for byte in line.prefix(Limits().recordBytesMax) {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted {
                bare.append(byte)
            }
        }
        return FieldSeparator.allCases.first { bare.contains($0.bytes) }
    }
}
