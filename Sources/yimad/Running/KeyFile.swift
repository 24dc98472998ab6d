import CommandSupport
import Files
import Glibc
import TransparencyLog
import Values

/// What lies beside a key's file while it is exchanged, and afterwards.
enum KeyFile {
    /// A new key, or the one that lies there already: what an interrupted exchange left behind, which is said, since nobody else may have put
    /// it there.
    static func next(
        of held: SignerKey, at next: String, _ directory: LedgerDirectory
    ) throws(CommandError) -> SignerKey {
        if FileWriter.exists(next) {
            let key = try directory.signerKey(next)
            guard key.name == held.name, key.verifierKey != held.verifierKey else {
                throw CommandError(
                    .notAllowed, at: Wording(next), en: "is no next key of \(held.name)", zh: "不是 \(held.name) 的下一个密钥",
                    hint: Wording(en: "move it away", zh: "请将其移走"))
            }
            Console.note(
                "key",
                Wording(
                    en:
                        "\(next) was there already, and is taken for what an interrupted exchange left behind: \(key.verifierKey). Where "
                        + "nobody here made it, exchange the key again at once",
                    zh: "\(next) 此前已存在，视为中断的更换所留：\(key.verifierKey)。若非本机人员所为，请立即再次更换"))
            return key
        }
        let key: SignerKey
        do { key = try SignerKey.generate(name: held.name) } catch {
            throw CommandError(.software, en: "\(error)", zh: "\(error)")
        }
        try FileWriter.write(Array("\(key.encoded)\n".utf8), to: next, mode: 0o600, existing: .refused)
        return key
    }

    /// Puts a key that went on signing aside, to be destroyed; it is never written over.
    static func retire(
        _ file: String, of keyFile: String, _ directory: LedgerDirectory, where isMeant: (SignerKey) -> Bool
    ) throws(CommandError) {
        guard FileWriter.exists(file) else { return }
        let key = try directory.signerKey(file)
        guard isMeant(key) else { return }
        let id = "\(key.verifierKey)".split(separator: "+").dropFirst().first ?? "old"
        try FileWriter.attempt { () throws(PosixFile.Failure) in
            try WholeFile.give(file, name: "\(keyFile).retired-\(id)", existing: .replaced)
            try PosixFile.syncDirectory(PosixFile.directory(of: keyFile))
        }
    }

    /// Takes away what a killed command left beside a key: files that have the key in them and no name of their own. Those of a command that
    /// still runs stay.
    static func removeLeftovers(beside keyFile: String) {
        let folder = PosixFile.directory(of: keyFile)
        let name = keyFile.split(separator: "/").last.map(String.init) ?? keyFile
        for found in (try? PosixFile.names(in: folder)) ?? []
        where found.hasPrefix(name + ".") && found.hasSuffix(".tmp") {
            let number = found.dropLast(".tmp".count).split(separator: ".").last.flatMap { Int32($0) }
            guard let number, number == getpid() || kill(number, 0) != 0 && errno == ESRCH else { continue }
            WholeFile.remove("\(folder)/\(found)")
        }
    }
}
