import StrictJSON
import Values

/// What a word for a unit means in an event.
struct UnitWord: Hashable, Sendable {
    /// The UN/ECE Rec 20 (packages: Rec 21) code; nil for pieces, which EPCIS counts without a unit.
    let uom: String?
    /// How many of that unit one is, of a unit that has no code: 1 斤 is 0.5 KGM.
    let factor: Amount?

    /// A unit of that code, as it is written.
    init(uom: String?) {
        self.uom = uom
        factor = nil
    }

    /// `{"words": ["斤"], "uom": "KGM", "factor": "0.5"}`
    init(_ node: DefinitionNode) throws(LocatedError) {
        uom = try node.optional("uom")?.string()
        factor = try node.optional("factor")?.amount()
        guard let factor, let place = node.optional("factor") else { return }
        guard uom != nil, factor > .zero else {
            throw place.error(Wording(en: "a factor above 0, of a unit that has a code", zh: "factor应大于0，且须有uom"))
        }
    }

    /// The amount in the unit of the code, exactly; nil where that has more than six decimal places or does not fit.
    func converted(_ amount: Amount) -> Amount? {
        guard let factor else { return amount }
        let product = Int128(amount.millionths) * Int128(factor.millionths)
        guard product % 1_000_000 == 0, let millionths = Int64(exactly: product / 1_000_000) else { return nil }
        return Amount(millionths: millionths)
    }
}
