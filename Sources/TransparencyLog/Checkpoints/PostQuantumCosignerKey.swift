/// The key of a witness that cosigns by ML-DSA-44 (type 06), beside its key of type 04. The secret shows in no description; `encoded`
/// gives it out on purpose.
public struct PostQuantumCosignerKey: CheckpointCosigner {
    /// The public half, of type 06.
    public let verifierKey: VerifierKey
    private let secret: MLDSA44SecretKey

    /// - Parameter seed: 32 secret random bytes (FIPS 204, ξ). Throws `wrongLength`, `invalidName` or `noPostQuantumLibrary`.
    public init(name: String, seed: [UInt8]) throws(KeyError) {
        guard let library = MLDSA44.installed else { throw .noPostQuantumLibrary }
        try self.init(name: name, seed: seed, library: library)
    }

    init(name: String, seed: [UInt8], library: any MLDSA44Library) throws(KeyError) {
        guard seed.count == MLDSA44.seedBytes else {
            throw .wrongLength(byteCount: seed.count, expected: MLDSA44.seedBytes)
        }
        guard let secret = MLDSA44SecretKey(seed: seed, library: library) else { throw .noPostQuantumLibrary }
        self.secret = secret
        verifierKey = try VerifierKey(name: name, type: .postQuantumCosignature, publicKey: secret.publicKey)
    }

    /// A new key from the system's random source (through libsodium).
    public static func generate(name: String) throws(KeyError) -> PostQuantumCosignerKey {
        try PostQuantumCosignerKey(name: name, seed: Ed25519.randomSeed())
    }

    public func cosign(_ checkpoint: Checkpoint, time: UInt64) -> NoteSignature? {
        precondition(time <= UInt64(Int64.max))
        let name = verifierKey.name
        guard let message = Cosignature.subtreeMessage(time: time, of: checkpoint, by: name),
            let signature = secret.sign(message)
        else { return nil }
        return NoteSignature(
            name: name, keyID: verifierKey.id, signature: Cosignature(time: time, signature: signature).bytes)
    }
}

extension PostQuantumCosignerKey {
    /// `PRIVATE+KEY+name+hex(keyID)+base64(06 ‖ seed)`. SECRET.
    public var encoded: String {
        KeyText.formatPrivate(verifierKey, type: .postQuantumCosignature, seed: secret.seed)
    }

    /// Reads `encoded`, in exactly that spelling.
    public static func parse(_ text: String) throws(KeyError) -> PostQuantumCosignerKey {
        let (name, id, seed) = try KeyText.parsePrivate(text, type: .postQuantumCosignature)
        let key = try PostQuantumCosignerKey(name: name, seed: seed)
        guard key.verifierKey.id == id else { throw .wrongID(expected: key.verifierKey.id, found: id) }
        return key
    }
}

extension PostQuantumCosignerKey: CustomStringConvertible, CustomReflectable {
    /// The verifier key; never the secret.
    public var description: String { "PostQuantumCosignerKey(\(verifierKey))" }

    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }
}
