import EPCIS
import Interchange
import Testing
import Values

/// Small texts that would cost a reader without limits its memory or its time.
@Suite(.timeLimit(.minutes(1))) struct `A hostile XML text` {
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
}
