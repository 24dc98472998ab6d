import Glibc
public import Profiles

/// How the bytes of a text file stand for characters.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8
    /// GB 18030, and with it GBK and GB 2312: what Chinese office software still writes.
    case gb18030
    /// What spreadsheets call "Unicode text"; told by its byte order mark.
    case utf16LE, utf16BE

    /// The name by which iconv knows it; nil for UTF-8, which needs no conversion.
    var iconvName: String? {
        switch self {
        case .utf8: nil
        case .gb18030: "GB18030"
        case .utf16LE: "UTF-16LE"
        case .utf16BE: "UTF-16BE"
        }
    }

    /// What stands before the text of a file in this encoding, where there is such a mark.
    public var mark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .gb18030: []
        case .utf16LE: [0xFF, 0xFE]
        case .utf16BE: [0xFE, 0xFF]
        }
    }

    /// The encoding that a file's first bytes say by their mark; nil where there is none.
    public init?(markedBy start: [UInt8]) {
        guard let found = [TextEncoding.utf8, .utf16LE, .utf16BE].first(where: { start.starts(with: $0.mark) }) else {
            return nil
        }
        self = found
    }
}

/// Turns a file's bytes, chunk by chunk, into UTF-8. UTF-8 goes through untouched: whoever reads the text checks it.
public struct TextDecoder: ~Copyable {
    private let converter: iconv_t?
    public let encoding: TextEncoding
    /// An incomplete character at the end of the last chunk.
    private var pending: [UInt8] = []
    /// A byte that is no character, behind text that was given out.
    private var fault: ScanError?
    private var line = 1
    private var column = 1

    public init(_ encoding: TextEncoding) {
        self.encoding = encoding
        converter = encoding.iconvName.flatMap { name in
            let opened = iconv_open("UTF-8", name)
            // iconv_open gives (iconv_t)-1 for a conversion that is not installed; glibc itself always has these.
            precondition(opened != iconv_t(bitPattern: -1), "iconv does not know \(name)")
            return opened
        }
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    /// The chunk's text as UTF-8; a character that the chunk cuts in two is kept for the next.
    ///
    /// Throws the place of the first byte that is no character, and again each time. The text before it is given first, so
    /// that what a reader sees of a file does not depend on its chunks: the error may come with the next call, or `finish()`.
    public mutating func decode(_ chunk: [UInt8]) throws(ScanError) -> [UInt8] {
        guard let converter else { return chunk }
        if let fault { throw fault }
        let source = pending + chunk
        let (text, consumed, isMalformed) = Self.convert(source, with: converter)
        advance(over: text)
        if isMalformed {
            let fault = failure(at: source[consumed])
            self.fault = fault
            guard !text.isEmpty else { throw fault }
            return text
        }
        pending = Array(source[consumed...])
        return text
    }

    /// Checks that all of the file was characters, and that it does not end inside one.
    public mutating func finish() throws(ScanError) {
        if let fault { throw fault }
        if let byte = pending.first { throw failure(at: byte) }
    }

    private func failure(at byte: UInt8) -> ScanError {
        ScanError(reason: .badEncoding, line: line, column: column, wording: CSVWording.bad(encoding, byte))
    }

    private mutating func advance(over text: [UInt8]) {
        for byte in text {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    private static func convert(
        _ source: [UInt8], with converter: iconv_t
    ) -> (text: [UInt8], consumed: Int, isMalformed: Bool) {
        var consumed = 0
        var isMalformed = false
        // A GB18030 character of one byte gives one byte of UTF-8, of two bytes (also of UTF-16) at most three, of four at most four.
        let capacity = source.count * 2 + 16
        let text = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            source.withUnsafeBytes { input in
                var from = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
                var left = source.count
                output.withMemoryRebound(to: CChar.self) { output in
                    var to = output.baseAddress
                    var room = capacity
                    // iconv never writes through its source pointer; its C signature merely lacks the const.
                    isMalformed = iconv(converter, &from, &left, &to, &room) == -1 && errno == EILSEQ
                    count = capacity - room
                }
                consumed = source.count - left
            }
        }
        return (text, consumed, isMalformed)
    }
}
