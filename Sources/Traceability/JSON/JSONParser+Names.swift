extension JSONParser {
    /// Objects with more members than this are checked through a set.
    private static let smallMembersMax = 64

    /// Looks for a name that stands twice in the object that is about to be closed.
    mutating func refuseDuplicateNames(inObjectAt level: Int) throws(JSONFailure) {
        let container = open[level]
        guard container.count > 1 else { return }
        let duplicate =
            container.count > Self.smallMembersMax || container.hasEscapedNames
            ? duplicateInLarge(container) : duplicateInSmall(container)
        guard let duplicate else { return }
        open[level].name = duplicate
        throw JSONFailure(reason: .duplicateKey, offset: Int(slots[duplicate].start))
    }

    /// Nearly every event passes by here, so nothing is allocated: names are compared only where a 64-bit sketch of
    /// length, first and last byte has seen their like before.
    private func duplicateInSmall(_ container: Container) -> Int? {
        var seen: UInt64 = 0
        var name = container.slot + 1
        while name < slots.count {
            let slot = slots[name]
            let length = slot.end - slot.start
            let mixed = length &* 5 &+ UInt32(bytes[Int(slot.start) + 1]) &* 3 &+ UInt32(bytes[Int(slot.end) - 2])
            let bit: UInt64 = 1 << UInt64(mixed & 63)
            if seen & bit != 0, isRepeated(name, in: container) { return name }
            seen |= bit
            name = Int(slots[name + 1].next)
        }
        return nil
    }

    private func isRepeated(_ name: Int, in container: Container) -> Bool {
        let slot = slots[name]
        let content = bytes[Int(slot.start)..<Int(slot.end)]
        var earlier = container.slot + 1
        while earlier < name {
            let other = slots[earlier]
            if other.end - other.start == slot.end - slot.start,
                bytes[Int(other.start)..<Int(other.end)].elementsEqual(content)
            {
                return true
            }
            earlier = Int(slots[earlier + 1].next)
        }
        return false
    }

    /// The set hashes with a seed of its own, so that no one can prepare names that collide.
    private func duplicateInLarge(_ container: Container) -> Int? {
        var seen = Set<[UInt8]>(minimumCapacity: container.count)
        var name = container.slot + 1
        while name < slots.count {
            let slot = slots[name]
            let content = bytes[Int(slot.start) + 1..<Int(slot.end) - 1]
            guard seen.insert(slot.isEscaped ? JSONEscapes.decoded(content) : Array(content)).inserted
            else { return name }
            name = Int(slots[name + 1].next)
        }
        return nil
    }
}
