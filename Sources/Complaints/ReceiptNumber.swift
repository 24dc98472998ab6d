import Crypto
import Values

/// What a complainant is given and nobody else: whoever says it is told the state of the complaint and its answer.
///
/// A hundred random bits as 20 characters, and four by which a slip of the pen is found, in groups of four: `7K3Q-…`. It says nothing of
/// anybody. The ledger has only its hash, as the complaint's name: nobody gets from that to this.
public struct ReceiptNumber: Hashable, Sendable, CustomStringConvertible {
    /// Crockford's base 32: no I, L, O, U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let randomCount = 20
    private static let checkCount = 4
    private static let context = "yima-complaint-receipt/1\n"

    /// The 24 characters without hyphens.
    private let characters: [UInt8]

    /// A new one, from the system's own randomness.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    init(using generator: inout some RandomNumberGenerator) {
        let random = (0..<Self.randomCount).map { _ in
            Self.alphabet[Int.random(in: 0..<32, using: &generator)]
        }
        characters = random + Self.check(of: random)
    }

    /// Reads one as people write it: in small letters, with blanks or hyphens or none, O for 0, I and L for 1. Nil where it cannot be one.
    public init?(_ written: String) {
        guard written.utf8.count <= 64 else { return nil }
        var read: [UInt8] = []
        for byte in written.uppercased().utf8 where byte != 0x20 && byte != 0x2D {
            let byte =
                switch byte {
                case UInt8(ascii: "O"): UInt8(ascii: "0")
                case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
                default: byte
                }
            guard Self.alphabet.contains(byte) else { return nil }
            read.append(byte)
        }
        guard read.count == Self.randomCount + Self.checkCount,
            Self.check(of: Array(read.prefix(Self.randomCount))).elementsEqual(read.suffix(Self.checkCount))
        else { return nil }
        characters = read
    }

    private static func check(of random: [UInt8]) -> [UInt8] {
        let digest = Array(SHA256.hash(data: Array("\(context)check\n".utf8) + random))
        return digest.prefix(checkCount).map { alphabet[Int($0 & 31)] }
    }

    /// The name under which the ledger has the complaint.
    public var complaint: ComplaintName {
        let digest = SHA256.hash(data: Array("\(Self.context)name\n".utf8) + characters)
        return ComplaintName(number: Hexadecimal.text(digest.prefix(16)))
    }

    public var description: String {
        stride(from: 0, to: characters.count, by: 4).map {
            String(decoding: characters[$0..<min($0 + 4, characters.count)], as: UTF8.self)
        }.joined(separator: "-")
    }
}
