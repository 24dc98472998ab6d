public import TransparencyLog
public import Values

/// Who may record: the operators and devices of a ledger, as its admin entries say. Derived, by replaying those in order.
public struct Registry: Sendable {
    /// An enrolled legal entity.
    public struct Operator: Hashable, Sendable {
        public let uscc: String
        public let name: String
        public let enrolledFrom: Timestamp
        public var suspendedFrom: Timestamp?
        /// Ledger indexes of the admin entries that say so.
        public var entries: [UInt64]
    }

    /// An enrolled device: one journal, one key.
    public struct Device: Hashable, Sendable {
        public let journal: JournalName
        public let key: VerifierKey
        public let enrolledFrom: Timestamp
        public var revokedFrom: Timestamp?
        public var entries: [UInt64]
    }

    /// Why an admin note changes nothing.
    public enum Refusal: Error, Hashable, Sendable {
        case notANote
        /// Not signed by the ledger's admin key.
        case badSignature
        /// Signed, and not an act that this version knows or of this ledger.
        case notAnAct
        /// The same text stands in the ledger already, signed.
        case alreadyHeld(entry: UInt64)
        case malformedKey(String)
        case unknownOperator(uscc: String)
        case unknownDevice(journal: String)
        /// A journal has one key for ever; a new key needs a new journal.
        case journalHasAnotherKey(journal: String)
        case firstEntryMustEnrolTheAdminKey
    }

    public let origin: String
    public private(set) var adminKey: VerifierKey?
    public private(set) var operators: [String: Operator] = [:]
    public private(set) var devices: [JournalName: Device] = [:]
    /// Where each signed text stands.
    private var notes: [MerkleHash: UInt64] = [:]

    public init(origin: String) {
        self.origin = origin
    }

    /// The name of the ledger's admin key.
    public static func adminKeyName(origin: String) -> String { "\(origin)/admin" }

    /// Takes in the admin note that is, or is to become, entry `entry`. Unchanged where it throws.
    public mutating func apply(note bytes: [UInt8], entry: UInt64) throws(Refusal) {
        // Exactly the admin key's signature: a published note with further lines of anybody's would be a new note else, and
        // would undo a revocation or outgrow what an entry can hold.
        guard let note = try? SignedNote.parse(bytes), note.signatures.count == 1 else { throw .notANote }
        let digest = MerkleHash.leaf(note.text.utf8)
        let act = AdminAct(text: note.text, origin: origin)
        if adminKey == nil {
            // At index 0 and nowhere else: the chain of trust begins where no later entry can put another beginning.
            guard entry == 0, case .keyEnrolled(let text, _) = act else { throw .firstEntryMustEnrolTheAdminKey }
            guard let key = try? VerifierKey.parse(text), key.name == Self.adminKeyName(origin: origin) else {
                throw .malformedKey(text)
            }
            try Self.check(note, by: key)
            adminKey = key
        } else {
            try Self.check(note, by: adminKey)
            guard let act else { throw .notAnAct }
            if let held = notes[digest] { throw .alreadyHeld(entry: held) }
            try apply(act, entry: entry)
        }
        notes[digest] = entry
    }

    private static func check(_ note: SignedNote, by key: VerifierKey?) throws(Refusal) {
        guard let key, (try? note.verify(with: [key])) != nil else { throw .badSignature }
    }

    private mutating func apply(_ act: AdminAct, entry: UInt64) throws(Refusal) {
        switch act {
        case .keyEnrolled:
            throw .notAnAct
        case .operatorEnrolled(let uscc, let name, let from):
            let entries = (operators[uscc]?.entries ?? []) + [entry]
            let since = operators[uscc]?.enrolledFrom ?? from
            // A new name does not lift a suspension.
            let suspended = operators[uscc]?.suspendedFrom
            operators[uscc] = Operator(
                uscc: uscc, name: name, enrolledFrom: since, suspendedFrom: suspended, entries: entries)
        case .operatorSuspended(let uscc, let from, _):
            guard operators[uscc] != nil else { throw .unknownOperator(uscc: uscc) }
            operators[uscc]?.suspendedFrom = from
            operators[uscc]?.entries.append(entry)
        case .deviceEnrolled(let text, let from):
            try enrol(device: text, from: from, entry: entry)
        case .deviceRevoked(let text, let from, _):
            let key = try Self.deviceKey(text)
            guard devices[key.journal]?.key == key.key else { throw .unknownDevice(journal: "\(key.journal)") }
            devices[key.journal]?.revokedFrom = from
            devices[key.journal]?.entries.append(entry)
        }
    }

    private mutating func enrol(device text: String, from: Timestamp, entry: UInt64) throws(Refusal) {
        let (journal, key) = try Self.deviceKey(text)
        guard operators[journal.operatorUSCC] != nil else { throw .unknownOperator(uscc: journal.operatorUSCC) }
        if let held = devices[journal] {
            guard held.key == key else { throw .journalHasAnotherKey(journal: "\(journal)") }
            guard held.revokedFrom != nil else { throw .alreadyHeld(entry: held.entries[0]) }
        }
        let entries = (devices[journal]?.entries ?? []) + [entry]
        let since = devices[journal]?.enrolledFrom ?? from
        devices[journal] = Device(journal: journal, key: key, enrolledFrom: since, entries: entries)
    }

    private static func deviceKey(_ text: String) throws(Refusal) -> (journal: JournalName, key: VerifierKey) {
        guard let key = try? VerifierKey.parse(text), key.type == .ed25519, let journal = JournalName(key.name) else {
            throw .malformedKey(text)
        }
        return (journal, key)
    }
}

extension Registry {
    /// Whether a device may record at a moment, and why not.
    public enum Standing: Hashable, Sendable {
        case good
        case notEnrolled
        case notYetEnrolled(from: Timestamp)
        case revoked(from: Timestamp)
        case operatorSuspended(from: Timestamp)
    }

    /// The standing of a journal's key at `moment`.
    public func standing(of journal: JournalName, at moment: Timestamp) -> Standing {
        guard let device = devices[journal], let owner = operators[journal.operatorUSCC] else { return .notEnrolled }
        if moment < device.enrolledFrom { return .notYetEnrolled(from: device.enrolledFrom) }
        if let from = device.revokedFrom, moment >= from { return .revoked(from: from) }
        if let from = owner.suspendedFrom, moment >= from { return .operatorSuspended(from: from) }
        return .good
    }

    /// The admin entries that decide a journal's standing: the admin key's, its operator's, its own; ascending.
    public func entries(deciding journal: JournalName) -> [UInt64] {
        let owners = operators[journal.operatorUSCC]?.entries ?? []
        return Set([0] + owners + (devices[journal]?.entries ?? [])).sorted()
    }
}
