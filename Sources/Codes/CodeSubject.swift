/// What a code names.
public enum CodeSubject: String, Hashable, Sendable, CaseIterable {
    /// A product, lot or item, and what holds goods: a pallet, a container, a consignment, a returnable asset.
    case goods
    /// A firm, a licensed producer, a registered establishment, a person.
    case party
    case place
    case document
    case vessel
}

extension CodeReader {
    /// What the code names; goods where the scheme does not say.
    public func subject(of code: CanonicalCode) -> CodeSubject {
        switch code.scheme {
        case "uscc", "party", "payTo", "gsrn", "gsrnp": .party
        case "gln": .place
        case "gdti": .document
        default: schemes.scheme(named: code.scheme)?.subject ?? .goods
        }
    }
}
