package import Chains
package import Codes
import EPCIS
import Ledger

/// The names that have to be answered before a chain is shown to be complete: those under which anything stands that its verdict may
/// follow from.
///
/// They are asked for where custody goes, and nowhere else: what a stranger writes about goods of others is a note on him, and so is
/// everything that he leads to. Whoever in custody may have handed them on stands under a name of these, so that nobody is a stranger for
/// what was left out.
package struct NeededNames: Sendable {
    package private(set) var all: Set<String>

    /// - Parameters:
    ///   - chain: by the registry.
    ///   - number: of the function of names by which they are answered.
    package init(of chain: Chain, number: UInt32 = EntryNames.number, codes: CodeReader) {
        all = Set(chain.askedKeys.compactMap { IndexEvidence.name(ofKey: $0, codes: codes) })
        guard number >= 2 else { return }
        add(parties: chain.parties, issuersOf: chain.judgedCodes)
        for (key, signers) in chain.permits {
            guard let permit = Self.permitNumber(ofKey: key) else { continue }
            all.formUnion(signers.map { EntryNames.permit(permit, of: $0) })
        }
    }

    /// Of a walk as if everybody's word counted: at least those of its chain, where no permit is in question (the caller's duty).
    package init(ofAll walk: TraceWalk, codes: CodeReader) {
        all = Set(walk.asked.compactMap { IndexEvidence.name(ofKey: $0, codes: codes) })
        add(parties: walk.receivers, issuersOf: walk.codesReached)
    }

    /// Of what stands under some keys, and has no chain.
    package init(ofKeys keys: Set<String>, codes: CodeReader) {
        all = Set(keys.compactMap { IndexEvidence.name(ofKey: $0, codes: codes) })
    }

    /// Who is on the ledger of those who are said to have had a part in it, and who may issue its codes.
    private mutating func add(parties: Set<String>, issuersOf codes: [CanonicalCode]) {
        for uscc in parties where JournalName.isOperator(uscc) { all.insert("standing:\(uscc)") }
        for name in Set(codes.compactMap(\.issuerName)) { all.formUnion(EntryNames.standing(ofIssuer: name)) }
    }

    /// Adds those of who might record what these journals brought. Also a stranger's: that he is an authority must not be hidden.
    package mutating func add(journals: some Sequence<String>) {
        all.formUnion(IndexEvidence.standingNames(of: journals))
    }

    /// The number of a permit that a walk asks for; nil where it has other letters than those of ASCII, of which the index has no name.
    private static func permitNumber(ofKey key: String) -> String? {
        let number = key.dropFirst(EPCISEvent.permitPrefix.count)
        return EntryNames.permitNumber(String(number)) == String(number) ? String(number) : nil
    }
}
