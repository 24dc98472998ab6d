extension CodeReader {
    /// The code together with the lot that is written beside it: in a column of its own, or keyed in after an EAN-13 was scanned.
    ///
    /// A trade item (GTIN, ITIP) that says no lot is given this one, also where it says its serial, so that it is found through
    /// the lot as if the label itself said both. Any other code is what it was: it has a lot already, or none could belong
    /// to it.
    /// - Throws: `CodeError` where no lot can be written so; without a position.
    public func read(_ code: CanonicalCode, withLot lot: String) throws(CodeError) -> CanonicalCode {
        guard code.lotKey == nil, let product = code.productKey, Self.tradeItems.contains(code.scheme),
            // A third-party serial has no room for a lot in its path (Digital Link 1.6, section 4.9).
            code.part("tpx") == nil
        else { return code }
        var path = code.uri.dropFirst(product.count)
        var variant = path.prefix(0)
        if path.hasPrefix("/22/") {
            variant = path[..<(path.dropFirst(4).firstIndex(of: "/") ?? path.endIndex)]
            path = path[variant.endIndex...]
        }
        let attributes = code.attributes ?? ""
        let query = attributes.isEmpty ? "" : "?" + attributes
        do throws(CodeError) {
            let link = try WrittenCode("\(product)\(variant)/10/\(PercentEncoding.encode(lot))\(path)\(query)")
            guard let whole = try DigitalLinkForm(gs1: gs1).read(link) else { return code }
            return whole
        } catch {
            throw CodeError(reason: error.reason, wording: error.wording, hint: error.hint)
        }
    }

    private static let tradeItems: Set<String> = ["gtin", "itip"]
}
