import Codes
public import Ledger
public import TransparencyLog
public import Values

/// A ledger's keys and clock, its operators and their devices, the same for the same seed.
///
/// The clock stands at 2026-03-01T00:00:00Z until a test moves it; enrolments hold from a day before.
public struct LedgerFixture: Sendable {
    public let origin: String
    /// Signs the ledger's checkpoints.
    public private(set) var signer: SignerKey
    /// Sign them besides.
    public private(set) var besides: [SignerKey] = []
    /// Signs admin notes.
    public let admin: SignerKey
    public let clock: ManualClock
    /// The clock that nobody sets.
    public let uptime = ManualUptime()
    private let seed: UInt64

    public init(seed: UInt64 = 1, origin: String = "trace.example.gov.cn/licheng") {
        self.seed = seed
        self.origin = origin
        signer = Self.key(origin, seed: seed)
        admin = Self.key(Registry.adminKeyName(origin: origin), seed: seed)
        clock = ManualClock(Timestamp(milliseconds: 1_772_323_200_000))
    }

    public var identity: LedgerIdentity {
        let (clock, uptime) = (clock, uptime)
        return LedgerIdentity(signer: signer, besides: besides, now: { clock.now() }, uptime: { uptime.now() })
    }

    /// The moment from which `enrolment` and `firstAct` hold.
    public var enrolledFrom: Timestamp { Timestamp(milliseconds: 1_772_236_800_000) }

    /// The act that a ledger's first entry must be.
    public var firstAct: AdminAct { .keyEnrolled(verifierKey: "\(admin.verifierKey)", from: enrolledFrom) }

    /// A signed admin note; by the ledger's admin key where no other is given.
    public func note(_ act: AdminAct, signedBy key: SignerKey? = nil) -> [UInt8] {
        guard let note = try? SignedNote.sign(act.text(origin: origin), with: key ?? admin) else {
            preconditionFailure("the act can be written as a note")
        }
        return Array(note.formatted.utf8)
    }

    /// The admin key that comes after the first.
    public var nextAdmin: SignerKey { Self.key(admin.name, seed: seed &+ 1) }

    /// The note that puts `nextAdmin` in the place of the admin key.
    public var rotation: [UInt8] {
        let act = AdminAct.keyRotated(
            old: "\(admin.verifierKey)", new: "\(nextAdmin.verifierKey)", from: enrolledFrom)
        guard let note = try? SignedNote.sign(act.text(origin: origin), with: admin, nextAdmin) else {
            preconditionFailure("the act can be written as a note")
        }
        return Array(note.formatted.utf8)
    }

    /// The key that signs the ledger after the first.
    public var nextSigner: SignerKey { Self.key(origin, seed: seed &+ 1) }

    /// The entry's note that puts a key in the place of the one that signs the ledger, signed by both and the admin.
    /// - Parameter other: where another admin key holds by then.
    public func ledgerRotation(from old: SignerKey, to new: SignerKey, admin other: SignerKey? = nil) -> [UInt8] {
        let act = AdminAct.keyRotated(old: "\(old.verifierKey)", new: "\(new.verifierKey)", from: enrolledFrom)
        guard let note = try? SignedNote.sign(act.text(origin: origin), with: other ?? admin, old, new) else {
            preconditionFailure("the act can be written as a note")
        }
        return Array(note.formatted.utf8)
    }

    /// The same ledger whose checkpoints another key signs.
    public func signing(by signer: SignerKey, besides: [SignerKey] = []) -> LedgerFixture {
        var fixture = self
        fixture.signer = signer
        fixture.besides = besides
        return fixture
    }

    /// A signed checkpoint of the ledger.
    public func checkpoint(_ edge: RightEdge) -> [UInt8] {
        Self.checkpoint(edge, signedBy: signer)
    }

    /// The USCC of operator `number`, with its check character.
    public func uscc(_ number: Int) -> String {
        let digits = String(number)
        let body = "91350100M" + String(repeating: "0", count: 8 - digits.count) + digits
        guard let check = CheckCharacter.uscc(body) else {
            preconditionFailure("\(body) is made of a USCC's characters")
        }
        return body + String(check)
    }

    /// Device `number` of operator `operatorNumber`, with an empty journal.
    public func device(_ number: Int = 1, operator operatorNumber: Int = 1) -> DeviceFixture {
        let name = "\(uscc(operatorNumber))/dock-\(number)"
        guard let journal = JournalName(name) else { preconditionFailure("\(name) is a journal's name") }
        return DeviceFixture(journal: journal, signer: Self.key(name, seed: seed))
    }

    /// The notes that enrol an operator and its device, in the order in which the ledger takes them.
    public func enrolment(of device: DeviceFixture) -> [[UInt8]] {
        let uscc = device.journal.operatorUSCC
        let acts: [AdminAct] = [
            .operatorEnrolled(uscc: uscc, name: "福州\(uscc.suffix(4))食品有限公司", from: enrolledFrom),
            .deviceEnrolled(verifierKey: "\(device.signer.verifierKey)", from: enrolledFrom),
        ]
        return acts.map { note($0) }
    }

    static func checkpoint(_ edge: RightEdge, signedBy key: SignerKey) -> [UInt8] {
        guard let note = try? Checkpoint(origin: key.name, edge: edge).sign(with: key) else {
            preconditionFailure("a checkpoint of \(key.name) can be signed")
        }
        return Array(note.formatted.utf8)
    }

    private static func key(_ name: String, seed: UInt64) -> SignerKey {
        // A name of its own gives each key a seed of its own.
        let mark = MerkleHash.leaf(name.utf8).bytes.prefix(8).reduce(seed) { $0 &* 0x100_0000_01B3 ^ UInt64($1) }
        var random = SplitMix64(seed: mark)
        guard let key = try? SignerKey(name: name, seed: random.bytes(32)) else {
            preconditionFailure("\(name) is a key's name")
        }
        return key
    }
}
