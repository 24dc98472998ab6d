/// What parts the fields of a table in text: a byte, or a full-width mark as an input method writes it.
public enum FieldSeparator: String, Hashable, Sendable, CaseIterable {
    case comma = ","
    case tab = "\t"
    case semicolon = ";"
    case bar = "|"
    case wideComma = "，"
    case wideSemicolon = "；"
    case wideBar = "｜"

    /// In UTF-8.
    public var bytes: [UInt8] { Array(rawValue.utf8) }

    /// What the reader is told to part fields by: a mark of several bytes is read as one that no text has.
    public var byte: UInt8 { bytes.count == 1 ? bytes[0] : Self.unitSeparator }

    private static let unitSeparator: UInt8 = 0x1F

    /// A line with the mark as that byte, outside quotes.
    /// - Parameter isQuoted: whether the line begins, and then ends, inside a quoted field.
    public func replaced(in line: ArraySlice<UInt8>, isQuoted: inout Bool) -> ArraySlice<UInt8> {
        let mark = bytes
        guard mark.count > 1 else { return line }
        var text: [UInt8] = []
        text.reserveCapacity(line.count)
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, line[index...].starts(with: mark) {
                text.append(Self.unitSeparator)
                index += mark.count
            } else {
                text.append(line[index])
                index += 1
            }
        }
        return text[...]
    }

    /// What `replaced` gave, as it stood in the file.
    public func restored(in text: [UInt8]) -> [UInt8] {
        let mark = bytes
        guard mark.count > 1 else { return text }
        return text.flatMap { $0 == Self.unitSeparator ? mark : [$0] }
    }
}
