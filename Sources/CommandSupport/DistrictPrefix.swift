import Values

/// What a person gives for the beginning of a district's code (GB/T 2260), by which lists are narrowed.
package enum DistrictPrefix {
    /// Two to six digits, the first two a province's; another thing would meet nothing, and look as if nothing were there.
    package static func checked(
        _ written: String, option: String = "--district"
    ) throws(CommandError) -> String {
        let digits = Array(written.halfWidth.trimmed.utf8)
        guard (2...6).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            (11...82).contains(Int(digits[0] - 0x30) * 10 + Int(digits[1] - 0x30))
        else {
            throw CommandError(
                .usage, at: Wording("\(option) \(written.shown)"), en: "not the beginning of a district's code",
                zh: "不是行政区划代码前缀",
                hint: Wording(
                    en: "two to six digits (GB/T 2260): 35, 3505, 350583", zh: "二至六位数字（GB/T 2260），如 35、3505、350583"))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
