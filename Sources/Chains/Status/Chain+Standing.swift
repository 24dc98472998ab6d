import Codes
import Values

extension Chain {
    /// What stands against the subject now: what was said of itself, of its lot or product, or of what it lay in then, and was not lifted.
    /// In the order in which it came about.
    /// - Parameter heardOnly: without what those say whose word does not count about these goods; a look-up tells what is on record.
    package func standing(heardOnly: Bool) -> [Restriction] {
        let told = heardOnly ? events.filter(isHeard) : events
        guard told.contains(where: { Restriction.Kind(setBy: $0.event) != nil }) else { return [] }
        let keys = Set([subject.key, subject.lotKey].compactMap(\.self))
        let units = unitsSpokenOf(told)
        return Restrictions(told, hearing: hearing).all.filter { restriction in
            restriction.isInForce
                && (keys.contains(restriction.code.key)
                    || units[restriction.event.entry]?.contains(restriction.code.key) ?? false)
        }
    }

    /// The units with the subject in them of which an event says how they are, by its entry.
    private func unitsSpokenOf(_ told: [ResolvedEvent]) -> [UInt64: Set<String>] {
        guard members.contains(where: { $0.reach.contains(.carrier) }) else { return [:] }
        var contents = Contents(of: Set(members.map(\.code.key)))
        var found: [UInt64: Set<String>] = [:]
        for event in told {
            if Restriction.Kind(setBy: event.event) != nil {
                for thing in event.things where contents.isHolding(thing.code.key) {
                    let inside = contents.everything(in: thing.code.key)
                    guard inside.contains(where: { $0.code.key == subject.key || $0.code.lotKey == subject.key }) else {
                        continue
                    }
                    found[event.entry, default: []].insert(thing.code.key)
                }
            }
            contents.apply(event)
        }
        return found
    }
}
