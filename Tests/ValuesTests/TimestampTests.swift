import Testing
import Values

@Suite("A moment is written in one way")
struct TimestampTests {
    @Test(
        "with every digit of every field",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_772_323_200_007, "2026-03-01T00:00:00.007Z"),
            (1_798_761_599_999, "2026-12-31T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_123, "9999-12-31T23:59:59.123Z"),
        ])
    func written(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }
}
