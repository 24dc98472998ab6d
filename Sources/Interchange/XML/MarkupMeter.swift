/// Follows the markup of an XML text, byte by byte and in pieces: where a tag, comment or the like ends, how long it is and how many
/// attributes it has.
///
/// So the limits are this reader's own, and the first that a file exceeds is told whatever a version of expat holds back, counts or
/// refuses by itself. It judges nothing else: of a text that is not well-formed expat speaks first, for it is given all that stands before
/// the place where a limit is exceeded. The text must be in an encoding that has ASCII's bytes for ASCII.
struct MarkupMeter {
    /// What a piece holds.
    struct Reading {
        /// So many bytes of the piece belong to markup that has ended, or to text.
        var wholeBytes: Int
        /// The limit that markup exceeds, and how many bytes of the piece stand before the one that exceeds it.
        var excess: (reason: XMLError.Reason, offset: Int)?
    }

    private enum State {
        /// Between tags, or inside a CDATA section: expat gives these out as they come.
        case text, section
        /// After `<`.
        case opened
        /// After `<!`, and after that where a comment or a CDATA section may begin.
        case declared, commentStart, sectionStart
        case startTag, endTag, reference, comment, instruction, documentType
    }

    private static let sectionStart = Array("[CDATA[".utf8)

    private let limits: XMLLimits
    private var state = State.text
    /// Bytes of the markup so far.
    private var length = 0
    /// Inside a tag: the quotation mark of the value that is being read; 0 outside.
    private var quote: UInt8 = 0
    /// How many of the bytes just before may belong to the end of a comment, section or instruction, or to the beginning of a section.
    private var run = 0
    private var name = AttributeName()
    private var attributes = 0
    private var declarations = 0

    init(limits: XMLLimits) {
        self.limits = limits
    }

    /// Reads on; after an excess nothing more may be read.
    mutating func read(_ piece: [UInt8]) -> Reading {
        var reading = Reading(wholeBytes: 0)
        for (offset, byte) in piece.enumerated() {
            take(byte)
            switch state {
            case .text, .section:
                length = 0
                reading.wholeBytes = offset + 1
            default:
                length += 1
                guard let reason = excess else { continue }
                reading.excess = (reason, offset)
                return reading
            }
        }
        return reading
    }

    private var excess: XMLError.Reason? {
        if length > limits.textBytesMax { return .textTooLong }
        return max(attributes, declarations) > limits.attributesMax ? .tooManyAttributes : nil
    }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .text: takeText(byte)
        case .section: take(byte, endingAfter: 2, of: UInt8(ascii: "]"))
        case .opened: takeFirst(byte)
        case .declared: takeDeclared(byte)
        case .commentStart: state = byte == UInt8(ascii: "-") ? .comment : .documentType
        case .sectionStart: takeSectionStart(byte)
        case .startTag: takeTag(byte)
        case .endTag: if byte == UInt8(ascii: ">") { state = .text }
        case .reference: takeReference(byte)
        case .comment: take(byte, endingAfter: 2, of: UInt8(ascii: "-"))
        case .instruction: take(byte, endingAfter: 1, of: UInt8(ascii: "?"))
        case .documentType: takeDocumentType(byte)
        }
    }

    private mutating func takeText(_ byte: UInt8) {
        if byte == UInt8(ascii: "<") {
            state = .opened
        } else if byte == UInt8(ascii: "&") {
            state = .reference
        }
    }

    /// A reference ends with its semicolon; what else ends it is not well-formed and told by expat.
    private mutating func takeReference(_ byte: UInt8) {
        if byte == UInt8(ascii: ";") || byte <= UInt8(ascii: " ") { state = .text }
    }

    private mutating func takeFirst(_ byte: UInt8) {
        run = 0
        quote = 0
        switch byte {
        case UInt8(ascii: "/"): state = .endTag
        case UInt8(ascii: "?"): state = .instruction
        case UInt8(ascii: "!"): state = .declared
        default:
            (attributes, declarations) = (0, 0)
            name = AttributeName()
            state = .startTag
        }
    }

    private mutating func takeDeclared(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "-"): state = .commentStart
        case UInt8(ascii: "["):
            run = 1
            state = .sectionStart
        default:
            state = .documentType
            takeDocumentType(byte)
        }
    }

    private mutating func takeSectionStart(_ byte: UInt8) {
        guard byte == Self.sectionStart[run] else {
            state = .documentType
            return
        }
        run += 1
        guard run == Self.sectionStart.count else { return }
        run = 0
        state = .section
    }

    /// `--`, `]]` or `?`, and then `>`.
    private mutating func take(_ byte: UInt8, endingAfter count: Int, of mark: UInt8) {
        if byte == mark {
            run += 1
        } else {
            if byte == UInt8(ascii: ">"), run >= count { state = .text }
            run = 0
        }
    }

    /// Ends where its internal subset begins: expat has told of it by then.
    private mutating func takeDocumentType(_ byte: UInt8) {
        if quote != 0 {
            if byte == quote { quote = 0 }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            quote = byte
        } else if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "[") {
            state = .text
        }
    }

    private mutating func takeTag(_ byte: UInt8) {
        if quote != 0 {
            guard byte == quote else { return }
            quote = 0
            return name.pause()
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: ">"): state = .text
        case UInt8(ascii: "="):
            if name.isDeclaration { declarations += 1 } else { attributes += 1 }
        case 0...0x20: name.pause()
        default: name.take(byte)
        }
    }
}

/// The name of an attribute while it is read: `xmlns` and `xmlns:…` declare a namespace.
private struct AttributeName {
    private static let word = Array("xmlns".utf8)

    /// Bytes of `xmlns` and its colon; -1 where the name is another. A tag's own name comes first and is none of an attribute.
    private var matched = -1
    private var isPaused = false

    var isDeclaration: Bool { matched >= Self.word.count }

    /// White space or the end of a value: what comes next, if it is a name, is another one.
    mutating func pause() { isPaused = true }

    mutating func take(_ byte: UInt8) {
        if isPaused { matched = 0 }
        isPaused = false
        switch matched {
        case 0..<Self.word.count: matched = Self.word[matched] == byte ? matched + 1 : -1
        case Self.word.count: matched = byte == UInt8(ascii: ":") ? matched + 1 : -1
        default: break
        }
    }
}
