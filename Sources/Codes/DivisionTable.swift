import Values

/// The administrative divisions of China down to the prefecture (GB/T 2260), as the definition file `schema/schemes/regions.txt` lists
/// them: former ones too, since a number once given is kept.
struct DivisionTable: Sendable {
    /// By the first four digits of a division's code.
    private let isKnown: [Bool]

    /// The table that is compiled in.
    static let standard = DivisionTable(definition: PackageResources.regions_txt)

    /// - Parameter definition: a province a line, its prefectures behind it, two digits each; lines that begin with `#` say nothing.
    init(definition: [UInt8]) {
        var isKnown = [Bool](repeating: false, count: 10_000)
        for line in definition.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let codes = line.split(separator: UInt8(ascii: " ")).map { CodeByte.number($0) }
            for case let prefecture? in codes.dropFirst() {
                guard let province = codes[0] else { preconditionFailure("regions.txt: a line begins with no number") }
                isKnown[province * 100 + prefecture] = true
            }
        }
        self.isKnown = isKnown
    }

    /// Whether a division's code begins so; the county, its last two digits, is not looked at.
    func contains(_ division: ArraySlice<UInt8>) -> Bool {
        guard division.count >= 4, let number = CodeByte.number(division.prefix(4)) else { return false }
        return isKnown[number]
    }
}

/// The districts of China as people name them by the beginning of their codes.
package enum District {
    /// Whether the code of some division begins with these 2, 4 or 6 digits (GB/T 2260); a county, the last two, is not looked at.
    package static func isKnown(prefix: String) -> Bool {
        let digits = Array(prefix.utf8)
        guard [2, 4, 6].contains(digits.count), digits.allSatisfy(CodeByte.isDigit), !prefix.hasPrefix("10") else {
            return false
        }
        guard digits.count == 2 else { return DivisionTable.standard.contains(digits[...]) }
        return DivisionTable.standard.contains((digits + [CodeByte.zero, CodeByte.zero])[...])
    }
}
