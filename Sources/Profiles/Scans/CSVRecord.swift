/// One record of a CSV file, or one row of a spreadsheet: its fields without quotes, and where each began.
public struct CSVRecord: Hashable, Sendable {
    /// One field: a span of the record's bytes, and its place in the file.
    package struct Field: Hashable, Sendable {
        package var start: Int32
        package var end: Int32
        package var line: Int
        package var column: Int32

        package init(start: Int32, end: Int32, line: Int, column: Int32) {
            self.start = start
            self.end = end
            self.line = line
            self.column = column
        }
    }

    let bytes: [UInt8]
    let fields: [Field]

    package init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// The same of the cells of a spreadsheet's row: of each its text, and where it stands. A precondition failure where there
    /// are none, or more than 2 GiB.
    package init(cells: [(text: String, line: Int, column: Int)]) {
        precondition(!cells.isEmpty, "a record has a field")
        var bytes: [UInt8] = []
        fields = cells.map { cell in
            let start = Int32(bytes.count)
            bytes += cell.text.utf8
            return Field(start: start, end: Int32(bytes.count), line: cell.line, column: Int32(cell.column))
        }
        self.bytes = bytes
    }

    /// Line of the file on which the record begins, from 1.
    public var line: Int { fields[0].line }

    /// The number of fields, at least one.
    public var count: Int { fields.count }

    /// The text of a field, quotes removed.
    public subscript(index: Int) -> String {
        String(decoding: utf8(of: index), as: UTF8.self)
    }

    /// The text of a field as UTF-8, without copying.
    public func utf8(of index: Int) -> ArraySlice<UInt8> {
        bytes[Int(fields[index].start)..<Int(fields[index].end)]
    }

    /// Line and column (both from 1; the column in characters) where a field begins.
    public func location(of index: Int) -> (line: Int, column: Int) {
        (fields[index].line, Int(fields[index].column))
    }

    /// The same with as many empty fields behind as are lacking.
    package func padded(to count: Int) -> CSVRecord {
        guard let last = fields.last, count > fields.count else { return self }
        var more = last
        more.start = last.end
        return CSVRecord(bytes: bytes, fields: fields + Array(repeating: more, count: count - fields.count))
    }

    /// Its first fields.
    package func cut(to count: Int) -> CSVRecord {
        CSVRecord(bytes: bytes, fields: Array(fields.prefix(count)))
    }

    /// Whether the first field begins with `#` and a blank: under a header, what its columns hold, told to people.
    package var isExplanation: Bool { Self.isExplanation(self[0]) }

    /// Numbers, lots, papers and remarks begin with `#` too (`#1`, `#PS-7`, `#急件`): a row that begins with one is a scan, and never
    /// passed over.
    package static func isExplanation(_ first: String) -> Bool {
        guard first.utf8.first == UInt8(ascii: "#") else { return false }
        let rest = first.dropFirst()
        let text = rest.drop { $0 == " " }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return rest.isEmpty || text.startIndex > rest.startIndex && !isNumber
    }

    /// The record as one line of RFC 4180 CSV, LF at its end: what a file of refused rows holds.
    public func formatted() -> [UInt8] {
        Self.line(fields.indices.map { utf8(of: $0) })
    }

    /// Texts as one line of CSV.
    static func line(_ texts: [String]) -> [UInt8] {
        line(texts.map { Array($0.utf8)[...] })
    }

    private static func line(_ texts: [ArraySlice<UInt8>]) -> [UInt8] {
        var line: [UInt8] = []
        for (index, text) in texts.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            guard text.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
                line += text
                continue
            }
            line.append(0x22)
            for byte in text {
                if byte == 0x22 { line.append(0x22) }
                line.append(byte)
            }
            line.append(0x22)
        }
        return line + [0x0A]
    }
}
