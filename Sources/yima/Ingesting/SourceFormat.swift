import CommandSupport
import StrictJSON

/// The form in which a file gives its events.
enum SourceFormat {
    case csv
    /// One event a line.
    case lines
    /// EPCISDocument, EPCISQueryDocument, or one bare event.
    case document
    /// The same in XML.
    case xml
    /// A workbook of scans; also what people take for one, so that it is refused in its words.
    case xlsx

    /// By the name where it decides, else by how the content begins.
    static func of(_ source: ByteSource) throws(CommandError) -> SourceFormat {
        let name = source.path.lowercased()
        // What office programs have saved as a workbook stays one under whatever name.
        if name.hasSuffix(".csv") { return try isWorkbook(source) ? .xlsx : .csv }
        if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return .lines }
        if name.hasSuffix(".xml") { return .xml }
        if name.hasSuffix(".xlsx") || name.hasSuffix(".xlsm") || name.hasSuffix(".xls") { return .xlsx }
        let start = try source.peek()
        if try isWorkbook(source) { return .xlsx }
        if wideMarks.contains(where: { start.starts(with: $0) }) { return .xml }
        // A file that calls itself JSON is refused as JSON, where it is not.
        let other: SourceFormat = name.hasSuffix(".json") || name.hasSuffix(".jsonld") ? .document : .csv
        switch start.first(where: { !Self.blanks.contains($0) }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return isLineOfMany(start) ? .lines : .document
        case UInt8(ascii: "<"):
            return .xml
        default: return other
        }
    }

    private static func isWorkbook(_ source: ByteSource) throws(CommandError) -> Bool {
        let start = try source.peek()
        return workbooks.contains { start.starts(with: $0) }
    }

    /// A zip archive, and the compound file of Excel's older form and of workbooks with a password.
    private static let workbooks: [[UInt8]] = [
        [0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
    ]

    /// Byte order marks of UTF-16 before a `<`: of all that is read here only XML may be UTF-16.
    private static let wideMarks: [[UInt8]] = [[0xFF, 0xFE, 0x3C, 0x00], [0xFE, 0xFF, 0x00, 0x3C]]

    /// White space, and the bytes of a byte order mark.
    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]

    /// Whether the first line is a whole JSON object and another text follows it.
    private static func isLineOfMany(_ start: [UInt8]) -> Bool {
        let text = start.drop { blanks.contains($0) }
        guard let end = text.firstIndex(of: 0x0A), text[end...].contains(where: { !blanks.contains($0) }) else {
            return false
        }
        return (try? JSONDocument(Array(text[..<end]), limits: .entry)) != nil
    }
}
