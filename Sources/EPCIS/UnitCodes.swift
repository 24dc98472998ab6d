package import Values

/// The codes of units that an amount may have (UN/ECE Recommendations 20 and 21), as the definition file `schema/vocabulary/units.txt` lists
/// them, and those that people write for another thing than they mean.
package struct UnitCodes: Sendable {
    /// What a code means, and what somebody means who writes it.
    package struct Slip: Hashable, Sendable {
        package let meaning: Wording
        package let meant: String
    }

    private let codes: Set<String>
    private let slips: [String: Slip]

    /// The list that is compiled in.
    package static let standard = UnitCodes(definition: PackageResources.units_txt)

    /// - Parameter definition: lines of codes; lines that begin with `#` say nothing, those with `?` are a code, what is meant by it, and
    ///   what it means.
    init(definition: [UInt8]) {
        var codes: Set<String> = []
        var slips: [String: Slip] = [:]
        for line in String(decoding: definition, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard line.hasPrefix("? ") else {
                codes.formUnion(line.split(separator: " ").map(String.init))
                continue
            }
            let words = line.split(separator: " ", maxSplits: 3)
            let names = words.last?.split(separator: "|") ?? []
            guard words.count == 4, names.count == 2 else { preconditionFailure("units.txt: \(line)") }
            slips[String(words[1])] = Slip(
                meaning: Wording(en: String(names[0]), zh: String(names[1])), meant: String(words[2]))
        }
        self.codes = codes
        self.slips = slips
    }

    package func isKnown(_ code: String) -> Bool { codes.contains(code) }

    /// Nil of a code that means what people mean by it.
    package func slip(_ code: String) -> Slip? { slips[code] }

    /// The known code that may be meant by one that is none.
    package static func near(_ code: String) -> Wording? {
        if standard.isKnown("X" + code) {
            return Wording(en: "a package is written X\(code)", zh: "包装单位应写作 X\(code)")
        }
        return Suggestion.didYouMean(code, among: usual)
    }

    /// Those that goods are counted in nearly always.
    private static let usual = [
        "KGM", "GRM", "MGM", "TNE", "LBR", "ONZ", "LTR", "MLT", "MTQ", "EA", "H87", "HEA", "DZN", "SET", "NMP", "XCT",
        "XBX",
        "XBG", "XCS", "XPX", "XPK", "XBO", "XCX",
    ]
}
