public import EPCIS
import StrictJSON

/// Takes the private values out of an event before it is signed, and leaves their digests in it.
///
/// Private is what the event's own profile marks so, and what `fallback` marks so and that profile does not define as open:
/// naming another profile takes no element out of the importer's care. What stays in the event keeps its bytes and its order.
public struct EventSealer: Sendable {
    private let privateNames: [String: Set<String>]
    private let fallback: Set<String>
    private let salts: SaltSource

    /// - Parameter fallback: the profile of the import; alone it decides of events that name none, or one that is not in
    ///   `profiles`.
    public init(profiles: ProfileLibrary, fallback: Profile, salts: @escaping SaltSource = Disclosure.systemSalts) {
        let marked = fallback.privateNames
        privateNames = Dictionary(
            profiles.profiles.map { profile in
                let open = Set(profile.elements.lazy.filter { !$0.isPrivate }.map(\.name))
                return (profile.id, profile.privateNames.union(marked.subtracting(open)))
            }
        ) { $0.union($1) }
        self.fallback = marked
        self.salts = salts
    }

    /// Why an event cannot be sealed.
    public enum Failure: Error, Hashable, Sendable {
        /// More private values than `EPCISEvent.sealedCountMax`.
        case tooMany(count: Int)
        /// A private value that is longer than a disclosure can hold, or is no text, number or truth value.
        case unusable(element: String)
        /// A private value inside another member than ilmd, at this RFC 6901 pointer: it could be told from its place, and no
        /// reader takes it for the data element there.
        case nested(element: String, pointer: String)
        /// A member whose name is that of a private element but for capitals or the namespace's last colon: no data element, and
        /// its value would stand in the ledger for ever.
        case misspelt(name: String, pointer: String)
    }

    /// The event with its private values sealed; the event itself where it has none.
    ///
    /// - Parameter bytes: a self-standing event that `EPCISEvent.init(json:)` has accepted; anything else is given back as it is.
    public func seal(_ bytes: [UInt8]) throws(Failure) -> SealedEvent {
        guard let root = try? JSONDocument(bytes, limits: .entry).root else { return SealedEvent(bytes) }
        let members = YimaMembers(declaredIn: root)
        // The event reader takes the element from either place.
        let profile =
            members.first(named: "profile", of: root)?.string
            ?? root[EventField.ilmd.rawValue].flatMap { members.first(named: "profile", of: $0)?.string }
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
    private let privateLowercased: Set<String>
    let salts: SaltSource
    private var disclosures: [Disclosure] = []
    /// The list of an event that was sealed elsewhere in part.
    private var sealedBefore: [String] = []

    init(event: JSONValue, privateNames: Set<String>, salts: @escaping SaltSource) {
        self.event = event
        names = YimaMembers(declaredIn: event)
        self.privateNames = privateNames
        privateLowercased = Set(privateNames.map { $0.lowercased() })
        self.salts = salts
    }

    mutating func sealed(content: [UInt8]) throws(EventSealer.Failure) -> SealedEvent {
        var members = try keptMembers(of: event)
        guard !disclosures.isEmpty else { return SealedEvent(content) }
        // By digest: the order in which values stood says something about them (RFC 9901 §4.2.4.1).
        let sorted = disclosures.map { (digest: $0.digest.description, disclosure: $0) }.sorted {
            $0.digest < $1.digest
        }
        disclosures = sorted.map(\.disclosure)
        let digests = sealedBefore + sorted.map(\.digest)
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
                // Twice, under two names, or a list of one that JSON-LD made a text: no digest may be lost.
                sealedBefore += value.string.map { [$0] } ?? value.elements.compactMap(\.string)
            } else if key == EventField.ilmd.rawValue, object.index == event.index, value.kind == .object {
                let instance = try keptMembers(of: value)
                // An empty ilmd says nothing.
                if !instance.isEmpty { kept.append((key, .object(instance))) }
            } else {
                try refuseMisspelt(member.name, value, by: names)
                // What a context says of names is no value.
                if key != "@context" { try refusePrivateNames(within: value, by: names) }
                kept.append((key, .raw(value.rawBytes)))
            }
        }
        return kept
    }

    /// Below an event and its ilmd nothing is sealed: the digests are those of the event's own elements. So nothing private may
    /// stand there, in an extension's object, a list, a place or a quantity. Depth is bounded by the document's.
    private func refusePrivateNames(
        within value: JSONValue, by names: borrowing YimaMembers
    ) throws(EventSealer.Failure) {
        switch value.kind {
        case .object:
            guard let context = value.member(Name.context) else {
                return try refusePrivateNames(among: value, by: names)
            }
            try refusePrivateNames(among: value, by: YimaMembers(declaredIn: context, within: names))
        case .array:
            for element in value.elements { try refusePrivateNames(within: element, by: names) }
        case .string, .number, .bool, .null: break
        }
    }

    private func refusePrivateNames(
        among object: JSONValue, by names: borrowing YimaMembers
    ) throws(EventSealer.Failure) {
        // What a context says of names is no value.
        for member in object.members.raw where !object.tape.text(at: member.name, equals: Name.context) {
            let value = JSONValue(tape: object.tape, index: member.value)
            if let local = names.localName(at: member.name, of: object.tape), privateNames.contains(local),
                !value.isNull
            {
                throw .nested(element: local, pointer: value.pointer)
            }
            try refuseMisspelt(member.name, value, by: names)
            try refusePrivateNames(within: value, by: names)
        }
    }

    private func refuseMisspelt(
        _ slot: Int, _ value: JSONValue, by names: borrowing YimaMembers
    ) throws(EventSealer.Failure) {
        guard !value.isNull, let meant = names.carelessName(at: slot, of: value.tape), privateLowercased.contains(meant)
        else { return }
        throw .misspelt(name: value.tape.text(at: slot), pointer: value.pointer)
    }

    private func disclosure(_ name: String, _ value: JSONValue) throws(EventSealer.Failure) -> Disclosure {
        guard let text = value.tape.scalarText(at: value.index) else { throw .unusable(element: name) }
        let disclosure = Disclosure(name: name, value: text, isNumber: value.kind == .number, salt: salts())
        guard disclosure.text.utf8.count <= Disclosure.textBytesMax else { throw .unusable(element: name) }
        return disclosure
    }
}
