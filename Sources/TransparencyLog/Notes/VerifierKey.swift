import Crypto

/// The public half of a named key, written `name+hex(keyID)+base64(type ‖ key)` (C2SP signed-note, "vkey").
public struct VerifierKey: Hashable, Sendable {
    public let name: String
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key): a hint in signature lines, not a proof of anything.
    public let id: UInt32
    public let type: SignatureType
    /// 32 bytes (RFC 8032), 1,312 of a key of type 06 (FIPS 204).
    public let publicKey: [UInt8]

    /// Throws `invalidName` or `wrongLength`.
    public init(name: String, type: SignatureType, publicKey: [UInt8]) throws(KeyError) {
        guard KeyName.isValid(name) else { throw .invalidName }
        guard publicKey.count == type.publicKeyBytes else {
            throw .wrongLength(byteCount: publicKey.count, expected: type.publicKeyBytes)
        }
        self.init(checkedName: name, type: type, publicKey: publicKey)
    }

    init(checkedName name: String, type: SignatureType, publicKey: [UInt8]) {
        self.name = name
        self.type = type
        self.publicKey = publicKey
        id = Self.id(name: name, material: [type.rawValue] + publicKey)
    }

    private static func id(name: String, material: [UInt8]) -> UInt32 {
        let digest = SHA256.hash(data: Array(name.utf8) + [0x0a] + material)
        return UInt32(bigEndianBytes: Array(digest).prefix(4))
    }
}

extension VerifierKey: CustomStringConvertible {
    /// Reads `description`, in exactly that spelling.
    public static func parse(_ text: String) throws(KeyError) -> VerifierKey {
        let (name, id, material) = try KeyText.parse(text)
        guard let type = SignatureType(rawValue: material[0]) else { throw .unsupportedType(material[0]) }
        let key = try VerifierKey(name: name, type: type, publicKey: Array(material.dropFirst()))
        guard key.id == id else { throw .wrongID(expected: key.id, found: id) }
        return key
    }

    /// The vkey: `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.
    public var description: String {
        KeyText.format(name: name, id: id, material: [type.rawValue] + publicKey)
    }
}

/// The shape that verifier keys and encoded signer keys share.
enum KeyText {
    static func format(name: String, id: UInt32, material: [UInt8]) -> String {
        "\(name)+\(Hex.encode(id.bigEndianBytes))+\(Base64.encode(material))"
    }

    /// The parts; `material` has at least the type byte.
    static func parse(_ text: String) throws(KeyError) -> (name: String, id: UInt32, material: [UInt8]) {
        guard text.utf8.count <= 8192 else { throw .malformed }
        // The base 64 alphabet has a plus sign too, so only the first two separate the parts.
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].count == 8, let id = Hex.decode(parts[1]),
            let material = Base64.decode(parts[2]), !material.isEmpty
        else { throw .malformed }
        guard let name = String(parts[0]) else { throw .malformed }
        return (name, UInt32(bigEndianBytes: id), material)
    }

    private static let privatePrefix = "PRIVATE+KEY+"

    /// `PRIVATE+KEY+name+hex(keyID)+base64(type ‖ seed)`, as Go's `note` package writes keys of type 01. SECRET.
    static func formatPrivate(_ key: VerifierKey, type: SignatureType, seed: [UInt8]) -> String {
        privatePrefix + format(name: key.name, id: key.id, material: [type.rawValue] + seed)
    }

    /// The name, key ID and seed of such a text, of this type.
    static func parsePrivate(
        _ text: String, type: SignatureType
    ) throws(KeyError) -> (name: String, id: UInt32, seed: [UInt8]) {
        guard text.utf8.starts(with: privatePrefix.utf8) else { throw .malformed }
        let (name, id, material) = try parse(String(Substring(text.utf8.dropFirst(privatePrefix.utf8.count))))
        guard material[0] == type.rawValue else { throw .unsupportedType(material[0]) }
        return (name, id, Array(material.dropFirst()))
    }
}

/// The signature types of C2SP signed-note that are understood here. Signatures of any other type are ignored.
public enum SignatureType: UInt8, Hashable, Sendable {
    /// Ed25519 over the note's text.
    case ed25519 = 0x01
    /// A timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature, `cosignature/v1`).
    case cosignature = 0x04
    /// A timestamped ML-DSA-44 cosignature of a checkpoint (C2SP tlog-cosignature, `subtree/v1`), where this machine's OpenSSL has it.
    case postQuantumCosignature = 0x06

    /// How long the public keys of this type are.
    var publicKeyBytes: Int {
        switch self {
        case .ed25519, .cosignature: Ed25519.publicKeyBytes
        case .postQuantumCosignature: MLDSA44.publicKeyBytes
        }
    }

    /// Whether such keys cosign checkpoints.
    public var isCosigning: Bool { self != .ed25519 }

    /// Whether this machine can check what such keys have signed.
    public var isCheckable: Bool { self != .postQuantumCosignature || MLDSA44.installed != nil }
}

/// The rule for names of keys, ledgers and journals: a schema-less URL by custom, such as `trace.example.gov.cn/licheng`.
public enum KeyName {
    /// The longest name in bytes of UTF-8.
    public static let byteCountMax = 255

    /// Whether it is not empty, has at most 255 bytes, no Unicode space, no control byte and no `+` (C2SP signed-note).
    public static func isValid(_ name: String) -> Bool {
        name.utf8.count <= byteCountMax && isWellFormed(name)
    }

    /// The rule for names in foreign signature lines, which C2SP leaves without a limit of length.
    static func isWellFormed(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace }
    }
}

extension String {
    /// Equality of bytes. `==` would also take a composed and a decomposed spelling for the same name.
    func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
