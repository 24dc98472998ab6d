import EPCIS
import Interchange
import Testing
import Values

/// Small texts that would cost a reader without limits its memory or its time. The time limit leaves room for a machine that does much else.
@Suite(.timeLimit(.minutes(5))) struct `A hostile XML text` {
    private func reason(_ text: String) -> XMLError.Reason? {
        let reader = XMLReader()
        reader.feed(Array(text.utf8))
        reader.finish()
        do {
            while try reader.next() != nil {}
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `of entities that multiply is refused before the first`() {
        let entities = (1..<10).map { #"<!ENTITY e\#($0) "\#(String(repeating: "&e\($0 - 1);", count: 10))">"# }
        let bomb = #"<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">\#(entities.joined())]><a b="&e9;">&e9;</a>"#
        #expect(reason(bomb) == .documentType)
    }

    @Test func `of elements inside one another, long attributes or many of them is refused`() {
        #expect(reason(String(repeating: "<a>", count: 1_000_000)) == .tooDeep)
        #expect(reason(#"<a b="\#(String(repeating: "x", count: 2 << 20))"/>"#) == .textTooLong)
        #expect(reason("<a \((0..<100_000).map { #"a\#($0)="""# }.joined(separator: " "))/>") == .tooManyAttributes)
        #expect(
            reason("<a \((0..<100_000).map { #"xmlns:a\#($0)="u""# }.joined(separator: " "))/>") == .tooManyAttributes)
    }

    @Test func `in which each short tag stands for a long namespace is refused`() {
        func text(_ length: Int, tags: Int) -> String {
            let tags = String(repeating: "<p:a/>", count: tags)
            return #"<p:a xmlns:p="\#(String(repeating: "u", count: length))">\#(tags)</p:a>"#
        }
        #expect(reason(text(2_048, tags: 200_000)) == nil)
        #expect(reason(text(2_049, tags: 0)) == .textTooLong)
        #expect(reason(text(1_000_000, tags: 900_000)) == .textTooLong)
    }

    @Test func `of many namespaces under one prefix is mapped in one pass`() {
        let own = (0..<39_000).map { #"<p:a xmlns:p="u\#($0)"/>"# }.joined()
        let xml = EPCISXMLSamples.document20(EPCISXMLSamples.objectEvent(own))
        // Such an event is larger than a ledger takes.
        #expect(throws: EventError.self) { try EPCISXML.events(in: Array(xml.utf8)) }
    }

    @Test func `of names under a million accents is told in a short message`() throws {
        let name = "a" + String(repeating: "\u{301}", count: 100_000)
        let xml = EPCISXMLSamples.document20(EPCISXMLSamples.objectEvent("<\(name)>x<\(name)/></\(name)>"))
        let error = try #require(throws: EventError.self) { try EPCISXML.events(in: Array(xml.utf8)) }
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.pointer.utf8.count + $0.wording.en.utf8.count < 1_000 })
    }

    private static let hostile: [(String, XMLError.Reason, Int, Int, String)] = [
        ("<a>\n<b \(pairs(0..<5))/></a>", .tooManyAttributes, 2, 1, "/a"),
        ("<a><b \(pairs(0..<4, "xmlns:p"))\n xmlns = 'u'/></a>", .tooManyAttributes, 1, 4, "/a"),
        ("<a \(pairs(0..<5, "xmlnsx"))", .tooManyAttributes, 1, 1, ""),
        ("<a><!--\(fill)--></a>", .textTooLong, 1, 4, "/a"),
        ("<a/>\n<?p \(fill)?>", .textTooLong, 2, 1, ""),
        ("<a>鱼<\(fill)/></a>", .textTooLong, 1, 5, "/a"),
        ("<a></\(fill)></a>", .textTooLong, 1, 4, "/a"),
        ("<a b='>\(fill)'/>", .textTooLong, 1, 1, ""),
        ("<a>&\(fill);</a>", .textTooLong, 1, 4, "/a"),
        ("<!DOCTYPE a '\(fill)' [", .textTooLong, 1, 13, ""),
        ("<a>鱼\n<![CDATA[\(fill)]]></a>", .textTooLong, 1, 4, "/a"),
        // What stands before it is read first.
        ("<a><b></a><b \(pairs(0..<5))/>", .mismatchedTag, 1, 9, "/a/b"),
        ("<a><b \u{1}<!-- \(fill)", .malformed, 1, 7, "/a"),
        ("<!DOCTYPE a><a \(pairs(0..<5))/>", .tooManyAttributes, 1, 13, ""),
        ("<!DOCTYPE a []><a \(pairs(0..<5))/>", .documentType, 1, 13, ""),
        ("<a><b/></c><!--\(fill)-->", .mismatchedTag, 1, 10, "/a"),
    ]

    /// What is over a limit is refused at one place whatever a version of expat holds back, and however the file is cut.
    @Test(arguments: hostile)
    func `is told alike however it is cut`(
        text: String, reason: XMLError.Reason, line: Int, column: Int, path: String
    ) throws {
        let limits = XMLLimits(sizeMax: 10_000, attributesMax: 4, textBytesMax: 200)
        let whole = XMLReaderTests.tokens(Array(text.utf8), by: 10_000, limits: limits)
        let error = try #require(whole.error)
        #expect((error.reason, error.place.line, error.place.column) == (reason, line, column))
        #expect(error.path == path)
        for piece in [1, 2, 3, 7, 64, 199, 201] {
            let cut = XMLReaderTests.tokens(Array(text.utf8), by: piece, limits: limits)
            #expect(cut.tokens == whole.tokens && cut.error == whole.error, "by \(piece)")
        }
    }

    private static let fill = String(repeating: "x", count: 201)

    private static func pairs(_ numbers: Range<Int>, _ name: String = "n") -> String {
        numbers.map { "\(name)\($0)='u'" }.joined(separator: " ")
    }

    @Test func `that is just within every limit is read`() {
        let limits = XMLLimits(sizeMax: 10_000, attributesMax: 4, textBytesMax: 200)
        for text in [
            "<a \(Self.pairs(0..<4)) \(Self.pairs(0..<3, "xmlns:p")) xmlns='u'><b \(Self.pairs(0..<4))/></a>",
            "<a><!--\(String(repeating: "-x", count: 96))--><b c='!--='>&#x\(String(repeating: "0", count: 190))41;</b></a>",
            "<a><?p >\(String(repeating: "?", count: 190))?><![CDATA[]]x><x y=z a=b c=d e=f g=h]]></a>",
            "<a><!-->\(String(repeating: "x", count: 189))--></a>",
            "<a><b \(String(repeating: " ", count: 190)) c=''/></a>",
        ] {
            for piece in [1, 3, 10_000] {
                #expect(XMLReaderTests.tokens(Array(text.utf8), by: piece, limits: limits).error == nil, "\(text)")
            }
        }
    }
}
