/// Takes the private values out of an event before it is signed, and leaves their digests in it.
///
/// Private is what the event's own profile marks so; where the event names no profile, what `fallback` marks so. What stays in
/// the event keeps its bytes and its order.
public struct EventSealer: Sendable {
    private let privateNames: [String: Set<String>]
    private let fallback: Set<String>
    private let salts: SaltSource

    /// - Parameter fallback: the profile of events that name none, or one that is not in `profiles`.
    public init(profiles: ProfileLibrary, fallback: Profile, salts: @escaping SaltSource = Disclosure.systemSalts) {
        privateNames = Dictionary(profiles.profiles.map { ($0.id, $0.privateNames) }) { $1 }
        self.fallback = fallback.privateNames
        self.salts = salts
    }

    /// Why an event cannot be sealed.
    public enum Failure: Error, Hashable, Sendable {
        /// More private values than `EPCISEvent.sealedCountMax`.
        case tooMany(count: Int)
        /// A private value that is longer than a disclosure can hold, or is no text, number or truth value.
        case unusable(element: String)
    }

    /// The event with its private values sealed; the event itself where it has none.
    ///
    /// - Parameter bytes: a self-standing event that `EPCISEvent.init(json:)` has accepted; anything else is given back as it is.
    public func seal(_ bytes: [UInt8]) throws(Failure) -> SealedEvent {
        guard let root = try? JSONDocument(bytes, limits: .entry).root else { return SealedEvent(bytes) }
        let profile = YimaMembers(declaredIn: root).first(named: "profile", of: root)?.string
        let names = profile.flatMap { privateNames[$0] } ?? fallback
        var sealing = Sealing(event: root, privateNames: names, salts: salts)
        return try sealing.sealed(content: bytes)
    }
}

extension Profile {
    fileprivate var privateNames: Set<String> { Set(elements.lazy.filter(\.isPrivate).map(\.name)) }
}

/// One event being written anew without its private values.
private struct Sealing: ~Copyable {
    let event: JSONValue
    let names: YimaMembers
    let privateNames: Set<String>
    let salts: SaltSource
    private var disclosures: [Disclosure] = []
    /// The list of an event that was sealed elsewhere in part.
    private var sealedBefore: [String] = []

    init(event: JSONValue, privateNames: Set<String>, salts: @escaping SaltSource) {
        self.event = event
        names = YimaMembers(declaredIn: event)
        self.privateNames = privateNames
        self.salts = salts
    }

    mutating func sealed(content: [UInt8]) throws(EventSealer.Failure) -> SealedEvent {
        var members = try keptMembers(of: event)
        guard !disclosures.isEmpty else { return SealedEvent(content) }
        // By digest: the order in which values stood says something about them (RFC 9901 §4.2.4.1).
        disclosures.sort { $0.digest.description < $1.digest.description }
        let digests = sealedBefore + disclosures.map(\.digest.description)
        guard digests.count <= EPCISEvent.sealedCountMax else { throw .tooMany(count: digests.count) }
        members.append((names.name(of: EPCISEvent.sealedName), .strings(digests)))
        return SealedEvent(event: JSONNode.object(members).formatted(), disclosures: disclosures, content: content)
    }

    private mutating func keptMembers(of object: JSONValue) throws(EventSealer.Failure) -> [(String, JSONNode)] {
        var kept: [(String, JSONNode)] = []
        for member in object.members.raw {
            let value = JSONValue(tape: object.tape, index: member.value)
            let key = object.tape.text(at: member.name)
            let local = names.localName(at: member.name, of: object.tape)
            if let local, privateNames.contains(local), !value.isNull {
                disclosures.append(try disclosure(local, value))
            } else if local == EPCISEvent.sealedName, object.index == event.index {
                sealedBefore = value.elements.compactMap(\.string)
            } else if key == EventField.ilmd.rawValue, object.index == event.index, value.kind == .object {
                let instance = try keptMembers(of: value)
                // An empty ilmd says nothing.
                if !instance.isEmpty { kept.append((key, .object(instance))) }
            } else {
                kept.append((key, .raw(value.rawBytes)))
            }
        }
        return kept
    }

    private func disclosure(_ name: String, _ value: JSONValue) throws(EventSealer.Failure) -> Disclosure {
        guard let text = value.tape.scalarText(at: value.index) else { throw .unusable(element: name) }
        let disclosure = Disclosure(name: name, value: text, isNumber: value.kind == .number, salt: salts())
        guard disclosure.text.utf8.count <= Disclosure.textBytesMax else { throw .unusable(element: name) }
        return disclosure
    }
}
