import CommandSupport
import EPCIS
import Interchange
import Profiles
import Values

/// One file of events, read in bounded memory.
protocol EventSource: AnyObject {
    /// The next thing that the file says; nil at its end.
    func next() throws(CommandError) -> SourceItem?
    /// In which form refused records are written to a file; nil where such records cannot stand alone.
    var refusedForm: RefusedForm? { get }
}

/// What a file says, record by record.
enum SourceItem {
    case event(SourceEvent)
    /// A record that cannot be used; the file goes on.
    case refused(SourceProblem, record: [UInt8])
    /// What the person should know of the file, or of many of its records.
    case notice(SourceProblem)
    /// The same, where something may have been left out: `--strict` refuses it.
    case doubt(SourceProblem)
    /// The whole file cannot be used, or the rest of it.
    case unusable([SourceProblem])
}

/// An event as it will be journalled, and where it stands.
struct SourceEvent {
    let body: [UInt8]
    let line: Int
    /// The record as it stands in the file, where it can stand alone.
    let record: [UInt8]
    /// What the person should know although it was taken.
    var notices: [SourceProblem] = []
    /// The sheet of a workbook in which it stands.
    var sheet: String?
    /// False where it is known that nothing in it must be sealed.
    var mayHavePrivateElements = true
    /// Whether it was written down here, from a row that gives no eventID: then it is named by its place in the journal.
    var isNameless = false
    /// The event that a row takes back.
    var corrected: CorrectedEvent?
    /// Whether it is a row of a table, whose cells were looked at one by one.
    var isOfTable = false
    /// The URIs of the lots of which a row says how much without any unit.
    var unitless: [String] = []
}

/// What is amiss at a place of a file.
struct SourceProblem {
    /// From 1; the column in characters. In a sheet, the row and the column's number.
    let line: Int
    let column: Int
    let wording: Wording
    var hint: Wording?
    /// The sheet of a workbook.
    var sheet: String?
    /// RFC 6901 pointer in a JSON document, XPath in an XML one; empty where there is none.
    private(set) var pointer = ""

    init(line: Int, column: Int, wording: Wording, hint: Wording? = nil, sheet: String? = nil) {
        self.line = line
        self.column = column
        self.wording = wording
        self.hint = hint
        self.sheet = sheet
    }

    init(_ error: ScanError, sheet: String? = nil) {
        self.init(line: error.line, column: error.column, wording: error.wording, hint: error.hint, sheet: sheet)
    }

    init(_ notice: ScanNotice, sheet: String? = nil) {
        self.init(line: notice.line, column: notice.column, wording: notice.wording, sheet: sheet)
    }

    /// All of what is amiss with one record, at the place of the first; nil where nothing is.
    init?(allOf problems: [SourceProblem]) {
        guard let first = problems.first else { return nil }
        self = first
        guard problems.count > 1 else { return }
        self.init(
            line: first.line, column: first.column,
            wording: Wording(
                en: problems.map(\.wording.en).joined(separator: "; "),
                zh: problems.map(\.wording.zh).joined(separator: "；")),
            hint: problems.lazy.compactMap(\.hint).first, sheet: first.sheet)
        pointer = first.pointer
    }

    /// The same of what stands in an event that was made, which its file has at a line.
    init(_ problem: LocatedError, inEventAt line: Int) {
        // Of a name that is not to be repeated there is no pointer.
        let pointer = problem.pointer
        self.init(
            line: line, column: 1,
            wording: Wording(
                en: "\(pointer.isEmpty ? "the name of a member" : pointer): \(problem.wording.en)",
                zh: "\(pointer.isEmpty ? "字段名" : pointer)：\(problem.wording.zh)"))
        self.pointer = pointer
    }

    /// Behind the file's name: `12:5`, or `Sheet1!E12` as a spreadsheet shows it.
    var place: String {
        sheet.map { "\($0)!\(CellPlace(row: line, column: column))" } ?? "\(line):\(column)"
    }

    init(_ problem: LocatedError) {
        let place = problem.pointer.isEmpty ? "" : "\(problem.pointer): "
        self.init(
            line: problem.line, column: problem.column,
            wording: Wording(en: place + problem.wording.en, zh: place + problem.wording.zh))
        pointer = problem.pointer
    }
}
