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
    /// - Parameter isNamed: whether the user himself names the key, and has it from nobody who is asked here.
    static func current(
        after key: VerifierKey, askedOf ledger: LedgerConnection, isNamed: Bool = false
    ) async throws(CommandError) -> VerifierKey {
        // A ledger that is away is found out by what is asked of it next.
        try current(after: key, shown: try await ledger.keyRotations(), at: ledger.url, isNamed)
    }

    /// The same by what a copy has, or a store.
    static func current(
        after key: VerifierKey, shownBy source: any AuditSource, at place: String, isNamed: Bool
    ) async throws(CommandError) -> VerifierKey {
        // What cannot be read is found out by the audit.
        try current(after: key, shown: (try? await source.keyRotations()) ?? [], at: place, isNamed)
    }

    /// Holds what somebody hands over against what was seen: another successor of one key is two futures of its ledger, whichever of them is
    /// in the file. What is shown is not kept: a file is not asked for by whoever reads it.
    static func compare(
        _ shown: [LedgerKeyRotation], with key: VerifierKey, at place: String, isNamed: Bool
    ) throws(CommandError) {
        let shown = shown.filter { $0.old.name == key.name }
        guard !shown.isEmpty else { return }
        _ = try succession(from: key, seen: seen(of: key.name), shown: shown, at: place, isNamed)
    }

    private static func current(
        after key: VerifierKey, shown: [LedgerKeyRotation], at place: String, _ isNamed: Bool
    ) throws(CommandError) -> VerifierKey {
        let seen = try seen(of: key.name)
        let shown = shown.filter { $0.old.name == key.name }
        let succession = try succession(from: key, seen: seen, shown: shown, at: place, isNamed)
        let found = succession.rotations(worthKeepingFrom: key) { former in
            FileWriter.exists(RememberedHeads.path(of: former))
        }.filter { !seen.contains($0) }
        guard !found.isEmpty else { return succession.current }
        try keep(seen + found, of: key.name)
        if succession.rotations.last.map(found.contains) == true, succession.current != key {
            Console.message(
                said(
                    "\(key.name) has exchanged its key, which both keys have signed; from now on only this one counts:\n  \(succession.current)\n"
                        + "Compare it with what its host publishes.",
                    "\(key.name) 已更换密钥（新旧密钥共同签署），自此仅以新密钥为准：\n  \(succession.current)\n请与账本主机公布的密钥核对。"))
        }
        return succession.current
    }

    private static func keep(_ rotations: [LedgerKeyRotation], of origin: String) throws(CommandError) {
        let bytes = LedgerKeyRotation.format(rotations)
        // A list that could not be read again would keep everybody out.
        guard LedgerKeyRotation.parse(bytes) != nil else {
            throw CommandError(
                .undecided, at: Wording(path(origin)), en: "exchanged its key more often than is followed",
                zh: "密钥更换次数超出可沿用的上限",
                hint: Wording(
                    en: "name the key that its host publishes now with --ledger-key",
                    zh: "请用 --ledger-key 给出账本主机现在公布的密钥"))
        }
        try FileWriter.makeDirectory(Places.keys)
        try FileWriter.write(bytes, to: path(origin), existing: .replaced)
    }

    /// The keys from one that is known, by what was seen and what is shown now.
    private static func succession(
        from key: VerifierKey, seen: [LedgerKeyRotation], shown: [LedgerKeyRotation], at place: String,
        _ isNamed: Bool
    ) throws(CommandError) -> LedgerKeySuccession {
        let succession: LedgerKeySuccession
        do throws(LedgerKeySuccession.Fork) {
            succession = try LedgerKeySuccession(from: key, by: seen + shown.filter { !seen.contains($0) })
        } catch {
            throw forked(error, place)
        }
        let forks = shown.lazy.compactMap { rotation in
            seen.lazy.compactMap { LedgerKeySuccession.Fork($0, rotation) }.first
        }
        for fork in forks {
            let error = forked(fork, place)
            // Whoever names a key that came after the one with two successors has said which of the two he believes.
            guard isNamed, succession.former.contains(fork.one.old) else { throw error }
            Console.message(error.lines(command: nil))
            break
        }
        return succession
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
        let list = path(fork.one.old.name)
        let hash = MerkleHash.leaf(bytes).description.prefix(16)
        let name = "\(LedgerTrust.fileName(fork.one.old.name).prefix(80))-keys-\(hash).json"
        let kept = KeptProof.keep(bytes, as: name, in: Places.forks)
        return CommandError(
            .violated, at: Wording(place), fork.wording,
            hint: kept.map {
                Wording(
                    en:
                        "the proof is kept in \($0) (yima verify --fork FILE); report it to the ledger's host and witnesses. "
                        + "When you have compared with the host which of the two keys is its own, name that with --ledger-key; "
                        + "where the other one was seen first, move \(list) away",
                    zh: "证据已保存在 \($0)（yima verify --fork 文件）；请报告账本主机与见证方。与主机核对哪一个是其密钥之后，"
                        + "请用 --ledger-key 指定；若先见到的是另一个，请移走 \(list)")
            })
    }
}
