public import TransparencyLog
public import Values

/// Who may record: the operators and devices of a ledger, as its admin entries say, and which journals have forked. Derived,
/// by replaying those entries in order.
///
/// Standing is by the order of the ledger and by nothing else: an event stands where its device was enrolled in an entry before
/// it and not revoked or suspended in an entry before it. Times are what the host says of itself.
public struct Registry: Sendable {
    /// An enrolled legal entity.
    public struct Operator: Hashable, Sendable {
        public let uscc: String
        public internal(set) var name: String
        public let enrolledFrom: Timestamp
        /// Ledger indexes of the admin entries about it, ascending; the first enrolled it.
        public internal(set) var entries: [UInt64]
        /// Its suspensions, oldest first.
        public internal(set) var suspensions: [Ban] = []
        /// The roles that it was ever granted, in the order of the ledger.
        public internal(set) var roles: [RoleGrant] = []

        /// The suspension in force now.
        public var suspension: Ban? { suspensions.inForce(at: .max) }
        public var suspendedFrom: Timestamp? { suspension?.from }
    }

    /// An enrolled device: one journal, one key.
    public struct Device: Hashable, Sendable {
        public let journal: JournalName
        public let key: VerifierKey
        public let enrolledFrom: Timestamp
        /// The journal that this one goes on from.
        public let predecessor: JournalName?
        public internal(set) var entries: [UInt64]
        /// Its revocations, oldest first.
        public internal(set) var revocations: [Ban] = []

        /// The revocation in force now.
        public var revocation: Ban? { revocations.inForce(at: .max) }
        public var revokedFrom: Timestamp? { revocation?.from }
        /// The revocation that says that it was stolen; none lifts that.
        public var theft: Ban? { revocations.last { $0.stolenSince != nil } }
    }

    /// A definition file that counts from an entry on.
    public struct Adoption: Hashable, Sendable {
        public let sha256: DefinitionDigest
        /// Ledger index of the admin entry that adopts it.
        public let entry: UInt64
        /// Ledger index of the entry that holds its text; nil where only its SHA-256 is on the ledger.
        public let textEntry: UInt64?
        public let from: Timestamp
    }

    /// Two checkpoints of one journal, both signed by its device, that are not of one history.
    public struct Fork: Hashable, Sendable {
        /// Ledger index of the fork's entry, after which the journal takes nothing more.
        public let entry: UInt64
        /// What the ledger holds of the journal, as the device signed it.
        public let held: Checkpoint
        /// What the device signed besides.
        public let offered: Checkpoint
        /// Up to which size both are proven to say the same, under a checkpoint that the device signed; 0 where none is.
        public let commonSize: UInt64

        /// Whether the two checkpoints alone show it: same size, another root. Else it is the host's word.
        public var isProven: Bool { held.treeSize == offered.treeSize }
    }

    /// Why an admin note or a fork changes nothing.
    public enum Refusal: Error, Hashable, Sendable {
        case notANote
        /// Not signed by the ledger's admin key.
        case badSignature
        /// Signed, and not an act that this version knows or of this ledger.
        case notAnAct
        /// The same text, or what the act would bring about, stands in the ledger already.
        case alreadyHeld(entry: UInt64)
        case malformedKey(String)
        case unknownOperator(uscc: String)
        case unknownDevice(journal: String)
        /// A journal has one key for ever; a new key needs a new journal.
        case journalHasAnotherKey(journal: String)
        case firstEntryMustEnrolTheAdminKey
        /// Exchanges the ledger's key for one that whoever writes the ledger does not have.
        case nextKeyNotHeld
        /// Enrolled under this name; another is an act of its own.
        case operatorHasAnotherName(uscc: String, name: String)
        case operatorIsSuspended(uscc: String, entry: UInt64)
        /// Revokes or releases what it does not have.
        case roleNotHeld(uscc: String, role: GrantedRole)
        case prefixNotHeld(uscc: String, prefix: String)
        case deviceIsRevoked(journal: String, entry: UInt64)
        /// A device whose key was in other hands never stands again.
        case deviceWasStolen(journal: String, entry: UInt64)
        case journalHasForked(journal: String, entry: UInt64)
        /// Enrolled already, as the successor of another journal or of none.
        case hasAnotherPredecessor(journal: String, entry: UInt64)
        /// Not an enrolled journal of the same operator.
        case foreignPredecessor(journal: String)
        /// Names as signed what is not the device's or the operator's.
        case foreignExtent(journal: String)
        /// An act holds from its entry on: only what is past can be claimed.
        case fromInFuture(Timestamp, now: Timestamp)
        case badFork(ForkEntry.Fault)
        /// The host does not have the file that it is to adopt.
        case definitionIsMissing(name: DefinitionName, sha256: DefinitionDigest)
    }

    public let origin: String
    /// The admin key that holds now.
    public private(set) var adminKey: VerifierKey?
    /// Ledger indexes of the entries that say which of the host's keys held when: 0, then the rotations of either.
    public private(set) var keyEntries: [UInt64] = []
    /// The rotations of the key that signs the ledger's checkpoints, in the order of the ledger, with their entries.
    public private(set) var ledgerRotations: [(entry: UInt64, rotation: LedgerKeyRotation)] = []
    /// The key that signs the ledger's checkpoints now; nil where it was never exchanged, and no entry names it.
    public var ledgerKey: VerifierKey? { ledgerRotations.last?.rotation.new }
    /// Admin keys that held before; none of them holds again.
    private var formerKeys: Set<VerifierKey> = []
    public private(set) var operators: [String: Operator] = [:]
    public private(set) var devices: [JournalName: Device] = [:]
    /// Who may issue which codes.
    public private(set) var prefixes = PrefixAssignments()
    /// The adoptions of each definition file, by its name, in the order of the ledger: the last counts.
    public private(set) var definitions: [DefinitionName: [Adoption]] = [:]
    /// Where the texts of definition files stand.
    private var definitionTexts: [DefinitionDigest: UInt64] = [:]
    /// The journals that forked.
    public private(set) var forks: [JournalName: Fork] = [:]
    /// The newest revocation or suspension.
    private(set) var newestBan: Ban?
    /// Where each signed text stands.
    private var notes: [MerkleHash: UInt64] = [:]

    public init(origin: String) {
        self.origin = origin
    }

    /// The name of the ledger's admin key.
    public static func adminKeyName(origin: String) -> String { "\(origin)/admin" }

    /// Takes in the admin note that is entry `entry`. Unchanged where it throws.
    /// - Parameter signatures: may know of some whether they hold.
    public mutating func apply(
        note bytes: [UInt8], entry: UInt64, signatures: SignatureCheck = checkingAnew
    ) throws(Refusal) {
        let note = try open(bytes, signatures)
        if adminKey == nil {
            try begin(note, entry: entry, signatures)
        } else if case .keyRotated(let old, let new, _, _) = note.act {
            if note.isOfLedgerKey(origin) {
                try rotateLedgerKey(note, from: old, to: new, entry: entry, signatures)
            } else {
                try rotate(note, from: old, to: new, entry: entry, signatures)
            }
        } else {
            try apply(note.act, entry: entry)
        }
        notes[note.digest] = entry
    }

    /// Takes in the admin note that is to become entry `entry`: as `apply`, and refuses besides what would change nothing or
    /// what the host should not say now.
    mutating func admit(note bytes: [UInt8], entry: UInt64, now: Timestamp) throws(Refusal) {
        if adminKey != nil, let act = try open(bytes, Self.checkingAnew).act, let refusal = refusal(of: act, now: now) {
            throw refusal
        }
        try apply(note: bytes, entry: entry)
    }

    /// Takes in the text of a definition file that is, or is to become, entry `entry`.
    public mutating func apply(definition: DefinitionEntry, entry: UInt64) {
        // The first stands for all.
        if definitionTexts[definition.sha256] == nil { definitionTexts[definition.sha256] = entry }
    }

    /// Whether the text of a definition file stands on the ledger.
    func holdsText(_ sha256: DefinitionDigest) -> Bool { definitionTexts[sha256] != nil }

    /// Takes in the fork that is, or is to become, entry `entry`. Unchanged where it throws.
    /// - Parameter signatures: may know of some whether they hold.
    public mutating func apply(
        fork: ForkEntry, entry: UInt64, signatures: SignatureCheck = checkingAnew
    ) throws(Refusal) {
        guard let device = devices[fork.journal] else { throw .unknownDevice(journal: "\(fork.journal)") }
        // One is enough: the journal takes nothing more.
        if let held = forks[fork.journal] {
            throw .journalHasForked(journal: "\(fork.journal)", entry: held.entry)
        }
        do throws(ForkEntry.Fault) {
            forks[fork.journal] = try fork.checked(by: device.key, entry: entry, signatures)
        } catch {
            throw .badFork(error)
        }
    }
}

extension Registry {
    /// What it says of some journals and operators, of whoever may issue what begins as these names, and of definition files: as the
    /// entries say that decide it (`entries(deciding:)`, `entries(decidingIssuersOf:)`, `entriesOfDefinitions`).
    public func concerning(
        _ journals: Set<JournalName>, operators concerned: Set<String>, issuersOf names: Set<String>
    ) -> Registry {
        var registry = Registry(origin: origin)
        registry.adminKey = adminKey
        registry.keyEntries = keyEntries
        registry.ledgerRotations = ledgerRotations
        registry.formerKeys = formerKeys
        registry.definitions = definitions
        for name in names {
            for assignment in prefixes.matching(name) where registry.prefixes.take(assignment) {
                registry.operators[assignment.uscc] = operators[assignment.uscc]
            }
        }
        for uscc in concerned { registry.operators[uscc] = operators[uscc] }
        for journal in journals {
            registry.operators[journal.operatorUSCC] = operators[journal.operatorUSCC]
            registry.devices[journal] = devices[journal]
            registry.forks[journal] = forks[journal]
        }
        return registry
    }
}

extension Registry {
    /// A note whose signature holds, read.
    private struct OpenedNote {
        let bytes: [UInt8]
        let note: SignedNote
        let act: AdminAct?
        let digest: MerkleHash

        /// Whether it exchanges the key that signs the ledger, and not the admin's.
        func isOfLedgerKey(_ origin: String) -> Bool {
            guard case .keyRotated(let old, _, _, _) = act else { return false }
            return LedgerKeyRotation.key(old, of: origin) != nil
        }

        func signatureCount(_ origin: String) -> Int {
            guard case .keyRotated = act else { return 1 }
            return isOfLedgerKey(origin) ? 3 : 2
        }
    }

    /// Checks the admin key's signature, where there is a key yet.
    private func open(_ bytes: [UInt8], _ signatures: SignatureCheck) throws(Refusal) -> OpenedNote {
        guard let note = try? SignedNote.parse(bytes) else { throw .notANote }
        let opened = OpenedNote(
            bytes: bytes, note: note, act: AdminAct(text: note.text, origin: origin), digest: .leaf(note.text.utf8))
        // Exactly the admin key's signature, and of a rotation those of the keys besides: a published note with further lines of anybody's would be a new
        // note else, and would undo a revocation or outgrow what an entry can hold.
        guard note.signatures.count == opened.signatureCount(origin) else { throw .notANote }
        guard let adminKey else { return opened }
        try Self.check(opened, by: adminKey, signatures)
        guard opened.act != nil else { throw .notAnAct }
        if let held = notes[opened.digest] { throw .alreadyHeld(entry: held) }
        return opened
    }

    private mutating func begin(
        _ opened: OpenedNote, entry: UInt64, _ signatures: SignatureCheck
    ) throws(Refusal) {
        // At index 0 and nowhere else: the chain of trust begins where no later entry can put another beginning.
        guard entry == 0, case .keyEnrolled(let text, _) = opened.act else { throw .firstEntryMustEnrolTheAdminKey }
        guard let key = try? VerifierKey.parse(text), key.type == .ed25519,
            key.name == Self.adminKeyName(origin: origin)
        else {
            throw .malformedKey(text)
        }
        try Self.check(opened, by: key, signatures)
        adminKey = key
        keyEntries = [entry]
    }

    /// Puts another admin key in the place of the one that holds, which has signed that, as the new one has.
    private mutating func rotate(
        _ opened: OpenedNote, from old: String, to new: String, entry: UInt64, _ signatures: SignatureCheck
    ) throws(Refusal) {
        guard let adminKey, (try? VerifierKey.parse(old)) == adminKey else { throw .badSignature }
        guard let key = try? VerifierKey.parse(new), key.type == .ed25519, key.name == adminKey.name,
            key != adminKey, !formerKeys.contains(key)
        else { throw .malformedKey(new) }
        try Self.check(opened, by: key, signatures)
        formerKeys.insert(adminKey)
        self.adminKey = key
        keyEntries.append(entry)
    }

    /// Puts another key in the place of the one that signs the ledger, which has signed that, as the new one and the administrator have.
    /// Which key was the first no entry says: whoever pinned it finds that out.
    private mutating func rotateLedgerKey(
        _ opened: OpenedNote, from old: String, to new: String, entry: UInt64, _ signatures: SignatureCheck
    ) throws(Refusal) {
        guard let oldKey = LedgerKeyRotation.key(old, of: origin), oldKey == ledgerKey ?? oldKey else {
            throw .badSignature
        }
        guard let newKey = LedgerKeyRotation.key(new, of: origin), newKey != oldKey,
            !ledgerRotations.contains(where: { $0.rotation.old == newKey })
        else { throw .malformedKey(new) }
        try Self.check(opened, by: oldKey, signatures)
        try Self.check(opened, by: newKey, signatures)
        guard let rotation = LedgerKeyRotation(note: opened.bytes) else { throw .notAnAct }
        ledgerRotations.append((entry, rotation))
        keyEntries.append(entry)
    }

    private static func check(
        _ opened: OpenedNote, by key: VerifierKey, _ signatures: SignatureCheck
    ) throws(Refusal) {
        let isSigned = signatures(opened.bytes, key) { (try? opened.note.verify(with: [key])) != nil }
        guard isSigned else { throw .badSignature }
    }

    private mutating func apply(_ act: AdminAct?, entry: UInt64) throws(Refusal) {
        switch act {
        case nil, .keyEnrolled, .keyRotated:
            throw .notAnAct
        case .operatorEnrolled(let uscc, let name, let from):
            // A second enrolment is how 0.3 wrote a new name. It lifts no suspension.
            if operators[uscc] == nil {
                operators[uscc] = Operator(uscc: uscc, name: name, enrolledFrom: from, entries: [])
            }
            try change(uscc, entry) { $0.name = name }
        case .operatorRenamed(let uscc, let name, _):
            try change(uscc, entry) { $0.name = name }
        case .operatorSuspended(let uscc, let from, let reason, let signed):
            let ban = Ban(entry: entry, from: from, reason: reason, signed: signed)
            try change(uscc, entry) { $0.suspensions.append(ban) }
            newestBan = ban
        case .operatorReinstated(let uscc, let from, _):
            try change(uscc, entry) { $0.suspensions.lift(by: entry, from: from) }
        case .deviceEnrolled(let text, let from, let predecessor):
            try enrol(device: text, from: from, predecessor: predecessor, entry: entry)
        case .deviceRevoked(let text, let from, let reason, let signed, let stolenSince):
            let ban = Ban(entry: entry, from: from, reason: reason, signed: signed, stolenSince: stolenSince)
            try change(device: text, entry) { $0.revocations.append(ban) }
            newestBan = ban
        case .deviceReinstated(let text, let from, _):
            let held = try device(of: text)
            if let theft = held.theft { throw .deviceWasStolen(journal: "\(held.journal)", entry: theft.entry) }
            try change(device: text, entry) { $0.revocations.lift(by: entry, from: from) }
        case .roleGranted, .roleRevoked, .prefixAssigned, .prefixReleased:
            try apply(grant: act, entry: entry)
        case .definitionAdopted(let name, let sha256, let from):
            definitions[name, default: []].append(
                Adoption(sha256: sha256, entry: entry, textEntry: definitionTexts[sha256], from: from))
        }
    }

    private mutating func apply(grant act: AdminAct?, entry: UInt64) throws(Refusal) {
        switch act {
        case .roleGranted(let uscc, let role, _):
            try change(uscc, entry) { $0.roles.append(RoleGrant(role: role, tenure: Tenure(entry: entry))) }
        case .roleRevoked(let uscc, let role, _, _):
            guard let held = operators[uscc] else { throw .unknownOperator(uscc: uscc) }
            guard let place = held.roles.lastIndex(where: { $0.role == role && $0.tenure.isOpen }) else {
                throw .roleNotHeld(uscc: uscc, role: role)
            }
            try change(uscc, entry) { $0.roles[place].tenure.endedBy = entry }
        case .prefixAssigned(let uscc, let prefix, let from):
            guard operators[uscc] != nil else { throw .unknownOperator(uscc: uscc) }
            prefixes.assign(prefix, to: uscc, from: from, entry: entry)
        case .prefixReleased(let uscc, let prefix, let from, _):
            guard prefixes.release(prefix, of: uscc, from: from, entry: entry) else {
                throw .prefixNotHeld(uscc: uscc, prefix: prefix)
            }
        default: throw .notAnAct
        }
    }

    private mutating func change(
        _ uscc: String, _ entry: UInt64, _ change: (inout Operator) -> Void
    ) throws(Refusal) {
        guard var held = operators[uscc] else { throw .unknownOperator(uscc: uscc) }
        held.entries.append(entry)
        change(&held)
        operators[uscc] = held
    }

    private mutating func change(
        device text: String, _ entry: UInt64, _ change: (inout Device) -> Void
    ) throws(Refusal) {
        var held = try device(of: text)
        held.entries.append(entry)
        change(&held)
        devices[held.journal] = held
    }

    private mutating func enrol(
        device text: String, from: Timestamp, predecessor: JournalName?, entry: UInt64
    ) throws(Refusal) {
        let (journal, key) = try Self.deviceKey(text)
        guard operators[journal.operatorUSCC] != nil else { throw .unknownOperator(uscc: journal.operatorUSCC) }
        guard let held = devices[journal] else {
            devices[journal] = Device(
                journal: journal, key: key, enrolledFrom: from, predecessor: predecessor, entries: [entry])
            return
        }
        guard held.key == key else { throw .journalHasAnotherKey(journal: "\(journal)") }
        if let theft = held.theft { throw .deviceWasStolen(journal: "\(journal)", entry: theft.entry) }
        // The second enrolment of a revoked device is how 0.3 reinstated it.
        guard held.revocation != nil else { throw .alreadyHeld(entry: held.entries[0]) }
        try change(device: text, entry) { $0.revocations.lift(by: entry, from: from) }
    }

    /// The enrolled device of a verifier key.
    func device(of text: String) throws(Refusal) -> Device {
        let (journal, key) = try Self.deviceKey(text)
        guard let held = devices[journal], held.key == key else { throw .unknownDevice(journal: "\(journal)") }
        return held
    }

    static func deviceKey(_ text: String) throws(Refusal) -> (journal: JournalName, key: VerifierKey) {
        guard let key = try? VerifierKey.parse(text), key.type == .ed25519, let journal = JournalName(key.name) else {
            throw .malformedKey(text)
        }
        return (journal, key)
    }
}
