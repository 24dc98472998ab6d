/// One signature line of a note: `— <name> base64(keyID[4] ‖ signature)` (C2SP signed-note). It proves nothing by itself.
public struct NoteSignature: Hashable, Sendable {
    public let name: String
    public let keyID: UInt32
    /// The bytes after the key ID; their meaning depends on the key's type. At least one.
    public let signature: [UInt8]

    public init(name: String, keyID: UInt32, signature: [UInt8]) {
        precondition(KeyName.isWellFormed(name) && !signature.isEmpty)
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// The line with its newline.
    public var line: String {
        "— \(name) \(Base64.encode(keyID.bigEndianBytes + signature))\n"
    }

    private static let prefix = Array("— ".utf8)

    /// Reads a line without its newline; nil where it is not exactly what `line` gives.
    public static func parse(_ line: some Collection<UInt8>) -> NoteSignature? {
        guard line.starts(with: prefix) else { return nil }
        let parts = line.dropFirst(prefix.count)
            .split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), KeyName.isWellFormed(name),
            let bytes = Base64.decode(parts[1]), bytes.count > 4
        else { return nil }
        return NoteSignature(name: name, keyID: UInt32(bigEndianBytes: bytes[..<4]), signature: Array(bytes[4...]))
    }

    func claims(_ key: VerifierKey) -> Bool {
        keyID == key.id && name.hasSameBytes(as: key.name)
    }
}
