/// A signature that was checked and holds.
public struct VerifiedSignature: Hashable, Sendable {
    /// The key that made it.
    public let key: VerifierKey
    /// For a cosignature the POSIX time, in seconds, at which its maker says it saw the checkpoint; else nil.
    public let time: UInt64?

    public init(key: VerifierKey, time: UInt64?) {
        self.key = key
        self.time = time
    }
}

extension SignedNote {
    /// Who of `keys` signed the note, in the order of the signature lines, each key once.
    ///
    /// Signatures of other keys are ignored (name and key ID must both match to be known), and those that this machine cannot check
    /// (`SignatureType.isCheckable`), which then count for nothing. One false signature of a known
    /// key refuses the whole note, also where another line of the same key holds. Where none is known the error is
    /// `noKnownSignature`. Of several cosignatures of one key the latest counts.
    public func verify(with keys: [VerifierKey]) throws(NoteError) -> [VerifiedSignature] {
        try verify(with: keys, postQuantum: MLDSA44.installed)
    }

    /// The same where ML-DSA-44 is checked by this library, which is asked for when a key of that type is met first.
    func verify(
        with keys: [VerifierKey], postQuantum library: @autoclosure () -> (any MLDSA44Library)?
    ) throws(NoteError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            guard let key = try Self.key(for: signature, among: keys),
                let found = try check(signature, by: key, library)
            else {
                continue
            }
            if let held = verified.firstIndex(where: { $0.key == key }) {
                if let time = found.time, time > verified[held].time ?? 0 { verified[held] = found }
            } else {
                verified.append(found)
            }
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return verified
    }

    private static func key(
        for signature: NoteSignature, among keys: [VerifierKey]
    ) throws(NoteError) -> VerifierKey? {
        var found: VerifierKey?
        for key in keys where signature.claims(key) {
            if let found, found != key { throw .ambiguousKey(name: key.name, keyID: key.id) }
            found = key
        }
        return found
    }

    /// Nil where this machine cannot check it.
    private func check(
        _ signature: NoteSignature, by key: VerifierKey, _ library: () -> (any MLDSA44Library)?
    ) throws(NoteError) -> VerifiedSignature? {
        let bad = NoteError.badSignature(name: key.name, keyID: key.id)
        switch key.type {
        case .ed25519:
            guard Ed25519.verify(signature.signature, of: Array(text.utf8), publicKey: key.publicKey) else { throw bad }
            return VerifiedSignature(key: key, time: nil)
        case .cosignature, .postQuantumCosignature:
            guard let cosignature = Cosignature.parse(signature.signature, of: key.type) else { throw bad }
            guard let holds = cosignature.holds(for: text, by: key, postQuantum: library()) else { return nil }
            guard holds else { throw bad }
            return VerifiedSignature(key: key, time: cosignature.time)
        }
    }
}
