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

extension CosignerKey: CustomStringConvertible, CustomReflectable {
    /// The verifier key; never the secret.
    public var description: String { "CosignerKey(\(verifierKey))" }

    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }
}

/// A witness's timestamped signature of a checkpoint (C2SP tlog-cosignature, `cosignature/v1` with Ed25519).
///
/// It says: at this time, this checkpoint was the largest consistent one of its log that the witness had seen.
public struct Cosignature: Hashable, Sendable {
    /// POSIX seconds, at most 2^63 − 1.
    public let time: UInt64
    /// 64 bytes.
    public let signature: [UInt8]

    /// Time (eight bytes, most significant first) ‖ signature, as it stands in the note after the key ID.
    public var bytes: [UInt8] { time.bigEndianBytes + signature }

    /// Reads `bytes`; nil unless there are exactly 72 with a time in range.
    public static func parse(_ bytes: [UInt8]) -> Cosignature? {
        guard bytes.count == 8 + Ed25519.signatureBytes else { return nil }
        let time = UInt64(bigEndianBytes: bytes[..<8])
        guard time <= UInt64(Int64.max) else { return nil }
        return Cosignature(time: time, signature: Array(bytes[8...]))
    }

    /// What is signed: a header that no checkpoint can begin with, the time, then the note's whole text.
    static func message(time: UInt64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    func holds(for text: String, publicKey: [UInt8]) -> Bool {
        Ed25519.verify(signature, of: Self.message(time: time, text: text), publicKey: publicKey)
    }
}
