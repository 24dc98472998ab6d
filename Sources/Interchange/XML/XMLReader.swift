import CExpat
import Glibc
import Profiles
import Values

/// A streaming reader of XML 1.0 with namespaces: bytes go in by the chunk, tokens come out; memory is bounded by one
/// chunk's tokens and the longest text.
///
/// UTF-8, UTF-16, ISO 8859-1 and ASCII are read, and GB 18030 (GBK, GB 2312) where the XML declaration names it. A document
/// type declaration is refused before anything in it is looked at, so that no entity can be declared and nothing is ever
/// loaded from elsewhere.
///
///     reader.feed(chunk)
///     while let token = try reader.next() { … }   // then feed more, or finish()
public final class XMLReader {
    let limits: XMLLimits
    private let parser: XML_Parser
    private var decoder: TextDecoder?
    private var names = XMLNameCache()

    /// The beginning of the file until its encoding is known.
    private var start: [UInt8]? = []
    private var hasByteOrderMark = false
    private var isUTF16 = false
    private var bytesFed = 0
    /// What expat got: of a file in GB 18030 not the same.
    private var bytesParsed = 0
    private var isFinished = false

    private var tokens: [XMLToken] = []
    private var position = 0
    private var failure: XMLError?

    /// The names of the elements that have begun and not ended.
    private var open: [XMLName] = []
    private var elementCount = 0
    private var declarations: [XMLTag.Declaration] = []
    private var text: [UInt8] = []
    private var textPlace = XMLPlace(line: 1, column: 1)

    public init(limits: XMLLimits = .document) {
        self.limits = limits
        guard let parser = XML_ParserCreateNS(nil, XML_Char(XMLNameCache.separator)) else {
            preconditionFailure("no memory for an XML parser")
        }
        self.parser = parser
        installHandlers()
    }

    deinit { XML_ParserFree(parser) }

    /// Hands in the next bytes of the file; chunks may end anywhere, also inside a character.
    public func feed(_ chunk: [UInt8]) {
        precondition(!isFinished, "fed after finish()")
        guard failure == nil, !chunk.isEmpty else { return }
        bytesFed += chunk.count
        guard bytesFed <= limits.sizeMax else { return fail(.tooLarge) }
        guard start != nil else { return decode(chunk) }
        start? += chunk
        if let start, DeclaredEncoding.isComplete(start) { begin(start) }
    }

    /// Says that the file ends here; `next()` then gives what is left, and where the file is incomplete, why.
    public func finish() {
        guard !isFinished else { return }
        isFinished = true
        if let start { begin(start) }
        guard failure == nil else { return }
        do {
            try decoder?.finish()
        } catch {
            return failDecoding(at: XMLPlace(line: error.line, column: error.column))
        }
        parse([], isFinal: true)
    }

    /// The next token, or nil where more bytes are needed (after `finish()`: at the end of the file). A failure comes after
    /// all the tokens before it, and again each time.
    public func next() throws(XMLError) -> XMLToken? {
        if position < tokens.count {
            defer { position += 1 }
            return tokens[position]
        }
        if position > 0 {
            tokens.removeAll(keepingCapacity: true)
            position = 0
        }
        if let failure { throw failure }
        return nil
    }
}

// MARK: Feeding expat

extension XMLReader {
    private func begin(_ start: [UInt8]) {
        self.start = nil
        hasByteOrderMark = DeclaredEncoding.byteOrderMarks.contains { start.starts(with: $0) }
        isUTF16 = start.prefix(2).contains { [0, 0xFE, 0xFF].contains($0) }
        if DeclaredEncoding.isGB18030(start) {
            decoder = TextDecoder(.gb18030)
            // This outweighs what the declaration says: expat gets the decoded text.
            XML_SetEncoding(parser, "UTF-8")
        }
        decode(start)
    }

    private func decode(_ chunk: [UInt8]) {
        guard decoder != nil else { return parse(chunk, isFinal: false) }
        do {
            guard let text = try decoder?.decode(chunk) else { return }
            parse(text, isFinal: false)
        } catch {
            failDecoding(at: XMLPlace(line: error.line, column: error.column))
        }
    }

    /// Expat may hold back the last of what it got: it is read first, and what is wrong there comes before the bytes that are
    /// no character. That the text breaks off there is no fault of its own.
    private func failDecoding(at place: XMLPlace) {
        parse([], isFinal: true)
        if let failure, failure.reason != .truncated, failure.reason != .empty { return }
        failure = nil
        fail(.badEncoding, at: place)
    }

    /// Expat may look at an unfinished tag again with each piece it gets; pieces of one size keep that bounded.
    private static let pieceBytes = 1 << 16

    private func parse(_ bytes: [UInt8], isFinal: Bool) {
        var offset = 0
        repeat {
            let piece = bytes[offset..<min(offset + Self.pieceBytes, bytes.count)]
            offset = piece.endIndex
            bytesParsed += piece.count
            let isLast = isFinal && offset == bytes.count
            let status = piece.withUnsafeBytes { piece in
                XML_Parse(parser, piece.bindMemory(to: CChar.self).baseAddress, CInt(piece.count), isLast ? 1 : 0)
            }
            guard failure == nil else { return }
            guard status == XML_STATUS_OK else { return failAsExpatSays() }
            // What stands between the last token and the end of the input is one unfinished tag or comment.
            let index = XML_GetCurrentByteIndex(parser)
            guard index < 0 || bytesParsed - Int(index) <= limits.textBytesMax else { return fail(.textTooLong) }
        } while offset < bytes.count
    }

    private func failAsExpatSays() {
        let reason = XMLError.Reason(XML_GetErrorCode(parser))
        // Expat finds no element also where one began and never ended, and calls malformed what is no UTF-8.
        if reason == .empty, elementCount > 0 { return fail(.truncated) }
        fail(reason == .malformed && isAtBadUTF8 ? .badEncoding : reason)
    }

    /// Whether the character that expat has come to is past ASCII and no sound UTF-8: GBK that calls itself UTF-8 is like that.
    /// Expat may have kept it back for long, so it is looked for in what expat itself holds.
    private var isAtBadUTF8: Bool {
        var offset: CInt = 0
        var size: CInt = 0
        guard !isUTF16, let held = XML_GetInputContext(parser, &offset, &size), (0..<size).contains(offset) else {
            return false
        }
        // Sound because expat vouches for `size` bytes there until it is called again.
        let rest = unsafe UnsafeRawBufferPointer(start: held, count: Int(size))[Int(offset)...]
        guard let lead = unsafe rest.first, lead >= 0x80 else { return false }
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        return unsafe String(validating: Array(rest.prefix(length)), as: UTF8.self) == nil
    }

    /// Where expat is.
    private var place: XMLPlace {
        let line = Int(XML_GetCurrentLineNumber(parser))
        let before = Int(XML_GetCurrentColumnNumber(parser))
        // Expat counts the mark as a character, editors do not.
        return XMLPlace(line: line, column: hasByteOrderMark && line == 1 ? max(before, 1) : before + 1)
    }

    private func fail(_ reason: XMLError.Reason, at place: XMLPlace? = nil) {
        guard failure == nil else { return }
        let path = open.map { "/\($0.written.shortened)" }.joined()
        failure = XMLError(reason, at: place ?? self.place, path: path)
        // Handlers are not called any more; outside a handler this does nothing.
        XML_StopParser(parser, 0)
    }
}

// MARK: What expat says

extension XMLReader {
    private func installHandlers() {
        // The reader owns the parser, so that it outlives every call of these.
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetReturnNSTriplet(parser, 1)
        XML_SetElementHandler(
            parser,
            { reader, name, attributes in XMLReader.of(reader)?.didStart(name, attributes) },
            { reader, _ in XMLReader.of(reader)?.didEnd() })
        XML_SetCharacterDataHandler(parser) { reader, bytes, count in XMLReader.of(reader)?.didRead(bytes, count) }
        XML_SetStartNamespaceDeclHandler(parser) { reader, prefix, uri in
            XMLReader.of(reader)?.didDeclare(prefix, uri)
        }
        XML_SetStartDoctypeDeclHandler(parser) { reader, _, _, _, _ in XMLReader.of(reader)?.fail(.documentType) }
    }

    private static func of(_ userData: UnsafeMutableRawPointer?) -> XMLReader? {
        userData.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Expat puts the whole namespace before each name, so a long one would cost its length with every short tag.
    private static let namespaceBytesMax = 2_048

    private func didDeclare(_ prefix: UnsafePointer<CChar>?, _ uri: UnsafePointer<CChar>?) {
        guard failure == nil else { return }
        guard declarations.count < limits.attributesMax else { return fail(.tooManyAttributes) }
        guard uri.map({ strlen($0) <= Self.namespaceBytesMax }) ?? true else { return fail(.textTooLong) }
        declarations.append(
            XMLTag.Declaration(
                prefix: prefix.map { String(cString: $0) } ?? "", namespace: uri.map { String(cString: $0) } ?? ""))
    }

    private func didStart(
        _ name: UnsafePointer<CChar>?, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) {
        guard failure == nil, let name else { return }
        endText()
        elementCount += 1
        guard open.count < limits.depthMax else { return fail(.tooDeep) }
        guard elementCount <= limits.elementsMax else { return fail(.tooManyElements) }
        guard let read = read(attributes) else { return fail(.tooManyAttributes) }
        let tag = XMLTag(name: self.name(name), attributes: read, declarations: declarations, place: place)
        open.append(tag.name)
        tokens.append(.start(tag))
        declarations.removeAll()
    }

    /// Name, value, name, value…, closed by a null pointer; nil where there are too many.
    private func read(_ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [XMLTag.Attribute]? {
        guard let attributes, attributes[0] != nil else { return [] }
        var read: [XMLTag.Attribute] = []
        while let name = attributes[read.count * 2], let value = attributes[read.count * 2 + 1] {
            guard read.count < limits.attributesMax else { return nil }
            read.append(XMLTag.Attribute(name: self.name(name), value: String(cString: value)))
        }
        return read
    }

    private func name(_ pointer: UnsafePointer<CChar>) -> XMLName {
        var count = 0
        while pointer[count] != 0 { count += 1 }
        return pointer.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
            names.name(UnsafeBufferPointer(start: bytes, count: count))
        }
    }

    private func didEnd() {
        guard failure == nil else { return }
        endText()
        open.removeLast()
        tokens.append(.end)
    }

    private func didRead(_ bytes: UnsafePointer<CChar>?, _ count: CInt) {
        guard failure == nil, let bytes, count > 0 else { return }
        if text.isEmpty { textPlace = place }
        guard text.count + Int(count) <= limits.textBytesMax else { return fail(.textTooLong) }
        bytes.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
            text.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
    }

    /// Expat gives a text in several pieces; they are one.
    private func endText() {
        guard !text.isEmpty else { return }
        tokens.append(.text(String(decoding: text, as: UTF8.self), textPlace))
        text.removeAll(keepingCapacity: true)
    }
}
