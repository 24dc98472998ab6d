/// What a walk is handed in: an event whose codes have been read, or that can be asked for it.
package protocol WalkedEvent {
    /// Ledger index of the entry.
    var entry: UInt64 { get }
    /// USCC of the operator whose device signed it.
    var operatorUSCC: String { get }
    /// How many codes of things it names.
    var thingCount: Int { get }

    /// - Parameter codes: those that the walk has read.
    func resolved(_ codes: inout CodeCache) -> ResolvedEvent
}

extension ChainEvent: WalkedEvent {
    package var thingCount: Int { event.thingCount }

    package func resolved(_ codes: inout CodeCache) -> ResolvedEvent { ResolvedEvent(self, codes: &codes) }
}

extension ResolvedEvent: WalkedEvent {
    package var thingCount: Int { event.thingCount }

    package func resolved(_ codes: inout CodeCache) -> ResolvedEvent { self }
}
