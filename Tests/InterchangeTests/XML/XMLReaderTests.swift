import Interchange
import Testing
import Values

@Suite struct XMLReaderTests {
    /// Everything a text says, fed in pieces of one size.
    static func tokens(
        _ text: [UInt8], by piece: Int = 7, limits: XMLLimits = .document
    ) -> (tokens: [XMLToken], error: XMLError?) {
        let reader = XMLReader(limits: limits)
        var tokens: [XMLToken] = []
        do throws(XMLError) {
            var rest = text[...]
            while !rest.isEmpty {
                reader.feed(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
                while let token = try reader.next() { tokens.append(token) }
            }
            reader.finish()
            while let token = try reader.next() { tokens.append(token) }
            return (tokens, nil)
        } catch {
            return (tokens, error)
        }
    }

    static func tokens(_ text: String, by piece: Int = 7) -> (tokens: [XMLToken], error: XMLError?) {
        tokens(Array(text.utf8), by: piece)
    }

    private static let sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <a:文档 xmlns:a="urn:x:a" xmlns="urn:x:b" n="1"><!-- 注释 -->
          鱼<b a:k="v&amp;&#x9C7C;">&lt;<![CDATA[<x>]]>é</b><c/>
        </a:文档>
        """

    @Test(arguments: [1, 2, 3, 5, 64, 10_000])
    func `names, attributes, texts and places do not depend on how the file is cut`(piece: Int) throws {
        let (tokens, error) = Self.tokens(Self.sample, by: piece)
        #expect(error == nil)
        #expect(tokens == Self.tokens(Self.sample, by: 10_000).tokens)
        guard tokens.count == 9, case .start(let root) = tokens[0], case .start(let b) = tokens[2] else {
            Issue.record("\(tokens)")
            return
        }
        #expect(root.name == XMLName(namespace: "urn:x:a", local: "文档", prefix: "a"))
        #expect(root.name.written == "a:文档")
        #expect(root.declarations.map(\.prefix) == ["a", ""])
        #expect(root.attributes.map(\.value) == ["1"])
        #expect(root["n"] == "1")
        #expect(root.place == XMLPlace(line: 2, column: 1))
        #expect(b.name == XMLName(namespace: "urn:x:b", local: "b"))
        #expect(b.attributes.map(\.name) == [XMLName(namespace: "urn:x:a", local: "k", prefix: "a")])
        #expect(b.attributes.map(\.value) == ["v&鱼"])
        #expect(b["k"] == nil, "an attribute with a namespace is another one")
        // Columns count characters, not bytes.
        #expect(b.place == XMLPlace(line: 3, column: 4))
        #expect(tokens[3] == .text("<<x>é", XMLPlace(line: 3, column: 28)))
        #expect(tokens[1] == .text("\n  鱼", XMLPlace(line: 2, column: 58)))
    }

    @Test func `a text is one piece across comments, references and CDATA`() {
        #expect(
            Self.tokens("<a>x<!-- y -->&#65;<?pi z?><![CDATA[]]>b</a>").tokens.dropFirst().first
                == .text("xAb", XMLPlace(line: 1, column: 4)))
    }

    @Test(arguments: [
        ("", XMLError.Reason.empty, 1, 1), ("  ", .empty, 1, 3), ("<a>", .truncated, 1, 4), ("<a", .truncated, 1, 1),
        ("<a>\n<b></a>", .mismatchedTag, 2, 6), ("<a x='1' x='2'/>", .duplicateAttribute, 1, 10),
        ("<a/>x", .trailingText, 1, 5), ("<a>&nbsp;</a>", .undefinedEntity, 1, 4), ("<p:a/>", .undeclaredPrefix, 1, 1),
        ("鱼", .malformed, 1, 1), ("<a>\n 鱼<</a>", .malformed, 2, 4),
        ("<?xml version='1.0' encoding='Big5'?><a/>", .unknownEncoding, 1, 31),
        ("<a>\u{1}</a>", .malformed, 1, 4),
    ])
    func `what is not well-formed is refused where it goes wrong`(
        text: String, reason: XMLError.Reason, line: Int, column: Int
    ) throws {
        for piece in [1, 3, 1000] {
            let error = try #require(Self.tokens(text, by: piece).error)
            #expect((error.reason, error.line, error.column) == (reason, line, column))
            #expect(!error.whole.en.isEmpty && error.whole.zh.unicodeScalars.contains { $0.value > 0x4E00 })
        }
    }

    @Test func `text in GBK that calls itself UTF-8 is told as such`() throws {
        let fish: [UInt8] = [0xB4, 0xF3, 0xBB, 0xC6, 0xD3, 0xE3]
        for piece in [1, 3, 1000] {
            let error = try #require(
                Self.tokens(Array("<?xml version='1.0' encoding='UTF-8'?><a>".utf8) + fish + "</a>".utf8, by: piece)
                    .error)
            #expect(error.reason == .badEncoding)
            #expect(error.place == XMLPlace(line: 1, column: 42))
            #expect(error.whole.en.contains("save the file as UTF-8"))
        }
        let wide: [UInt8] = [0xFF, 0xFE] + "<a/>鱼".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(Self.tokens(wide).error?.reason == .trailingText)
    }

    @Test(arguments: [
        ("<a><b>\n<c/><d></e>", "/a/b/d"), ("<a><b/><p:c/></a>", "/a"), ("<x:a xmlns:x='u'><b>&c;</b></x:a>", "/x:a/b"),
        ("<a><b/></a><c/>", ""), ("<!DOCTYPE a SYSTEM 'a.dtd'><a/>", ""),
    ])
    func `a fault is located by the element in which it is, too`(text: String, path: String) {
        #expect(Self.tokens(text).error?.located.pointer == path)
    }

    @Test(
        arguments: [
            ("<!DOCTYPE a><a/>", nil), ("<!DOCTYPE\n a ><a/>", nil), ("<!DOCTYPE html>\n<a>&lt;</a>", nil),
            ("<!DOCTYPE a><a>&b;</a>", .undefinedEntity),
            ("<!DOCTYPE a SYSTEM 'http://a.cn/a.dtd'><a/>", .documentType),
            ("<!DOCTYPE a PUBLIC '-//A' 'a.dtd'><a/>", .documentType), ("<!DOCTYPE a []><a/>", .documentType),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .documentType),
        ] as [(String, XMLError.Reason?)])
    func `a document type that only names the root is passed over`(text: String, reason: XMLError.Reason?) {
        #expect(Self.tokens(text).error?.reason == reason)
    }

    @Test func `a document type is refused before any entity is declared`() throws {
        let bomb = """
            <?xml version="1.0"?>
            <!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>
            <a>&c;&d;</a>
            """
        let (tokens, error) = Self.tokens(bomb)
        #expect(tokens.isEmpty)
        #expect(error?.reason == .documentType)
        #expect(error?.place.line == 2)
    }

    @Test func `after a failure the reader repeats it and takes nothing more`() {
        let reader = XMLReader()
        reader.feed(Array("<a><b/></c>".utf8))
        #expect(throws: Never.self) { _ = try (reader.next(), reader.next(), reader.next()) }
        for _ in 0..<2 {
            #expect(throws: XMLError.self) { try reader.next() }
            reader.feed(Array("<d/>".utf8))
        }
        reader.finish()
        #expect(throws: XMLError.self) { try reader.next() }
    }
}

@Suite struct XMLLimitsTests {
    private func reason(_ text: String, _ limits: XMLLimits) -> XMLError.Reason? {
        XMLReaderTests.tokens(Array(text.utf8), limits: limits).error?.reason
    }

    @Test func `each limit lets through what it allows, and no more`() {
        let deep = { (n: Int) in String(repeating: "<a>", count: n) + String(repeating: "</a>", count: n) }
        #expect(reason(deep(64), .document) == nil)
        #expect(reason(deep(65), .document) == .tooDeep)
        let small = XMLLimits(sizeMax: 1000, elementsMax: 3, attributesMax: 2, textBytesMax: 60)
        #expect(reason("<a><b/><b/></a>", small) == nil)
        #expect(reason("<a><b/><b/><b/></a>", small) == .tooManyElements)
        #expect(reason("<a x='' y=''/>", small) == nil)
        #expect(reason("<a x='' y='' z=''/>", small) == .tooManyAttributes)
        #expect(reason("<a xmlns:x='u:x' xmlns:y='u:y' xmlns:z='u:z'/>", small) == .tooManyAttributes)
        #expect(reason("<a>" + String(repeating: "鱼", count: 20) + "</a>", small) == nil)
        #expect(reason("<a>" + String(repeating: "鱼", count: 21) + "</a>", small) == .textTooLong)
        #expect(reason("<a/>" + String(repeating: " ", count: 996), small) == nil)
        #expect(reason("<a/>" + String(repeating: " ", count: 997), small) == .tooLarge)
        #expect(reason("<a><b></a>" + String(repeating: " ", count: 997), small) == .mismatchedTag)
    }

    @Test(arguments: ["<!--", "<a b='", "<?pi ", "<a><![CDATA[", "<"])
    func `a tag or comment without end is not gathered`(start: String) {
        let limits = XMLLimits(sizeMax: 1 << 20, textBytesMax: 1000)
        let reader = XMLReader(limits: limits)
        reader.feed(Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 300))
        #expect(throws: Never.self) { while try reader.next() != nil {} }
        reader.feed([UInt8](repeating: UInt8(ascii: "x"), count: 2000))
        let error = #expect(throws: XMLError.self) { while try reader.next() != nil {} }
        #expect(error?.reason == .textTooLong)
    }
}

@Suite struct XMLEncodingTests {
    private let text = "<鱼 名='é'>黄</鱼>"

    private func check(_ bytes: [UInt8], line: Int = 1) {
        for piece in [1, 3, 4096] {
            let (tokens, error) = XMLReaderTests.tokens(bytes, by: piece)
            #expect(error == nil)
            guard tokens.count == 3, case .start(let tag) = tokens[0] else {
                Issue.record("\(tokens)")
                return
            }
            #expect(tag.name.local == "鱼" && tag["名"] == "é")
            #expect(tokens[1] == .text("黄", XMLPlace(line: line, column: 10)))
        }
    }

    @Test func `UTF-8 with and without a byte order mark`() {
        check(Array(text.utf8))
        check([0xEF, 0xBB, 0xBF] + Array(text.utf8))
    }

    @Test func `UTF-16, both ways round`() {
        check([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
        check([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    }

    @Test func `UTF-16 with characters of two code units, without a byte order mark, and called UTF-8`() {
        let text = "<?xml version='1.0' encoding='UTF-8'?><a>𠮷\n𩸽<b/></a>"
        for piece in [1, 2, 3, 4096] {
            let (tokens, error) = XMLReaderTests.tokens(
                text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, by: piece)
            #expect(error == nil)
            #expect(tokens.dropFirst().first == .text("𠮷\n𩸽", XMLPlace(line: 1, column: 42)))
        }
    }

    /// Some versions of expat take any two code units for a pair.
    @Test(arguments: [[0xD800, 0x61], [0xDC00], [0xD800, 0xD800, 0xDC00], [0xD800]] as [[UInt16]], [0, 1])
    func `a surrogate of UTF-16 without its partner is no character`(units: [UInt16], tail: Int) {
        let text = Array("<a>\nb".utf16) + units + (tail == 1 ? Array("</a>".utf16) : [])
        for piece in [1, 2, 3, 4096] {
            let (tokens, error) = XMLReaderTests.tokens(
                [0xFE, 0xFF] + text.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, by: piece)
            #expect(tokens.count == 1)
            #expect(error?.reason == .badEncoding && error?.place == XMLPlace(line: 2, column: 2))
        }
    }

    @Test func `ISO 8859-1`() {
        let bytes = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        #expect(XMLReaderTests.tokens(bytes).tokens.dropFirst().first == .text("é", XMLPlace(line: 1, column: 47)))
    }

    @Test(arguments: ["GB2312", "gbk", "GB18030"])
    func `GB 18030 and what it contains`(name: String) {
        let head = Array("<?xml version=\"1.0\" encoding=\"\(name)\"?>\n".utf8)
        // 鱼 D3E3, 名 C3FB, é A8A6, 黄 BBC6
        check(
            head + [0x3C, 0xD3, 0xE3, 0x20, 0xC3, 0xFB, 0x3D, 0x27, 0xA8, 0xA6, 0x27, 0x3E, 0xBB, 0xC6, 0x3C, 0x2F]
                + [0xD3, 0xE3, 0x3E], line: 2)
    }

    /// Found by the fuzzer.
    @Test(arguments: [
        // What stands before a byte that is no character, or before half of one, is read first.
        Array("<?xml version='1.0' encoding='GBK'?>\n<a><b/>".utf8) + [0xFF, 0x20],
        Array("<?xml version='1.0' encoding='GBK'?>\n<a><b/>\u{4}".utf8) + [0xD3],
        // Of a declaration that is too long nothing is believed.
        Array("<?xml version='1.0'\(String(repeating: " ", count: 256)) encoding='GBK'?><a>".utf8) + [0xD3, 0xE3],
    ])
    func `what is said of a broken file does not depend on how it is cut`(text: [UInt8]) {
        let whole = XMLReaderTests.tokens(text, by: 10_000)
        #expect(whole.error != nil)
        for piece in [1, 2, 3, 7, 64] {
            let cut = XMLReaderTests.tokens(text, by: piece)
            #expect(cut.tokens == whole.tokens && cut.error == whole.error, "by \(piece)")
        }
    }

    @Test func `bytes that are no character are refused in their place`() {
        let (_, utf8) = XMLReaderTests.tokens(Array("<a>\nb".utf8) + [0xFF] + Array("</a>".utf8))
        #expect(utf8?.place == XMLPlace(line: 2, column: 2))
        let (_, gb) = XMLReaderTests.tokens(Array("<?xml version='1.0' encoding='GBK'?>\n<a>".utf8) + [0xFF, 0x20])
        #expect(gb?.reason == .badEncoding && gb?.place == XMLPlace(line: 2, column: 4))
        let (_, cut) = XMLReaderTests.tokens(Array("<?xml version='1.0' encoding='GBK'?><a/>".utf8) + [0xD3])
        #expect(cut?.reason == .badEncoding)
    }
}
