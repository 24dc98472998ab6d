/// Whoever cosigns checkpoints with one key.
public protocol CheckpointCosigner: Sendable {
    /// The public half, of a type that cosigns.
    var verifierKey: VerifierKey { get }

    /// Cosigns a checkpoint, after the caller has verified its consistency and stored it; nil where the library that signs fails.
    /// - Parameter time: POSIX seconds, at most 2^63 − 1.
    func cosign(_ checkpoint: Checkpoint, time: UInt64) -> NoteSignature?
}

/// The key of a witness: cosigns checkpoints (type 04). The secret shows in no description.
public struct CosignerKey: Sendable {
    /// The public half, of type 04.
    public let verifierKey: VerifierKey
    private let secretKey: Ed25519SecretKey

    /// The cosigner with the name and seed of a signer key, which is also how it is stored.
    ///
    /// C2SP advises against one key for two signature types; take a signer key that signs nothing else.
    public init(_ key: SignerKey) {
        secretKey = key.secretKey
        verifierKey = VerifierKey(checkedName: key.name, type: .cosignature, publicKey: secretKey.publicKey)
    }

    public var name: String { verifierKey.name }

    /// Cosigns a checkpoint's text, after the caller has verified its consistency and stored it.
    ///
    /// - Parameter time: POSIX seconds, at most 2^63 − 1.
    public func sign(_ checkpoint: Checkpoint, time: UInt64) -> NoteSignature {
        precondition(time <= UInt64(Int64.max))
        let signature = secretKey.sign(Cosignature.message(time: time, text: checkpoint.text))
        return NoteSignature(
            name: name, keyID: verifierKey.id, signature: Cosignature(time: time, signature: signature).bytes)
    }
}

extension CosignerKey: CheckpointCosigner {
    public func cosign(_ checkpoint: Checkpoint, time: UInt64) -> NoteSignature? { sign(checkpoint, time: time) }
}

extension CosignerKey: CustomStringConvertible, CustomReflectable {
    /// The verifier key; never the secret.
    public var description: String { "CosignerKey(\(verifierKey))" }

    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }
}
