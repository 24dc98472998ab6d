import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `A document of events` {
    static let plain = String(
        decoding: Sample.object(#""yima:lotNo":"A1""#), as: UTF8.self
    ).replacing("\"@context\":\(YimaContext.text),", with: "")

    @Test func `lends its context to an event that has none`() throws {
        let bytes = Sample.document(context: YimaContext.text, events: Self.plain + ",\n " + Self.plain)
        let events = try EPCISDocument.events(in: bytes)
        #expect(events.map(\.line) == [3, 7])
        #expect(events.map(\.pointer) == ["/epcisBody/eventList/0", "/epcisBody/eventList/1"])
        let expected = "{\"@context\":\(YimaContext.text)," + Self.plain.dropFirst()
        #expect(events.map { String(decoding: $0.json, as: UTF8.self) } == [expected, expected])
        #expect(try EPCISEvent(json: events[0].json).dataElements == ["lotNo": "A1"])
    }

    @Test func `leaves an event byte for byte that declares all it uses`() throws {
        let event = String(decoding: Sample.object(#""yima:lotNo" : "A1""#), as: UTF8.self)
        let bytes = Sample.document(context: YimaContext.text, events: event)
        #expect(try EPCISDocument.events(in: bytes).map(\.json) == [Array(event.utf8)])
    }

    @Test func `joins its context to one that adds to it`() throws {
        let event = String(
            decoding: Sample.object(#""yima:lotNo":"A1","e:x":1"#, context: #"{"e":"https://e.org/"}"#), as: UTF8.self)
        let bytes = Sample.document(context: YimaContext.text, events: event)
        let taken = try #require(try EPCISDocument.events(in: bytes).first)
        let joined = YimaContext.text.dropLast() + #",{"e":"https://e.org/"}]"#
        #expect(
            String(decoding: taken.json, as: UTF8.self) == event.replacing(#"{"e":"https://e.org/"}"#, with: joined))
        #expect(try EPCISEvent(json: taken.json) == taken.event)
        #expect(taken.event.dataElements == ["lotNo": "A1", "e:x": "1"])
    }

    @Test func `may be a query's answer`() throws {
        let text = """
            {"@context":\(YimaContext.text),"type":"EPCISQueryDocument","schemaVersion":"2.0",
            "creationDate":"2026-03-01T08:30:00Z","epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":
            [\(Self.plain)]}}}}
            """
        let events = try EPCISDocument.events(in: Array(text.utf8))
        #expect(events.map(\.pointer) == ["/epcisBody/queryResults/resultsBody/eventList/0"])
    }

    @Test func `of a query may leave out version and date`() throws {
        let text = """
            {"@context":\(YimaContext.text),"type":"EPCISQueryDocument",
            "epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":[\(Self.plain)]}}}}
            """
        #expect(try EPCISDocument.events(in: Array(text.utf8)).count == 1)
        let wrong = text.replacing("\"epcisBody\"", with: "\"schemaVersion\":\"1.2\",\"epcisBody\"")
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: Array(wrong.utf8)) }
        #expect(error.problems.map(\.pointer) == ["/schemaVersion"])
    }

    /// Members that no reader may touch.
    static let unusual = [
        #""yima:z":1.50,"yima:a":1e3,"yima:m":-0.0,"yima:n":123456789012345678901234567890"#,
        #""yima:o":{"z":[1, 2,{"a":null}],"a":{"yima:x":true}},"yima:s":"\u00e9\/\ud83d\ude00 \t""#,
        #""yima:t" : [ ] ,"yima:p":{"b":1E+2,"a":0.10}"#,
        #""e:x":{"@id":"urn:x:1"},"cbvmda:lotNumber":"L/1""#,
    ]

    @Test func `is written with every event byte for byte`() throws {
        let context = YimaContext.text.dropLast() + #",{"e":"https://e.org/"}]"#
        let events = Self.unusual.map { Sample.object($0, context: String(context)) } + [Array(Sample.event.utf8)]
        let date = try #require(Timestamp(rfc3339: "2026-03-01T08:30:00Z"))
        let document = try EPCISDocument.document(of: events, creationDate: date)
        let back = try EPCISDocument.events(in: document)
        #expect(back.map(\.json) == events)
        #expect(try EPCISDocument.document(of: back.map(\.json), creationDate: date) == document)
        #expect(try EPCISDocument.events(in: try EPCISDocument.document(of: [], creationDate: date)).isEmpty)
    }

    @Test func `is not written of an event that could not be read back as it was`() throws {
        let date = Timestamp(milliseconds: 0)
        #expect(throws: EventError.self) {
            try EPCISDocument.document(of: [Sample.plainWithoutPrefix], creationDate: date)
        }
        let error = try #require(throws: EventError.self) {
            try EPCISDocument.document(of: [Sample.object(#""price":1"#)], creationDate: date)
        }
        #expect(error.problems.map(\.pointer) == ["/price"])
    }

    @Test func `may be one bare event, which then needs a context`() throws {
        let bytes = Sample.object(#""yima:lotNo":"A1""#)
        #expect(try EPCISDocument.events(in: bytes).map(\.json) == [bytes])
        let bare = Sample.plainWithoutPrefix
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: bare) }
        #expect(error.problems.map(\.wording.en).first?.contains("@context is missing") == true)
    }

    @Test func `is refused whole when one event is wrong`() throws {
        let bytes = Sample.document(
            context: YimaContext.text, events: Self.plain + ",\n" + Self.plain.replacing("\"ADD\"", with: "\"add\""))
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: bytes) }
        #expect(error.problems.map(\.pointer) == ["/epcisBody/eventList/1/action"])
        #expect(error.problems.map(\.line) == [9])
    }

    @Test(arguments: [
        ("[]", "", "must be an EPCISDocument"),
        ("{\"type\":\"EPCISDocument\"}", "", "@context is missing"),
        ("7", "", "must be an EPCISDocument"),
    ]) func `is refused when it is something else`(text: String, pointer: String, wording: String) throws {
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: Array(text.utf8)) }
        #expect(error.problems.first?.pointer == pointer)
        #expect(error.problems.first?.wording.en.contains(wording) == true)
    }

    @Test(arguments: [
        ("\"schemaVersion\":\"2.0\"", "\"schemaVersion\":\"1.2\"", "/schemaVersion"),
        ("\"schemaVersion\"", "\"sender1\":1,\"schemaVersion\"", "/sender1"),
        ("2026-03-01T08:30:00Z", "yesterday", "/creationDate"),
        ("epcis-context.jsonld", "other.jsonld", "/@context"),
        ("\"eventList\":[\n]", "\"eventList\":{}", "/epcisBody/eventList"),
        ("\"eventList\":[\n]", "\"e:events\":[]", "/epcisBody"),
    ]) func `is refused for a fault in its frame`(part: String, replacement: String, pointer: String) throws {
        let text = String(decoding: Sample.document(context: YimaContext.text, events: ""), as: UTF8.self)
        #expect(try EPCISDocument.events(in: Array(text.utf8)).isEmpty)
        let changed = text.replacing(part, with: replacement)
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: Array(changed.utf8)) }
        #expect(error.problems.map(\.pointer) == [pointer])
    }

    @Test func `names the line of the file for an event a line`() throws {
        let line = Sample.object(#""yima:x":1"#).filter { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\r")]
        let event = try EPCISDocument.event(onLine: line, number: 7)
        #expect(event.line == 7)
        #expect(event.json == line.dropLast())
        let error = try #require(throws: EventError.self) {
            try EPCISDocument.event(onLine: line.dropLast(2), number: 7)
        }
        #expect(error.problems.map(\.line) == [7])
    }

    @Test(.timeLimit(.minutes(5))) func `with very many events is read in linear time`() throws {
        // 20,000 events of 160 bytes; counting each line from the top would touch 30 thousand million bytes.
        let list = Array(repeating: Self.plain, count: 20_000).joined(separator: ",\n")
        let events = try EPCISDocument.events(in: Sample.document(context: YimaContext.text, events: list))
        #expect(events.count == 20_000)
        #expect(events.last?.line == 3 + 19_999 * 4)
    }

    @Test func `may not carry an event that no entry can hold`() throws {
        let value = String(repeating: "x", count: 65_300)
        let event = Self.plain.replacing("A1", with: value)
        let error = try #require(throws: EventError.self) {
            try EPCISDocument.events(in: Sample.document(context: YimaContext.text, events: event))
        }
        #expect(error.problems.map(\.pointer) == ["/epcisBody/eventList/0"])
    }
}

extension Sample {
    static let plainWithoutPrefix = Array(
        #"{"type":"ObjectEvent","eventTime":"2026-03-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD","epcList":["urn:x:1"]}"#
            .utf8)
}
