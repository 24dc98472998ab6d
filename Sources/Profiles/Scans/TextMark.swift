/// The marks by which spreadsheets keep as text what looks like a number, where they come along into a file: `="0693…"`, `'0693…`.
enum TextMark {
    /// Whether a cell is worth a look.
    static func mayBegin(with byte: UInt8) -> Bool { byte == UInt8(ascii: "=") || byte == UInt8(ascii: "'") }

    /// What a marked cell shows; nil of one that has no such mark.
    static func removed(from written: String) -> String? {
        if written.hasPrefix("=\""), written.hasSuffix("\""), written.utf8.count > 3 {
            let inside = written.dropFirst(2).dropLast()
            return inside.contains("\"") ? nil : String(inside)
        }
        // Words may begin with an apostrophe; numbers and codes do not.
        guard written.hasPrefix("'"), written.utf8.dropFirst().allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x27 }),
            written.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        return String(written.dropFirst())
    }
}
