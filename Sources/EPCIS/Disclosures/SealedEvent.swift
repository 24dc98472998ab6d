import StrictJSON

/// An event as it goes into a journal, its private values apart.
public struct SealedEvent: Hashable, Sendable {
    /// The event's text with the digests of its private values in `yima:sealed`.
    public let event: [UInt8]
    /// The private values, in the order of their digests.
    public let disclosures: [Disclosure]
    /// What makes it the same event when it is brought again: its text before sealing. Salts differ every time.
    public let content: [UInt8]

    /// An event without private values.
    public init(_ event: [UInt8]) {
        self.event = event
        disclosures = []
        content = event
    }

    package init(event: [UInt8], disclosures: [Disclosure], content: [UInt8]) {
        self.event = event
        self.disclosures = disclosures
        self.content = content
    }
}

extension SealedEvent {
    /// The event's text with an eventID, where it has none of its own. It makes no other event of it: what is brought again is known
    /// by its content.
    public func text(named eventID: String) -> [UInt8] {
        let member = JSONNode.object([("eventID", .string(eventID))]).formatted()
        guard let end = event.lastIndex(of: UInt8(ascii: "}")) else { return event }
        return event[..<end] + [UInt8(ascii: ",")] + member.dropFirst()
    }
}

extension EPCISEvent {
    /// The name, without prefix, under which an event lists the digests of its private values.
    public static let sealedName = "sealed"
    /// The most private values of one event.
    public static let sealedCountMax = 64

    /// The digests of the private values of the event in the body of an entry; none where it has none or cannot be read.
    /// Members that are no digests are left out: no value can ever be shown for them.
    public static func sealedDigests(inEntryBody bytes: [UInt8]) -> [DisclosureDigest] {
        guard let root = try? JSONDocument(bytes, limits: .entry).root,
            let list = YimaMembers(declaredIn: root).first(named: sealedName, of: root)
        else { return [] }
        return list.elements.prefix(sealedCountMax).compactMap { $0.string.flatMap { DisclosureDigest($0) } }
    }
}
