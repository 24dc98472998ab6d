import EPCIS
import EventTesting
import Testing
import Values

/// What a document's `@context` gives to its events, and how much of it (JSON-LD 1.1 §4.1).
@Suite struct `The context of a document` {
    private static let standard = "\"\(YimaContext.standard)\""
    private static let plain =
        #""type":"ObjectEvent","eventTime":"2026-03-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD""#

    private func taken(_ context: String, _ event: String) throws -> String {
        let document = Sample.document(context: "[\(Self.standard),\(context)]", events: event)
        return String(decoding: try #require(try EPCISDocument.events(in: document).first).json, as: UTF8.self)
    }

    private func event(_ members: String) -> String {
        "{\"@context\":[\(Self.standard)],\(Self.plain),\(members)}"
    }

    @Test(arguments: [
        #""epcList":["e:1"]"#, #""epcList":["urn:x:1"],"bizStep":"e:baking""#,
        #""epcList":["urn:x:1"],"cbvmda:x":{"grade":1}"#, #""epcList":["urn:x:1"],"cbvmda:x":[{"\u0067rade":1}]"#,
        #""epcList":["urn:x:1"],"cbvmda:x":{"@type":"e:Thing"}"#,
    ])
    func `is not lost to an event with its own that needs the document's inside`(members: String) throws {
        let joined = try taken(#"{"e":"https://e.org/","grade":"https://g.org/"}"#, event(members))
        #expect(joined.contains(#""https://e.org/""#))
        let own = event(members).replacing("\(Self.standard)]", with: #"\#(Self.standard),{"e":"https://e.org/"}]"#)
        #expect(try taken(#"{"e":"https://e.org/"}"#, own) == own)
    }

    @Test func `is left out of an event that has no use for it`() throws {
        let event = event(#""epcList":["urn:x:1"],"cbvmda:x":{"b":"f:1"}"#)
        #expect(try taken(#"{"e":"https://e.org/"}"#, event) == event)
    }

    @Test func `that refers to another is kept, for nobody here knows what that one says`() throws {
        let event = event(#""epcList":["urn:x:1"]"#)
        #expect(try taken(#""https://e.org/context.jsonld""#, event).contains("https://e.org/context.jsonld"))
        let same = event.replacing("\(Self.standard)]", with: #"\#(Self.standard),"https://e.org/context.jsonld"]"#)
        #expect(try taken(#""https://e.org/context.jsonld""#, same) == same)
    }

    @Test(arguments: [#""https://e.org/context.jsonld""#, #"["https://e.org/context.jsonld",{"e":"https://e.org/"}]"#])
    func `is the only place that may refer to another`(own: String) throws {
        let event = event(#""epcList":["urn:x:1"]"#).replacing("[\(Self.standard)]", with: own)
        let error = try #require(throws: EventError.self) { try self.taken(#"{"f":"https://f.org/"}"#, event) }
        #expect(error.problems.map(\.pointer) == ["/epcisBody/eventList/0/@context"])
        #expect(error.problems[0].wording.en.contains("https://e.org/context.jsonld"))
        #expect(throws: Never.self) { try self.taken(#""https://e.org/context.jsonld""#, event) }
    }

    @Test func `may say of names only what type their values have`() throws {
        let context = #"{"e":"https://e.org/","e:count":{"@type":"xsd:integer"}}"#
        #expect(try taken(context, "{\(Self.plain),\"epcList\":[\"urn:x:1\"],\"e:count\":1}").contains("e:count"))
        #expect(throws: EventError.self) { try self.taken(#"{"count":{"@type":"xsd:integer"}}"#, "") }
    }

    // MARK: Bounds

    private func problem(_ context: String, _ event: String = "") throws -> String {
        let error = try #require(throws: EventError.self) { try self.taken(context, event) }
        return error.problems[0].wording.en
    }

    @Test(.timeLimit(.minutes(5))) func `has a bounded number of terms`() throws {
        // 100,000 terms, each looked for among all, would be ten thousand million comparisons.
        let terms = (0..<100_000).map { "\"t\($0)\":\"urn:x:\($0):\"" }.joined(separator: ",")
        #expect(try problem("{\(terms)}").hasPrefix("more than 500 terms"))
    }

    @Test(.timeLimit(.minutes(5))) func `has terms of bounded length, also where they are built upon one another`()
        throws
    {
        let long = String(repeating: "v", count: 1_000)
        #expect(try problem(#"{"@vocab":"urn:\#(long)"}"#).contains("more than 1000 bytes"))
        #expect(try problem(#"{"e":"urn:\#(long)"}"#).contains("more than 1000 bytes"))
        let chain = (1..<400).map { "\"t\($0)\":\"t\($0 - 1):abc\"" }.joined(separator: ",")
        #expect(try problem("{\"t0\":\"urn:x:\",\(chain)}").contains("more than 1000 bytes"))
    }

    @Test(.timeLimit(.minutes(5))) func `is not copied into its events without bound`() throws {
        // 4,000 events of 50 KB each would be 200 MB, of a document of 700 KB.
        let event = "{\(Self.plain),\"epcList\":[\"urn:x:1\"]}"
        let events = Array(repeating: event, count: 4_000).joined(separator: ",")
        let context =
            "{" + (0..<50).map { "\"t\($0)\":\"urn:\(String(repeating: "v", count: 980)):\"" }.joined(separator: ",")
            + "}"
        #expect(try problem(context, events).contains("128 MiB"))
    }
}
