import CommandSupport
import Evidence
import Journals
import Ledger
import LedgerClient
import TransparencyLog
import Values

/// Brings a journal to its ledger, and holds the ledger to what it has signed before.
struct Pushing {
    private let journal: DeviceJournal
    private let home: JournalHome
    private let ledger: LedgerConnection
    private let key: VerifierKey

    /// Sends what waits; gives the number of events that the ledger acknowledged.
    static func push(_ journal: DeviceJournal, home: JournalHome) async throws(CommandError) -> UInt64 {
        // Whether anything waits is known without asking anybody.
        let (waiting, mustBring) = (try await journal.waiting(), try await journal.hasDisclosuresWaiting())
        guard waiting > 0 || mustBring else { return 0 }
        return try await LedgerConnection.asking(try home.ledger()) { ledger throws(CommandError) in
            let key = try await pinnedKey(home, ledger)
            return try await Pushing(journal: journal, home: home, ledger: ledger, key: key).push()
        }
    }

    private func push() async throws(CommandError) -> UInt64 {
        // That it is the right ledger comes before what it says of this journal.
        try await check(try await ledger.checkpoint())
        try await compare()
        var progress = ProgressBar(said("pushing", "推送"), total: Int(clamping: try await journal.waiting()))
        defer { progress.finish() }
        var pushed: UInt64 = 0
        while let push = try await next() {
            progress.show(Int(clamping: pushed), count: Int(clamping: pushed))
            let receipt = try await ledger.push(push, verifierKey: home.verifierKey)
            try await check(receipt.checkpoint)
            do throws(StoreError) {
                try await journal.acknowledge(push, ledgerCheckpoint: receipt.checkpoint)
            } catch {
                throw CommandError(error)
            }
            pushed += UInt64(push.entries.count)
        }
        try await bringDisclosures()
        return pushed
    }

    /// Private values follow the events that seal them. A host that keeps none leaves them with this device, where they are.
    private func bringDisclosures() async throws(CommandError) {
        while let bundle = try await nextDisclosures() {
            guard try await ledger.bring(bundle, of: home.name) != nil else {
                return Console.note(
                    "push",
                    Wording(
                        en: "this ledger keeps no private values: they stay in this journal only",
                        zh: "该账本不保存私密信息：仅保留在本日志中"))
            }
            do throws(StoreError) { try await journal.acknowledge(bundle) } catch { throw CommandError(error) }
        }
    }

    private func nextDisclosures() async throws(CommandError) -> DisclosureBundle? {
        do { return try await journal.nextDisclosures() } catch { throw CommandError(error) }
    }

    private func next() async throws(CommandError) -> PushRequest? {
        do { return try await journal.nextPush() } catch { throw CommandError(error) }
    }

    private func head() async throws(CommandError) -> JournalHead {
        do { return try await journal.head() } catch { throw CommandError(error) }
    }

    /// The ledger's key, which it is asked for once: on the journal's first push.
    private static func pinnedKey(_ home: JournalHome, _ ledger: LedgerConnection) async throws(CommandError)
        -> VerifierKey
    {
        if let key = try home.pinnedLedgerKey() { return key }
        let key = try await ledger.verifierKey()
        var home = home
        try home.pin(key)
        Console.message(
            said(
                "the ledger's key is pinned from now on: \(key)\nCompare it with what its host publishes.",
                "已固定该账本的密钥：\(key)\n请与账本主机公布的密钥核对。"))
        return key
    }
}

extension Pushing {
    /// What the ledger holds of this journal must be all that it has acknowledged, and nothing that this journal lacks.
    private func compare() async throws(CommandError) {
        // Another process may push meanwhile: what was acknowledged is read before asking, what is held after.
        let acknowledged = try await head().pushed.size
        let held = try await ledger.journal(home.name)
        let own = try await head().size
        guard (held?.size ?? 0) >= acknowledged else {
            throw CommandError(
                .violated, at: Wording(ledger.url),
                en:
                    "the ledger holds \(held?.size ?? 0) events of this journal, but acknowledged \(acknowledged): it has lost entries",
                zh: "账本仅存有本日志的 \(held?.size ?? 0) 条，却曾确认 \(acknowledged) 条：账本丢失了条目",
                hint: Wording(
                    en: "keep this journal: journal.sqlite holds the ledger's signature under what it acknowledged",
                    zh: "请妥善保存本日志：journal.sqlite 中有账本对已确认内容的签名"))
        }
        guard let held, held.size > own else { return }
        guard (try? Checkpoint.open(note: held.checkpoint, key: home.verifierKey))?.checkpoint.treeSize == held.size
        else {
            throw CommandError(
                .violated, at: Wording(ledger.url),
                en: "the ledger claims \(held.size) events of this journal without this device's signature",
                zh: "账本声称存有本日志 \(held.size) 条，但没有本设备的签名")
        }
        throw CommandError(
            .violated, at: Wording(home.directory),
            en:
                "this journal is an old copy: it has \(own) events, this device has signed \(held.size) and the ledger has them",
            zh: "本日志是旧副本：仅有 \(own) 条，而本设备已签署 \(held.size) 条且账本均已收到",
            hint: .wayOutOfFork)
    }

    /// Checks the ledger's signature and that it has not gone back behind what it signed before.
    private func check(_ note: [UInt8]) async throws(CommandError) {
        let signed: Checkpoint
        do throws(CheckpointError) {
            signed = try Checkpoint.open(note: note, key: key).checkpoint
        } catch {
            throw CommandError(
                .violated, at: Wording(ledger.url), en: "the ledger's checkpoint is not to be trusted: \(error.en)",
                zh: "账本的检查点不可信：\(error.zh)",
                hint: Wording(
                    en: "pinned is \(key); where the ledger was rightly begun anew, name its key with --ledger-key",
                    zh: "已固定的密钥是 \(key)；若账本确已重建，请用 --ledger-key 指定新密钥"))
        }
        let seen = try await head().pushed.ledgerCheckpoint
        guard !seen.isEmpty, let before = try? Checkpoint.parse(SignedNote.parse(seen).text) else { return }
        let isBack = signed.treeSize < before.treeSize
        guard isBack || (signed.treeSize == before.treeSize && signed.root != before.root) else { return }
        throw CommandError(
            .violated, at: Wording(ledger.url),
            en: "the ledger signed \(signed.treeSize) entries after \(before.treeSize): its history was rewritten",
            zh: "账本曾签署 \(before.treeSize) 条，现在签署 \(signed.treeSize) 条：历史被改写",
            hint: Wording(
                en: "report this to the ledger's host and witnesses; both signatures are evidence",
                zh: "请报告账本主机与见证方；两份签名均为证据"))
    }
}

extension Wording {
    static let wayOutOfFork = Wording(
        en: "find the newest copy of the journal and use it; where it is lost, have this device revoked on the host "
            + "(yimad device revoke) and begin a new journal under another name",
        zh: "请找到并使用最新的日志副本；若已丢失，请在主机上吊销本设备（yimad device revoke），再以新名称建立日志")
}
