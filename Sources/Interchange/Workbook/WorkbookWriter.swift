import CXlsxWriter
import Values

/// The library's workbook while it is filled; closing it writes the file and frees everything that was made for it.
final class WorkbookWriter {
    private typealias Format = UnsafeMutablePointer<lxw_format>

    // Pointers of the library, valid until `workbook_close`, which `finish()` or `deinit` calls exactly once. They never leave this room.
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let formats: [WorkbookSheet.Form: Format]
    private let heading: Format
    private let note: Format
    private var lists = Lists()
    /// The first thing that the library refused.
    private var failure: lxw_error?
    private var isClosed = false

    /// Rows below the notes that have drop-down lists: more than anybody types by hand.
    private static let listRows = 10_000

    /// A workbook that will be written to the file, in place of what is there.
    /// - Parameter folder: where rows are kept that were written, so that only the last is in memory; nil to keep all in memory. Then
    ///   rows and sheets must be written in their order.
    init(path: String, keepingRowsIn folder: String? = nil) throws(WorkbookError) {
        guard let book = Self.newBook(path, folder) else { throw .library("out of memory") }
        self.book = book
        func format(_ number: String) throws(WorkbookError) -> Format {
            guard let format = workbook_add_format(book) else { throw .library("out of memory") }
            format_set_num_format(format, number)
            return format
        }
        formats = [
            .text: try format("@"), .date: try format("yyyy-mm-dd"), .time: try format("yyyy-mm-dd hh:mm"),
            .general: try format("General"), .number: try format("General"),
        ]
        heading = try format("@")
        format_set_bold(heading)
        format_set_bottom(heading, UInt8(LXW_BORDER_THIN.rawValue))
        note = try format("@")
        format_set_bg_color(note, 0xEDEDED)
        format_set_text_wrap(note)
        format_set_align(note, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    }

    private static func newBook(_ path: String, _ folder: String?) -> UnsafeMutablePointer<lxw_workbook>? {
        guard let folder else { return workbook_new(path) }
        // The library copies the folder's name; it only lacks the const.
        return folder.withCString { folder in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            options.tmpdir = UnsafeMutablePointer(mutating: folder)
            return workbook_new_opt(path, &options)
        }
    }

    func add(_ sheet: WorkbookSheet) {
        guard let page = begin(sheet.name, sheet.columns) else { return }
        let first = 1 + sheet.notes.count
        write(sheet.notes, to: page, from: 1, note)
        let numbers = Set(sheet.columns.indices.filter { sheet.columns[$0].form == .number })
        write(sheet.rows, to: page, from: first, nil, numbers: numbers)
        for (index, column) in sheet.columns.enumerated() where !column.words.isEmpty {
            offer(column.words, in: page, column: index, from: first)
        }
    }

    /// Writes the file; nothing can be added after it.
    func finish() throws(WorkbookError) {
        addLists()
        let refused = failure
        let code = workbook_close(book)
        isClosed = true
        if let failed = refused ?? (code == LXW_NO_ERROR ? nil : code) {
            throw .library(lxw_strerror(failed).map { String(cString: $0) } ?? "error \(failed.rawValue)")
        }
    }

    deinit {
        // Where making it failed half-way the file is of no use, but what the library holds must be freed.
        if !isClosed { workbook_close(book) }
    }
}

extension WorkbookWriter {
    /// A sheet with its headings; nil where something was refused.
    func begin(_ name: String, _ columns: [WorkbookSheet.Column]) -> UnsafeMutablePointer<lxw_worksheet>? {
        guard let page = worksheet(named: name) else { return nil }
        for (index, column) in columns.enumerated() {
            let number = lxw_col_t(clamping: index)
            note(worksheet_set_column(page, number, number, column.width, formats[column.form]))
            write(column.heading, to: page, row: 0, column: index, heading)
        }
        worksheet_freeze_panes(page, 1, 0)
        return page
    }

    /// A row of a sheet.
    func add(
        _ row: [String], to page: UnsafeMutablePointer<lxw_worksheet>, at place: Int, numbers: Set<Int>
    ) {
        write([row], to: page, from: place, nil, numbers: numbers)
    }

    private func worksheet(named name: String) -> UnsafeMutablePointer<lxw_worksheet>? {
        note(name.isEmpty ? LXW_ERROR_PARAMETER_VALIDATION : workbook_validate_sheet_name(book, name))
        // The library takes a faulty name for a reason to end without a word.
        guard failure == nil else { return nil }
        return workbook_add_worksheet(book, name)
    }

    private func write(
        _ rows: [[String]], to page: UnsafeMutablePointer<lxw_worksheet>, from first: Int, _ format: Format?,
        numbers: Set<Int> = []
    ) {
        for (offset, row) in rows.enumerated() {
            for (index, text) in row.enumerated() {
                if numbers.contains(index), let number = Amount(text) {
                    let value = Double(number.millionths) / 1_000_000
                    note(
                        worksheet_write_number(
                            page, lxw_row_t(clamping: first + offset), lxw_col_t(clamping: index), value, format))
                } else {
                    write(text, to: page, row: first + offset, column: index, format)
                }
            }
        }
    }

    private func write(
        _ text: String, to page: UnsafeMutablePointer<lxw_worksheet>, row: Int, column: Int, _ format: Format?
    ) {
        // A number past the library's own limits is refused by it.
        note(worksheet_write_string(page, lxw_row_t(clamping: row), lxw_col_t(clamping: column), text, format))
    }

    private func note(_ code: lxw_error) {
        if code != LXW_NO_ERROR, failure == nil { failure = code }
    }

    // MARK: Drop-down lists

    /// Words of drop-down lists, each list in a column of a hidden sheet: a list in the rule itself holds no more than 255
    /// characters.
    private struct Lists {
        static let sheet = "lists"
        var columns: [[String]] = []

        /// The range of the words, as a formula.
        mutating func formula(_ words: [String]) -> String {
            let column = columns.firstIndex(of: words) ?? columns.count
            if column == columns.count { columns.append(words) }
            let name = CellPlace(row: 1, column: column + 1).columnLetters
            return "='\(Self.sheet)'!$\(name)$1:$\(name)$\(words.count)"
        }
    }

    private func offer(
        _ words: [String], in page: UnsafeMutablePointer<lxw_worksheet>, column: Int, from first: Int
    ) {
        var rule = lxw_data_validation()
        rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
        rule.error_type = UInt8(LXW_VALIDATION_ERROR_TYPE_WARNING.rawValue)
        let number = lxw_col_t(clamping: column)
        let last = lxw_row_t(clamping: first + Self.listRows)
        let formula = lists.formula(words)
        let code = formula.withCString { text in
            // The library copies the formula; it only lacks the const.
            rule.value_formula = UnsafeMutablePointer(mutating: text)
            return worksheet_data_validation_range(page, lxw_row_t(clamping: first), number, last, number, &rule)
        }
        note(code)
    }

    private func addLists() {
        guard !lists.columns.isEmpty, let page = worksheet(named: Lists.sheet) else { return }
        for (column, words) in lists.columns.enumerated() {
            for (row, word) in words.enumerated() { write(word, to: page, row: row, column: column, nil) }
        }
        worksheet_hide(page)
    }
}
