/// What a witness answers to `add-checkpoint` besides its refusals (C2SP tlog-witness), written and read.
public enum WitnessReply {
    /// The media type of a size.
    public static let sizeMediaType = "text/x.tlog.size"
    /// The longest answer that is read: some tens of signatures.
    public static let byteCountMax = 1 << 16

    /// The size that was cosigned last, as the body of a 409.
    public static func format(size: UInt64) -> String { "\(size)\n" }

    /// Reads such a size; nil for anything else.
    public static func size(_ bytes: some Collection<UInt8>) -> UInt64? {
        guard bytes.count <= 21 else { return nil }
        let bytes = Array(bytes)
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        return Decimal.parse(bytes.dropLast(), max: TreeSize.max)
    }

    /// Reads the signature lines of a 200; nil where it has none, too many, or a line that is none.
    public static func signatures(_ bytes: some Collection<UInt8>) -> [NoteSignature]? {
        guard bytes.count <= byteCountMax else { return nil }
        let bytes = Array(bytes)
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        var signatures: [NoteSignature] = []
        for line in bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard signatures.count < SignedNote.signatureCountMax, let signature = NoteSignature.parse(line) else {
                return nil
            }
            signatures.append(signature)
        }
        return signatures
    }
}
