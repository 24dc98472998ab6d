import Testing
import Values

@Suite struct `An amount` {
    @Test(
        arguments: [
            ("0", 0), ("1", 1_000_000), ("-3", -3_000_000), ("12.5", 12_500_000), ("0.000001", 1), ("-0.000001", -1),
            ("007.50", 7_500_000), ("1.0000000000", 1_000_000), ("999999999999", 999_999_999_999_000_000),
            ("9223372036854.775807", .max), ("123456.789012", 123_456_789_012), ("100.050000", 100_050_000),
        ] as [(String, Int64)])
    func `is read exactly`(text: String, millionths: Int64) {
        #expect(Amount(text)?.millionths == millionths)
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "1.2.3", "+1", "1e3", " 1", "1 ", "１", "0.0000001", "9223372036854.775808", "--1",
        "1.-2",
        "99999999999999",
    ])
    func `is not read from what is no number, too fine or too large`(text: String) {
        #expect(Amount(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0"), (1_000_000, "1"), (-3_000_000, "-3"), (12_500_000, "12.5"), (1, "0.000001"), (-1, "-0.000001"),
            (100_050_000, "100.05"), (.max, "9223372036854.775807"), (.min, "-9223372036854.775808"), (10, "0.00001"),
        ] as [(Int64, String)])
    func `is written in its shortest form`(millionths: Int64, text: String) {
        #expect(Amount(millionths: millionths).description == text)
    }
}
