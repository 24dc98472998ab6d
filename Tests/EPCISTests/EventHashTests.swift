import EPCIS
import EventTesting
import Testing

@Suite struct `The hash of an event` {
    private func preHash(_ members: String, context: String = YimaContext.text) throws -> String {
        let head = "eventType=ObjectEventeventTime=2026-03-01T00:30:00.000ZeventTimeZoneOffset=+08:00"
        let text = try EventHash(json: Sample.object(members, context: context)).preHash
        #expect(text.hasPrefix(head))
        return String(text.dropFirst(head.utf8.count))
    }

    @Test func `is a name of RFC 6920 with the version of the algorithm`() throws {
        let hash = try EventHash(json: Sample.object(#""bizStep":"shipping""#))
        #expect(hash.version == .cbv20)
        #expect(
            hash.preHash
                == "eventType=ObjectEventeventTime=2026-03-01T00:30:00.000ZeventTimeZoneOffset=+08:00epcListepc=urn:x:1"
                + "action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-shipping")
        // sha256sum of that text.
        #expect(
            hash.uri == "ni:///sha-256;78275c449f4ead10bb519e91c29d6b8084ee993d69fe4750811ba144b31dd434?ver=CBV2.0")
    }

    @Test func `leaves out what says nothing of what happened`() throws {
        let plain = try EventHash(json: Sample.object(#""bizStep":"shipping""#))
        let dressed = try EventHash(
            json: Sample.object(
                #""bizStep" : "shipping","eventID":"urn:x:e","recordTime":"2026-03-02T00:00:00Z","rdfs:comment":"x","#
                    + #""errorDeclaration":{"declarationTime":"2026-03-02T00:00:00Z","reason":"incorrect_data"}"#))
        #expect(plain == dressed)
        let certified = try EventHash(json: Sample.object(#""bizStep":"shipping","certificationInfo":"urn:x:c""#))
        #expect(certified != plain)
    }

    /// Members of an event, and the same said in another way.
    @Test(arguments: [
        (#""bizStep":"shipping""#, #""bizStep":"https://ref.gs1.org/cbv/BizStep-shipping""#),
        (#""bizStep":"shipping""#, #""bizStep":"cbv:BizStep-shipping""#),
        (#""yima:a":1.50"#, #""yima:a":"+01.5""#),
        (#""yima:a":1e3,"yima:b":true"#, #""yima:b":"true","yima:a":"1000""#),
        (#""yima:l":["b","a"]"#, #""yima:l":["a"," b "]"#),
        (#""yima:o":{"yima:b":"2","yima:a":"1"}"#, #""yima:o":{"yima:a":1,"yima:b":2.0}"#),
        (#""yima:n":null"#, #""quantityList":[]"#),
        (
            #""readPoint":{"id":"urn:epc:id:sgln:4012345.00011.0"}"#,
            #""readPoint":{"id":"https://example.com/414/4012345000115?x=1"}"#
        ),
        (
            #""bizTransactionList":[{"type":"po","bizTransaction":"urn:x:1"},{"bizTransaction":"urn:x:2"}]"#,
            #""bizTransactionList":[{"bizTransaction":"urn:x:2"},{"bizTransaction":"urn:x:1","type":"po"}]"#
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Temperature","value":26.0,"uom":"CEL"}]}]"#,
            #""sensorElementList":[{"sensorReport":[{"uom":"CEL","value":26,"type":"gs1:Temperature"}]}]"#
        ),
    ]) func `is the same however it is written`(one: String, other: String) throws {
        #expect(try preHash(one) == preHash(other))
    }

    @Test func `knows extensions by their namespace`() throws {
        let context = #"["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"y":"urn:yima:elements:"}]"#
        #expect(
            try preHash(#""y:lotNo":"A1","y:list":[1,2]"#, context: context)
                == preHash(#""yima:list":["2","1"],"yima:lotNo":"A1""#))
        #expect(
            try preHash(#""yima:lotNo":"A1""#)
                == "epcListepc=urn:x:1action=ADD{urn:yima:elements:}lotNo=A1")
    }

    @Test(arguments: [
        ("2026-03-01T08:30:00.1415+08:00", "00:30:00.142"), ("2026-03-01T08:30:00.1425+08:00", "00:30:00.142"),
        ("2026-03-01T08:30:00.1414Z", "08:30:00.141"), ("2026-03-01T08:30:59.9996Z", "08:31:00.000"),
    ]) func `takes times in UTC to the millisecond`(written: String, moment: String) throws {
        let event = String(decoding: Sample.object(#""yima:a":"1""#), as: UTF8.self)
            .replacing("2026-03-01T08:30:00+08:00", with: written)
        #expect(try EventHash(json: Array(event.utf8)).preHash.contains("eventTime=2026-03-01T\(moment)Z"))
    }

    @Test(arguments: [
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("0.10", "0.1"), ("-0", "0"),
        ("1e-7", "0.0000001"), ("12.50e1", "125"), ("-1.0", "-1"), ("1e999", "1e999"),
    ]) func `takes numbers exactly`(written: String, number: String) throws {
        #expect(try preHash("\"yima:a\":\(written)").hasSuffix("{urn:yima:elements:}a=\(number)"))
    }

    @Test func `is given to no event that is unsound`() {
        #expect(throws: EventError.self) { try EventHash(json: Sample.object(#""price":1"#)) }
        #expect(throws: EventError.self) { try EventHash(json: Array("{".utf8)) }
    }
}
