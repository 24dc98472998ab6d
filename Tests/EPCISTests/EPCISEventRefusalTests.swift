import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `An EPCIS event is refused` {
    /// Members added to a sound ObjectEvent on its fourth line, the pointer, and what the wording must contain.
    static let faults: [(String, String, String)] = [
        (#""price":1"#, "/price", "unknown field price"),
        (#""foo:price":1"#, "/foo:price", "not declared"),
        (#""yima:x":{"foo:y":[{"bar:z":1}]}"#, "/yima:x/foo:y", "foo:y is not declared"),
        (#"":x":1"#, "/:x", "unknown field"),
        (#""parentID":"urn:x:1""#, "/parentID", "does not belong in ObjectEvent"),
        (#""bizStep":"shiping""#, "/bizStep", "is no bizStep"),
        (#""bizStep":"urn:epcglobal:cbv:bizstep:shipping""#, "/bizStep", "write \"shipping\""),
        (#""disposition":"urn:epcglobal:cbv:disp:active""#, "/disposition", "write \"active\""),
        (#""disposition":null"#, "/disposition", "must be text"),
        (#""readPoint":"urn:x:1""#, "/readPoint", "must be an object"),
        (#""readPoint":{}"#, "/readPoint", "id is missing"),
        (#""bizLocation":{"id":"here"}"#, "/bizLocation/id", "must be a URI"),
        (#""bizLocation":{"id":"urn:a b"}"#, "/bizLocation/id", "must be a URI"),
        (#""eventID":"7""#, "/eventID", "must be a URI"),
        (#""recordTime":"2026-03-01T08:30:00""#, "/recordTime", "time with offset"),
        (#""quantityList":{}"#, "/quantityList", "must be an array"),
        (#""quantityList":[{"quantity":1}]"#, "/quantityList/0", "epcClass is missing"),
        (#""quantityList":[{"epcClass":"urn:x:1","quantity":"1"}]"#, "/quantityList/0/quantity", "must be a number"),
        (#""quantityList":[{"epcClass":"urn:x:1","quantity":-1}]"#, "/quantityList/0/quantity", "at least 0"),
        (#""quantityList":[{"epcClass":"urn:x:1","quantity":-1e-7}]"#, "/quantityList/0/quantity", "at least 0"),
        (#""eventID":"urn:yima""#, "/eventID", "must be a URI"),
        (#""eventID":"urn:yima:""#, "/eventID", "must be a URI"),
        (#""eventID":"urn:a/b:c""#, "/eventID", "must be a URI"),
        (#""eventID":"https:///a""#, "/eventID", "must be a URI"),
        (#""eventID":"http://""#, "/eventID", "must be a URI"),
        (#""eventID":"HTTP:a.cn""#, "/eventID", "must be a URI"),
        (#""eventID":"https://?a=b""#, "/eventID", "must be a URI"),
        (#""eventID":"https://a.cn/%zz""#, "/eventID", "must be a URI"),
        (#""eventID":"https://a.cn/0123456789/%4""#, "/eventID", "must be a URI"),
        (#""eventID":"urn:x:a#b#c""#, "/eventID", "must be a URI"),
        (
            #""quantityList":[{"epcClass":"urn:x:1","quantity":1e999999999999999999999}]"#, "/quantityList/0/quantity",
            "under"
        ),
        (#""quantityList":[{"epcClass":"urn:x:1","quantity":1,"uom":"kg"}]"#, "/quantityList/0/uom", "Rec 20"),
        (#""quantityList":[{"epcClass":"urn:x:1","size":1}]"#, "/quantityList/0/size", "unknown field"),
        (#""bizTransactionList":[{"type":"order","bizTransaction":"urn:x:1"}]"#, "/bizTransactionList/0/type", "is no"),
        (#""bizTransactionList":[{"type":"po"}]"#, "/bizTransactionList/0", "bizTransaction is missing"),
        (#""sourceList":[{"source":"urn:x:1"}]"#, "/sourceList/0", "type is missing"),
        (#""destinationList":[7]"#, "/destinationList/0", "must be an object"),
        (#""persistentDisposition":{}"#, "/persistentDisposition", "needs set or unset"),
        (
            #""persistentDisposition":{"set":["active"],"unset":[]}"#, "/persistentDisposition/unset",
            "must not be empty"
        ),
        (#""persistentDisposition":{"set":["x"]}"#, "/persistentDisposition/set/0", "is no disposition"),
        (#""errorDeclaration":{"reason":"incorrect_data"}"#, "/errorDeclaration", "declarationTime is missing"),
        (
            #""errorDeclaration":{"declarationTime":"2026-03-01T08:30:00Z","reason":"x"}"#, "/errorDeclaration/reason",
            "is no"
        ),
        (#""sensorElementList":[{}]"#, "/sensorElementList/0", "sensorReport"),
        (
            #""sensorElementList":[{"sensorReport":[{"value":"1"}]}]"#, "/sensorElementList/0/sensorReport/0/value",
            "number"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"weight":1}]}]"#, "/sensorElementList/0/sensorReport/0/weight",
            "unknown"
        ),
        (#""quantityList":[{"epcClass":"urn:x:1","uom":"KGM"}]"#, "/quantityList/0/uom", "only with quantity"),
        (
            #""quantityList":[{"epcClass":"urn:x:1","yima:size":1}]"#, "/quantityList/0/yima:size",
            "quantityElement takes no fields of one's own"
        ),
        (
            #""bizTransactionList":[{"bizTransaction":"urn:x:1","yima:a":1}]"#, "/bizTransactionList/0/yima:a",
            "takes no fields"
        ),
        (
            #""sourceList":[{"type":"location","source":"urn:x:1","destination":"urn:x:2"}]"#,
            "/sourceList/0/destination", "unknown field"
        ),
        (#""persistentDisposition":{"set":["active","active"]}"#, "/persistentDisposition/set/1", "stands twice"),
        (#""persistentDisposition":{"set":"active"}"#, "/persistentDisposition/set", "must be an array"),
        (#""bizStep":"urn:epcglobal:cbv:disp:active""#, "/bizStep", "CBV URNs"),
        (#""bizStep":"https://ref.gs1.org/cbv/BizStep-dancing""#, "/bizStep", "is no bizStep"),
        (#""bizStep":"https://ns.gs1.org/cbv/BizStep-shipping""#, "/bizStep", "is no bizStep"),
        (
            #""errorDeclaration":{"declarationTime":"2026-03-01"}"#, "/errorDeclaration/declarationTime",
            "time with offset"
        ),
        (
            #""errorDeclaration":{"declarationTime":"2026-03-01T08:30:00Z","correctiveEventIDs":"urn:x:1"}"#,
            "/errorDeclaration/correctiveEventIDs", "must be an array"
        ),
        (
            #""errorDeclaration":{"declarationTime":"2026-03-01T08:30:00Z","foo:x":1}"#, "/errorDeclaration/foo:x",
            "not declared"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"value":1}]}]"#, "/sensorElementList/0/sensorReport/0",
            "needs type"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Warmth"}]}]"#,
            "/sensorElementList/0/sensorReport/0/type", "is no measurement type"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"https://gs1.org/voc/Temperature"}]}]"#,
            "/sensorElementList/0/sensorReport/0/type", "is no measurement type"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"exception":"LOUD"}]}]"#,
            "/sensorElementList/0/sensorReport/0/exception", "ALARM_CONDITION"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Length","component":"up"}]}]"#,
            "/sensorElementList/0/sensorReport/0/component", "is no component"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Length","component":"urn:epcglobal:cbv:comp:x"}]}]"#,
            "/sensorElementList/0/sensorReport/0/component", "CBV URNs do not belong in JSON"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Length","hexBinaryValue":"0x1"}]}]"#,
            "/sensorElementList/0/sensorReport/0/hexBinaryValue", "hexadecimal"
        ),
        (
            #""sensorElementList":[{"sensorReport":[{"type":"Length","booleanValue":"true"}]}]"#,
            "/sensorElementList/0/sensorReport/0/booleanValue", "true or false"
        ),
        (
            #""sensorElementList":[{"sensorMetadata":{"time":"now"},"sensorReport":[{"type":"Length"}]}]"#,
            "/sensorElementList/0/sensorMetadata/time", "time with offset"
        ),
        (#""certificationInfo":["x"]"#, "/certificationInfo/0", "must be a URI"),
        (#""ilmd":{"lot":1}"#, "/ilmd/lot", "unknown field lot"),
        (#""ilmd":[]"#, "/ilmd", "must be an object"),
        (#""yima:lotNo":"A","ilmd":{"yima:lotNo":"B"}"#, "/ilmd/yima:lotNo", "another value"),
    ]

    @Test(arguments: faults) func `for a fault in a field, at the field`(
        members: String, pointer: String, wording: String
    ) throws {
        let error = try #require(throws: EventError.self) { try EPCISEvent(json: Sample.object(members)) }
        let problem = try #require(error.problems.first)
        #expect(problem.pointer == pointer)
        #expect(problem.line == 4 || pointer.isEmpty)
        #expect(problem.wording.en.contains(wording), "\(problem.wording.en)")
        #expect(!problem.wording.zh.isEmpty)
    }

    /// Kind, members, and what the first problem says.
    static let incomplete: [(String, String, String)] = [
        ("ObjectEvent", #""epcList":["urn:x:1"]"#, "action is missing"),
        ("ObjectEvent", #""action":"ADD","epcList":[],"quantityList":[]"#, "non-empty epcList"),
        (
            "ObjectEvent", #""action":"OBSERVE","sensorElementList":[{"sensorReport":[{"type":"Mass"}]}]"#,
            "needs readPoint"
        ),
        ("ObjectEvent", #""action":"OBSERVE","epcList":["urn:x:1"],"ilmd":{}"#, "only with action ADD"),
        ("AggregationEvent", #""action":"ADD","childEPCs":["urn:x:1"]"#, "needs parentID"),
        ("AggregationEvent", #""action":"DELETE","childEPCs":["urn:x:1"]"#, "needs parentID"),
        ("AggregationEvent", #""action":"ADD","parentID":"urn:x:1""#, "non-empty childEPCs"),
        ("AssociationEvent", #""action":"OBSERVE","childEPCs":["urn:x:1"]"#, "needs parentID"),
        ("AssociationEvent", #""action":"OBSERVE","parentID":"urn:x:1""#, "non-empty childEPCs"),
        ("TransactionEvent", #""action":"ADD","epcList":["urn:x:1"]"#, "bizTransactionList"),
        ("TransactionEvent", #""action":"ADD","bizTransactionList":[{"bizTransaction":"urn:x:1"}]"#, "needs epcList"),
        ("TransformationEvent", #""inputEPCList":["urn:x:1"]"#, "needs outputs"),
        ("TransformationEvent", #""outputEPCList":["urn:x:1"]"#, "needs inputs"),
        ("TransformationEvent", #""transformationID":"urn:x:1""#, "needs inputs or outputs"),
        (
            "TransformationEvent", #""action":"ADD","inputEPCList":["urn:x:1"],"outputEPCList":["urn:x:2"]"#,
            "action does not belong"
        ),
        ("QuantityEvent", #""action":"ADD""#, "type must be one of"),
        ("ObjectEvent", #""action":"ADD","epcList":["urn:x:1","urn:x:2","urn:x:1"]"#, "urn:x:1 stands twice"),
        (
            "AggregationEvent",
            #""action":"ADD","parentID":"urn:x:1","childEPCs":["urn:x:2"],"persistentDisposition":{"set":["active"]}"#,
            "persistentDisposition does not belong"
        ),
    ]

    @Test(arguments: incomplete) func `when its kind needs more, or something else`(
        kind: String, members: String, wording: String
    ) throws {
        let error = try #require(throws: EventError.self) { try EPCISEvent(json: Sample.event(kind, members)) }
        #expect(error.problems.count == 1)
        #expect(error.problems.first?.wording.en.contains(wording) == true, "\(error.problems)")
    }

    @Test(arguments: [
        ("AggregationEvent", #""action":"DELETE","parentID":"urn:x:1""#),
        ("AggregationEvent", #""action":"OBSERVE","childEPCs":["urn:x:1"]"#),
        ("AssociationEvent", #""action":"DELETE","parentID":"urn:x:1""#),
        ("TransformationEvent", #""transformationID":"urn:x:1","inputEPCList":["urn:x:2"]"#),
        (
            "ObjectEvent",
            #""action":"OBSERVE","readPoint":{"id":"urn:x:2"},"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":-18}]}]"#
        ),
    ]) func `not for what its kind may leave out`(kind: String, members: String) {
        #expect(throws: Never.self) { try EPCISEvent(json: Sample.event(kind, members)) }
    }

    @Test(arguments: ["+14:01", "+8:00", "08:00", "+08:60", "Z", "+0800", "+15:00", "+08:00 "])
    func `for a malformed offset`(offset: String) throws {
        let text = Sample.event.replacing("\"+08:00\"", with: "\"\(offset)\"")
        let error = try #require(throws: EventError.self) { try EPCISEvent(json: Array(text.utf8)) }
        #expect(error.problems.map(\.pointer) == ["/eventTimeZoneOffset"])
    }

    @Test func `for a character that no URI has, wherever it stands, and for no other`() throws {
        let base = "urn:x:0123456789-abcdefghij"
        for offset in 6...base.utf8.count {
            let (head, tail) = (base.prefix(offset), base.dropFirst(offset))
            for character in [" ", "<", ">", "{", "}", "|", "^", "`", "\u{7F}", #"\\"#, #"\""#, #"\n"#, #"\u0001"#] {
                let bytes = Sample.object("\"eventID\":\"\(head)\(character)\(tail)\"")
                let error = try #require(throws: EventError.self) { try EPCISEvent(json: bytes) }
                #expect(error.problems.map(\.pointer) == ["/eventID"], "\(head)\(character)\(tail)")
            }
            for character in ["~", "#", "!", "_", "%7B", "é", "鱼", "😀", "?", "'", "[", "]", "@", "="] {
                let uri = "\(head)\(character)\(tail)"
                #expect(try EPCISEvent(json: Sample.object("\"eventID\":\"\(uri)\"")).eventID == uri)
            }
        }
    }

    @Test(arguments: ["a:b", "urn:x:1", "urn:x:12", "https://id.gs1.org/01/06901234567892/21/7"], [3, 30, 300])
    func `for a code that stands twice among any number of others`(code: String, count: Int) throws {
        var codes = (0..<count).map { "urn:epc:id:sgtin:6901234.056789.\($0 &* 7919)" }
        codes.insert(code, at: count / 3)
        let sound = "\"action\":\"ADD\",\"epcList\":[\(codes.map { "\"\($0)\"" }.joined(separator: ","))]"
        #expect(try EPCISEvent(json: Sample.event("ObjectEvent", sound)).epcList == codes)
        let twice = sound.dropLast() + ", \"\(code)\"]"
        let error = try #require(throws: EventError.self) {
            try EPCISEvent(json: Sample.event("ObjectEvent", String(twice)))
        }
        #expect(error.problems.map(\.pointer) == ["/epcList/\(count + 1)"])
    }

    @Test func `without type, time or offset`() throws {
        let error = try #require(throws: EventError.self) { try EPCISEvent(json: Array("{}".utf8)) }
        #expect(
            error.problems.map(\.wording.en)
                == ["type is missing", "eventTime is missing", "eventTimeZoneOffset is missing"])
    }

    @Test func `when the prefix yima stands for something else`() throws {
        let bytes = Sample.object(#""yima:x":1"#, context: #"{"yima":"https://other.org/"}"#)
        let error = try #require(throws: EventError.self) { try EPCISEvent(json: bytes) }
        #expect(error.problems.map(\.pointer) == ["/@context/yima"])
    }

    @Test func `when it is larger than an entry or nested too deeply`() throws {
        let large = Sample.object("\"yima:x\":\"\(String(repeating: "x", count: 65_535))\"")
        let deep = Sample.object("\"yima:x\":\(String(repeating: "[", count: 100_000))")
        for (bytes, wording) in [(large, "larger than allowed"), (Array(deep.prefix(65_000)), "nested too deeply")] {
            let error = try #require(throws: EventError.self) { try EPCISEvent(json: bytes) }
            #expect(error.problems.count == 1)
            #expect(error.problems.first?.wording.en.contains(wording) == true)
        }
    }
}
