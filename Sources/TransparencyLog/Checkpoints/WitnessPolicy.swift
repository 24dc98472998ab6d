/// Which logs are trusted, and whose cosignatures make their checkpoints acceptable (C2SP tlog-policy).
public struct WitnessPolicy: Hashable, Sendable {
    /// A log whose checkpoints are accepted.
    public struct Log: Hashable, Sendable {
        /// Of type 01; its name is the log's origin.
        public let key: VerifierKey
        /// The meaning is the application's; the bytes as they stand in the file, read as UTF-8.
        public let url: String?
    }

    /// A witness whose cosignatures count.
    public struct Witness: Hashable, Sendable {
        /// The name inside the policy; it means nothing outside.
        public let name: String
        /// Of type 04 or 06.
        public let key: VerifierKey
        /// By custom the submission prefix of C2SP tlog-witness.
        public let url: String?
    }

    public let logs: [Log]
    public let witnesses: [Witness]
    /// What must hold, members by their place in the list: each refers only to earlier ones.
    let rules: [Rule]
    /// The rule that is the quorum; nil for `quorum none`.
    let quorum: Int?

    enum Rule: Hashable, Sendable {
        case witness(VerifierKey)
        case group(threshold: Int, members: [Int])
    }

    /// The witnesses whose cosignatures this machine cannot check, so that they count for nothing here: whoever reads a policy says so.
    public var uncheckable: [Witness] { witnesses.filter { !$0.key.type.isCheckable } }

    /// The keys to hand to `Checkpoint.open` as cosigners.
    public var cosigners: [VerifierKey] { witnesses.map(\.key) }

    /// Whether the cosignatures, all of one checkpoint and all verified, satisfy the quorum.
    public func isSatisfied(by cosignatures: [VerifiedSignature]) -> Bool {
        guard let quorum else { return true }
        let signers = Set(cosignatures.map(\.key))
        var holds: [Bool] = []
        for rule in rules {
            switch rule {
            case .witness(let key): holds.append(signers.contains(key))
            case .group(let threshold, let members): holds.append(members.count { holds[$0] } >= threshold)
            }
        }
        return holds[quorum]
    }

    /// Opens a signed checkpoint of any of the policy's logs and refuses it unless the quorum is satisfied.
    public func open(_ note: SignedNote) throws(CheckpointError) -> SignedCheckpoint {
        let origin = String(note.text.prefix { $0 != "\n" })
        guard let log = logs.first(where: { $0.key.name.hasSameBytes(as: origin) }) else {
            throw .unknownLog(origin: origin)
        }
        var failure: CheckpointError?
        // A log in the middle of a change of keys stands in the policy twice, under one name.
        for key in [log.key] + logs.map(\.key).filter({ $0 != log.key && $0.name.hasSameBytes(as: origin) }) {
            do throws(CheckpointError) {
                let opened = try Checkpoint.open(note, key: key, cosigners: cosigners)
                guard isSatisfied(by: opened.cosignatures) else { throw .quorumNotMet }
                return opened
            } catch .notSignedByLog(let name) {
                failure = .notSignedByLog(name: name)
            }
        }
        throw failure ?? .unknownLog(origin: origin)
    }
}
