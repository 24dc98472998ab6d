/// A party of a transfer, however it was named: two names of one party are equal.
public enum Party: Hashable, Sendable {
    /// A legal entity by its 18-character unified social credit code.
    case firm(uscc: String)
    /// A party or place by its 13-digit GLN of which it is not known whose it is.
    case location(gln: String)
    /// Any other identity, by the key of its code, or as it was written where it is no code.
    case other(String)

    /// What two mentions of one party share; of a firm its bare USCC, as accounts and routes have it.
    public var id: String {
        switch self {
        case .firm(let uscc): uscc
        case .location(let gln): "gln:" + gln
        case .other(let key): key
        }
    }

    /// Nil where no firm is known behind the name.
    public var uscc: String? {
        if case .firm(let uscc) = self { uscc } else { nil }
    }
}
