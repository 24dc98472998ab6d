import ArgumentParser
import CommandSupport
import Files
import Ledger
import TransparencyLog
import Values

/// `yimad key`: the host's own keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: said("The host's own keys.", "主机自己的密钥。"), subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Put another admin key in the place of the one that holds.", "更换管理密钥。"),
            discussion: said(
                "Both keys sign it, and from that entry on only the new one admits, suspends and grants; what the old one signed before stands. "
                    + "Where it was interrupted, the same command finishes it. The old key stays beside the new one as "
                    + "admin.key.retired-ID, to be destroyed. The ledger's signing key is not changed (docs/keys.md).",
                "由新旧两个密钥共同签署；自该条目起只有新密钥可登记、暂停、授权，旧密钥此前所签仍然有效。中断后重新执行同一命令即可完成。"
                    + "旧密钥保留为 admin.key.retired-ID，供销毁。账本签名密钥不变（见 docs/keys.md）。"))

        @OptionGroup var admin: AdminOptions
        @Option(help: .said("Why; it stands in the ledger.", "原因（将记入账本）。"))
        var reason: String?

        func run() async throws {
            let rotation = AdminKeyRotation(
                directory: admin.place.directory.beside(admin.places), places: admin.places.places)
            let key = try await rotation.run(reason: reason)
            Console.message(
                said("the admin key is now \(key)", "管理密钥现为 \(key)")
                    + said(
                        "; back it up, and destroy the retired one", "；请备份，并销毁旧密钥"))
        }
    }
}

/// From one admin key to the next, so that at any moment a key is at hand that the ledger takes.
///
/// The next key is kept before the ledger names it, and the old one is put aside before the next takes its place: what a crash leaves is the
/// ledger's word and two files, from which it goes on.
struct AdminKeyRotation {
    let directory: LedgerDirectory
    let places: LedgerAccess.Places

    private var next: String { directory.adminKeyFile + ".next" }

    func run(reason: String?) async throws(CommandError) -> VerifierKey {
        let held = try directory.signerKey(directory.adminKeyFile)
        let known = try await directory.registry().adminKey
        if FileWriter.exists(next) {
            let key = try directory.signerKey(next)
            if key.verifierKey == known { return try finish(held, key) }
        }
        guard held.verifierKey == known else {
            throw CommandError(
                .notAllowed, at: Wording(directory.adminKeyFile), en: "not the admin key that this ledger knows",
                zh: "不是本账本所知的管理密钥",
                hint: Wording(
                    en: "the ledger's is \(known.map { "\($0)" } ?? "none")",
                    zh: "账本的管理密钥为 \(known.map { "\($0)" } ?? "无")"))
        }
        let key = try nextKey(named: held.name)
        let act = AdminAct.keyRotated(
            old: "\(held.verifierKey)", new: "\(key.verifierKey)", from: .now, reason: reason)
        _ = try await AdminChannel(directory: directory, places: places).append(act, besides: key)
        return try finish(held, key)
    }

    /// A new key, or the one that an interrupted rotation left behind.
    private func nextKey(named name: String) throws(CommandError) -> SignerKey {
        if FileWriter.exists(next) { return try directory.signerKey(next) }
        let key: SignerKey
        do { key = try SignerKey.generate(name: name) } catch {
            throw CommandError(.software, en: "\(error)", zh: "\(error)")
        }
        try FileWriter.write(Array("\(key.encoded)\n".utf8), to: next, mode: 0o600, existing: .refused)
        return key
    }

    /// Gives the keys their places: the ledger knows the next one.
    private func finish(_ held: SignerKey, _ key: SignerKey) throws(CommandError) -> VerifierKey {
        if held.verifierKey != key.verifierKey {
            let id = held.verifierKey.description.split(separator: "+").dropFirst().first ?? "old"
            let retired = "\(directory.adminKeyFile).retired-\(id)"
            if !FileWriter.exists(retired) {
                try FileWriter.write(Array("\(held.encoded)\n".utf8), to: retired, mode: 0o600, existing: .refused)
            }
        }
        do throws(PosixFile.Failure) {
            try WholeFile.give(next, name: directory.adminKeyFile, existing: .replaced)
            try PosixFile.syncDirectory(directory.path)
        } catch {
            throw CommandError(.cannotWrite, at: Wording(directory.adminKeyFile), en: "\(error)", zh: "\(error)")
        }
        return key.verifierKey
    }
}
