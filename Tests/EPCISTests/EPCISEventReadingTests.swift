import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `An EPCIS event` {
    @Test func `is read with every field that the rules need`() throws {
        let event = try EPCISEvent(json: Array(Sample.event.utf8))
        let time = try #require(OffsetTime(rfc3339: "2026-03-01T08:30:00.250+08:00"))
        var expected = EPCISEvent(kind: .object, eventTime: time)
        expected.eventID = "urn:uuid:fd338495-0e6d-41dd-afee-a862ecd32518"
        expected.action = .add
        expected.bizStep = "commissioning"
        expected.disposition = "active"
        expected.epcList = ["https://id.gs1.org/01/06901234567892/21/1001"]
        expected.quantityList = [
            .init(epcClass: "https://id.gs1.org/01/06901234567892/10/A1", amount: Amount("12.5"), uom: "KGM")
        ]
        expected.readPoint = "https://id.gs1.org/414/6901234567892"
        expected.bizLocation = "urn:yima:site:350500-1"
        expected.bizTransactionList = [.init(type: "po", id: "urn:yima:document:1"), .init(type: nil, id: "urn:x:2")]
        expected.sourceList = [.init(type: "owning_party", id: "urn:yima:party:1")]
        expected.destinationList = [.init(type: "possessing_party", id: "urn:yima:party:2")]
        expected.dataElements = [
            "productName": "大黄鱼", "lotNo": "A1", "cbvmda:lotNumber": "A1", "tempC": "-18.50", "frozen": "true",
            "list": "x",
        ]
        #expect(event == expected)
    }

    @Test func `is read in the other kinds`() throws {
        let aggregation = try EPCISEvent(
            json: Sample.event(
                "AggregationEvent",
                #""action":"ADD","parentID":"urn:x:p","childEPCs":["urn:x:1"],"childQuantityList":[{"epcClass":"urn:x:c"}]"#
            ))
        #expect(aggregation.writtenCodes == ["urn:x:p", "urn:x:1", "urn:x:c"])
        #expect(aggregation.childQuantityList == [.init(epcClass: "urn:x:c")])
        let transformation = try EPCISEvent(
            json: Sample.event(
                "TransformationEvent",
                #""transformationID":"urn:x:t","inputEPCList":["urn:x:i"],"outputQuantityList":[{"epcClass":"urn:x:o","quantity":0}]"#
            ))
        #expect(transformation.transformationID == "urn:x:t")
        #expect(transformation.outputQuantityList.first?.amount == .zero)
        let error =
            #""errorDeclaration":{"declarationTime":"2026-03-02T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:x:e"]}"#
        let transaction = try EPCISEvent(
            json: Sample.event(
                "TransactionEvent",
                #""action":"OBSERVE","epcList":["urn:x:1"],"bizTransactionList":[{"bizTransaction":"urn:x:b"}],"#
                    + error))
        #expect(transaction.errorDeclaration?.reason == "incorrect_data")
        #expect(transaction.errorDeclaration?.correctiveEventIDs == ["urn:x:e"])
        #expect(transaction.errorDeclaration?.declarationTime == Timestamp(rfc3339: "2026-03-02T00:00:00Z"))
    }

    @Test func `takes its moment from eventTime and its offset from eventTimeZoneOffset`() throws {
        let text = Sample.event.replacing("08:30:00.250+08:00", with: "00:30:00.25Z")
        let event = try EPCISEvent(json: Array(text.utf8))
        #expect(event.eventTime == OffsetTime(rfc3339: "2026-03-01T08:30:00.250+08:00"))
    }

    @Test(arguments: ["https://ref.gs1.org/cbv/BizStep-shipping", "cbv:BizStep-shipping", "shipping"])
    func `gives the words of the vocabulary bare however they are written`(written: String) throws {
        #expect(try EPCISEvent(json: Sample.object("\"bizStep\":\"\(written)\"")).bizStep == "shipping")
    }

    @Test func `keeps a word of one's own`() throws {
        #expect(try EPCISEvent(json: Sample.object(#""bizStep":"ext:summing""#)).bizStep == "ext:summing")
    }

    @Test(arguments: [
        ("1e3", "1000"), ("1.25E2", "125"), ("1250e-3", "1.25"), ("5e-6", "0.000005"), ("0e9", "0"),
        ("1.5000000", "1.5"),
        ("100e-2", "1"),
    ])
    func `reads quantities exactly`(written: String, value: String) throws {
        let member = #""quantityList":[{"epcClass":"urn:x:c","quantity":\#(written)}]"#
        #expect(try EPCISEvent(json: Sample.object(member)).quantityList.first?.amount == Amount(value))
    }

    @Test func `knows Yima's elements by namespace, not by prefix`() throws {
        let context =
            #"["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"y":"urn:yima:elements:","g":{"@id":"https://g.org/"}}]"#
        let event = try EPCISEvent(json: Sample.object(#""y:lotNo":"A1","g:a":1,"http://h.org/b":2"#, context: context))
        #expect(event.dataElements == ["lotNo": "A1", "g:a": "1", "http://h.org/b": "2"])
    }

    @Test func `keeps its persistent dispositions and its certificates`() throws {
        let event = try EPCISEvent(
            json: Sample.object(
                #""persistentDisposition":{"set":["completeness_verified","urn:x:d"],"unset":["cbv:Disp-recalled"]},"#
                    + #""certificationInfo":["urn:x:c","urn:x:b"]"#))
        #expect(event.persistentDisposition?.set == ["completeness_verified", "urn:x:d"])
        #expect(event.persistentDisposition?.unset == ["recalled"])
        #expect(event.certificationInfo == ["urn:x:c", "urn:x:b"])
        let single = try EPCISEvent(json: Sample.object(#""certificationInfo":"urn:x:c""#))
        #expect(single.certificationInfo == ["urn:x:c"])
        #expect(single.persistentDisposition == nil)
    }

    @Test(arguments: [
        // A term that stands for an element of Yima's, one of another namespace, and a name of the default vocabulary.
        #"{"lot":"urn:yima:elements:lotNo","weight":{"@id":"https://g.org/weight"},"@vocab":"https://v.org/"}"#,
        // The same through a prefix declared before.
        #"[{"g":"https://g.org/","y":"urn:yima:elements:"},{"lot":"y:lotNo","weight":"g:weight","@vocab":"https://v.org/"}]"#,
        // What stands before null is forgotten.
        #"[{"lot":"https://no.org/"},null,{"@vocab":"https://v.org/","lot":"urn:yima:elements:lotNo","weight":"https://g.org/weight"}]"#,
    ]) func `knows terms and the default vocabulary of its context`(context: String) throws {
        let event = try EPCISEvent(json: Sample.object(#""lot":"A1","weight":2,"colour":"red""#, context: context))
        #expect(event.dataElements == ["lotNo": "A1", "https://g.org/weight": "2", "https://v.org/colour": "red"])
    }

    @Test(arguments: [
        "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "https://gs1.github.io/EPCIS/epcis-context.jsonld",
    ]) func `names the published context in any edition`(url: String) throws {
        let text = Sample.object(#""cbvmda:lotNumber":"A1""#, context: "\"\(url)\"")
        #expect(try EPCISDocument.events(in: text).map(\.json) == [text])
    }

    @Test func `is read from names and words with escapes`() throws {
        let event = try EPCISEvent(
            json: Sample.object(
                #""biz\u0053tep":"ship\u0070ing","yima:\u006cotNo":"A\u0031","reco\u0072dTime":"2026-03-01T0\u0038:30:00Z""#
            ))
        #expect(event.bizStep == "shipping")
        #expect(event.dataElements == ["lotNo": "A1"])
    }

    @Test func `may do without a context where it uses no prefix of its own`() throws {
        let text = String(decoding: Sample.object(#""cbvmda:lotNumber":"A1""#), as: UTF8.self)
            .replacing("\"@context\":\(YimaContext.text),", with: "")
        #expect(try EPCISEvent(json: Array(text.utf8)).dataElements == ["cbvmda:lotNumber": "A1"])
    }

    @Test func `cut off anywhere is refused`() {
        let bytes = Array(Sample.event.utf8)
        for length in 0..<bytes.count {
            #expect(throws: EventError.self) { try EPCISEvent(json: Array(bytes[..<length])) }
            #expect(EPCISEvent.writtenCodes(inEntryBody: Array(bytes[..<length])).isEmpty)
        }
    }

    @Test func `with any one byte changed is read or refused, never more`() {
        let bytes = Array(Sample.event.utf8)
        for index in bytes.indices {
            for byte in [0x00, 0x22, 0x2C, 0x5C, 0x7B, 0x5D, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = byte
                let (event, problems) = EPCISEvent.reading(changed)
                #expect(event != nil || !problems.isEmpty)
            }
        }
    }

    @Test func `that breaks rules is still found by its codes`() throws {
        let bytes = Sample.event(
            "ObjectEvent", #""bizStep":"dancing","action":"X","epcList":["6901234567892",7],"price":1"#)
        let (event, problems) = EPCISEvent.reading(bytes)
        #expect(event?.epcList == ["6901234567892"])
        #expect(event?.bizStep == "dancing")
        #expect(problems.map(\.pointer) == ["/bizStep", "/action", "/epcList/0", "/epcList/1", "/price"])
        #expect(EPCISEvent.writtenCodes(inEntryBody: bytes) == ["6901234567892"])
        let untyped = Array(#"{"type":"Other","childEPCs":["urn:x:1"],"parentID":"urn:x:2"}"#.utf8)
        #expect(EPCISEvent.reading(untyped).event == nil)
        #expect(EPCISEvent.writtenCodes(inEntryBody: untyped) == ["urn:x:2", "urn:x:1"])
        #expect(EPCISEvent.writtenCodes(inEntryBody: Array("[1]".utf8)).isEmpty)
    }

    @Test func `tells at most twenty problems`() throws {
        let codes = Array(repeating: "\"x\"", count: 50).joined(separator: ",")
        let error = try #require(throws: EventError.self) {
            try EPCISEvent(json: Sample.event("ObjectEvent", "\"action\":\"ADD\",\"epcList\":[\(codes)]"))
        }
        #expect(error.problems.count == 20)
        #expect(error.problems.last?.pointer == "/epcList/19")
    }
}

@Suite struct `An event of a type of one's own` {
    private static let members =
        #""epcList":["https://id.gs1.org/01/06901234567892/21/7"],"bizStep":"shipping","disposition":"recalled","e:why":"x""#
    private static let context = #"["\#(YimaContext.standard)",{"e":"https://e.org/"}]"#

    private func read(_ type: String, _ members: String = Self.members) throws -> EPCISEvent {
        try EPCISEvent(json: Sample.event(type, members, context: Self.context))
    }

    @Test(arguments: ["e:Tasting", "https://e.org/Tasting", "urn:x:tasting", "https://other.org/Tasting"])
    func `is taken, found by its codes, and says nothing that is judged`(type: String) throws {
        let event = try read(type)
        #expect(event.kind == .foreign)
        #expect(event.writtenCodes == ["https://id.gs1.org/01/06901234567892/21/7"])
        #expect(event.bizStep == nil && event.disposition == nil && event.action == nil)
        #expect(event.dataElements["e:why"] == "x")
        let text = Sample.event(type, Self.members, context: Self.context)
        #expect(try EPCISDocument.event(onLine: text, number: 1).json == text)
        let more = #""action":"ADD","inputEPCList":["urn:x:own:1"],"parentID":"urn:x:own:2","# + Self.members
        #expect(try read(type, more).writtenCodes.count == 3)
    }

    @Test(arguments: [
        "Tasting", "QuantityEvent", "f:Tasting", "epcis:ObjectEvent", "https://ref.gs1.org/epcis/ObjectEvent", "urn:x",
        "",
    ])
    func `is refused where its type is no URI, of no declared prefix, or the standard's own`(type: String) throws {
        let error = #expect(throws: EventError.self) { try read(type) }
        #expect(error?.problems.first?.pointer == "/type")
    }

    @Test func `is still held to what every event needs`() throws {
        #expect(throws: EventError.self) { try read("e:Tasting", Self.members + #","price":1"#) }
        #expect(throws: EventError.self) { try read("e:Tasting", Self.members + #","epcList":["no uri"]"#) }
    }
}
