import Chains
public import Codes
import EPCIS
public import VerifiableIndex

/// What the committed index of a ledger has under the names of a chain: by it is shown that nothing of the chain was left out.
///
/// The state that names the index's runs is an entry of the ledger like any other, and stands among the evidence's entries; so do the
/// entries that the answers list.
public struct IndexEvidence: Hashable, Sendable {
    /// Names whose answers one document holds at most.
    public static let namesMax = 4096

    /// What is answered under a name: one for each run of the state.
    public struct Answer: Hashable, Sendable {
        public let name: String
        public let runs: [IndexAnswer.Run]

        public init(name: String, runs: [IndexAnswer.Run]) {
            self.name = name
            self.runs = runs
        }
    }

    /// The entry of the state: every entry before it is covered.
    public let state: UInt64
    /// In the order of their names' bytes, each name once.
    public let answers: [Answer]

    public init(state: UInt64, answers: [Answer]) {
        self.state = state
        self.answers = answers
    }
}

extension IndexEvidence {
    /// The name under which the index has what a walk asks for by this key; nil where it has no such name, as for candidates of a sale
    /// and for what is said of a whole product, of which nothing is shown, and for permits, whose names have who signed (`NeededNames`).
    public static func name(ofKey key: String, codes: CodeReader) -> String? {
        if let code = try? codes.names(of: key) { return code.key }
        let product = CanonicalCode.classKey(ofProduct: "")
        if key.hasPrefix(product) { return String(key.dropFirst(product.count)) }
        // What cannot be read is found as it was written, whatever it looks like; only what is no code of anything has no name.
        return unnamed.contains { key.hasPrefix($0) } ? nil : "written:\(key)"
    }

    /// How keys begin that a walk asks for beside codes.
    private static let unnamed = [
        EPCISEvent.permitPrefix, EventIdentities.lotsKey(ofProduct: ""), CanonicalCode.allocatedKey(ofProduct: ""),
        CanonicalCode.statusKey(ofProduct: ""),
    ]

    /// The names under which stands who might record what these journals brought, and by what the ledger judges.
    public static func standingNames(of journals: some Sequence<String>) -> Set<String> {
        var names: Set<String> = ["standing:ledger"]
        for journal in journals {
            names.insert("standing:\(journal)")
            names.insert("standing:\(journal.prefix { $0 != "/" })")
        }
        return names
    }
}
