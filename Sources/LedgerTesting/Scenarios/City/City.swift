/// A city of firms that trade in food, the same for the same seed.
package struct City: Sendable {
    package let seed: UInt64
    package let firms: [Firm]
    private let byTrade: [Trade: [Firm]]

    package init(seed: UInt64) {
        self.seed = seed
        var random = SplitMix64(seed: seed ^ 0xC17F)
        var firms: [Firm] = []
        for trade in Trade.allCases {
            for number in 0..<trade.count { firms.append(Self.firm(trade, number, of: firms.count, &random)) }
        }
        self.firms = firms
        byTrade = Dictionary(grouping: firms, by: \.trade)
    }

    /// The firm of that trade and number; numbers go round.
    package func firm(_ trade: Trade, _ number: Int = 0) -> Firm {
        let all = byTrade[trade] ?? []
        return all[number % all.count]
    }

    /// The USCC of somebody beside the city's firms: an office, say.
    /// - Parameter registration: who registers it and what it is: `11` a public authority, `12` a public institution.
    package static func uscc(_ registration: String, region: String, serial: Int) -> String {
        let digits = ChainTeller.padded(serial, 8)
        let seventeen = registration + region + digits + String(CheckDigits.organisation(digits))
        return seventeen + String(CheckDigits.uscc(seventeen))
    }

    private static let places = [
        ("鲤城", "350502"), ("丰泽", "350503"), ("洛江", "350504"), ("泉港", "350505"), ("惠安", "350521"), ("安溪", "350524"),
        ("永春", "350525"), ("石狮", "350581"), ("晋江", "350582"), ("南安", "350583"),
    ]

    private static func firm(_ trade: Trade, _ number: Int, of count: Int, _ random: inout SplitMix64) -> Firm {
        let (place, region) = places[Int.random(in: 0..<places.count, using: &random)]
        let digits = ChainTeller.padded(Int.random(in: 0..<1_000_000, using: &random) * 100 + count, 8)
        let seventeen = trade.registration + region + digits + String(CheckDigits.organisation(digits))
        let uscc = seventeen + String(CheckDigits.uscc(seventeen))
        let prefix = "69" + ChainTeller.padded(Int.random(in: 10_000..<99_999, using: &random) * 100 + count, 7)
        let isNumbered = Bool.random(using: &random)
        let gln = prefix + "000"
        let licence = "106" + region + ChainTeller.padded(Int.random(in: 1..<9999, using: &random), 4)
        return Firm(
            trade: trade, uscc: uscc, name: "\(place)\(trade.words)\(number + 1)", region: region,
            companyPrefix: prefix,
            site: isNumbered
                ? "https://id.gs1.org/414/\(gln)\(CheckDigits.gs1(gln))" : "urn:yima:site:\(region)-\(uscc.suffix(6))",
            licence: trade.isLicensed ? "SC\(licence)\(CheckDigits.licence(licence))" : nil)
    }
}
