extension CodeReader {
    /// The code together with the lot that is written beside it: in a column of its own, or keyed in after an EAN-13 was scanned.
    ///
    /// A trade item (GTIN, ITIP) that says no lot is given this one, also where it says its serial, so that it is found through
    /// the lot as if the label itself said both. Any other code is what it was: it has a lot already, or none could belong
    /// to it.
    /// - Throws: `CodeError` where no lot can be written so; without a position.
    public func read(_ code: CanonicalCode, withLot lot: String) throws(CodeError) -> CanonicalCode {
        guard code.lotKey == nil, Self.tradeItems.contains(code.scheme), let elements = code.gs1Elements,
            let identifier = gs1.identifiers[GS1Identity.lot]
        else { return code }
        do throws(CodeError) {
            let written = try WrittenCode(verbatim: lot)
            let beside = GS1Element(identifier: identifier, value: written.bytes[...], offset: 0)
            var whole = try gs1.canonical(elements + [beside], primary: elements.first, in: written)
            // Parts of a scheme of whose codes this one is another written form.
            whole.parts += code.parts.filter { whole.part($0.name) == nil }
            return whole
        } catch {
            throw CodeError(reason: error.reason, wording: error.wording, hint: error.hint)
        }
    }

    private static let tradeItems: Set<String> = ["gtin", "itip"]
}
