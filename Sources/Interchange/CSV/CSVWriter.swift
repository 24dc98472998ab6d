/// A table as CSV (RFC 4180, UTF-8 with a byte order mark, CRLF), as office programs open it.
///
/// What stands in a cell was written by others: a text that such a program would take for a formula gets an apostrophe before it
/// (OWASP, CSV injection). Numbers are left as they are.
public struct CSVWriter: Sendable {
    public private(set) var bytes: [UInt8]

    /// - Parameter isContinued: whether other rows of the table stand before these, with the mark before them.
    public init(isContinued: Bool = false) {
        bytes = isContinued ? [] : [0xEF, 0xBB, 0xBF]
    }

    public mutating func add(_ cells: some Sequence<String>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            add(cell: cell)
        }
        bytes += [0x0D, 0x0A]
    }

    private mutating func add(cell: String) {
        let quote = UInt8(ascii: "\"")
        let isHarmful = Self.isFormula(cell)
        let needsQuotes =
            isHarmful || cell.utf8.contains { [0x0A, 0x0D, 0x2C, quote].contains($0) } || cell.hasPrefix(" ")
        guard needsQuotes else {
            bytes += Array(cell.utf8)
            return
        }
        bytes.append(quote)
        if isHarmful { bytes.append(UInt8(ascii: "'")) }
        for byte in cell.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    /// Full-width signs are signs to office programs of East Asia.
    private static let signs: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

    private static func isFormula(_ cell: String) -> Bool {
        // Blanks before a sign are passed over by some.
        guard let first = cell.unicodeScalars.first(where: { $0 != " " && $0 != "\u{3000}" && $0 != "\u{A0}" }) else {
            return false
        }
        return signs.contains(first)
    }
}
