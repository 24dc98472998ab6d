public import TransparencyLog
public import Values

/// That another key signs a ledger's checkpoints from now on: said by the key that did and by the one that will, in the note of a
/// `key-rotated` entry. Whoever knows either of the two keys can check it with nothing else.
///
/// A log keeps its origin whatever signs it: both keys have it for their name.
public struct LedgerKeyRotation: Hashable, Sendable {
    public let old: VerifierKey
    public let new: VerifierKey
    /// The signed note, byte for byte as it stands in the ledger's entry.
    public let note: [UInt8]
    /// When it was made, as the administrator says.
    public let from: Timestamp

    /// Reads a note; nil where it is not just that, or one of the two keys did not sign it. Whether the host's administrator signed it
    /// too is for the registry to say, which knows whose key that is.
    public init?(note bytes: [UInt8]) {
        guard let note = try? SignedNote.parse(bytes),
            let origin = note.text.split(separator: "\n", omittingEmptySubsequences: false).first,
            case .keyRotated(let old, let new, let from, _)? = AdminAct(text: note.text, origin: String(origin)),
            let old = Self.key(old, of: origin), let new = Self.key(new, of: origin), old != new,
            Self.isSigned(note, by: old), Self.isSigned(note, by: new)
        else { return nil }
        self.old = old
        self.new = new
        self.note = bytes
        self.from = from
    }

    /// Reads an entry of a ledger; nil where it is another.
    public init?(entry bytes: [UInt8]) {
        // Most entries are events, and most others enrolments: they are told by their first lines.
        guard bytes.starts(with: Self.adminLine) else { return nil }
        let lines = bytes.prefix(1024).split(
            separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count > 3, lines[2].elementsEqual("key-rotated".utf8),
            bytes.count <= LedgerEntry.bytesMax, case .admin(let note)? = try? LedgerEntry(parsing: bytes)
        else { return nil }
        self.init(note: note)
    }

    private static let adminLine = Array("yima/1 admin\n".utf8)

    /// The entry that says it.
    public var entry: [UInt8] { LedgerEntry.adminBytes(note: note) }

    static func key(_ text: String, of origin: some StringProtocol) -> VerifierKey? {
        guard let key = try? VerifierKey.parse(text), key.type == .ed25519, key.name.utf8.elementsEqual(origin.utf8)
        else { return nil }
        return key
    }

    private static func isSigned(_ note: SignedNote, by key: VerifierKey) -> Bool {
        (try? note.verify(with: [key])) != nil
    }
}

/// Rotations as a ledger publishes them (`GET /key-rotations`, `key-rotations` in a copy): the notes, the oldest first, a blank line between
/// two. No text of such a note has a blank line in it.
extension LedgerKeyRotation {
    /// The largest list that is read, in bytes.
    public static let listBytesMax = 1 << 20

    public static func format(_ rotations: [LedgerKeyRotation]) -> [UInt8] {
        Array(rotations.map { String(decoding: $0.note, as: UTF8.self) }.joined(separator: "\n").utf8)
    }

    /// Reads exactly what `format` gives; nil where it is not just that, or a signature is missing or false.
    public static func parse(_ bytes: [UInt8]) -> [LedgerKeyRotation]? {
        guard bytes.count <= listBytesMax, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        guard !text.isEmpty else { return [] }
        let blocks = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        guard blocks.count.isMultiple(of: 2), blocks.count / 2 <= LedgerKeySuccession.rotationsMax else { return nil }
        var rotations: [LedgerKeyRotation] = []
        for place in stride(from: 0, to: blocks.count, by: 2) {
            let isLast = place + 2 == blocks.count
            let note = "\(blocks[place])\n\n\(blocks[place + 1])\(isLast ? "" : "\n")"
            guard let rotation = LedgerKeyRotation(note: Array(note.utf8)) else { return nil }
            rotations.append(rotation)
        }
        return format(rotations) == bytes ? rotations : nil
    }
}

/// The keys of one ledger, one after another, as its rotations say.
///
/// It is made of what rotations say of themselves, so that a checkpoint can be believed, or not, before anything else is: nothing in it
/// rests on who showed the rotations.
public struct LedgerKeySuccession: Hashable, Sendable {
    /// The keys that held before, the oldest first.
    public let former: [VerifierKey]
    /// The key that holds: what another signs is no word of the ledger any more.
    public let current: VerifierKey
    /// The rotations that lead to it, the oldest first.
    public let rotations: [LedgerKeyRotation]

    /// Two rotations of one key to two others: the ledger has two futures, and both are signed by its own key.
    public struct Fork: Error, Hashable, Sendable {
        public let one: LedgerKeyRotation
        public let other: LedgerKeyRotation

        /// Nil unless they contradict each other.
        public init?(_ one: LedgerKeyRotation, _ other: LedgerKeyRotation) {
            guard one.old == other.old, one.new != other.new else { return nil }
            self.one = one
            self.other = other
        }

        public var wording: Wording {
            Wording(
                en: "the key \(one.old) was exchanged for two others: \(one.new) and \(other.new)",
                zh: "密钥 \(one.old) 先后被换成两个不同的密钥：\(one.new) 与 \(other.new)")
        }
    }

    /// More are not followed.
    public static let rotationsMax = 1000

    /// Follows from a key that is known to the one that holds, and back to those that held before it.
    ///
    /// - Parameters:
    ///   - known: pinned by whoever asks.
    ///   - rotations: as somebody shows them, in any order; those of other ledgers are passed over.
    public init(from known: VerifierKey, by rotations: some Sequence<LedgerKeyRotation>) throws(Fork) {
        let shown = Array(rotations.prefix(Self.rotationsMax))
        // A key that held once never holds again.
        var seen: Set = [known]
        // Of those before it whoever knows a key believes what that key said itself.
        var earlier: [LedgerKeyRotation] = []
        while let rotation = shown.first(where: { $0.new == earlier.last?.old ?? known && !seen.contains($0.old) }) {
            seen.insert(rotation.old)
            earlier.append(rotation)
        }
        var later: [LedgerKeyRotation] = []
        while let rotation = shown.first(where: { $0.old == later.last?.new ?? known && !seen.contains($0.new) }) {
            if let fork = shown.lazy.compactMap({ Fork(rotation, $0) }).first { throw fork }
            seen.insert(rotation.new)
            later.append(rotation)
        }
        self.rotations = earlier.reversed() + later
        former = self.rotations.map(\.old)
        current = later.last?.new ?? known
    }

    /// Of what led to a key that is known a follower keeps so many rotations, the last ones, and all from a key on that he remembers
    /// something under. Whoever has a key can make it the successor of any number of keys of his own: such a list would have no end.
    public static let keptBeforeMax = 16

    /// The rotations that a follower keeps.
    /// - Parameter isRemembered: whether a head is remembered that this key has signed.
    public func rotations(
        worthKeepingFrom known: VerifierKey, isRemembered: (VerifierKey) -> Bool
    ) -> [LedgerKeyRotation] {
        let before = former.firstIndex(of: known) ?? rotations.count
        let first = min(
            max(0, before - Self.keptBeforeMax), former[..<before].firstIndex(where: isRemembered) ?? before)
        return Array(rotations[first...])
    }

    /// One that was never exchanged, as far as is known.
    public init(_ key: VerifierKey) {
        (former, current, rotations) = ([], key, [])
    }
}
