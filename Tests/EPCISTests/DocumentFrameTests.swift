import EPCIS
import EventTesting
import Testing
import Values

/// What stands around the events of a document (EPCIS 2.0 JSON Schema).
@Suite struct `The frame of a document` {
    private static let capture = String(
        decoding: Sample.document(context: YimaContext.text, events: ""), as: UTF8.self)
    private static let query = """
        {"@context":\(YimaContext.text),"type":"EPCISQueryDocument","epcisBody":{"queryResults":
        {"queryName":"q","subscriptionID":"s","resultsBody":{"eventList":[],"vocabularyList":[]}}}}
        """

    private func problems(_ text: String) -> [String] {
        do throws(EventError) {
            _ = try EPCISDocument.events(in: Array(text.utf8))
            return []
        } catch {
            return error.problems.map { "\($0.pointer) \($0.wording.en)" }
        }
    }

    @Test func `may have all that the standard names, and extensions`() {
        let more =
            #""id":"urn:x:1","instanceIdentifier":"1","sender":"a","receiver":"b","epcisHeader":{"epcisMasterData":{}},"#
            + #""e:x":1,"type""#
        #expect(problems(Self.capture.replacing("\"type\"", with: more)) == [])
        #expect(problems(Self.query) == [])
        let header = #""epcisHeader":{"epcisMasterData":{"vocabularyList":[]}},"type""#
        #expect(problems(Self.query.replacing("\"type\"", with: header)) == [])
        #expect(
            problems(Self.query.replacing("\"type\"", with: #""epcisHeader":1,"type""#))
                == ["/epcisHeader epcisHeader must be an object"])
    }

    @Test func `may have a byte order mark before it, also where events stand a line`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for text in [Self.capture, Self.query] { _ = try EPCISDocument.events(in: mark + Array(text.utf8)) }
        let line = Sample.event("ObjectEvent", #""action":"ADD","epcList":["urn:x:1"]"#)
        #expect(try EPCISDocument.event(onLine: mark + line, number: 1) == EPCISDocument.event(onLine: line, number: 1))
        #expect(throws: EventError.self) { try EPCISDocument.event(onLine: mark + line, number: 2) }
        #expect(throws: EventError.self) { try EPCISDocument.event(onLine: mark + mark + line, number: 1) }
    }

    @Test(arguments: [
        (#""sender":5"#, "/sender sender must be text"), (#""receiver":null"#, "/receiver receiver must be text"),
        (#""instanceIdentifier":{}"#, "/instanceIdentifier instanceIdentifier must be text"),
        (#""id":"7""#, "/id id must be a URI"), (#""epcisHeader":[]"#, "/epcisHeader epcisHeader must be an object"),
        (#""eventList":[]"#, "/eventList unknown field eventList"),
    ])
    func `of a capture is checked member by member`(member: String, problem: String) {
        #expect(problems(Self.capture.replacing("\"type\"", with: member + ",\"type\"")) == [problem])
    }

    @Test(arguments: [
        (#""queryName":"q","#, "", "/epcisBody/queryResults queryName is missing"),
        (#""queryName":"q""#, #""queryName":1"#, "/epcisBody/queryResults/queryName queryName must be text"),
        (#""vocabularyList":[]"#, #""list":[]"#, "/epcisBody/queryResults/resultsBody/list unknown field list"),
        (
            #""vocabularyList":[]"#, #""vocabularyList":1"#,
            "/epcisBody/queryResults/resultsBody/vocabularyList vocabularyList must be an array"
        ),
        (#""type":"#, #""sender":"a","type":"#, "/sender unknown field sender"),
    ])
    func `of a query's answer is checked member by member`(part: String, replacement: String, problem: String) {
        #expect(problems(Self.query.replacing(part, with: replacement)) == [problem])
    }
}
