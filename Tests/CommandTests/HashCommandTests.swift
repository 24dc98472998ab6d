import Foundation
import Testing

@Suite("yima hash")
struct HashCommandTests {
    static let json = """
        {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",
        "eventTime":"2026-03-01T08:30:00.000+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE",
        "bizStep":"shipping","epcList":["urn:epc:id:sgtin:6901234.056789.7"]}
        """
    static let xml = """
        <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-01T00:00:00Z">
        <EPCISBody><EventList><ObjectEvent><eventTime>2026-03-01T00:30:00Z</eventTime>
        <eventTimeZoneOffset>+08:00</eventTimeZoneOffset><epcList><epc>urn:epc:id:sgtin:6901234.056789.7</epc></epcList>
        <action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent></EventList></EPCISBody>
        </epcis:EPCISDocument>
        """

    @Test("JSON and XML that say the same have one name")
    func same() async throws {
        let tool = Tool()
        try tool.home.write(Self.json, to: "a.json")
        try tool.home.write(Self.xml, to: "b.xml")
        let outcome = try await tool.yima("hash", "a.json", "b.xml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.wholeMatch(of: /ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0/) != nil)
        #expect(Set(lines).count == 1)
        let text = try await tool.yima("hash", "--pre-hash", "-", input: Self.json)
        #expect(text.output.hasPrefix("eventType=ObjectEventeventTime=2026-03-01T00:30:00.000Z"), "\(text.output)")
    }

    @Test("what is no event is said at its place")
    func refused() async throws {
        let tool = Tool()
        try tool.home.write(Self.json.replacingOccurrences(of: "shipping", with: "shiping"), to: "a.json")
        let outcome = try await tool.yima("hash", "a.json")
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("yima: hash: a.json:3:"), "\(outcome.errors)")
        try tool.home.write("time,step,code\n", to: "scans.csv")
        #expect(try await tool.yima("hash", "scans.csv").status == 65)
    }
}
