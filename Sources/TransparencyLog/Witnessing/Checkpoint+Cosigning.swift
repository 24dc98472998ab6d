import Crypto

extension SignedCheckpoint {
    /// The same checkpoint with further cosignatures, each of a key of `cosigners` and verified here. Of several of one key the latest
    /// stays. Throws where one is false, or of no such key.
    public func adding(
        _ signatures: [NoteSignature], of cosigners: [VerifierKey]
    ) throws(CheckpointError) -> SignedCheckpoint {
        let all: [VerifiedSignature]
        do throws(NoteError) {
            let alone = try SignedNote(text: note.text, signatures: signatures)
            _ = try alone.verify(with: cosigners)
            all = try note.adding(signatures).verify(with: [key] + cosigners)
        } catch {
            throw .note(error)
        }
        // Every cosigner once, by its latest signature; those of strangers go.
        let lines = note.signatures + signatures
        let kept = all.compactMap { signer in
            lines.first { line in
                line.claims(signer.key)
                    && (signer.time == nil
                        || Cosignature.parse(line.signature, of: signer.key.type)?.time == signer.time)
            }
        }
        guard let joined = try? SignedNote(text: note.text, signatures: kept) else {
            preconditionFailure("signatures that were verified stand under the same text")
        }
        return SignedCheckpoint(
            checkpoint: checkpoint, note: joined, key: key, cosignatures: all.filter { $0.key != key })
    }
}

extension Checkpoint {
    /// The SHA-256 of a log's origin in lower-case hexadecimal: how the paths of a witness name the log (C2SP tlog-witness).
    public static func originHash(_ origin: String) -> String {
        Hex.encode(Array(SHA256.hash(data: Array(origin.utf8))))
    }
}
