import CommandSupport
import Traceability

/// The form in which a file gives its events.
enum SourceFormat {
    case csv
    /// One event a line.
    case lines
    /// EPCISDocument, EPCISQueryDocument, or one bare event.
    case document

    /// By the name where it decides, else by how the content begins.
    static func of(_ source: ByteSource) throws(CommandError) -> SourceFormat {
        let name = source.path.lowercased()
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return .lines }
        let start = try source.peek()
        guard let first = start.first(where: { !Self.blanks.contains($0) }) else { return .csv }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return isLineOfMany(start) ? .lines : .document
        case UInt8(ascii: "<"):
            throw CommandError(
                .badInput, at: Wording(source.path), en: "XML is not read yet", zh: "尚不支持 XML",
                hint: Wording(en: "send EPCIS 2.0 JSON", zh: "请使用 EPCIS 2.0 JSON"))
        default:
            // A file that calls itself JSON is refused as JSON, where it is not.
            return name.hasSuffix(".json") || name.hasSuffix(".jsonld") ? .document : .csv
        }
    }

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
