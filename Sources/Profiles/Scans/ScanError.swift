public import Values

/// Why a place in a file of scans cannot be used: where, what, and what the person can do.
///
/// In a spreadsheet the line is the row and the column is the column's number; the first place stands for the whole file.
public struct ScanError: LocatedReason, Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// The bytes are not text in the encoding that was named.
        case badEncoding
        /// Not CSV as RFC 4180 has it: a stray quote, a quote that never closes, a NUL, a bare carriage return.
        case malformedCSV
        /// More or fewer fields than the header.
        case raggedRow
        /// No XLSX, or one that cannot be read to its end: nothing more comes of it.
        case badWorkbook
        /// A field, record or number of columns over the reader's limits.
        case overLimit
        /// The header row names a column that is unknown, doubled or missing.
        case badHeader
        /// A cell's value is not what its column holds.
        case badValue
        /// A cell that the step needs is empty.
        case missingValue
        /// The row's cells contradict each other, or its step.
        case contradiction
        /// The event made from the row is refused by the strict reader of EPCIS events.
        case badEvent
    }

    public let reason: Reason
    /// Line of the file, from 1, as an editor shows it, and the character of that line where the offending cell begins.
    public let located: LocatedError

    public init(reason: Reason, line: Int, column: Int, wording: Wording, hint: Wording? = nil) {
        self.reason = reason
        located = LocatedError(line: line, column: column, wording: wording, hint: hint)
    }
}

/// Something that the person should know about a row that was taken all the same.
public struct ScanNotice: Hashable, Sendable {
    public let line: Int
    public let column: Int
    public let wording: Wording

    public init(line: Int, column: Int, wording: Wording) {
        self.line = line
        self.column = column
        self.wording = wording
    }
}
