/// The signature types of C2SP signed-note that are understood here. Signatures of any other type are ignored.
public enum SignatureType: UInt8, Hashable, Sendable {
    /// Ed25519 over the note's text.
    case ed25519 = 0x01
    /// A timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature, `cosignature/v1`).
    case cosignature = 0x04
}
