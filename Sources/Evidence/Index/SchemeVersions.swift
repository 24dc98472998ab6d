import Ledger
import Rules
public import TransparencyLog

/// By which code schemes the states of a ledger's index may go: the built-in ones with whatever the ledger had adopted at some time, told
/// from its entries alone.
public struct SchemeVersions: Sendable {
    /// What an entry says of schemes.
    enum Act: Sendable {
        case text(DefinitionEntry)
        case adopted(name: String, sha256: DefinitionDigest)

        /// Nil for an entry that says nothing of schemes.
        init?(leaf: [UInt8]) {
            switch try? LedgerEntry(parsing: leaf) {
            case .definition(let definition) where Self.isScheme(definition.name): self = .text(definition)
            case .admin(let note):
                guard let text = try? SignedNote.parse(note).text, let end = text.utf8.firstIndex(of: 0x0A),
                    case .definitionAdopted(let name, let sha256, _)? = AdminAct(
                        note: note, origin: String(text[..<end])),
                    Self.isScheme(name)
                else { return nil }
                self = .adopted(name: name.description, sha256: sha256)
            default: return nil
            }
        }

        private static func isScheme(_ name: DefinitionName) -> Bool {
            name.description.hasPrefix(TradeDefinitions.schemesPrefix)
        }
    }

    private var texts: [DefinitionDigest: [UInt8]] = [:]
    private var adopted: [String: DefinitionDigest] = [:]
    /// The files of each version, by name; of the built-in schemes alone there are none.
    private var versions: [MerkleHash: [String: [UInt8]]] = [Self.digest(of: [:]): [:]]

    /// As the `keys` line of a state names schemes: SHA-256 over their SHA-256s, 32 bytes each, in the order of their names.
    /// - Parameter files: of the adopted definition files, by name; those of schemes count.
    public static func digest(of files: [String: [UInt8]]) -> MerkleHash {
        var digests: [UInt8] = []
        for (name, text) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        where name.hasPrefix(TradeDefinitions.schemesPrefix) {
            digests += text.withUnsafeBytes { MerkleHash.sha256($0) }.bytes
        }
        return digests.withUnsafeBytes { MerkleHash.sha256($0) }
    }

    /// Takes the next act, in the order of the ledger.
    mutating func take(_ act: Act) {
        switch act {
        case .text(let definition): texts[definition.sha256] = definition.text
        case .adopted(let name, let sha256):
            adopted[name] = sha256
            // One whose text does not stand in the ledger leaves its versions unknown.
            var files: [String: [UInt8]] = [:]
            for (name, sha256) in adopted {
                guard let text = texts[sha256] else { return }
                files[name] = text
            }
            versions[Self.digest(of: files)] = files
        }
    }

    /// The scheme files of that digest; nil where the ledger has adopted none such.
    func files(of digest: MerkleHash) -> [String: [UInt8]]? { versions[digest] }
}
