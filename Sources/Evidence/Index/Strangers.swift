package import Codes
package import Ledger

/// Whose entries a name may list without their being shown (docs/evidence.md, "What strangers wrote").
///
/// No host decides it: it follows from the entries that are shown, and from whose the others are, which their hashes under his own device's
/// signed checkpoint prove (`UnreadSpan`). What such an entry says cannot make its signer anything but a stranger: he has had nothing of the
/// goods by the word of those who have, the goods come from somebody else whatever he says, and no office of his is heard.
package struct Strangers {
    /// Of each list so many of a stranger's entries are shown at least, from either end: whoever has to do with goods does not write so much
    /// about them and stay unmentioned.
    package static let shownAtEachEnd = 64

    private var circle: GoodsCircle
    private let registry: Registry
    private let codes: CodeReader
    private let isHolder: (String) -> Bool

    /// - Parameters:
    ///   - circle: of the events that are shown.
    ///   - isHolder: whether a firm is known to have had anything of it by other rules.
    package init(
        to circle: GoodsCircle, registry: Registry, codes: CodeReader, isHolder: @escaping (String) -> Bool
    ) {
        self.circle = circle
        self.registry = registry
        self.codes = codes
        self.isHolder = isHolder
    }

    /// What must be answered besides, so that entries which a name lists need not be shown; nil where they must be.
    /// - Parameters:
    ///   - missing: of which nothing but the hashes are shown.
    ///   - listed: all that the name lists, ascending.
    ///   - unread: whose the entries are of which nothing else is shown.
    ///   - signers: the operators who signed those that are shown.
    mutating func conditions(
        toLeaveOut missing: [UInt64], of listed: [UInt64], under name: String, unread: [UInt64: JournalName],
        signers: [UInt64: String]
    ) -> Set<String>? {
        var needed: Set<String> = []
        var first: [String: UInt64] = [:]
        for entry in missing {
            guard let journal = unread[entry] else { return nil }
            first[journal.operatorUSCC] = min(first[journal.operatorUSCC] ?? entry, entry)
            needed.formUnion(IndexEvidence.standingNames(of: [journal.description]))
        }
        for (firm, entry) in first {
            let own = listed.filter { (signers[$0] ?? unread[$0]?.operatorUSCC) == firm }
            let ends = own.prefix(Self.shownAtEachEnd) + own.suffix(Self.shownAtEachEnd)
            guard ends.allSatisfy({ signers[$0] == firm }), isStranger(firm, to: name, from: entry) else { return nil }
        }
        // Whoever received what it was packed into has had it.
        return needed.union(circle.containers(of: name))
    }

    /// Whether a firm has nothing to do with what stands under a name, whatever it says of it in this entry and later.
    package mutating func isStranger(_ firm: String, to name: String, from entry: UInt64) -> Bool {
        guard !circle.firms.contains(firm), !isHolder(firm), registry.operators[firm]?.roles.isEmpty ?? true else {
            return false
        }
        // Whoever names another's transformation adds nothing to it.
        guard circle.names(name) else { return name.hasPrefix("written:urn:uuid:") }
        guard !circle.open.contains(name), let origin = circle.origin(of: name), origin.claim.isIssue,
            origin.claim == .issuedOwn || origin.entry < entry
        else { return false }
        guard let issuer = (try? codes.names(of: name))?.issuerName else { return true }
        return !registry.prefixes.matching(issuer).contains { !$0.isVoid && $0.uscc == firm }
    }
}
