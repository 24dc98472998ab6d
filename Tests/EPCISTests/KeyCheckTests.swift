import Codes
import EPCIS
import EventTesting
import Testing
import Values

/// What a document must not say, where whoever takes it looks at its codes.
@Suite struct `A code in a document` {
    private static let codes = CodeReader()

    private func problems(_ members: String, _ kind: String = "ObjectEvent") throws -> [String] {
        do throws(EventError) {
            let event = Sample.event(kind, #""action":"ADD",\#(members)"#)
            let taken = try EPCISDocument.event(onLine: event, number: 1, codes: Self.codes)
            return taken.notes.map { "note \($0.pointer) \($0.wording.en)" }
        } catch {
            return error.problems.map { "\($0.pointer) \($0.wording.en)" }
        }
    }

    private static let things = #""epcList":["urn:epc:id:sgtin:6901234.056789.1"]"#

    @Test(arguments: [
        (#""epcList":["https://id.gs1.org/01/06901234567893/21/7"]"#, "/epcList/0", "wrong check digit (expected 2)"),
        (
            #""epcList":["urn:epc:id:sgtin:6901234.056789.1","https://id.gs1.org/00/106141412345678909"]"#,
            "/epcList/1",
            "wrong check digit"
        ),
        (#""epcList":["https://id.gs1.org/01/06901234567892/21/7/10/A"]"#, "/epcList/0", "in the order 22, 10, 21"),
        (#""epcList":["https://id.gs1.org/01/690123456789/21/7"]"#, "/epcList/0", "wrong check digit"),
        (#""epcList":["https://id.gs1.org/01/690123456/21/7"]"#, "/epcList/0", "takes 14 digits"),
        (#""epcList":["https://id.gs1.org/10/A/01/06901234567892"]"#, "/epcList/0", "stands before"),
        (#""epcList":["https://id.gs1.org/sgtin/06901234567892"]"#, "/epcList/0", "carries no GS1 key"),
        (#""epcList":["urn:epc:id:sgtin:6901234.56789.1"]"#, "/epcList/0", "13 digits, here it has 12"),
        (#""epcList":["urn:epc:id:grai:6901234.56789."]"#, "/epcList/0", "the serial is missing"),
        (#""epcList":["urn:epc:id:bic:CSQU3054384"]"#, "/epcList/0", "wrong check digit (expected 3)"),
        (#""epcList":["https://id.gs1.org/01/02001234567893/21/1"]"#, "/epcList/0", "a shop's own number"),
        (
            #""quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567893/10/A"}]"#, "/quantityList/0/epcClass",
            "check"
        ),
        (#""epcList":["https://id.gs1.org/01/06901234567892/10/A"]"#, "note /epcList/0", "a whole lot or product"),
        (#""epcList":["urn:epc:idpat:sgtin:6901234.056789.*"]"#, "note /epcList/0", "a whole lot or product"),
        (#""epcList":["urn:epc:id:foo:1.2"]"#, "/epcList/0", "there is no EPC urn:epc:id:foo"),
        (#""epcList":["URN:EPC:ID:SGTNI:6901234.056789.1"]"#, "/epcList/0", "there is no EPC urn:epc:id:sgtni"),
        (#""epcList":["urn:epc:id:sgtin"]"#, "/epcList/0", "there is no EPC"),
        (#""epcList":["urn:epc:x"]"#, "/epcList/0", "there is no EPC"),
        (
            #""quantityList":[{"epcClass":"urn:epc:class:sgtin:6901234.056789"}]"#, "/quantityList/0/epcClass",
            "there is no EPC urn:epc:class:sgtin"
        ),
        (#""epcList":["urn:epc:id:giai:6901234."]"#, "/epcList/0", "no reference of its own"),
        (#""epcList":["urn:epc:id:cpi:6901234.1."]"#, "/epcList/0", "no reference of its own"),
        (#""epcList":["urn:epc:raw:96.x00"]"#, "note /epcList/0", "what a tag holds"),
        (
            #"\#(things),"bizTransactionList":[{"bizTransaction":"urn:epc:id:po:1"}]"#,
            "/bizTransactionList/0/bizTransaction", "there is no EPC urn:epc:id:po"
        ),
        (#""epcList":["https://id.gs1.org"]"#, "/epcList/0", "carries no GS1 key"),
        (#""epcList":["HTTPS://ID.GS1.ORG/8004/"]"#, "/epcList/0", "carries no GS1 key"),
        (#""epcList":["http://[::1/01/06901234567892/21/7"]"#, "/epcList/0", "no address of a host"),
        (#""epcList":["http://a]b/7"]"#, "/epcList/0", "no address of a host"),
        (#""epcList":["https://example.com:99999/7"]"#, "/epcList/0", "no address of a host"),
        (#""epcList":["https://example.com:port/7"]"#, "/epcList/0", "no address of a host"),
        (#""epcList":["https://me@/7"]"#, "/epcList/0", "no address of a host"),
        (#""epcList":["https://me:secret@example.com/7"]"#, "note /epcList/0", "a user or a password"),
        (
            #""quantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.056789.A","quantity":5},{"epcClass":"urn:epc:class:lgtin:6901234.056789.A","quantity":5}]"#,
            "note /quantityList/1/epcClass", "both amounts count"
        ),
        (#""epcList":["urn:yima:uscc:91350100M000100Y43"]"#, "note /epcList/0", "the number of a firm or person"),
        (
            #""quantityList":[{"epcClass":"https://id.gs1.org/414/6901234567892"}]"#, "note /quantityList/0/epcClass",
            "the number of a place"
        ),
        (
            #"\#(things),"bizTransactionList":[{"bizTransaction":"urn:epcglobal:cbv:bt:6901234567893:PS7"}]"#,
            "note /bizTransactionList/0/bizTransaction", "wrong check digit (expected 2)"
        ),
        (
            #"\#(things),"bizTransactionList":[{"bizTransaction":"urn:epcglobal:cbv:bt:690123456789:PS7"}]"#,
            "note /bizTransactionList/0/bizTransaction", "GLN 690123456789"
        ),
        (
            #"\#(things),"sensorElementList":[{"sensorMetadata":{"deviceID":"urn:epc:id:giai:6901234."},"sensorReport":[{"type":"Temperature","value":-18,"uom":"CEL"}]}]"#,
            "/sensorElementList/0/sensorMetadata/deviceID", "no reference of its own"
        ),
        (
            #"\#(things),"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":-18,"uom":"CEL","deviceID":"https://id.gs1.org/8004/"}]}]"#,
            "/sensorElementList/0/sensorReport/0/deviceID", "carries no GS1 key"
        ),
        (
            #""quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A"},{"epcClass":"urn:epc:class:lgtin:6901234.056789.A"}]"#,
            "note /quantityList/1/epcClass", "both amounts count"
        ),
        (
            #"\#(things),"readPoint":{"id":"https://id.gs1.org/414/6901234567893"}"#, "/readPoint/id",
            "wrong check digit"
        ),
        (#"\#(things),"bizLocation":{"id":"urn:epc:id:sgln:6901234.0001.0"}"#, "/bizLocation/id", "12 digits"),
        (
            #"\#(things),"sourceList":[{"type":"owning_party","source":"urn:yima:uscc:91350100M000100Y44"}]"#,
            "/sourceList/0/source", "wrong check digit (expected 3)"
        ),
        (
            #"\#(things),"destinationList":[{"type":"owning_party","destination":"https://id.gs1.org/417/6901234567893"}]"#,
            "/destinationList/0/destination", "wrong check digit"
        ),
        (
            #"\#(things),"bizTransactionList":[{"bizTransaction":"urn:epc:id:gdti:6901234.5678.1"}]"#,
            "/bizTransactionList/0/bizTransaction", "12 digits"
        ),
        (#"\#(things),"yima:containerNo":"CSQU3054384""#, "/yima:containerNo", "wrong check digit (expected 3)"),
        (#"\#(things),"ilmd":{"yima:containerNo":"CSQU305438"}"#, "/ilmd/yima:containerNo", "11 characters"),
        (
            #""epcList":["urn:epc:id:sgtin:6901234.056789.1","https://id.gs1.org/01/06901234567892/21/1"]"#,
            "note /epcList/1",
            "it stands twice"
        ),
    ])
    func `that nobody could find again is refused at its place`(members: String, pointer: String, words: String) throws
    {
        let found = try problems(members)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(pointer + " ") == true && found.first?.contains(words) == true, "\(found)")
    }

    /// What EPCIS lists by amount are classes: of a thing with a number of its own there is one.
    @Test(arguments: [
        "urn:epc:id:sgtin:6901234.056789.1", "https://id.gs1.org/01/06901234567892/21/7",
        "https://id.gs1.org/01/06901234567892/10/A/21/7", "https://id.gs1.org/01/06901234567892/21/7?17=261231",
        "urn:epc:id:sscc:0614141.1234567890", "https://id.gs1.org/00/106141412345678908",
        "urn:epc:id:bic:CSQU3054383", "urn:epc:id:grai:6901234.05678.1", "urn:epc:id:giai:6901234.7",
    ])
    func `of a single thing takes no amount in any list`(written: String) throws {
        for (amount, place) in [
            (#","quantity":5"#, "quantity"), (#","quantity":5,"uom":"KGM""#, "quantity"),
            (#","quantity":0"#, "quantity"),
            (#","quantity":1,"uom":"KGM""#, "quantity"), (#","quantity":1.5"#, "quantity"),
        ] {
            let found = try problems(#""quantityList":[{"epcClass":"\#(written)"\#(amount)}]"#)
            #expect(found.count == 1, "\(found)")
            #expect(found.first?.hasPrefix("/quantityList/0/\(place) ") == true, "\(found)")
            #expect(found.first?.contains("is a single thing and cannot be") == true, "\(found)")
        }
        let parent = #""parentID":"urn:epc:id:sscc:0614141.1234567891","childQuantityList":"#
        let child = try problems(parent + #"[{"epcClass":"\#(written)","quantity":2}]"#, "AggregationEvent")
        #expect(child.map { $0.prefix(29) } == ["/childQuantityList/0/quantity"], "\(child)")
        // What a peer writes that can be meant is told, and no more.
        for amount in ["", #","quantity":1"#, #","quantity":1.0"#] {
            let found = try problems(#""quantityList":[{"epcClass":"\#(written)"\#(amount)}]"#)
            #expect(found.count == 1 && found[0].hasPrefix("note /quantityList/0/epcClass "), "\(found)")
            #expect(found.first?.contains("a single thing in a list of amounts") == true, "\(found)")
        }
    }

    @Test(arguments: [
        "https://id.gs1.org/01/06901234567892/10/A", "https://id.gs1.org/01/06901234567892",
        "urn:epc:class:lgtin:6901234.056789.A", "urn:epc:idpat:sgtin:6901234.056789.*",
        "https://id.gs1.org/01/06901234567892/10/A%2F21%2F7", "https://id.gs1.org/8003/06901234567892",
        "urn:yima:minhai:A01-20261101-C1",
    ])
    func `of a class has whatever amount it has`(written: String) throws {
        let found = try problems(#""quantityList":[{"epcClass":"\#(written)","quantity":5,"uom":"KGM"}]"#)
        #expect(!found.contains { $0.contains("single thing") }, "\(found)")
    }

    @Test(arguments: [
        ("urn:epc:class:lgtin:6901234.056789.A", true), ("https://id.gs1.org/01/06901234567892/21/7", true),
        ("urn:epc:id:sgln:6901234.00001.0", false), ("https://id.gs1.org/00/106141412345678908", false),
    ])
    func `of goods is told where a place belongs`(written: String, isTold: Bool) throws {
        for place in ["readPoint", "bizLocation"] {
            let found = try problems(#"\#(Self.things),"\#(place)":{"id":"\#(written)"}"#)
            #expect(found.contains { $0.contains("and no place") } == isTold, "\(found)")
        }
    }

    @Test func `that is a person's number is refused and not repeated`() throws {
        let found = try problems(
            #"\#(Self.things),"destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:350505199001010578"}]"#
        )
        #expect(found.count == 1)
        #expect(found[0].contains("identity number of a person") && !found[0].contains("350505"))
    }

    @Test func `of a container that would contain itself is refused, in whatever forms`() throws {
        let sscc = #""parentID":"urn:epc:id:sscc:0614141.1234567890","childEPCs":["#
        for child in ["urn:epc:id:sscc:0614141.1234567890", "https://id.gs1.org/00/106141412345678908"] {
            let found = try problems(sscc + #""\#(child)"]"#, "AggregationEvent")
            #expect(found.map { $0.prefix(12) } == ["/childEPCs/0"], "\(found)")
            #expect(found.first?.contains("would contain itself") == true)
        }
        #expect(try problems(sscc + #""https://id.gs1.org/00/006141410000000012"]"#, "AggregationEvent") == [])
    }

    @Test(arguments: [
        #""epcList":["https://id.gs1.org/01/06901234567892/21/350505199001010578"]"#,
        #""epcList":["urn:epc:id:sgtin:6901234.056789.11010519491231002X"]"#,
        #""epcList":["https://id.gs1.org/01/06901234567892/21/350505%2D19900101%2D0578"]"#,
        #""epcList":["urn:x:own:350505199001010578"]"#,
        #""epcList":["https://a.example/%33%3505199001010578x350505199001010578"]"#,
        #""quantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.056789.350505199001010578"}]"#,
    ])
    func `that bears a person's number is refused and not repeated`(members: String) throws {
        let found = try problems(members)
        #expect(found.count == 1 && found[0].contains("identity number of a person"), "\(found)")
        #expect(!found[0].contains("9900101") && !found[0].contains("1949"), "\(found)")
        // A pallet's number is one, whatever it looks like: 18 digits with a check digit of their own.
        for pallet in [
            "https://id.gs1.org/00/350505199001010578", "(00)350505199001010578", "(8018)350505199001010578",
        ] {
            #expect(!PersonalNumber.isHeld(inCode: pallet, Self.codes) == true, "\(pallet)")
        }
    }

    @Test(arguments: [
        ("QQQ", "QQQ is no unit of UN/ECE Rec 20 or 21"), ("KGN", "did you mean \"KGM\""),
        ("KGS", "kilogram per second (UN/ECE Rec 20): KGM is probably meant"), ("CTN", "XCT is probably meant"),
        ("MT", "a package is written XMT"), ("LBS", "did you mean \"LBR\""), ("PCS", "no unit"), ("BOX", "no unit"),
    ])
    func `that counts in no unit, or in one that means another thing, is told`(code: String, said: String) throws {
        let lot = #""quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A","quantity":5,"uom":"#
        let found = try problems(lot + #""\#(code)"}]"#)
        #expect(found.count == 1 && found[0].hasPrefix("note /quantityList/0/uom"), "\(found)")
        #expect(found.first?.contains(said) == true, "\(found)")
        for sound in ["KGM", "XCT", "H87", "LBR", "NPR", "PCE", "MTK"] {
            #expect(try problems(lot + #""\#(sound)"}]"#) == [], "\(sound)")
        }
    }

    @Test func `that is all that a transformation takes and makes is told`() throws {
        func made(_ output: String) throws -> [String] {
            let event = Sample.event(
                "TransformationEvent",
                #""inputQuantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A"}],"#
                    + #""outputQuantityList":[{"epcClass":"\#(output)"}]"#)
            return try EPCISDocument.event(onLine: event, number: 1, codes: Self.codes).notes.map(\.wording.en)
        }
        #expect(try made("https://id.gs1.org/01/06901234567892/10/B").isEmpty)
        for same in ["https://id.gs1.org/01/06901234567892/10/A", "urn:epc:class:lgtin:6901234.056789.A"] {
            let told = try made(same)
            #expect(told.count == 1 && told[0].contains("nothing is made of it"), "\(told)")
        }
    }

    @Test(arguments: [
        "urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52", "urn:epc:id:gid:95100000.12345.400",
        "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
        "https://example.com/items/7", "urn:x:own:1", "tag:example.com,2026:1",
        "urn:yima:other:7", "urn:epc:id:usdod:2S194.12345678901", "http://[2001:db8::1]:8080/7",
        "https://example.com:/7",
        "https://xn--fsq.example:443/7",
    ])
    func `of a scheme of one's own is told of as goods, which nobody can look up, and passes as a place`(code: String)
        throws
    {
        for members in [
            #""epcList":["\#(code)"]"#, #""quantityList":[{"epcClass":"\#(code)"}]"#,
        ] {
            let found = try problems(members)
            #expect(
                found.count == 1 && found[0].hasPrefix("note ") && found[0].contains("no look-up finds"), "\(found)")
            #expect((try? Self.codes.read(code)) == nil)
        }
        #expect(try problems(#"\#(Self.things),"readPoint":{"id":"\#(code)"}"#) == [])
        // A ship may be tracked as a thing.
        #expect(try problems(#""epcList":["urn:epc:id:imovn:9074729"]"#) == [])
    }

    /// An address that only looks like a link with a code.
    @Test func `of somebody's own domain is taken with a note where it may be no code`() throws {
        let found = try problems(#""epcList":["https://example.com/stores/00/12"]"#)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("note /epcList/0 ") && found[0].contains("(00) SSCC takes 18 digits"), "\(found)")
        // As documents of peers have it.
        let asset = try problems(#""epcList":["https://id.example.com/8003/030013450007718765"]"#)
        #expect(asset.count == 1 && asset[0].hasPrefix("note ") && asset[0].contains("wrong check digit"), "\(asset)")
    }

    @Test func `is not looked at where nobody asks`() throws {
        let event = Sample.event(
            "ObjectEvent", #""action":"ADD","epcList":["https://id.gs1.org/01/06901234567893/21/7"]"#)
        #expect(throws: Never.self) { try EPCISDocument.event(onLine: event, number: 1) }
        #expect(throws: EventError.self) { try EPCISDocument.event(onLine: event, number: 1, codes: Self.codes) }
    }

    @Test func `is placed in the document where the document declares its prefix`() throws {
        let event = """
            {"type":"ObjectEvent","eventTime":"2026-03-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD",
            "epcList":["urn:x:own:1"],"y:containerNo":["CSQU3054383","CSQU3054384"]}
            """
        let document = Sample.document(
            context: #"["\#(YimaContext.standard)",{"y":"urn:yima:elements:"}]"#, events: event)
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: document, codes: Self.codes) }
        #expect(error.problems.map(\.pointer) == ["/epcisBody/eventList/0/y:containerNo"])
    }
}

/// What the events of one file say against one another.
@Suite struct `Events of one file that contradict one another` {
    private func told(_ events: [String]) throws -> [[String]] {
        var contradictions = DocumentContradictions(codes: CodeReader())
        return try events.enumerated().map { index, members in
            let kind = members.contains("parentID") ? "AggregationEvent" : "ObjectEvent"
            let event = try EPCISDocument.event(
                onLine: Sample.event(kind, members).filter { $0 != 0x0A }, number: index + 1)
            return contradictions.take(event).map(\.en)
        }
    }

    @Test func `in an eventID are told, and declarations and repetitions are not`() throws {
        let first = #""action":"ADD","eventID":"urn:x:e:1","epcList":["urn:x:own:1"]"#
        let second = #""action":"OBSERVE","eventID":"urn:x:e:1","epcList":["urn:x:own:1"]"#
        let declared =
            second + #","errorDeclaration":{"declarationTime":"2026-03-02T08:30:00Z","reason":"incorrect_data"}"#
        #expect(try told([first, first, second]).map(\.count) == [0, 0, 1])
        #expect(try told([first, second])[1][0].contains("line 1 has the same eventID"))
        #expect(try told([first, declared]).map(\.count) == [0, 0])
    }

    @Test func `in what was issued are told`() throws {
        let item = #""action":"ADD","epcList":["https://id.gs1.org/01/06901234567892/21/7"]"#
        let again = #""action":"ADD","epcList":["urn:epc:id:sgtin:6901234.056789.7"],"yima:x":"1""#
        #expect(try told([item, again])[1].map { $0.contains("was issued on line 1 already") } == [true])
        let seen = again.replacing("ADD", with: "OBSERVE")
        #expect(try told([item, seen]).map(\.count) == [0, 0])
    }

    @Test func `in what can be said of a lot only once are told, and two issues of a lot are not`() throws {
        func lot(_ day: String) -> String {
            #""action":"ADD","quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A","quantity":1}],"#
                + #""yima:productionDate":"\#(day)""#
        }
        #expect(try told([lot("2026-03-01"), lot("2026-03-01")]).map(\.count) == [0, 0])
        #expect(try told([lot("2026-03-02")])[0] == ["productionDate 2026-03-02 lies after the time of the event"])
        let told = try told([lot("2026-03-01"), lot("2026-02-28")])
        #expect(
            told[1].count == 1 && told[1][0].contains("productionDate") && told[1][0].contains("2026-03-01 on line 1"))
    }

    @Test func `in what lies in what are told: a pallet that would come to lie in itself`() throws {
        func put(_ child: String, _ parent: String, _ action: String = "ADD") -> String {
            #""action":"\#(action)","parentID":"urn:x:\#(parent):1","childEPCs":["urn:x:\#(child):1"]"#
        }
        #expect(try told([put("a", "b"), put("b", "c"), put("c", "a")]).map(\.count) == [0, 0, 1])
        #expect(try told([put("a", "b"), put("a", "b", "DELETE"), put("b", "a")]).map(\.count) == [0, 0, 0])
        #expect(try told([put("a", "b"), put("a", "c"), put("b", "a")]).map(\.count) == [0, 0, 0])
    }
}

@Suite struct `A quantity with more decimals than are judged` {
    @Test(arguments: [
        ("55.7918652", 55_791_865), ("0.0000005", 1), ("0.00000049999", 0), ("1e-7", 0), ("5E-7", 1),
        ("12.5000000", 12_500_000),
        ("1.23456789e1", 12_345_679), ("0.9999999", 1_000_000), ("0." + String(repeating: "3", count: 400), 333_333),
    ])
    func `is kept as it was written and judged to the nearest millionth`(written: String, millionths: Int64) throws {
        let event = Sample.event(
            "ObjectEvent",
            #""action":"ADD","quantityList":[{"epcClass":"urn:x:lot:1","quantity":\#(written),"uom":"KGM"}]"#)
        let taken = try EPCISDocument.event(onLine: event, number: 1)
        #expect(taken.event.quantityList.first?.amount == Amount(millionths: millionths))
        #expect(String(decoding: taken.json, as: UTF8.self).contains("\"quantity\":\(written),"))
    }
}

/// What an `@context` must not say, where whoever takes a document looks at its codes.
@Suite struct `A context that gives EPCIS's own names another meaning` {
    private static let codes = CodeReader()

    private func problems(_ context: String) throws -> [String] {
        let event = Sample.object("", context: #"["\#(YimaContext.standard)",\#(context)]"#).filter { $0 != 0x0A }
        do throws(EventError) {
            let text = String(decoding: event, as: UTF8.self).replacing(",}", with: "}")
            return try EPCISDocument.event(onLine: Array(text.utf8), number: 1, codes: Self.codes).notes.map {
                "note \($0.pointer) \($0.wording.en)"
            }.filter { !$0.contains("no look-up finds") }
        } catch {
            return error.problems.map { "\($0.pointer) \($0.wording.en)" }
        }
    }

    @Test(arguments: [
        (#"{"eventTime":"https://x.example/t"}"#, "/@context/1/eventTime"),
        (#"{"x":"https://x.example/","epcList":{"@id":"x:things","@type":"@id"}}"#, "/@context/1/epcList"),
        (#"{"epcis":"https://x.example/"}"#, "/@context/1/epcis"), (#"{"cbv":"urn:x:"}"#, "/@context/1/cbv"),
        (#"{"ObjectEvent":"https://x.example/Other"}"#, "/@context/1/ObjectEvent"),
        (#"{"type":"https://x.example/kind"}"#, "/@context/1/type"),
    ])
    func `is refused at its place`(context: String, pointer: String) throws {
        let found = try problems(context)
        #expect(
            found.count == 1 && found[0].hasPrefix(pointer + " ") && found[0].contains("EPCIS's own name"), "\(found)")
    }

    @Test(arguments: [
        #"{"x":"https://x.example/"}"#, #"{"eventTime":"https://ref.gs1.org/epcis/eventTime"}"#,
        #"{"eventTime":{"@id":"epcis:eventTime","@type":"xsd:dateTime"}}"#, #"{"type":"@type","id":"@id"}"#,
        #"{"epcis":"https://ref.gs1.org/epcis/","cbv":"http://ref.gs1.org/cbv/"}"#, #"{"@vocab":"https://x.example/"}"#,
        #"{"shipping":"https://x.example/shipping"}"#, #""https://x.example/other.jsonld""#,
    ])
    func `is another than one that adds to them, or says the same`(context: String) throws {
        #expect(try problems(context) == [])
    }

    @Test func `is looked at where a document has it too, and is not where nobody asks`() throws {
        let event =
            #"{"type":"ObjectEvent","eventTime":"2026-03-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD","epcList":["urn:x:1"]}"#
        let document = Sample.document(
            context: #"["\#(YimaContext.standard)",{"epcList":"urn:x:other"}]"#, events: "\(event),\(event)")
        let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: document, codes: Self.codes) }
        #expect(error.problems.map(\.pointer) == ["/@context/1/epcList"])
        #expect(throws: Never.self) { try EPCISDocument.events(in: document) }
    }

    @Test func `may hide behind a context that only looks like the published one, which is told`() throws {
        let event = Sample.object(
            #""yima:x":"1""#, context: #"["https://x.example/epcis-context.jsonld",{"yima":"urn:yima:elements:"}]"#)
        let taken = try EPCISDocument.event(onLine: event.filter { $0 != 0x0A }, number: 1, codes: Self.codes)
        #expect(taken.notes.map(\.pointer) == ["/@context/0", "/epcList/0"])
        for address in [
            YimaContext.standard, "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
            "https://gs1.github.io/EPCIS/epcis-context.jsonld",
        ] {
            let event = Sample.object(#""yima:x":"1""#, context: #"["\#(address)",{"yima":"urn:yima:elements:"}]"#)
            let taken = try EPCISDocument.event(onLine: event.filter { $0 != 0x0A }, number: 1, codes: Self.codes)
            #expect(taken.notes.map(\.pointer) == ["/epcList/0"], "\(address)")
        }
    }
}

/// Numbers of persons in what is about to stand where everybody reads it for ever.
@Suite struct `An event that holds the number of a person` {
    private func found(_ members: String) -> [String] {
        PersonalNumberCheck.found(in: Sample.object(members)).map { "\($0.number) \($0.at.pointer)" }
    }

    @Test(arguments: [
        (#""yima:remark":"张三 350505199001010578""#, ["identity /yima:remark"]),
        (#""yima:remark":"\u0033\u0035\u0030505199001010578""#, ["identity /yima:remark"]),
        (#""yima:remark":"３５０５０５１９９００１０１０５７８""#, ["identity /yima:remark"]),
        (#""ilmd":{"yima:x":{"driver":["138-1234-5678"]}}"#, ["telephone /ilmd/yima:x/driver/0"]),
        (#""yima:phone":13812345678"#, ["telephone /yima:phone"]),
        (
            #""bizTransactionList":[{"bizTransaction":"urn:yima:document:350505199001010578"}]"#,
            ["identity /bizTransactionList/0/bizTransaction"]
        ),
        (
            #""errorDeclaration":{"declarationTime":"2026-03-01T08:30:00Z","yima:reason":"问 13812345678"}"#,
            ["telephone /errorDeclaration/yima:reason"]
        ),
    ])
    func `is told where it holds it`(members: String, places: [String]) {
        #expect(found(members) == places)
    }

    @Test func `is none for what its goods are called, nor for any other long number`() {
        let goods = #""epcList":["https://id.gs1.org/00/350505199001010578","urn:x:13812345678"]"#
        let event = Sample.event("ObjectEvent", #""action":"ADD",\#(goods),"yima:customsDeclNo":"370120261000000001""#)
        #expect(PersonalNumberCheck.found(in: event).isEmpty)
        #expect(found(#""yima:a":"350505199001010579","yima:b":"12812345678","yima:c":"SF13812345678""#) == [])
    }
}
