import EPCIS
import Interchange
import Testing
import Values

@Suite struct `What is wrong with EPCIS in XML` {
    private typealias Samples = EPCISXMLSamples

    private func problems(_ text: String) throws -> [LocatedError] {
        let error = try #require(throws: EventError.self) { try EPCISXML.events(in: Array(text.utf8)) }
        for problem in error.problems {
            #expect(!problem.wording.en.isEmpty && problem.wording.zh.unicodeScalars.contains { $0.value >= 0x4E00 })
        }
        return error.problems
    }

    private static let event = "/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[1]"

    /// Each extra line is line 5 of its document.
    @Test(arguments: [
        ("<bizStep>urn:epcglobal:cbv:bizstep:schipping</bizStep>", "/bizStep", 1, "schipping"),
        ("  <readPoint><id>here</id></readPoint>", "/readPoint/id", 14, "URI"),
        ("<readPoint/>", "/readPoint", 1, "id is missing"),
        ("<shop>1</shop>", "/shop", 1, "unknown element shop in ObjectEvent"),
        ("<extension><extension><shop/></extension></extension>", "/extension/extension/shop", 23, "unknown element"),
        (
            "<quantityList><quantityElement><epcClass>urn:x:c</epcClass></quantityElement><quantityElement>"
                + "<epcClass>urn:x:c</epcClass><quantity>1,5</quantity></quantityElement></quantityList>",
            "/quantityList/quantityElement[2]/quantity", 123, "\"1,5\" is not a number"
        ),
        (
            "<extension><quantityList><quantityElement><epcClass>urn:x:c</epcClass><quantity>-1</quantity>"
                + "</quantityElement></quantityList></extension>",
            "/extension/quantityList/quantityElement/quantity", 71, "at least 0"
        ),
        ("<action>ADD</action>", "/action[2]", 1, "action stands twice"),
        ("<bizStep><b/></bizStep>", "/bizStep/b", 10, "unknown element b in bizStep"),
        ("<bizStep k='1'>urn:x:y</bizStep>", "/bizStep/@k", 1, "attribute k has no place"),
        ("鱼", "", 1, "text between the elements of ObjectEvent"),
        ("<a:x xmlns:a='urn:x:a:'>1<a:y/>2</a:x>", "/a:x", 25, "text between the elements of a:x"),
        (
            "<sourceList><source type='urn:epcglobal:cbv:sdt:nobody'>urn:x:y</source></sourceList>",
            "/sourceList/source/@type", 13, "nobody"
        ),
        (
            "<sensorElementList><sensorElement><sensorReport value='INF'/></sensorElement></sensorElementList>",
            "/sensorElementList/sensorElement/sensorReport/@value", 35, "INF"
        ),
        (
            "<sensorElementList><sensorElement><sensorReport booleanValue='yes'/></sensorElement></sensorElementList>",
            "/sensorElementList/sensorElement/sensorReport/@booleanValue", 35, "true or false"
        ),
        (
            "<sensorElementList><sensorElement><sensorReport valeu='1'/></sensorElement></sensorElementList>",
            "/sensorElementList/sensorElement/sensorReport/@valeu", 35, "no place"
        ),
        ("<childEPCs><epc>urn:x:y</epc></childEPCs>", "/childEPCs", 1, "childEPCs does not belong in ObjectEvent"),
        ("<ilmd/>", "/ilmd", 1, "ilmd goes only with action ADD"),
    ])
    func `is said with the line, column and path of the XML`(
        xml: String, path: String, column: Int, words: String
    ) throws {
        let found = try problems(Samples.document20(Samples.objectEvent(xml)))
        let problem = try #require(found.first)
        #expect((problem.line, problem.column) == (5, column))
        #expect(problem.pointer == Self.event + path)
        #expect(problem.wording.en.contains(words), "\(problem.wording.en)")
        #expect(found.count == 1)
    }

    @Test func `in several events is said for each, and then nothing is taken`() throws {
        let bad = Samples.objectEvent("<shop/>")
        let found = try problems(Samples.document20(bad + Samples.objectEvent() + bad))
        #expect(
            found.map(\.pointer) == [1, 3].map { "/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[\($0)]/shop" })
        let many = try problems(Samples.document20(String(repeating: bad, count: 50)))
        #expect(many.count == EventError.problemsMax)
    }

    @Test(arguments: [
        (
            "<EPCISDocument schemaVersion='2.0' creationDate='2026-03-01T09:00:00Z'/>", "/EPCISDocument",
            "the root must be"
        ),
        ("<a><b/></a>", "/a", "the root must be"),
        (
            "<e:EPCISDocument xmlns:e='urn:epcglobal:epcis:xsd:2' schemaVersion='3.0' creationDate='2026-03-01T09:00:00Z'>"
                + "<EPCISBody><EventList/></EPCISBody></e:EPCISDocument>", "/e:EPCISDocument", "schemaVersion"
        ),
        (
            "<e:EPCISDocument xmlns:e='urn:epcglobal:epcis:xsd:2' schemaVersion='2.0'><EPCISBody><EventList/></EPCISBody>"
                + "</e:EPCISDocument>", "/e:EPCISDocument", "creationDate"
        ),
        (
            "<e:EPCISDocument xmlns:e='urn:epcglobal:epcis:xsd:2' schemaVersion='2.0' creationDate='2026-03-01T09:00:00Z'>"
                + "<EPCISBody/></e:EPCISDocument>", "/e:EPCISDocument/EPCISBody", "EventList is missing"
        ),
    ])
    func `in the document around the events`(xml: String, path: String, words: String) throws {
        let problem = try #require(try problems(xml).first)
        #expect(problem.pointer == path)
        #expect(problem.wording.en.contains(words))
    }

    @Test func `is also XML that is cut off, has a DOCTYPE or nests too deeply`() throws {
        let whole = Samples.document20(Samples.objectEvent())
        #expect(try problems(String(whole.dropLast(30))).count == 1)
        let typed = try problems("<!DOCTYPE x [<!ENTITY a 'b'>]>" + whole)
        #expect(typed.map(\.line) == [1] && typed[0].wording.en.contains("DOCTYPE"))
        let deep = String(repeating: "<a:x>", count: 70) + String(repeating: "</a:x>", count: 70)
        let nested = try problems(
            Samples.document20(Samples.objectEvent(deep), declarations: "xmlns:a='urn:x:a:'"))
        #expect(nested.map(\.wording.en) == ["nested too deeply"])
        #expect(nested.map(\.line) == [5])
    }

    @Test func `is an event larger than a ledger takes`() throws {
        let long = "<a:x xmlns:a='urn:x:a:'>\(String(repeating: "x", count: 70_000))</a:x>"
        #expect(try problems(Samples.document20(Samples.objectEvent(long))).map(\.pointer) == [Self.event])
        let wide = String(repeating: "<x/>", count: 50_000)
        let many = try problems(
            Samples.document20(Samples.objectEvent("<a:x xmlns:a='urn:x:a:'>\(wide)</a:x>") + Samples.objectEvent()))
        #expect(many.map(\.pointer) == [Self.event])
    }

    /// Whatever happens to a file on its way, it is read or refused.
    @Test func `is never a crash`() {
        let text = Array(
            Samples.document12(Samples.fullObjectEvent12, declarations: Samples.fullObjectDeclarations).utf8)
        var seed: UInt64 = 1
        for _ in 0..<2_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var broken = text
            broken[Int(seed >> 33) % broken.count] = UInt8(truncatingIfNeeded: seed >> 20)
            _ = try? EPCISXML.events(in: broken)
        }
    }
}
