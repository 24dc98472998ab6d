import EPCIS
public import Ledger
public import TransparencyLog
import Values

/// The ledger's signed word on how many private values were erased, and which: the marks of erased values are a log (RFC 6962) in
/// the order in which they came, and this is its size and root under the ledger's key.
///
///     <origin>
///     erasures
///     <count>
///     <root, base64>
///
/// Its second line keeps it from ever being read as a checkpoint of the ledger.
public struct ErasureStatement: Hashable, Sendable {
    public let origin: String
    /// Number of marks.
    public let count: UInt64
    public let root: MerkleHash

    public init(origin: String, marks: RightEdge) {
        self.origin = origin
        count = marks.treeSize
        root = marks.root
    }

    /// Reads the one form; nil for any other text, and for another ledger's.
    public init?(text: String, origin: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == origin, lines[1] == "erasures", lines[4].isEmpty,
            let count = UInt64(lines[2]), let bytes = Base64.decode(lines[3].utf8),
            let root = MerkleHash(bytes: bytes)
        else { return nil }
        self.origin = origin
        self.count = count
        self.root = root
        guard self.text == text else { return nil }
    }

    public var text: String { "\(origin)\nerasures\n\(count)\n\(root.base64)\n" }

    /// The statement as a note under the ledger's key.
    public func signed(by signer: SignerKey) -> [UInt8] {
        guard let note = try? SignedNote.sign(text, with: signer) else {
            preconditionFailure("a statement of \(origin) can always be signed")
        }
        return Array(note.formatted.utf8)
    }

    /// Nil where the note is not this key's statement about its own ledger.
    public static func open(_ note: [UInt8], key: VerifierKey) -> ErasureStatement? {
        guard let signed = try? SignedNote.parse(note), (try? signed.verify(with: [key])) != nil else { return nil }
        return ErasureStatement(text: signed.text, origin: key.name)
    }
}

/// Where the newest statement is kept: not in the file whose loss it shall tell.
public protocol ErasureStatementStore: Sendable {
    /// The newest statement, a note; nil where there never was one.
    func load() throws(StoreError) -> [UInt8]?
    /// Keeps a statement in the place of the one before; when this returns it survives power loss.
    func keep(_ note: [UInt8]) throws(StoreError)
}

extension RightEdge {
    /// Appends the marks of erased values.
    mutating func append(_ marks: [DisclosureErasure]) {
        for mark in marks { append(.leaf(mark.leaf)) }
    }
}

extension DisclosureErasure {
    /// The mark as a leaf: entry and time as u64, most significant byte first, then the digest.
    fileprivate var leaf: [UInt8] {
        let numbers = [entry, UInt64(bitPattern: time.milliseconds)]
        return numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) } }
            + digest.bytes
    }
}
