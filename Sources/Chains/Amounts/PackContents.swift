public import Codes

/// What the packages of each product hold, as far as is known.
public struct PackContents: Sendable {
    private var byKey: [String: [PackContent]] = [:]

    public init() {}

    /// Notes a content for a code key: of a product for all its lots, of a lot for that lot, of a pack for itself. Where one that
    /// was noted before says otherwise, what is between the two is possible.
    public mutating func note(_ content: PackContent, for key: String) {
        var known = byKey[key] ?? []
        let index = known.firstIndex { $0.unit == content.unit && $0.least.unit == content.least.unit }
        if let index, let wider = known[index].widened(by: content) {
            known[index] = wider
        } else {
            known.append(content)
        }
        byKey[key] = known
    }

    /// The contents that count for a code, the finest first: its own, those of its lot, those of its product.
    public func contents(of code: CanonicalCode) -> [PackContent] {
        var found = byKey[code.key] ?? []
        for key in [code.lotKey, code.productKey] {
            if let key, key != code.key, let more = byKey[key] { found += more }
        }
        return found
    }
}
