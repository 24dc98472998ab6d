import Profiles
import Values

/// The XML of one part of a workbook, token by token.
final class PartTokens {
    private let name: String
    private let part: ZipPart
    private let reader: XMLReader
    private let limits: XLSXLimits

    /// Nil where the workbook has no such part.
    init?(_ name: String, in archive: ZipArchive, limits: XLSXLimits) throws(ScanError) {
        guard let part = try archive.part(name) else { return nil }
        self.name = name
        self.part = part
        self.limits = limits
        // Size is bounded by the archive; elements are what fits into it.
        reader = XMLReader(
            limits: XMLLimits(sizeMax: limits.unpackedBytesMax, elementsMax: limits.unpackedBytesMax / 4))
    }

    func next() throws(ScanError) -> XMLToken? {
        while true {
            if let token = try nextOfFed() { return token }
            guard let chunk = try part.next() else {
                reader.finish()
                return try nextOfFed()
            }
            reader.feed(chunk)
        }
    }

    /// The next token of what the reader was fed; nil where it needs more.
    private func nextOfFed() throws(ScanError) -> XMLToken? {
        do throws(XMLError) {
            return try reader.next()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: XMLError) -> ScanError {
        let place = "\(name):\(error.line):\(error.column)"
        return .workbook(
            Wording(en: "\(place): \(error.wording.en)", zh: "\(place)：\(error.wording.zh)"),
            hint: XLSXWording.saveAgain)
    }

    /// The next child of the element that is open, its text passed over; nil at the element's end.
    func nextChild() throws(ScanError) -> XMLTag? {
        while let token = try next() {
            switch token {
            case .start(let tag): return tag
            case .end: return nil
            case .text: continue
            }
        }
        return nil
    }

    /// Reads over what is left of the element that began last.
    func skipElement() throws(ScanError) {
        var depth = 1
        while depth > 0, let token = try next() {
            switch token {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: break
            }
        }
    }

    /// The text of the element that began last, without that of elements in it.
    func elementText() throws(ScanError) -> String {
        var text = ""
        while let token = try next() {
            switch token {
            case .start: try skipElement()
            case .text(let piece, _): try append(piece, to: &text)
            case .end: return text
            }
        }
        return text
    }

    /// The text of a string item or inline string (ISO/IEC 29500-1 §18.4): all its runs, without the readings of phonetic runs; and whether a
    /// run of it is struck through.
    func richText() throws(ScanError) -> (text: String, isStruck: Bool) {
        var text = ""
        var isStruck = false
        while let tag = try nextChild() {
            switch tag.name.local {
            case "t": try append(try elementText(), to: &text)
            case "r":
                while let run = try nextChild() {
                    switch run.name.local {
                    case "t": try append(try elementText(), to: &text)
                    case "rPr": isStruck = try isStruckFont() || isStruck
                    default: try skipElement()
                    }
                }
            default: try skipElement()
            }
        }
        return (XLSXText.unescaped(text), isStruck)
    }

    private func append(_ piece: String, to text: inout String) throws(ScanError) {
        guard text.utf8.count + piece.utf8.count <= limits.stringBytesMax else {
            throw .workbook(XLSXWording.tooLarge("a text of the workbook", "工作簿中的一段文本"))
        }
        text += piece
    }
}

/// Texts of cells.
enum XLSXText {
    /// Undoes `_xHHHH_`, with which characters are written that XML cannot hold (ISO/IEC 29500-1 §22.9.2.19).
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let scalar = escape(in: bytes, at: index) {
                result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                index += 7
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escape(in bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
        guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
            bytes[index + 6] == UInt8(ascii: "_")
        else { return nil }
        let digits = bytes[index + 2..<index + 6]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
    }
}
