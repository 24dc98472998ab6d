import CommandSupport
import DeviceSync
import Evidence
import Journals
import Ledger
import LedgerClient
import LedgerProtocol
import Risk
import Synchronization
import TransparencyLog
import Values

/// Brings a journal to its ledger, in the words of the commands.
struct Pushing {
    private let journal: DeviceJournal
    private let home: JournalHome

    /// Sends what waits, and holds the ledger to its word where nothing does; gives the number of events that it acknowledged.
    static func push(_ journal: DeviceJournal, home: JournalHome) async throws(CommandError) -> UInt64 {
        let pushing = Pushing(journal: journal, home: home)
        // An empty journal that never met a ledger has nothing to send and nothing to hold one to.
        guard try await pushing.head() != JournalHead() else { return 0 }
        return try await LedgerConnection.asking(try home.ledger()) { ledger throws(CommandError) in
            let key = try await pinnedKey(home, ledger)
            return try await pushing.push(to: ledger, key)
        }
    }

    private func push(to ledger: LedgerConnection, _ key: VerifierKey) async throws(CommandError) -> UInt64 {
        let keeper = HeadKeeper(
            key: key, former: try KnownKeys.former(before: key), tiles: LedgerTiles(ledger.client),
            stores: [journal, try await RememberedHeads.store(for: key)])
        let pusher = Pusher(journal: journal, device: home.verifierKey, ledger: ledger.client, keeper: keeper)
        let waiting = try await journal.waiting()
        let progress = SharedProgress(said("pushing", "推送"))
        defer { progress.finish() }
        do throws(PushFailure) {
            let outcome = try await pusher.run { progress.show($0, of: waiting) }
            if !outcome.keepsDisclosures {
                Console.note(
                    "push",
                    Wording(
                        en: "this ledger keeps no private values: they stay in this journal only",
                        zh: "该账本不保存私密信息：仅保留在本日志中"))
            }
            await tellHeld(ledger)
            return outcome.pushed
        } catch {
            throw CommandError(error, ledger: ledger, key: key, home: home)
        }
    }

    private static let heldMax = 5

    /// Whoever pushes is told what he has of what failed a test; a host that keeps no warnings, or does not answer, has nothing to tell.
    private func tellHeld(_ ledger: LedgerConnection) async {
        let query = [("firm", home.name.operatorUSCC), ("kind", "held"), ("limit", "\(Self.heldMax)")]
        guard let document = try? await ledger.client.warnings(query) else { return }
        for warning in document.warnings { Console.note("push", warning.message) }
        if document.next != nil {
            Console.note("push", Wording(en: "more: yima warnings --kind held", zh: "更多：yima warnings --kind held"))
        }
    }

    private func head() async throws(CommandError) -> JournalHead {
        do throws(StoreError) { return try await journal.head() } catch { throw CommandError(error) }
    }

    /// The ledger's key, which it is asked for once: on the journal's first push.
    private static func pinnedKey(_ home: JournalHome, _ ledger: LedgerConnection) async throws(CommandError)
        -> VerifierKey
    {
        if let key = try home.pinnedLedgerKey() {
            return try await KnownKeys.current(after: key, askedOf: ledger, isNamed: home.isLedgerKeyNamed)
        }
        // As in `LedgerTrust`: a key that was exchanged since vouches for nothing new.
        let key = try await KnownKeys.current(after: ledger.verifierKey(), askedOf: ledger)
        var home = home
        try home.pin(key)
        Console.message(
            said(
                "the ledger's key is pinned from now on: \(key)\nCompare it with what its host publishes.",
                "已固定该账本的密钥：\(key)\n请与账本主机公布的密钥核对。"))
        return key
    }
}

extension CommandError {
    /// Why a push was not made.
    init(_ failure: PushFailure, ledger: LedgerConnection, key: VerifierKey, home: JournalHome) {
        switch failure {
        case .journal(let error): self.init(error)
        case .ledger(let error): self = ledger.failure(error, device: home.verifierKey)
        case .holding(let error): self.init(error, url: ledger.url, key: key)
        case .dishonest(let dishonesty):
            self.init(.violated, at: Wording(ledger.url), dishonesty.wording, hint: WatchedLedger.keepJournal)
        case .oldCopy(let own, let held):
            self.init(
                .violated, at: Wording(home.directory),
                en: "this journal is an old copy: it has \(own) events, this device has signed \(held) others and the "
                    + "ledger has them",
                zh: "本日志是旧副本：仅有 \(own) 条，而本设备已签署另外 \(held) 条且账本均已收到",
                hint: .wayOutOfFork)
        }
    }
}
