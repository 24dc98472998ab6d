public import Codes
package import EPCIS

// Where a shop sells without scanning lots its own books say which of them went: an allocation by a rule. That balances its stock, and it
// says nothing certain of the goods that went over the counter: these may be of any lot that was there.

extension EPCISEvent {
    /// The data element that says by which rule a sale was allocated to the lots that it names: `first-expired-first-out`.
    package static let allocationRule = "allocatedBy"
    /// The lots that were on hand by the seller's books, in the order of that rule, as canonical URIs.
    package static let allocationLots = "allocatedAmong"

    /// Whether it is a sale of lots that nobody scanned.
    package var isAllocatedSale: Bool {
        kind == .object && action == .delete && dataElements[Self.allocationRule] != nil
            && (bizStep == "retail_selling" || bizStep == "dispensing")
    }
}

extension CanonicalCode {
    /// Under what events are found that sell lots of a product by allocation: `urn:yima:allocated:https://id.gs1.org/01/06901234567892`.
    public static func allocatedKey(ofProduct key: String) -> String { "urn:yima:allocated:\(key)" }

    /// Stands for those events.
    static func allocatedCode(of product: CanonicalCode) -> CanonicalCode {
        let key = allocatedKey(ofProduct: product.key)
        return CanonicalCode(scheme: "allocated", uri: key, key: key, parts: [])
    }

    /// The bare product of a lot or item.
    var bareProduct: CanonicalCode? {
        productKey.map { key in
            CanonicalCode(
                scheme: scheme, uri: key, key: key, productKey: key, parts: parts.filter { $0.name == "gtin" })
        }
    }
}

extension CandidateSet {
    private static let lotCountMax = 32

    /// What was sold as a lot by allocation, and the lots that it may be: those that were on hand by the seller's own books. Whose books
    /// leave one out cannot hide it: from that lot the sale is found as well (`Direction.soldAmong`).
    /// - Parameter events: of those who are heard.
    static func soldAs(_ lot: CanonicalCode, in events: [ResolvedEvent], _ codes: inout CodeCache) -> CandidateSet? {
        guard lot.grain == .lot, let product = lot.bareProduct else { return nil }
        let sales = events.filter { event in
            event.event.isAllocatedSale && event.things.contains { $0.code.key == lot.key }
        }
        guard !sales.isEmpty else { return nil }
        var lots = [lot.key: lot]
        var isWhole = true
        for sale in sales {
            let named = sale.event.elementValues(EPCISEvent.allocationLots)
            if named.isEmpty { isWhole = false }
            for written in named {
                guard case .success(let code) = codes.code(written), code.grain == .lot,
                    code.productKey == product.key
                else { continue }
                guard lots.count < lotCountMax || lots[code.key] != nil else {
                    isWhole = false
                    break
                }
                lots[code.key] = code
            }
        }
        return CandidateSet(
            direction: .soldAs, product: product, lots: lots.values.sorted { $0.key < $1.key },
            holders: Set(sales.map(\.operatorUSCC)).sorted(), products: [], entries: sales.map(\.entry).sorted(),
            isWhole: isWhole)
    }

    /// What was sold as other lots by allocation while the seller had the subject: it may be among that.
    /// - Parameters:
    ///   - stays: when he had it, by USCC.
    ///   - sales: that were found under `allocatedKey`.
    static func soldAmong(
        _ lot: CanonicalCode, of product: CanonicalCode, during stays: [String: ClassTrail.Stay],
        _ sales: [ResolvedEvent], isWhole: Bool
    ) -> (set: CandidateSet, sales: [ResolvedEvent])? {
        var others: [String: CanonicalCode] = [:]
        let found = sales.filter { sale in
            guard sale.event.isAllocatedSale, let stay = stays[sale.operatorUSCC], stay.allows(sale.moment) else {
                return false
            }
            let named = sale.things(under: product.key).filter { $0.code.grain == .lot && $0.code.key != lot.key }
            for thing in named { others[thing.code.key] = thing.code }
            return !named.isEmpty
        }
        guard !found.isEmpty else { return nil }
        let set = CandidateSet(
            direction: .soldAmong, product: product, lots: [lot],
            holders: Set(found.map(\.operatorUSCC)).sorted(),
            products: others.values.sorted { $0.key < $1.key }.prefix(lotCountMax * 2).map(\.self),
            entries: found.map(\.entry).sorted(), isWhole: isWhole)
        return (set, found)
    }
}
