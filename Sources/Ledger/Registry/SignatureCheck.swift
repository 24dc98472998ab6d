public import TransparencyLog

extension Registry {
    /// Says whether a note bears a key's signature. `verify` finds it out of these very bytes; whoever remembers what it found
    /// need not ask it again.
    public typealias SignatureCheck = (_ note: [UInt8], _ key: VerifierKey, _ verify: () -> Bool) -> Bool

    /// Every signature is verified.
    public static func checkingAnew(_ note: [UInt8], _ key: VerifierKey, _ verify: () -> Bool) -> Bool { verify() }
}

extension Checkpoint {
    /// A checkpoint of the log that `key` speaks for, as `open` reads it; nil where it is none.
    package static func signed(
        _ bytes: [UInt8], by key: VerifierKey, _ signatures: Registry.SignatureCheck
    ) -> Checkpoint? {
        guard let note = try? SignedNote.parse(bytes),
            signatures(bytes, key, { (try? note.verify(with: [key])) != nil }),
            let checkpoint = try? parse(note.text), checkpoint.origin.utf8.elementsEqual(key.name.utf8)
        else { return nil }
        return checkpoint
    }
}
