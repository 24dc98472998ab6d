import CommandSupport
import Evidence
import Files
import Ledger
import TransparencyLog
import Values

/// How the keys of ledgers were exchanged, as far as this user has seen it: a file a ledger, in the state directory.
///
/// A key that is pinned stays what a person has compared; what came after it is found from there each time. What was seen once is not
/// forgotten: then what the key before signs is believed no more, whoever has it.
enum KnownKeys {
    private static func path(_ origin: String) -> String {
        "\(Places.keys)/\(LedgerTrust.fileName(origin).prefix(200)).rotations"
    }

    /// The rotations that were seen of a ledger.
    static func seen(of origin: String) throws(CommandError) -> [LedgerKeyRotation] {
        let path = path(origin)
        guard FileWriter.exists(path) else { return [] }
        guard let bytes = try ByteSource(path: path).rest(bytesMax: LedgerKeyRotation.listBytesMax),
            let rotations = LedgerKeyRotation.parse(bytes)
        else {
            throw CommandError(
                .cannotRead, at: Wording(path), en: "is no list of rotations of a ledger's key", zh: "不是账本密钥的更换文书",
                hint: Wording(
                    en: "move it away where it is damaged; the ledger shows its rotations again",
                    zh: "若已损坏请移走；账本会重新给出"))
        }
        return rotations
    }

    /// The key that holds by now, as far as is known without asking anybody.
    static func current(after key: VerifierKey) throws(CommandError) -> VerifierKey {
        try succession(from: key, by: try seen(of: key.name)).current
    }

    /// The keys that a ledger had before this one.
    static func former(before key: VerifierKey) throws(CommandError) -> [VerifierKey] {
        try succession(from: key, by: try seen(of: key.name)).former
    }

    /// The key that holds by now, from one that is known: asked of the ledger, whose word counts for nothing but what the keys say themselves.
    static func current(after key: VerifierKey, askedOf ledger: LedgerConnection) async throws(CommandError)
        -> VerifierKey
    {
        // A ledger that is away is found out by what is asked of it next.
        try current(after: key, shown: try await ledger.keyRotations(), at: ledger.url)
    }

    /// The same by what a copy has, or a store.
    static func current(
        after key: VerifierKey, shownBy source: any AuditSource, at place: String
    ) async throws(CommandError) -> VerifierKey {
        // What cannot be read is found out by the audit.
        try current(after: key, shown: (try? await source.keyRotations()) ?? [], at: place)
    }

    private static func current(
        after key: VerifierKey, shown: [LedgerKeyRotation], at place: String
    ) throws(CommandError) -> VerifierKey {
        let seen = try seen(of: key.name)
        let shown = shown.filter { $0.old.name == key.name }
        for rotation in shown {
            guard let fork = seen.lazy.compactMap({ LedgerKeySuccession.Fork($0, rotation) }).first else { continue }
            throw forked(fork, place)
        }
        let new = shown.filter { !seen.contains($0) }
        let succession: LedgerKeySuccession
        do throws(LedgerKeySuccession.Fork) { succession = try LedgerKeySuccession(from: key, by: seen + new) } catch {
            throw forked(error, place)
        }
        // What leads nowhere from the key that is known is not kept: anybody can make it.
        let found = new.filter { succession.rotations.contains($0) }
        guard !found.isEmpty else { return succession.current }
        try FileWriter.makeDirectory(Places.keys)
        try FileWriter.write(LedgerKeyRotation.format(seen + found), to: path(key.name), existing: .replaced)
        if succession.rotations.last.map(found.contains) == true, succession.current != key {
            Console.message(
                said(
                    "\(key.name) has exchanged its key, which both keys have signed; from now on only this one counts:\n  \(succession.current)\n"
                        + "Compare it with what its host publishes.",
                    "\(key.name) 已更换密钥（新旧密钥共同签署），自此仅以新密钥为准：\n  \(succession.current)\n请与账本主机公布的密钥核对。"))
        }
        return succession.current
    }

    /// Of a list that contradicts itself the known key stays.
    private static func succession(
        from key: VerifierKey, by rotations: [LedgerKeyRotation]
    ) throws(CommandError) -> LedgerKeySuccession {
        do throws(LedgerKeySuccession.Fork) { return try LedgerKeySuccession(from: key, by: rotations) } catch {
            throw forked(error, path(key.name))
        }
    }

    /// Two futures of one ledger, both signed by its own key: kept for everybody.
    private static func forked(_ fork: LedgerKeySuccession.Fork, _ place: String) -> CommandError {
        let bytes = KeyForkFile(fork).formatted()
        let hash = MerkleHash.leaf(bytes).description.prefix(16)
        let name = "\(LedgerTrust.fileName(fork.one.old.name).prefix(80))-keys-\(hash).json"
        let kept = KeptProof.keep(bytes, as: name, in: Places.forks)
        return CommandError(
            .violated, at: Wording(place), fork.wording,
            hint: kept.map {
                Wording(
                    en:
                        "the proof is kept in \($0) (yima verify --fork FILE); report it to the ledger's host and witnesses",
                    zh: "证据已保存在 \($0)（yima verify --fork 文件）；请报告账本主机与见证方")
            })
    }
}
