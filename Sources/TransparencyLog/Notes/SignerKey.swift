/// A named Ed25519 key that signs notes (type 01). The secret shows in no description; `encoded` gives it out on purpose.
public struct SignerKey: Sendable {
    /// The public half.
    public let verifierKey: VerifierKey
    let secretKey: Ed25519SecretKey

    /// - Parameter seed: 32 secret random bytes (RFC 8032). Another count throws `wrongLength`.
    public init(name: String, seed: [UInt8]) throws(KeyError) {
        guard seed.count == Ed25519.seedBytes else { throw .wrongLength(byteCount: seed.count, expected: 32) }
        secretKey = Ed25519SecretKey(seed: seed)
        verifierKey = try VerifierKey(name: name, type: .ed25519, publicKey: secretKey.publicKey)
    }

    /// A new key from the system's random source (through libsodium).
    public static func generate(name: String) throws(KeyError) -> SignerKey {
        try SignerKey(name: name, seed: Ed25519.randomSeed())
    }

    public var name: String { verifierKey.name }

    /// Signs a note's text, its final newline included.
    public func sign(_ text: String) -> NoteSignature {
        NoteSignature(name: name, keyID: verifierKey.id, signature: secretKey.sign(Array(text.utf8)))
    }
}

extension SignerKey {
    /// `PRIVATE+KEY+name+hex(keyID)+base64(01 ‖ seed)`, as Go's `note` package writes it. SECRET.
    public var encoded: String { KeyText.formatPrivate(verifierKey, type: .ed25519, seed: secretKey.seed) }

    /// Reads `encoded`, in exactly that spelling.
    public static func parse(_ text: String) throws(KeyError) -> SignerKey {
        let (name, id, seed) = try KeyText.parsePrivate(text, type: .ed25519)
        let key = try SignerKey(name: name, seed: seed)
        guard key.verifierKey.id == id else { throw .wrongID(expected: key.verifierKey.id, found: id) }
        return key
    }
}

extension SignerKey: CustomStringConvertible, CustomReflectable {
    /// The verifier key; never the secret.
    public var description: String { "SignerKey(\(verifierKey))" }

    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }
}
