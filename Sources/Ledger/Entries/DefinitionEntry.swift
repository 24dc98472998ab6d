import Crypto
import Values

/// The full text of a definition file, so that whoever has the ledger has it: `yima/1 definition <name>` LF, the text.
///
/// It decides nothing by itself: a file counts once an admin note adopts its SHA-256.
public struct DefinitionEntry: Hashable, Sendable {
    public let name: DefinitionName
    /// The file, byte for byte.
    public let text: [UInt8]

    public init(name: DefinitionName, text: [UInt8]) {
        self.name = name
        self.text = text
    }

    public var sha256: DefinitionDigest { DefinitionDigest(of: text) }

    /// The leaf's bytes. They may exceed `LedgerEntry.bytesMax`; whoever appends checks.
    public var bytes: [UInt8] { Array("yima/1 definition \(name)\n".utf8) + text }
}

/// The name of a definition file: `rules.json`, `aquatic.json`, `schemes/fujian-trace.json`.
public struct DefinitionName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Nil where it is none: small letters, digits, `.`, `_`, `-`, perhaps one directory, `.json` at the end, 128 bytes at most.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            guard let first = part.first, first != UInt8(ascii: ".") else { return false }
            return part.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
                    || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
            }
        }
        guard isPlain, parts.count <= 2, text.utf8.count <= 128, text.hasSuffix(".json") else { return nil }
        description = String(text)
    }
}

/// SHA-256 of a definition file, as 64 small hexadecimal digits.
public struct DefinitionDigest: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(of bytes: [UInt8]) {
        description = Hexadecimal.text(SHA256.hash(data: bytes))
    }

    /// Reads exactly what `description` gives.
    public init?(_ text: some StringProtocol) {
        let isHexadecimal = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard text.utf8.count == 64, isHexadecimal else { return nil }
        description = String(text)
    }
}
