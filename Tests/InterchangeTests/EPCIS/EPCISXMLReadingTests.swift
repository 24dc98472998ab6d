import EPCIS
import Interchange
import Testing
import Values

/// What stands in XML and in JSON is read alike.
@Suite struct `An event in XML` {
    private func event(_ more: String) throws -> EPCISEvent {
        let text = EPCISXMLSamples.document20(
            EPCISXMLSamples.objectEvent(more), declarations: #"xmlns:yima="urn:yima:elements:""#)
        return try #require(try EPCISXML.events(in: Array(text.utf8)).first).event
    }

    @Test func `gives every value of an element that stands several times`() throws {
        let event = try event(
            """
            <yima:conformityProofNo>HG-1</yima:conformityProofNo><yima:lotNo>A1</yima:lotNo>
            <yima:conformityProofNo>HG-2</yima:conformityProofNo>
            """)
        #expect(event.elementValues("conformityProofNo") == ["HG-1", "HG-2"])
        #expect(event.dataElements["conformityProofNo"] == "HG-1")
        #expect(event.elementValues("lotNo") == ["A1"])
    }

    @Test func `gives what sensors reported as typed values`() throws {
        let event = try event(
            """
            <sensorElementList><sensorElement>
            <sensorMetadata time="2026-03-01T08:00:00+08:00" deviceID="urn:epc:id:giai:6901234.1"/>
            <sensorReport type="gs1:Temperature" value="-.4" uom="FAH" maxValue="+1.2E1"/>
            </sensorElement></sensorElementList>
            """)
        let reading = try #require(event.temperatureReadings.first)
        #expect(reading.value == Temperature(celsius: Amount("-18")!))
        #expect(reading.highest == Temperature(Amount("12")!, uom: "FAH"))
        #expect(reading.deviceID == "urn:epc:id:giai:6901234.1")
        #expect(reading.from == OffsetTime(rfc3339: "2026-03-01T08:00:00+08:00"))
    }
}
