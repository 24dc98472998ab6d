import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `A temperature` {
    private func degrees(_ value: String, _ uom: String = "CEL") throws -> Temperature {
        try #require(Amount(value).flatMap { Temperature($0, uom: uom) })
    }

    @Test(arguments: [
        ("-18", "CEL", "-18"), ("-0.4", "FAH", "-18"), ("255.15", "KEL", "-18"), ("459.27", "A48", "-18"),
        ("32", "FAH", "0"), ("212", "FAH", "100"), ("-40", "FAH", "-40"), ("273.15", "KEL", "0"),
        ("0", "KEL", "-273.15"),
        ("98.6", "FAH", "37"), ("0.000001", "CEL", "0.000001"),
    ])
    func `converts exactly`(value: String, uom: String, celsius: String) throws {
        #expect(try degrees(value, uom) == degrees(celsius))
        #expect(try degrees(value, uom).celsius == Amount(celsius))
    }

    @Test(arguments: ["-18", "0", "-1.5", "4", "8", "70", "-0.001"])
    func `meets, passes and keeps a limit in every unit as it was measured`(limit: String) throws {
        let limit = try degrees(limit)
        let whole = limit.celsius.millionths
        // The limit in millionths of °F is whole only every fifth thousandth; the nearest on either side are looked for.
        let fahrenheit = (whole * 9).flooredQuotient(by: 5) + 32_000_000
        for offset in Int64(-3)...4 {
            let millionths = fahrenheit + offset
            let reading = try #require(Temperature(Amount(millionths: millionths), uom: "FAH"))
            let fifths = (millionths - 32_000_000) * 5 - whole * 9
            #expect((reading > limit) == (fifths > 0))
            #expect((reading < limit) == (fifths < 0))
            // Rounded for people it stays on its side.
            #expect((reading.celsius > limit.celsius) == (fifths > 0), "\(reading)")
            #expect((reading.celsius < limit.celsius) == (fifths < 0), "\(reading)")
        }
        for offset in Int64(-1)...1 {
            let kelvin = try #require(Temperature(Amount(millionths: whole + 273_150_000 + offset), uom: "KEL"))
            #expect((kelvin > limit) == (offset > 0))
            #expect((kelvin < limit) == (offset < 0))
        }
    }

    @Test func `at −18 °C is not above −18 °C, and a millionth more is`() throws {
        let limit = try degrees("-18.0")
        #expect(!(try degrees("-18.000000") > limit))
        #expect(try degrees("-17.999999") > limit)
        #expect(try degrees("-0.399999", "FAH") > limit)
        #expect(try degrees("-0.399999", "FAH").description == "-17.999999 °C")
        #expect(try degrees("-0.400001", "FAH") < limit)
    }

    @Test func `is not known in another unit, nor out of all bounds`() throws {
        for uom in ["P1", "KGM", "C", "cel", ""] { #expect(Temperature(.zero, uom: uom) == nil) }
        #expect(Temperature(Amount(millionths: .max), uom: "CEL") == nil)
        #expect(Temperature(Amount(millionths: .min), uom: "FAH") == nil)
        #expect(Temperature(celsius: Amount(millionths: .max / 9)) != nil)
    }

    // MARK: Readings of an event

    private func readings(_ list: String) throws -> [TemperatureReading] {
        try EPCISEvent(json: Sample.object(#""sensorElementList":[\#(list)]"#)).temperatureReadings
    }

    @Test func `is read with the time and the device that are nearest to it`() throws {
        let found = try readings(
            """
            {"sensorMetadata":{"time":"2026-03-01T07:00:00+08:00","deviceID":"urn:x:a","deviceMetadata":"urn:x:m"},
            "sensorReport":[{"type":"Temperature","value":-18.5,"uom":"CEL"},
            {"type":"Temperature","value":0,"uom":"FAH","time":"2026-03-01T07:30:00+08:00","deviceID":"urn:x:b"},
            {"type":"RelativeHumidity","value":80,"uom":"P1"}]},
            {"sensorMetadata":{"startTime":"2026-03-01T05:00:00+08:00","endTime":"2026-03-01T06:00:00+08:00"},
            "sensorReport":[{"type":"Temperature","minValue":-20,"maxValue":-15,"meanValue":-18,"uom":"CEL"}]},
            {"sensorReport":[{"type":"Temperature","value":4,"uom":"CEL","exception":"ERROR_CONDITION"}]}
            """)
        try #require(found.count == 4)
        #expect(found.map { $0.value?.description } == ["-18.5 °C", "-17.777778 °C", nil, "4 °C"])
        #expect(
            found.map { $0.from.moment.description } == [
                "2026-02-28T23:00:00.000Z", "2026-02-28T23:30:00.000Z", "2026-02-28T21:00:00.000Z",
                "2026-03-01T00:30:00.000Z",
            ])
        #expect(found[2].to.moment.description == "2026-02-28T22:00:00.000Z")
        #expect([0, 1, 3].allSatisfy { found[$0].from == found[$0].to })
        #expect(found[2].lowest == (try degrees("-20")))
        #expect(found[2].highest == (try degrees("-15")))
        #expect(found.map(\.deviceID) == ["urn:x:a", "urn:x:b", nil, nil])
        #expect(found[1].deviceMetadata == "urn:x:m")
        #expect(found[3].exception == "ERROR_CONDITION")
    }

    @Test(arguments: [
        #""value":-18"#, #""value":-18,"uom":"KGM""#, #""uom":"CEL""#, #""value":1e-9,"uom":"CEL""#,
        #""value":-18,"maxValue":0.0000001,"uom":"CEL""#,
    ])
    func `that cannot be read is told apart from one within limits`(members: String) throws {
        let reading = try #require(
            try readings(#"{"sensorReport":[{"type":"Temperature",\#(members)}]}"#).first)
        #expect(reading.lowest == nil && reading.highest == nil)
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
