package import Chains
import Codes
package import Ledger
import Rules
import Values

// What the admin entries of a ledger say of whose word counts, in the terms of those who judge.

extension TraceWalk {
    /// The chain of what was supplied, by the roles and prefixes that the ledger gives.
    /// - Parameter claimant: USCC of the firm whose portion is asked for.
    package func chain(at claimant: String? = nil, by registry: Registry) -> Chain {
        chain(
            at: claimant, offices: Offices(registry, of: signers),
            issuers: Issuers(registry, of: registry.prefixes.isEmpty ? [] : codesReached))
    }
}

extension Offices {
    /// The roles that some operators were granted, each for the entries in which it stood. A word that is no role of the trade
    /// gives nobody a say.
    init(_ registry: Registry, of operators: Set<String>) {
        var grants: [String: [Grant]] = [:]
        for uscc in operators {
            grants[uscc] = registry.operators[uscc]?.roles.compactMap { grant in
                Role(rawValue: grant.role.word).map {
                    Grant(role: $0, scope: grant.role.scope, after: grant.tenure.entry, until: grant.tenure.endedBy)
                }
            }
        }
        self.init(grants)
    }
}

extension Issuers {
    /// The assignments of what some codes begin with, each for the entries in which it stood.
    init(_ registry: Registry, of codes: [CanonicalCode]) {
        var found: Set<PrefixAssignment> = []
        for name in Set(codes.compactMap(\.issuerName)) { found.formUnion(registry.prefixes.matching(name)) }
        self.init(
            found.filter { !$0.isVoid }.map {
                Assignment(
                    prefix: $0.prefix, operatorUSCC: $0.uscc, after: $0.tenure.entry, until: $0.tenure.endedBy)
            })
    }
}

extension Registers {
    /// The same with the firms that the ledger says are or were suspended: what they say to have done meanwhile is STATE-2.
    func suspending(_ pauses: [String: [Pause]]) -> Registers {
        var registers = self
        registers.suspended.merge(pauses, uniquingKeysWith: +)
        return registers
    }
}

extension EvidenceReport {
    /// When each operator was suspended, by USCC.
    /// - Parameter asOf: what was written later, a suspension or the end of one, is not there.
    func suspensions(asOf: Timestamp?) -> [String: [Registers.Pause]] {
        func hasCome(_ entry: UInt64, _ said: Timestamp) -> Bool {
            asOf.map { clock.hasCome(entry, by: $0, saying: said) } ?? true
        }
        var pauses: [String: [Registers.Pause]] = [:]
        for held in registry.operators.values where !held.suspensions.isEmpty {
            pauses[held.uscc] = held.suspensions.filter { hasCome($0.entry, $0.from) }.map { ban in
                var lifted: Timestamp?
                if let entry = ban.liftedBy, let from = ban.liftedFrom, hasCome(entry, from) { lifted = from }
                return Registers.Pause(from: ban.from, to: lifted, entry: ban.entry)
            }
        }
        return pauses
    }
}

extension Registry {
    /// SHA-256 of the definition files that count now, by name.
    var adoptedDigests: [String: String] {
        definitions.reduce(into: [:]) { digests, held in
            digests[held.key.description] = held.value.last?.sha256.description
        }
    }
}

extension TradeDefinitions {
    /// What a chain is judged by, and whether the ledger has adopted it.
    func used(in chain: Chain, adopted: [String: String]) -> [VerdictDocument.Definition] {
        files(in: chain).map { name, digest in
            VerdictDocument.Definition(name: name, sha256: digest, adopted: adopted[name])
        }
    }
}
