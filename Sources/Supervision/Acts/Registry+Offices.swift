package import Ledger
import Statistics

extension Registry {
    /// Whether what an operator found in goods of a firm counted at an entry: it was an enrolled laboratory of a district in which the firm is
    /// registered. Of whom a sample was taken nobody has to say; without that the role alone decides.
    package func isLaboratory(_ uscc: String, of firm: String?, at entry: UInt64) -> Bool {
        operators[uscc]?.roles.contains { grant in
            guard grant.role.word == "laboratory", grant.tenure.holds(at: entry) else { return false }
            guard let scope = grant.role.scope, let district = firm?.districtOfFirm, !district.isEmpty else {
                return true
            }
            return district.hasPrefix(scope)
        } ?? false
    }
}

extension Registry {
    /// Whether an operator had the role of an office at an entry: it tests or supervises what others do, and is no firm whose risk is graded.
    package func isOffice(_ uscc: String, at entry: UInt64) -> Bool {
        operators[uscc]?.roles.contains { Self.offices.contains($0.role.word) && $0.tenure.holds(at: entry) } ?? false
    }

    package func isAuthority(_ uscc: String, at entry: UInt64) -> Bool {
        operators[uscc]?.roles.contains { $0.role.word == "authority" && $0.tenure.holds(at: entry) } ?? false
    }

    /// The same of now.
    package func isOffice(_ uscc: String) -> Bool {
        operators[uscc]?.roles.contains { Self.offices.contains($0.role.word) && $0.tenure.isOpen } ?? false
    }

    private static let offices: Set<String> = ["laboratory", "authority", "port"]
}
