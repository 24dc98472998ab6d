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
/// What is said of a file does not depend on expat's patch level, nor on how the file is cut: this reader measures the markup itself, and
/// expat gets whole tags, so that it has nothing to hold back, to look at twice or to refuse as too much.
///
///     reader.feed(chunk)
///     while let token = try reader.next() { … }   // then feed more, or finish()
public final class XMLReader {
    let limits: XMLLimits
    private let parser: XML_Parser
    private var decoder: XMLDecoder?
    private var meter: MarkupMeter
    /// The beginning of a tag or comment whose end is still to come.
    private var unfinished: [UInt8] = []
    private var names = XMLNameCache()

    /// The beginning of the file until its encoding is known.
    private var start: [UInt8]? = []
    private var hasByteOrderMark = false
    private var bytesFed = 0
    private var isFinished = false
    /// Expat found nothing wrong but that the text breaks off.
    private var isBrokenOff = false

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
        meter = MarkupMeter(limits: limits)
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
        let room = limits.sizeMax - bytesFed
        bytesFed += min(chunk.count, room)
        gather(chunk.count > room ? Array(chunk.prefix(room)) : chunk)
        if chunk.count > room {
            if let start { begin(start) }
            failBehindAll(.tooLarge)
        }
    }

    private func gather(_ chunk: [UInt8]) {
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
        do throws(BadCharacter) {
            try decoder?.finish()
        } catch {
            return failBehindAll(.badEncoding, at: error.place)
        }
        parse(unfinished, isFinal: true)
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
        hasByteOrderMark = start.starts(with: DeclaredEncoding.utf8Mark)
        decoder = XMLDecoder(start: start)
        if decoder?.outweighsDeclaration == true { XML_SetEncoding(parser, "UTF-8") }
        decode(start)
    }

    private func decode(_ chunk: [UInt8]) {
        do throws(BadCharacter) {
            measure(try decoder?.decode(chunk) ?? chunk)
        } catch {
            failBehindAll(.badEncoding, at: error.place)
        }
    }

    private static let pieceBytes = 1 << 16

    /// Gives expat what has ended, and keeps back the beginning of a tag: at most one that is as long as a tag may be.
    private func measure(_ text: [UInt8]) {
        for start in stride(from: 0, to: text.count, by: Self.pieceBytes) {
            let piece = Array(text[start..<min(start + Self.pieceBytes, text.count)])
            let reading = meter.read(piece)
            if reading.wholeBytes > 0 {
                parse(unfinished + piece[..<reading.wholeBytes])
                unfinished.removeAll(keepingCapacity: true)
            }
            guard failure == nil else { return }
            unfinished += piece[reading.wholeBytes..<(reading.excess?.offset ?? piece.count)]
            if let excess = reading.excess { return failBehindAll(excess.reason) }
        }
    }

    private func parse(_ bytes: [UInt8], isFinal: Bool = false) {
        let status = bytes.withUnsafeBytes { bytes in
            XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, CInt(bytes.count), isFinal ? 1 : 0)
        }
        guard failure == nil, status != XML_STATUS_OK else { return }
        failAsExpatSays()
    }

    /// What is wrong before the place of this failure comes first; that the text breaks off there is no fault of its own.
    private func failBehindAll(_ reason: XMLError.Reason, at place: XMLPlace? = nil) {
        guard failure == nil else { return }
        parse(unfinished, isFinal: true)
        guard failure == nil || isBrokenOff else { return }
        failure = nil
        fail(reason, at: place)
    }

    private func failAsExpatSays() {
        let code = XML_GetErrorCode(parser)
        let reason = XMLError.Reason(code)
        isBrokenOff = [
            XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_UNCLOSED_CDATA_SECTION, XML_ERROR_PARTIAL_CHAR,
        ].contains(code)
        // Expat finds no element also where one began and never ended, and calls malformed what is no UTF-8.
        if reason == .empty, elementCount > 0 { return fail(.truncated) }
        fail(reason == .malformed && isAtBadUTF8 ? .badEncoding : reason)
    }

    /// Whether the character that expat has come to is past ASCII and no sound UTF-8: GBK that calls itself UTF-8 is like that.
    /// Expat may have kept it back for long, so it is looked for in what expat itself holds.
    private var isAtBadUTF8: Bool {
        var offset: CInt = 0
        var size: CInt = 0
        guard let held = XML_GetInputContext(parser, &offset, &size), (0..<size).contains(offset) else {
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
        let path = open.map { "/\($0.written.shown)" }.joined()
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
        XML_SetStartDoctypeDeclHandler(parser) { reader, _, system, publicID, hasSubset in
            // One that only names the root declares nothing and refers to nothing.
            guard system != nil || publicID != nil || hasSubset != 0 else { return }
            XMLReader.of(reader)?.fail(.documentType)
        }
    }

    private static func of(_ userData: UnsafeMutableRawPointer?) -> XMLReader? {
        userData.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Expat puts the whole namespace before each name, so a long one would cost its length with every short tag.
    private static let namespaceBytesMax = 2_048

    private func didDeclare(_ prefix: UnsafePointer<CChar>?, _ uri: UnsafePointer<CChar>?) {
        guard failure == nil else { return }
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
        let tag = XMLTag(
            name: self.name(name), attributes: read(attributes), declarations: declarations, place: place)
        open.append(tag.name)
        tokens.append(.start(tag))
        declarations.removeAll()
    }

    /// Name, value, name, value…, closed by a null pointer; the meter has counted them.
    private func read(_ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [XMLTag.Attribute] {
        guard let attributes, attributes[0] != nil else { return [] }
        var read: [XMLTag.Attribute] = []
        while let name = attributes[read.count * 2], let value = attributes[read.count * 2 + 1] {
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
        // In which piece of it a text becomes too long depends on how the file is cut.
        guard text.count + Int(count) <= limits.textBytesMax else { return fail(.textTooLong, at: textPlace) }
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
