extension JSONParser {
    /// Objects with more members than this are checked through a set.
    private static let smallMembersMax = 64

    /// Looks for a name that stands twice in the object that is about to be closed.
    ///
    /// Nearly every event passes by here, so nothing is allocated: names are compared only where a 64-bit sketch of their
    /// hashes has seen their like before.
    static func duplicateName(inObjectAt object: Int, end: Int, _ text: Text, _ slots: borrowing Slots) -> Int? {
        if slots[object].marks.contains(.escapedNames) { return duplicateInLarge(object, end, text, slots) }
        var seen: UInt64 = 0
        var members = 0
        var name = object &+ 1
        while name < end {
            members &+= 1
            let bit: UInt64 = 1 << UInt64(slots[name].hash & 63)
            if seen & bit != 0 {
                if members > smallMembersMax { return duplicateInLarge(object, end, text, slots) }
                if isRepeated(name, in: object, text, slots) { return name }
            }
            seen |= bit
            name = Int(slots[name &+ 1].next)
        }
        return nil
    }

    private static func isRepeated(_ name: Int, in object: Int, _ text: Text, _ slots: borrowing Slots) -> Bool {
        let slot = slots[name]
        var earlier = object &+ 1
        while earlier < name {
            let other = slots[earlier]
            if other.hash == slot.hash, areEqual(other, slot, text) { return true }
            earlier = Int(slots[earlier &+ 1].next)
        }
        return false
    }

    private static func areEqual(_ one: JSONTape.Slot, _ other: JSONTape.Slot, _ text: Text) -> Bool {
        guard one.end &- one.start == other.end &- other.start else { return false }
        for offset in 0..<Int(one.end &- one.start)
        where text[Int(one.start) &+ offset] != text[Int(other.start) &+ offset] {
            return false
        }
        return true
    }

    /// The set hashes with a seed of its own, so that no one can prepare names that collide.
    private static func duplicateInLarge(_ object: Int, _ end: Int, _ text: Text, _ slots: borrowing Slots) -> Int? {
        var seen = Set<[UInt8]>()
        var name = object + 1
        while name < end {
            let content = text.extracting(Int(slots[name].start) + 1..<Int(slots[name].end) - 1)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(content.count)
            for index in content.indices { bytes.append(content[index]) }
            guard seen.insert(slots[name].isEscaped ? JSONEscapes.decoded(bytes[...]) : bytes).inserted
            else { return name }
            name = Int(slots[name + 1].next)
        }
        return nil
    }
}
