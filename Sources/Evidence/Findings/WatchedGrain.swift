import Chains
package import Codes

extension CanonicalCode {
    /// The code under which the monitor watches it: an item under its lot; what only names a product under nothing.
    package var watched: String? {
        switch grain {
        case .product: nil
        case .lot, .instance: lotKey ?? key
        }
    }
}

extension EvidenceJudge.Judgement {
    /// What came of the code, or carries it, and bears what is found on it, each once.
    package var descendants: [String] {
        let below = chain.members.filter { !$0.reach.isDisjoint(with: [.down, .portion, .carrier, .loaded]) }
        return Set(below.compactMap(\.code.watched)).subtracting([chain.subject.watched].compactMap(\.self)).sorted()
    }
}
