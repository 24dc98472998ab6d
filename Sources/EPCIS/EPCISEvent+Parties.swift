extension EPCISEvent {
    /// In what right a party is named (CBV 2.0 §7.4, source and destination types).
    public enum PartyRight: String, Hashable, Sendable, CaseIterable {
        /// Whose the goods are.
        case owning = "owning_party"
        /// Who has them in hand: a carrier, a cold store.
        case possessing = "possessing_party"
    }

    /// The side of a transfer: whence the goods come, or whither they go.
    public enum TransferSide: Hashable, Sendable, CaseIterable {
        case source, destination
    }

    /// The parties that the event names in this right on this side, as they were written, in its order: as PGLN (417), as GLN
    /// (414, sgln), or by number (`urn:yima:uscc:…`). Whether two names are one party, `PartyResolver` of `Chains` tells.
    public func parties(of right: PartyRight, _ side: TransferSide) -> [String] {
        references(on: side).filter { $0.type == right.rawValue }.map(\.id)
    }

    /// sourceList or destinationList.
    public func references(on side: TransferSide) -> [TypedReference] {
        side == .source ? sourceList : destinationList
    }
}
