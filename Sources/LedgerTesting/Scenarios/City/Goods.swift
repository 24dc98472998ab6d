/// A kind of goods that a firm of the city makes.
package struct Product: Hashable, Sendable {
    package let name: String
    package let spec: String
    /// Nil where there is no such thing: a living animal, a fish on ice.
    package let shelfLifeDays: Int?
    /// The profile of its category.
    package let profile: String
    /// Its number among the products of a firm.
    package let number: Int
    /// What its category asks for beside name, day and shelf life: where it is made, where it moves, where it is stored.
    let papers: Papers

    /// Elements by name.
    struct Papers: Hashable, Sendable {
        var made: [String: String] = [:]
        var moved: [String: String] = [:]
        var stored: [String: String] = [:]
    }

    init(
        _ name: String, _ spec: String, days: Int?, profile: String = "food", number: Int, papers: Papers = Papers()
    ) {
        self.papers = papers
        self.name = name
        self.spec = spec
        shelfLifeDays = days
        self.profile = profile
        self.number = number
    }
}

/// How much, in thousandths of its unit.
package struct Measured: Hashable, Sendable {
    package var thousandths: Int
    /// UN/ECE Rec 20 or 21; nil for pieces.
    package var uom: String?

    package static func kg(_ amount: Double) -> Measured { .init(thousandths: Int(amount * 1000 + 0.5), uom: "KGM") }
    package static func tonnes(_ amount: Double) -> Measured {
        .init(thousandths: Int(amount * 1000 + 0.5), uom: "TNE")
    }
    package static func litres(_ amount: Double) -> Measured {
        .init(thousandths: Int(amount * 1000 + 0.5), uom: "LTR")
    }
    package static func pieces(_ count: Int) -> Measured { .init(thousandths: count * 1000, uom: nil) }
    package static func cartons(_ count: Int) -> Measured { .init(thousandths: count * 1000, uom: "XCT") }
    package static func baskets(_ count: Int) -> Measured { .init(thousandths: count * 1000, uom: "XBK") }
    package static func bags(_ count: Int) -> Measured { .init(thousandths: count * 1000, uom: "XBG") }

    /// So many thousandths of it, in whole tenths of the unit (a scale shows no more).
    package func times(_ permille: Int) -> Measured {
        .init(thousandths: (thousandths * permille / 1000 + 50) / 100 * 100, uom: uom)
    }

    package static func - (left: Measured, right: Measured) -> Measured {
        .init(thousandths: left.thousandths - right.thousandths, uom: left.uom)
    }

    package static func + (left: Measured, right: Measured) -> Measured {
        .init(thousandths: left.thousandths + right.thousandths, uom: left.uom)
    }

    /// `12.5`.
    var text: String {
        let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
        var digits = rest == 0 ? "" : "." + ChainTeller.padded(rest, 3)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole)\(digits)"
    }
}

/// One line of an event: a code, and how much of it where it is a lot.
package struct Line: Hashable, Sendable {
    package var code: String
    package var amount: Measured?

    package init(_ code: String, _ amount: Measured? = nil) {
        self.code = code
        self.amount = amount
    }

    /// Whether it speaks of (some of) a lot; else of a single thing.
    var isLot: Bool { amount != nil || (code.contains("/10/") && !code.contains("/21/")) }
}

/// A lot of the city.
package struct Batch: Hashable, Sendable {
    package let product: Product
    package let maker: Firm
    package let lot: String
    /// Its production date, in days of its chain.
    package let day: Int

    package var code: String { "https://id.gs1.org/01/\(maker.gtin(product.number))/10/\(lot)" }

    package func item(_ serial: Int) -> String { "\(code)/21/\(serial)" }

    package func items(_ serials: ClosedRange<Int>) -> [Line] { serials.map { Line(item($0)) } }

    package subscript(_ amount: Measured) -> Line { Line(code, amount) }
}
