public import Ledger
public import TransparencyLog

extension Evidence.ProvenEntry {
    /// The entry as a rotation of the ledger's key; nil where it is another.
    var keyRotation: LedgerKeyRotation? { LedgerKeyRotation(entry: bytes) }
}

extension Evidence {
    /// The rotations of the ledger's key among the entries, in their order; whether they stand in the ledger is for the report to say.
    /// What they say they prove by themselves, so that the checkpoint can be opened before anything else is believed.
    public var keyRotations: [LedgerKeyRotation] {
        entries.sorted { $0.index < $1.index }.compactMap(\.keyRotation)
    }

    /// The ledger's keys from one that is known to the one that holds where the document ends.
    public func keys(from known: VerifierKey) -> LedgerKeySuccession {
        // Of two successors neither is followed: the registry refuses the second, and says so.
        (try? LedgerKeySuccession(from: known, by: keyRotations)) ?? LedgerKeySuccession(known)
    }
}

extension EvidenceBatch {
    /// As of evidence about one code.
    public var keyRotations: [LedgerKeyRotation] { entries.compactMap(\.keyRotation) }

    /// As of evidence about one code.
    public func keys(from known: VerifierKey) -> LedgerKeySuccession {
        (try? LedgerKeySuccession(from: known, by: keyRotations)) ?? LedgerKeySuccession(known)
    }
}

extension EvidenceDocument {
    /// As of evidence about one code.
    public var keyRotations: [LedgerKeyRotation] {
        switch self {
        case .single(let evidence): evidence.keyRotations
        case .batch(let batch): batch.keyRotations
        }
    }
}
