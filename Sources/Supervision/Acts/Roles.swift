package import Ledger

/// Who was granted what, as far as some registries know: each piece of evidence brings the standing of those who speak in it.
package struct Roles: Sendable {
    private let known: @Sendable (_ uscc: String, _ role: String, _ entry: UInt64) -> [String]

    package init(_ known: @escaping @Sendable (_ uscc: String, _ role: String, _ entry: UInt64) -> [String]) {
        self.known = known
    }

    /// - Parameter now: who has which role at this moment, for what is about to be signed: evidence has the roles of those who spoke in it.
    package init(
        _ registries: [Registry], now: (@Sendable (_ uscc: String, _ role: String) -> [String])? = nil
    ) {
        self.init { uscc, role, entry in
            if entry == .max, let now { return now(uscc, role) }
            for registry in registries {
                let scopes =
                    registry.operators[uscc]?.roles.compactMap { grant in
                        grant.role.word == role && grant.tenure.holds(at: entry) ? grant.role.scope ?? "" : nil
                    } ?? []
                if !scopes.isEmpty { return scopes }
            }
            return []
        }
    }

    /// For which districts (prefixes of GB/T 2260; the empty one is everywhere) an operator had a role, for what stands at an entry.
    package func scopes(_ uscc: String, _ role: String, at entry: UInt64) -> [String] {
        known(uscc, role, entry)
    }

    /// Why an operator may not do what a role may in a district; nil where it may.
    package func authorityRefusal(_ uscc: String, at entry: UInt64, in district: String) -> SampleRefusal? {
        let scopes = scopes(uscc, "authority", at: entry)
        guard !scopes.isEmpty else { return .notAuthority }
        return scopes.contains { district.hasPrefix($0) } ? nil : .otherDistrict(scopes: scopes, district: district)
    }

    package func laboratoryRefusal(_ uscc: String, at entry: UInt64, in district: String) -> SampleRefusal? {
        let scopes = scopes(uscc, "laboratory", at: entry)
        guard !scopes.isEmpty else { return .notLaboratory(uscc) }
        return scopes.contains { district.hasPrefix($0) }
            ? nil : .laboratoryElsewhere(uscc, scopes: scopes, district: district)
    }
}
