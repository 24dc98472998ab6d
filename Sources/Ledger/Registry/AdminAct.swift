import TransparencyLog
public import Values

/// An act of the host's administrator, as it stands in the text of a signed admin note.
///
/// The text is the ledger's origin, the act's word, then `name: value` lines in a fixed order, each ended by LF. The first
/// entry of every ledger is the enrolment of its own admin key.
public enum AdminAct: Hashable, Sendable {
    /// The admin key itself: first entry of the ledger (index 0).
    case keyEnrolled(verifierKey: String, from: Timestamp)
    /// Another admin key in the place of the one that holds: the note is signed by both.
    case keyRotated(old: String, new: String, from: Timestamp, reason: String? = nil)
    case operatorEnrolled(uscc: String, name: String, from: Timestamp)
    /// `signed`: what the operator's devices had signed by then and is still taken.
    case operatorSuspended(uscc: String, from: Timestamp, reason: String, signed: [SignedExtent] = [])
    case operatorReinstated(uscc: String, from: Timestamp, reason: String? = nil)
    case operatorRenamed(uscc: String, name: String, from: Timestamp)
    /// `verifierKey` is the device's; its name is the journal's. `predecessor` is the journal that this one goes on from.
    case deviceEnrolled(verifierKey: String, from: Timestamp, predecessor: JournalName? = nil)
    /// `stolenSince`: from when on somebody else may have held the key.
    case deviceRevoked(
        verifierKey: String, from: Timestamp, reason: String, signed: [SignedExtent] = [],
        stolenSince: Timestamp? = nil)
    case deviceReinstated(verifierKey: String, from: Timestamp, reason: String? = nil)
    case roleGranted(uscc: String, role: GrantedRole, from: Timestamp)
    case roleRevoked(uscc: String, role: GrantedRole, from: Timestamp, reason: String? = nil)
    /// Who may issue the codes that begin with `prefix`.
    case prefixAssigned(uscc: String, prefix: String, from: Timestamp)
    case prefixReleased(uscc: String, prefix: String, from: Timestamp, reason: String? = nil)
    /// The definition file that counts under its name from now on.
    case definitionAdopted(name: DefinitionName, sha256: DefinitionDigest, from: Timestamp)

    /// The most points that one act may name as signed.
    public static let extentsMax = 128

    /// The moment from which the act is said to hold. What stands is decided by the order of the ledger, never by this.
    public var from: Timestamp {
        switch self {
        case .keyEnrolled(_, let from), .keyRotated(_, _, let from, _), .operatorEnrolled(_, _, let from),
            .operatorSuspended(_, let from, _, _),
            .operatorReinstated(_, let from, _), .operatorRenamed(_, _, let from), .deviceEnrolled(_, let from, _),
            .deviceRevoked(_, let from, _, _, _), .deviceReinstated(_, let from, _), .roleGranted(_, _, let from),
            .roleRevoked(_, _, let from, _), .prefixAssigned(_, _, let from), .prefixReleased(_, _, let from, _),
            .definitionAdopted(_, _, let from):
            from
        }
    }

    /// The points that the act names as signed.
    public var signed: [SignedExtent] {
        switch self {
        case .operatorSuspended(_, _, _, let signed), .deviceRevoked(_, _, _, let signed, _): signed
        case .keyEnrolled, .keyRotated, .operatorEnrolled, .operatorReinstated, .operatorRenamed, .deviceEnrolled,
            .deviceReinstated, .roleGranted, .roleRevoked, .prefixAssigned, .prefixReleased, .definitionAdopted:
            []
        }
    }
}

extension AdminAct {
    private var word: String {
        switch self {
        case .keyEnrolled: "key-enrolled"
        case .keyRotated: "key-rotated"
        case .operatorEnrolled: "operator-enrolled"
        case .operatorSuspended: "operator-suspended"
        case .operatorReinstated: "operator-reinstated"
        case .operatorRenamed: "operator-renamed"
        case .deviceEnrolled: "device-enrolled"
        case .deviceRevoked: "device-revoked"
        case .deviceReinstated: "device-reinstated"
        case .roleGranted: "role-granted"
        case .roleRevoked: "role-revoked"
        case .prefixAssigned: "prefix-assigned"
        case .prefixReleased: "prefix-released"
        case .definitionAdopted: "definition-adopted"
        }
    }

    private var fields: [Field] {
        switch self {
        case .keyEnrolled(let key, let from):
            [Field("key", key), Field("from", from)]
        case .keyRotated(let old, let new, let from, let reason):
            [Field("old", old), Field("new", new), Field("from", from)] + Field.optional("reason", reason)
        case .operatorEnrolled(let uscc, let name, let from), .operatorRenamed(let uscc, let name, let from):
            [Field("uscc", uscc), Field("name", name), Field("from", from)]
        case .operatorSuspended(let uscc, let from, let reason, let signed):
            [Field("uscc", uscc), Field("from", from), Field("reason", reason)] + signed.map { Field("signed", $0) }
        case .operatorReinstated(let uscc, let from, let reason):
            [Field("uscc", uscc), Field("from", from)] + Field.optional("reason", reason)
        case .deviceEnrolled(let key, let from, let predecessor):
            [Field("key", key), Field("from", from)] + Field.optional("predecessor", predecessor)
        case .deviceRevoked(let key, let from, let reason, let signed, let stolenSince):
            [Field("key", key), Field("from", from), Field("reason", reason)]
                + Field.optional("stolen-since", stolenSince) + signed.map { Field("signed", $0) }
        case .deviceReinstated(let key, let from, let reason):
            [Field("key", key), Field("from", from)] + Field.optional("reason", reason)
        case .roleGranted(let uscc, let role, let from):
            Field.role(role, of: uscc) + [Field("from", from)]
        case .roleRevoked(let uscc, let role, let from, let reason):
            Field.role(role, of: uscc) + [Field("from", from)] + Field.optional("reason", reason)
        case .prefixAssigned(let uscc, let prefix, let from):
            [Field("uscc", uscc), Field("prefix", prefix), Field("from", from)]
        case .prefixReleased(let uscc, let prefix, let from, let reason):
            [Field("uscc", uscc), Field("prefix", prefix), Field("from", from)] + Field.optional("reason", reason)
        case .definitionAdopted(let name, let sha256, let from):
            [Field("name", name), Field("sha256", sha256), Field("from", from)]
        }
    }

    /// The note's text, ending in LF.
    public func text(origin: String) -> String {
        ([origin, word] + fields.map { "\($0.name): \($0.value)" }).joined(separator: "\n") + "\n"
    }

    /// True when every value fits on its line and what is named as signed stands in its order, so that the note can be read
    /// back as it was written.
    public var isWritable: Bool {
        signed.count <= Self.extentsMax && zip(signed, signed.dropFirst()).allSatisfy(SignedExtent.isOrdered)
            && fields.allSatisfy { field in
                field.value.utf8.count <= 1024 && !field.value.isEmpty
                    && field.value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            }
    }

    /// Reads a note's text; nil where it is not the one form of a known act, or speaks of another ledger.
    public init?(text: String, origin: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 3, lines[0] == origin else { return nil }
        var values = FieldValues()
        for line in lines[2..<(lines.count - 1)] {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            values.add(String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        // By bytes: `==` takes two spellings of one character for the same.
        guard let act = Self(word: lines[1], values: values), act.isWritable,
            act.text(origin: origin).utf8.elementsEqual(text.utf8)
        else { return nil }
        self = act
    }

    /// Reads a signed note without checking who signed it; nil where it says no act of this ledger.
    public init?(note: [UInt8], origin: String) {
        guard let note = try? SignedNote.parse(note) else { return nil }
        self.init(text: note.text, origin: origin)
    }

    private init?(word: Substring, values: FieldValues) {
        guard let from = values["from"].flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
        let (key, uscc, name, reason) = (values["key"], values["uscc"], values["name"], values["reason"])
        switch word {
        case "key-enrolled":
            guard let key else { return nil }
            self = .keyEnrolled(verifierKey: key, from: from)
        case "key-rotated":
            guard let old = values["old"], let new = values["new"] else { return nil }
            self = .keyRotated(old: old, new: new, from: from, reason: reason)
        case "device-enrolled":
            guard let key else { return nil }
            self = .deviceEnrolled(
                verifierKey: key, from: from, predecessor: values["predecessor"].flatMap { JournalName($0) })
        case "device-revoked":
            guard let key, let reason else { return nil }
            self = .deviceRevoked(
                verifierKey: key, from: from, reason: reason, signed: values.signed,
                stolenSince: values["stolen-since"].flatMap { Timestamp(rfc3339: $0) })
        case "device-reinstated":
            guard let key else { return nil }
            self = .deviceReinstated(verifierKey: key, from: from, reason: reason)
        case "operator-enrolled":
            guard let uscc, let name else { return nil }
            self = .operatorEnrolled(uscc: uscc, name: name, from: from)
        case "operator-renamed":
            guard let uscc, let name else { return nil }
            self = .operatorRenamed(uscc: uscc, name: name, from: from)
        case "operator-suspended":
            guard let uscc, let reason else { return nil }
            self = .operatorSuspended(uscc: uscc, from: from, reason: reason, signed: values.signed)
        case "operator-reinstated":
            guard let uscc else { return nil }
            self = .operatorReinstated(uscc: uscc, from: from, reason: reason)
        case "definition-adopted":
            guard let name = name.flatMap({ DefinitionName($0) }),
                let sha256 = values["sha256"].flatMap({ DefinitionDigest($0) })
            else { return nil }
            self = .definitionAdopted(name: name, sha256: sha256, from: from)
        default: self.init(grant: word, values: values, from: from)
        }
    }

    /// The acts on what operators may do.
    private init?(grant word: Substring, values: FieldValues, from: Timestamp) {
        guard let uscc = values["uscc"] else { return nil }
        let (reason, prefix) = (
            values["reason"], values["prefix"].flatMap { PrefixAssignments.isPrefix($0) ? $0 : nil }
        )
        let role = values["role"].flatMap { GrantedRole($0, scope: values["scope"]) }
        switch (word, role, prefix) {
        case ("role-granted", let role?, _): self = .roleGranted(uscc: uscc, role: role, from: from)
        case ("role-revoked", let role?, _): self = .roleRevoked(uscc: uscc, role: role, from: from, reason: reason)
        case ("prefix-assigned", _, let prefix?): self = .prefixAssigned(uscc: uscc, prefix: prefix, from: from)
        case ("prefix-released", _, let prefix?):
            self = .prefixReleased(uscc: uscc, prefix: prefix, from: from, reason: reason)
        default: return nil
        }
    }
}

/// One `name: value` line.
private struct Field {
    let name: String
    let value: String

    init(_ name: String, _ value: some CustomStringConvertible) {
        self.name = name
        self.value = value.description
    }

    static func role(_ role: GrantedRole, of uscc: String) -> [Field] {
        [Field("uscc", uscc), Field("role", role.word)] + optional("scope", role.scope)
    }

    static func optional(_ name: String, _ value: (some CustomStringConvertible)?) -> [Field] {
        value.map { [Field(name, $0)] } ?? []
    }
}

/// The values of a note's lines. What is given twice, out of its order or too much is found when the act is written again and
/// compared.
private struct FieldValues {
    private var texts: [String: String] = [:]
    private(set) var signed: [SignedExtent] = []

    subscript(name: String) -> String? { texts[name] }

    mutating func add(_ name: String, _ value: String) {
        if name == "signed" {
            if let extent = SignedExtent(value) { signed.append(extent) }
        } else {
            texts[name] = value
        }
    }
}

extension AdminAct {
    /// What people wrote in words of their own, for everybody to read, with the option by which they did: all that is neither the ledger's
    /// own nor a code with a check, a key or a time. What only names again what stands on the ledger is none of it: it must be possible
    /// to take that back.
    public var ownWords: [(option: String, text: String)] {
        switch self {
        case .operatorEnrolled(_, let name, _), .operatorRenamed(_, let name, _): [("--name", name)]
        case .operatorSuspended(_, _, let reason, _), .deviceRevoked(_, _, let reason, _, _): [("--reason", reason)]
        case .operatorReinstated(_, _, let reason), .deviceReinstated(_, _, let reason),
            .roleRevoked(_, _, _, let reason),
            .prefixReleased(_, _, _, let reason), .keyRotated(_, _, _, let reason):
            reason.map { [("--reason", $0)] } ?? []
        case .roleGranted(_, let role, _): [("--role", role.word)] + (role.scope.map { [("--district", $0)] } ?? [])
        case .prefixAssigned(_, let prefix, _): [("--prefix", prefix)]
        case .deviceEnrolled(let key, _, _):
            // `<USCC>/<device>+<hash>+<key>`: the device's name is its owner's.
            key.split(separator: "/", maxSplits: 1).last.map { [("--vkey", String($0.prefix { $0 != "+" }))] } ?? []
        case .definitionAdopted(let name, _, _): [("FILE", name.description)]
        case .keyEnrolled(let key, _): [("--origin", String(key.prefix { $0 != "+" }))]
        }
    }
}
