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
            abstract: said(
                "Put another admin key in the place of the one that holds, or another key that signs the ledger.",
                "更换管理密钥，或账本签名密钥。"),
            discussion: said(
                "Both keys sign it, and from that entry on only the new one admits, suspends and grants; what the old one signed before stands. "
                    + "Where it was interrupted, the same command finishes it. The old key stays beside the new one as "
                    + "admin.key.retired-ID, to be destroyed. With --ledger the key that signs the ledger is exchanged, while no daemon runs: "
                    + "the ledger keeps its name, and whoever knows the old key finds the new one by what both have signed (docs/keys.md).",
                "由新旧两个密钥共同签署；自该条目起只有新密钥可登记、暂停、授权，旧密钥此前所签仍然有效。中断后重新执行同一命令即可完成。"
                    + "旧密钥保留为 admin.key.retired-ID，供销毁。加 --ledger 则更换账本签名密钥（须先停止守护进程）：账本名称不变，"
                    + "知道旧密钥者可由新旧密钥共同签署的文书得知新密钥（见 docs/keys.md）。"))

        @OptionGroup var admin: AdminOptions
        @Option(help: .said("Why; it stands in the ledger.", "原因（将记入账本）。"))
        var reason: String?
        @Flag(help: .said("Exchange the key that signs the ledger.", "更换账本签名密钥。"))
        var ledger = false
        @Flag(help: .said("Exchange the key by which this host cosigns other ledgers.", "更换本主机为其他账本联署的见证密钥。"))
        var witness = false
        @Flag(
            help: .said(
                "With --ledger or --witness: the old key goes on signing beside the new one, for those who know no other yet, until its file is deleted. Not where it is in other hands.",
                "与 --ledger 或 --witness 同用：旧密钥与新密钥一同签署，直至删除其文件，供尚不知新密钥者使用。旧密钥已泄露时不得使用。"))
        var overlap = false
        @Flag(
            help: .said(
                "With --ledger: exchange it once more though that was done within the last hour; without it the first exchange is looked after.",
                "与 --ledger 同用：一小时内已更换过仍再次更换；否则仅确认前一次更换。"))
        var again = false

        func validate() throws {
            if again, !ledger {
                throw ValidationError(en: "--again goes with --ledger", zh: "--again 须与 --ledger 同用")
            }
            if overlap, !ledger, !witness {
                throw ValidationError(
                    en: "--overlap goes with --ledger or --witness", zh: "--overlap 须与 --ledger 或 --witness 同用")
            }
            if witness, ledger || reason != nil {
                throw ValidationError(
                    en: "--witness takes neither --ledger nor --reason: it stands in no ledger",
                    zh: "--witness 不能与 --ledger 或 --reason 同用：该操作不记入账本")
            }
        }

        func run() async throws {
            if ledger { return try await exchangeLedgerKey() }
            if witness { return try exchangeWitnessKey() }
            let rotation = AdminKeyRotation(
                directory: admin.place.directory.beside(admin.places), places: admin.places.places)
            let key = try await rotation.run(reason: reason)
            Console.message(
                said("the admin key is now \(key)", "管理密钥现为 \(key)")
                    + said(
                        "; back it up, and destroy the retired one", "；请备份，并销毁旧密钥"))
        }

        private func exchangeWitnessKey() throws(CommandError) {
            let files = WitnessDirectory(ledger: admin.place.directory)
            let (key, before) = try files.exchangeKey(isOverlapping: overlap)
            try Console.print("\(key.verifierKey)")
            Console.message(
                said(
                    "the witness's key is now \(key.verifierKey); back it up, and give it to the hosts of the ledgers that it cosigns, for their policies. ",
                    "见证密钥现为 \(key.verifierKey)；请备份，并交给所联署账本的主机写入见证策略。")
                    + (overlap
                        ? said(
                            "The old one cosigns beside it until \(before) is deleted", "旧密钥将一同联署，直至删除 \(before)")
                        : said("Destroy \(before)", "请销毁 \(before)")))
        }

        private func exchangeLedgerKey() async throws(CommandError) {
            let exchange = LedgerKeyExchange(
                directory: admin.place.directory.beside(admin.places), places: admin.places.places,
                isOverlapping: overlap, isAgain: again)
            let done = try await exchange.run(reason: reason)
            try Console.print("\(done.key)")
            if done.wasDone {
                Console.message(
                    said(
                        "the key was exchanged within the last hour, which stands; to exchange it once more: --again. ",
                        "一小时内已更换过密钥，该次更换有效；如需再次更换请加 --again。"))
            }
            Console.message(
                said("the ledger's key is now \(done.key)", "账本签名密钥现为 \(done.key)")
                    + said(
                        "; back it up, publish it, give it to every witness with \(exchange.rotationsFile) "
                            + "(yimad witness add --rotations), and start the daemon. ",
                        "；请备份并公布，将其与 \(exchange.rotationsFile) 一并交给各见证方（yimad witness add --rotations），再启动守护进程。")
                    + (done.retired.map { said("Destroy \($0)", "请销毁 \($0)") }
                        ?? said(
                            "The old one signs beside it until \(LedgerKeyExchange.overlapFile(exchange.keyFile)) is deleted and the daemon started again",
                            "旧密钥将一同签署，直至删除 \(LedgerKeyExchange.overlapFile(exchange.keyFile)) 并重启守护进程")))
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
        try CommandError.requireNoIdentityNumber(in: reason, "--reason")
        KeyFile.removeLeftovers(beside: directory.adminKeyFile)
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
        let key = try KeyFile.next(of: held, at: next, directory)
        let act = AdminAct.keyRotated(
            old: "\(held.verifierKey)", new: "\(key.verifierKey)", from: .now, reason: reason)
        _ = try await AdminChannel(directory: directory, places: places).append(act, besides: key)
        return try finish(held, key)
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
