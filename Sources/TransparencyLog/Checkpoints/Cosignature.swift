/// A witness's timestamped signature of a checkpoint (C2SP tlog-cosignature: `cosignature/v1` by Ed25519, `subtree/v1` by ML-DSA-44).
///
/// It says: at this time, this checkpoint was the largest consistent one of its log that the witness had seen.
public struct Cosignature: Hashable, Sendable {
    /// POSIX seconds, at most 2^63 − 1.
    public let time: UInt64
    /// 64 bytes, or 2,420 by ML-DSA-44.
    public let signature: [UInt8]

    /// Time (eight bytes, most significant first) ‖ signature, as it stands in the note after the key ID.
    public var bytes: [UInt8] { time.bigEndianBytes + signature }

    /// Reads `bytes`; nil unless there are exactly as many as the type of key gives (of any, where it is not said), with a time in range.
    public static func parse(_ bytes: [UInt8], of type: SignatureType? = nil) -> Cosignature? {
        let counts =
            switch type {
            case .ed25519: [] as [Int]
            case .cosignature: [Ed25519.signatureBytes]
            case .postQuantumCosignature: [MLDSA44.signatureBytes]
            case nil: [Ed25519.signatureBytes, MLDSA44.signatureBytes]
            }
        guard counts.contains(bytes.count - 8) else { return nil }
        let time = UInt64(bigEndianBytes: bytes[..<8])
        guard time <= UInt64(Int64.max) else { return nil }
        return Cosignature(time: time, signature: Array(bytes[8...]))
    }

    /// What Ed25519 signs: a header that no checkpoint can begin with, the time, then the note's whole text.
    static func message(time: UInt64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    /// What ML-DSA-44 signs: the names of the cosigner and the log, the time, and the tree from its first leaf on, without the
    /// checkpoint's further lines. Nil where a name has more than 255 bytes, and none can be signed.
    static func subtreeMessage(time: UInt64, of checkpoint: Checkpoint, by cosigner: String) -> [UInt8]? {
        let (cosigner, origin) = (Array(cosigner.utf8), Array(checkpoint.origin.utf8))
        guard (1...255).contains(cosigner.count), (1...255).contains(origin.count) else { return nil }
        var message = Array("subtree/v1\n\0".utf8)
        message += [UInt8(cosigner.count)] + cosigner + time.bigEndianBytes
        message += [UInt8(origin.count)] + origin + UInt64(0).bigEndianBytes + checkpoint.treeSize.bigEndianBytes
        return message + checkpoint.root.bytes
    }

    /// Whether it is the key's for the note's text; nil where this machine cannot check.
    func holds(
        for text: String, by key: VerifierKey, postQuantum library: @autoclosure () -> (any MLDSA44Library)?
    ) -> Bool? {
        switch key.type {
        case .ed25519: return false
        case .cosignature:
            return Ed25519.verify(
                signature, of: Self.message(time: time, text: text), publicKey: key.publicKey)
        case .postQuantumCosignature:
            guard let checkpoint = try? Checkpoint.parse(text),
                let message = Self.subtreeMessage(time: time, of: checkpoint, by: key.name)
            else { return false }
            return library()?.verify(signature, of: message, publicKey: key.publicKey)
        }
    }
}
