import EPCIS
import Interchange
import StrictJSON
import Testing
import Values

@Suite struct `Extensions of EPCIS in XML` {
    /// What the end of an event with these extensions looks like in JSON, and its context's own terms.
    private func read(_ more: String, _ declarations: String = "") throws -> (members: String, terms: String) {
        let text = EPCISXMLSamples.document20(
            EPCISXMLSamples.objectEvent(more),
            declarations: #"xmlns:a="urn:x:a:" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" "# + declarations)
        let event = try #require(try EPCISXML.events(in: Array(text.utf8)).first)
        let document = try JSONDocument(event.json).root
        let terms = document["@context"]?.elements.dropFirst().map { String(decoding: $0.rawBytes, as: UTF8.self) }
        let json = String(decoding: event.json, as: UTF8.self)
        let start = try #require(json.firstRange(of: #""action":"OBSERVE""#))
        return (String(json[start.upperBound...].dropFirst().dropLast()), terms?.joined() ?? "")
    }

    @Test(arguments: [
        ("<a:x>1</a:x>", #""a:x":"1""#),
        ("<a:x> 1 \n</a:x>", #""a:x":"1""#),
        ("<a:x/>", #""a:x":"""#),
        ("<a:x xsi:nil='true'/>", #""a:x":null"#),
        ("<a:x xmlns:xsd='http://www.w3.org/2001/XMLSchema' xsi:type='xsd:integer'>10</a:x>", #""a:x":"10""#),
        ("<a:x>1</a:x><a:y>2</a:y><a:x>3</a:x>", #""a:x":["1","3"],"a:y":"2""#),
        ("<a:x><a:y>1</a:y><a:z>2</a:z></a:x>", #""a:x":{"a:y":"1","a:z":"2"}"#),
        ("<a:x><y>1</y><y>2</y></a:x>", #""a:x":{"y":["1","2"]}"#),
        ("<a:x a:k='v'/>", #""a:x":{"a:k":"v"}"#),
        ("<a:x xsi:nil='true' a:k='v'/>", #""a:x":{"xsi:nil":true,"a:k":"v"}"#),
        ("<a:x xsi:nil='false' a:k='v'/>", #""a:x":{"a:k":"v"}"#),
        ("<a:x unit='KGM'>3.5</a:x>", ##""a:x":{"unit":"KGM","#text":"3.5"}"##),
        ("<a:x k='1'><k>2</k></a:x>", #""a:x":{"k":["1","2"]}"#),
        ("<a:x>a<![CDATA[<b>\"\\]]></a:x>", #""a:x":"a<b>\"\\""#),
        ("<a:x xsi:type='a:T'>1</a:x>", ##""a:x":{"xsi:type":"a:T","#text":"1"}"##),
    ])
    func `have one form in JSON`(xml: String, members: String) throws {
        #expect(try read(xml).members == members)
    }

    @Test func `declare the prefixes that the event uses, and no others`() throws {
        let (members, terms) = try read(
            "<bizStep>c:weighing</bizStep><a:x>1</a:x><y:farmName>甲</y:farmName><m:lotNumber>1</m:lotNumber>",
            #"xmlns:c="urn:x:c:" xmlns:d="urn:x:d:" xmlns:y="urn:yima:elements:" xmlns:m="urn:epcglobal:cbv:mda:""#)
        #expect(
            members == #""bizStep":"c:weighing","a:x":"1","yima:farmName":"甲","cbvmda:lotNumber":"1""#)
        #expect(terms == #"{"c":"urn:x:c:","a":"urn:x:a:","yima":"urn:yima:elements:"}"#)
    }

    @Test func `get another prefix where theirs stands for something else`() throws {
        let (members, terms) = try read(
            """
            <a:x>1</a:x><a:x xmlns:a="urn:x:b:">2</a:x><a:x xmlns:a="urn:x:c:" a:k="3"/><x xmlns="urn:x:d:">4</x>
            <yima:x xmlns:yima="urn:x:e:">5</yima:x><urn:x xmlns:urn="urn:x:f:">6</urn:x><b:x xmlns:b="urn:x:b:">7</b:x>
            """)
        #expect(
            members == """
                "a:x":"1","a2:x":["2","7"],"a3:x":{"a3:k":"3"},"ns:x":"4","yima2:x":"5","urn2:x":"6"
                """)
        #expect(
            terms == """
                {"a":"urn:x:a:","a2":"urn:x:b:","a3":"urn:x:c:","ns":"urn:x:d:","yima2":"urn:x:e:","urn2":"urn:x:f:"}
                """)
    }

    @Test(arguments: ["source", "uom", "set", "eventList", "ObjectEvent"])
    func `get another prefix where theirs is a name of EPCIS in JSON`(prefix: String) throws {
        let (members, terms) = try read("<\(prefix):x xmlns:\(prefix)='urn:x:g:'>1</\(prefix):x>")
        #expect(members == "\"\(prefix)2:x\":\"1\"" && terms == "{\"\(prefix)2\":\"urn:x:g:\"}")
    }

    @Test(.timeLimit(.minutes(5))) func `may declare one prefix over and over, at the cost of their text`() throws {
        // 30,000 namespaces, each looking for a free number from the first on, would be half a thousand million looks.
        #expect(try problem(30_000).contains("bytes of JSON; at most"))
        #expect(try problem(1_000).contains("more than 500 terms in @context"))
        #expect(try read(Self.declarations(400)).terms.contains("\"a400\""))
    }

    private static func declarations(_ count: Int) -> String {
        (0..<count).map { "<a:x xmlns:a='urn:x:\($0)'>1</a:x>" }.joined()
    }

    /// The first problem of an event with so many declarations.
    private func problem(_ count: Int) throws -> String {
        let error = try #require(throws: EventError.self) { try self.read(Self.declarations(count)) }
        return error.problems[0].wording.en
    }

    @Test func `of the event itself may be attributes`() throws {
        let text = EPCISXMLSamples.document20(
            EPCISXMLSamples.objectEvent(attributes: #"xmlns:a="urn:x:a:" a:clerk="王""#))
        let event = try #require(try EPCISXML.events(in: Array(text.utf8)).first)
        #expect(event.event.dataElements["a:clerk"] == "王")
    }

    @Test func `that repeat without end cost no more than their text`() throws {
        let many = String(repeating: "<a:x>1</a:x>", count: 8_000)
        #expect(try read(many).members.count == 8_000 * 4 + 7)
    }
}
