import TransparencyLog
public import Values

/// A revocation of a device or a suspension of an operator, as one admin entry says it.
public struct Ban: Hashable, Sendable {
    /// Ledger index of the admin entry: what comes after it no longer stands, whatever times are written.
    public let entry: UInt64
    /// From when on it is said to hold: against what came before the entry this is a claim, and falsifies nothing.
    public let from: Timestamp
    public let reason: String
    /// What had been signed by then and is still taken after the entry.
    public let signed: [SignedExtent]
    /// From when on somebody else may have held the device's key.
    public let stolenSince: Timestamp?
    /// Ledger index of the entry that lifted it.
    public internal(set) var liftedBy: UInt64?
    /// From when on that entry says that it is lifted.
    public internal(set) var liftedFrom: Timestamp?

    init(
        entry: UInt64, from: Timestamp, reason: String, signed: [SignedExtent], stolenSince: Timestamp? = nil
    ) {
        self.entry = entry
        self.from = from
        self.reason = reason
        self.signed = signed
        self.stolenSince = stolenSince
    }

    /// Whether it is in force for an entry that stands, or is to stand, at `index`.
    func holds(at index: UInt64) -> Bool {
        entry < index && (liftedBy.map { $0 >= index } ?? true)
    }
}

extension Array where Element == Ban {
    /// The one in force for entry `index`: the newest word counts.
    func inForce(at index: UInt64) -> Ban? {
        last { $0.holds(at: index) }
    }

    mutating func lift(by entry: UInt64, from moment: Timestamp) {
        for index in indices where self[index].liftedBy == nil {
            self[index].liftedBy = entry
            self[index].liftedFrom = moment
        }
    }
}
