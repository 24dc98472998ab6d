/// A sheet of a workbook to be written: a heading for each column, rows of notes under it, and rows.
public struct WorkbookSheet: Sendable {
    /// How the cells of a column are formatted, so that an office program keeps what is typed.
    public enum Form: Hashable, Sendable {
        /// Whatever is typed stays text: codes keep their zeros and all their digits.
        case text
        /// `2026-03-01`
        case date
        /// `2026-03-01 08:30`
        case time
        case general
        /// A decimal that can be summed up; what is no decimal stays text.
        case number
    }

    public struct Column: Hashable, Sendable {
        public let heading: String
        public let form: Form
        /// In characters of the standard font.
        public let width: Double
        /// What a drop-down list in its cells offers; empty where there is none. Other words can still be typed, after a warning.
        public let words: [String]

        public init(heading: String, form: Form = .text, width: Double = 16, words: [String] = []) {
            self.heading = heading
            self.form = form
            self.width = width
            self.words = words
        }
    }

    /// At most 31 characters, none of `[]:*?/\`.
    public let name: String
    public let columns: [Column]
    /// Rows under the heading, shaded: explanations.
    public let notes: [[String]]
    public let rows: [[String]]

    public init(name: String, columns: [Column], notes: [[String]] = [], rows: [[String]] = []) {
        self.name = name
        self.columns = columns
        self.notes = notes
        self.rows = rows
    }
}
