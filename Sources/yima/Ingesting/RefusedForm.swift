import CommandSupport
import Interchange
import Values

/// In which form refused records are written out, so that they can be put right and read again.
enum RefusedForm {
    /// One event a line.
    case lines
    case table(RefusedTable)

    var head: [UInt8] {
        switch self {
        case .lines: []
        case .table(let table): table.formattedHead
        }
    }

    /// A line that says why a record was refused, for the file beside those of events: which line of that file it is, and where it stood.
    func reason(_ problem: SourceProblem, of line: Int, in file: String) -> String {
        let hint = problem.hint.map { said("; ", "；") + said($0) } ?? ""
        return "\(line)\t\(file.printable):\(problem.place.printable)\t\((said(problem.wording) + hint).printable)\n"
    }

    func row(_ record: [UInt8], because problem: SourceProblem) -> [UInt8] {
        switch self {
        case .lines: record.last == 0x0A ? record : record + [0x0A]
        case .table(let table): table.row(record, because: problem)
        }
    }
}

/// A table of refused rows: as the file was, with a column before the others that says what is wrong. Its name begins with `#`, so
/// that it is passed over when the table is read again; what it said before is replaced.
struct RefusedTable {
    private let head: [UInt8]
    private let separator: FieldSeparator
    private let lineEnd: [UInt8]
    private let encoder: TextEncoder
    private let mark: [UInt8]
    private let hasReasons: Bool

    private static let names = ["#reason", "#原因"]
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Parameter head: the header as it stands in the file, in UTF-8.
    init(head: [UInt8], separator: FieldSeparator, encoding: TextEncoding) {
        let isMarked = head.starts(with: Self.byteOrderMark)
        let text = isMarked ? Array(head.dropFirst(Self.byteOrderMark.count)) : head
        self.head = text
        self.separator = separator
        lineEnd = text.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : [0x0A]
        encoder = TextEncoder(encoding)
        mark = isMarked || encoding != .utf8 ? encoding.mark : []
        hasReasons = Self.names.contains { name in
            text.starts(with: Array(name.utf8) + [separator.byte])
        }
    }

    /// Of a workbook, whose rows become those of a CSV that office programs take for what it is.
    init(head: [UInt8]) {
        self.init(head: Self.byteOrderMark + head, separator: .comma, encoding: .utf8)
    }

    var formattedHead: [UInt8] { mark + encoder.encode(line(said(Self.names[0], Self.names[1]), head)) }

    func row(_ record: [UInt8], because problem: SourceProblem) -> [UInt8] {
        let hint = problem.hint.map { said("; ", "；") + said($0) } ?? ""
        let reason = (said(problem.wording) + hint).printable.replacing("\"", with: "\"\"")
        return encoder.encode(line("\"\(reason)\"", record))
    }

    private func line(_ first: String, _ rest: [UInt8]) -> [UInt8] {
        var rest = rest[...]
        if hasReasons { rest = rest.dropFirst(Self.fieldLength(rest, separator.byte) + 1) }
        while rest.last == 0x0A || rest.last == 0x0D { rest = rest.dropLast() }
        return separator.restored(in: Array(first.utf8) + [separator.byte] + rest + lineEnd)
    }

    private static func fieldLength(_ text: ArraySlice<UInt8>, _ separator: UInt8) -> Int {
        var isQuoted = false
        for (length, byte) in text.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == separator, !isQuoted { return length }
        }
        return text.count
    }
}
