import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `Sensor data of an event` {
    private func elements(_ list: String) throws -> [SensorElement] {
        try EPCISEvent(json: Sample.object(#""sensorElementList":[\#(list)]"#)).sensorElements
    }

    private func report(_ members: String) throws -> SensorReport {
        try #require(try elements(#"{"sensorReport":[{\#(members)}]}"#).first?.reports.first)
    }

    private func time(_ text: String) throws -> OffsetTime { try #require(OffsetTime(rfc3339: text)) }

    @Test func `are kept with their metadata, every member of the standard`() throws {
        let element = try #require(
            try elements(
                """
                {"sensorMetadata":{"time":"2026-03-01T08:00:00+08:00","startTime":"2026-03-01T07:00:00+08:00",
                "endTime":"2026-03-01T08:00:00Z","deviceID":"urn:x:d","deviceMetadata":"https://x.org/d",
                "rawData":"https://x.org/r","dataProcessingMethod":"https://x.org/p","bizRules":"https://x.org/b"},
                "sensorReport":[{"type":"Temperature"},{"exception":"ALARM_CONDITION"}],"yima:place":"door"}
                """
            ).first)
        #expect(element.metadata.time == (try time("2026-03-01T08:00:00+08:00")))
        #expect(element.metadata.startTime == (try time("2026-03-01T07:00:00+08:00")))
        #expect(element.metadata.endTime == (try time("2026-03-01T08:00:00Z")))
        #expect(element.metadata.deviceID == "urn:x:d")
        #expect(element.metadata.deviceMetadata == "https://x.org/d")
        #expect(element.metadata.rawData == "https://x.org/r")
        #expect(element.metadata.dataProcessingMethod == "https://x.org/p")
        #expect(element.metadata.bizRules == "https://x.org/b")
        #expect(element.reports.map(\.type) == ["Temperature", nil])
        #expect(element.reports.map(\.exception) == [nil, "ALARM_CONDITION"])
    }

    @Test func `are kept with every member of a report`() throws {
        let report = try report(
            """
            "type":"Temperature","value":-18.50,"uom":"CEL","minValue":-19,"maxValue":-18,"meanValue":-18.25,"sDev":0.5,
            "percRank":95,"percValue":-18.1,"time":"2026-03-01T08:00:00+08:00","component":"x","exception":"urn:x:e",
            "booleanValue":true,"stringValue":"x y","hexBinaryValue":"0aFF","uriValue":"urn:x:v",
            "chemicalSubstance":"urn:x:c","microorganism":"urn:x:m","deviceID":"urn:x:d","deviceMetadata":"urn:x:dm",
            "rawData":"urn:x:r","dataProcessingMethod":"urn:x:p","bizRules":"urn:x:b",
            "coordinateReferenceSystem":"urn:x:crs"
            """)
        #expect(report.value?.amount == Amount("-18.5"))
        #expect(report.uom == "CEL")
        let numbers = [
            report.minValue, report.maxValue, report.meanValue, report.sDev, report.percRank, report.percValue,
        ]
        #expect(numbers.map { $0?.description } == ["-19", "-18", "-18.25", "0.5", "95", "-18.1"])
        #expect(report.time == (try time("2026-03-01T08:00:00+08:00")))
        #expect(report.booleanValue == true)
        let texts = [
            report.component, report.exception, report.stringValue, report.hexBinaryValue, report.uriValue,
            report.chemicalSubstance, report.microorganism, report.deviceID, report.deviceMetadata, report.rawData,
            report.dataProcessingMethod, report.bizRules, report.coordinateReferenceSystem,
        ]
        #expect(
            texts == [
                "x", "urn:x:e", "x y", "0aFF", "urn:x:v", "urn:x:c", "urn:x:m", "urn:x:d", "urn:x:dm", "urn:x:r",
                "urn:x:p", "urn:x:b", "urn:x:crs",
            ])
    }

    @Test(arguments: [
        ("1.2e1", "12"), ("-1.85E+1", "-18.5"), ("25e-2", "0.25"), ("-0.0", "0"), ("1e-6", "0.000001"),
        ("-273.15", "-273.15"), ("0.1", "0.1"),
    ])
    func `are exact decimals`(written: String, value: String) throws {
        let number = try #require(try report(#""type":"Temperature","value":\#(written)"#).value)
        #expect(number.amount == Amount(value))
        #expect(number.description == value)
    }

    @Test(arguments: ["1e-7", "0.1234567", "1e300"])
    func `keep a number that cannot be counted in millionths as it was written`(written: String) throws {
        let number = try #require(try report(#""type":"Mass","value":\#(written)"#).value)
        #expect(number == .beyond(written))
        #expect(number.amount == nil)
    }

    @Test func `say the same in whatever order`() throws {
        let one = try report(#""type":"Mass","maxValue":2,"minValue":1,"deviceID":"urn:x:d""#)
        let other = try report(#""deviceID":"urn:x:d","minValue":1.0,"type":"gs1:Mass","maxValue":2e0"#)
        #expect(one == other)
        #expect(one != (try report(#""type":"Mass","maxValue":1,"minValue":2,"deviceID":"urn:x:d""#)))
    }

    @Test func `bare the words of the vocabulary that have its prefix`() throws {
        let report = try report(#""type":"gs1:Temperature","exception":"gs1:ALARM_CONDITION","component":"cbv:Comp-x""#)
        #expect([report.type, report.exception, report.component] == ["Temperature", "ALARM_CONDITION", "x"])
    }

    @Test func `keep a word whose prefix the event gives another meaning`() throws {
        let context =
            #"["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"gs1":"https://mine.org/"}]"#
        let event = try EPCISEvent(
            json: Sample.object(
                #""sensorElementList":[{"sensorReport":[{"type":"gs1:Temperature"}]}]"#, context: context))
        #expect(event.sensorElements.first?.reports.first?.type == "gs1:Temperature")
        #expect(event.temperatureReadings.isEmpty)
    }

    @Test func `are kept as far as they are readable in an event that breaks a rule`() throws {
        let json = Sample.object(
            #""sensorElementList":[{"sensorReport":[{"type":"Temperature","value":"-18","uom":"CEL"},{"value":1}]},7]"#)
        let (event, problems) = EPCISEvent.reading(json)
        #expect(
            problems.map(\.pointer) == [
                "/sensorElementList/0/sensorReport/0/value", "/sensorElementList/0/sensorReport/1",
                "/sensorElementList/1",
            ])
        let reports = try #require(event?.sensorElements.first?.reports)
        #expect(reports == [SensorReport(type: "Temperature", uom: "CEL"), SensorReport(value: .exact(Amount("1")!))])
    }

    @Test func `take nothing in an event that has none, and are no data elements`() throws {
        let without = try EPCISEvent(json: Sample.object(#""yima:tempC":-18"#))
        #expect(without.sensorElements.isEmpty)
        var same = without
        same.sensorElements = []
        #expect(same == without)
        let with = try EPCISEvent(
            json: Sample.object(#""yima:tempC":-18,"sensorElementList":[{"sensorReport":[{"type":"Time"}]}]"#))
        #expect(with.dataElements == without.dataElements)
        #expect(with != without)
    }
}
