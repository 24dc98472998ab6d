import DeviceSync
import Evidence
import HostState
import Journals
import Ledger
import LedgerClient
import LedgerProtocol
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog

@Suite("A push holds the ledger to what it signed and acknowledged")
struct PusherTests {
    let fixture = LedgerFixture()
    let heads = MemoryLogHeads()
    let store = SimulatedJournalStore()
    let ledger: SimulatedLedger

    init() {
        ledger = SimulatedLedger(fixture.signer, leaves: 3)
    }

    private var device: DeviceFixture { fixture.device() }

    private func journal(_ store: SimulatedJournalStore? = nil) -> DeviceJournal {
        DeviceJournal(name: device.journal, signer: device.signer, store: store ?? self.store)
    }

    private func pusher(_ journal: DeviceJournal) -> Pusher {
        Pusher(
            journal: journal, device: device.signer.verifierKey, ledger: ledger,
            keeper: HeadKeeper(key: ledger.key, tiles: ledger, stores: [journal, heads]))
    }

    private func record(_ bodies: Range<Int>, in journal: DeviceJournal) async throws {
        let appender = try await journal.beginImport()
        for index in bodies { _ = try await appender.append(Array("{\"event\":\(index)}".utf8)) }
        _ = try await appender.commit()
    }

    private func failure(_ journal: DeviceJournal) async -> PushFailure? {
        do throws(PushFailure) {
            _ = try await pusher(journal).run()
            return nil
        } catch {
            return error
        }
    }

    /// A journal of four events that the ledger acknowledged.
    private func pushed() async throws -> DeviceJournal {
        let journal = journal()
        try await record(0..<4, in: journal)
        #expect(try await pusher(journal).run() == Pusher.Outcome(pushed: 4))
        return journal
    }

    private func heldSize(_ journal: DeviceJournal) async throws -> UInt64? {
        try await journal.head(of: ledger.key).map { try LogHead(trusting: $0, key: ledger.key).checkpoint.treeSize }
    }

    @Test("what waits is acknowledged under a head that is held, in the journal and beside it")
    func pushes() async throws {
        let journal = try await pushed()
        #expect(try await journal.head().waiting == 0)
        #expect(try await heldSize(journal) == 8)
        #expect(heads.size(of: ledger.key) == 8)
        ledger.grow(100)
        try await record(4..<6, in: journal)
        #expect(try await pusher(journal).run() == Pusher.Outcome(pushed: 2))
        #expect(try await heldSize(journal) == 111)
    }

    @Test("with nothing waiting the ledger is asked all the same, and what it grew by is remembered")
    func nothingWaits() async throws {
        let journal = try await pushed()
        let asked = ledger.state.withLock { $0.checkpointCount }
        ledger.grow(7)
        #expect(try await pusher(journal).run() == Pusher.Outcome(pushed: 0))
        #expect(ledger.state.withLock { $0.checkpointCount } == asked + 1)
        #expect(try await heldSize(journal) == 15)
        ledger.state.withLock { $0.answers = false }
        guard case .ledger(.unreachable) = await failure(journal) else {
            Issue.record("answered")
            return
        }
    }

    @Test("a fork that grew is refused with its proof, whether anything waits or not, and nothing is overwritten")
    func fork() async throws {
        let journal = try await pushed()
        ledger.fork(after: 5, size: 40)
        for waits in [false, true] {
            if waits { try await record(4..<6, in: journal) }
            guard case .holding(.broken(let fork)) = await failure(journal) else {
                Issue.record("taken")
                return
            }
            #expect(try fork.check(key: ledger.key) == .otherPrefix(oldSize: 8, newSize: 40))
            #expect(try await heldSize(journal) == 8)
            #expect(heads.size(of: ledger.key) == 8)
        }
        #expect(try await journal.head().waiting == 2)
    }

    @Test("a fork that shows itself only in the receipt acknowledges nothing")
    func forkInReceipt() async throws {
        let journal = try await pushed()
        try await record(4..<6, in: journal)
        let (honest, liar) = (ledger, LyingReceipts(ledger))
        let pusher = Pusher(
            journal: journal, device: device.signer.verifierKey, ledger: liar,
            keeper: HeadKeeper(key: honest.key, tiles: honest, stores: [journal]))
        do throws(PushFailure) {
            _ = try await pusher.run()
            Issue.record("acknowledged")
        } catch {
            guard case .holding(.broken(let fork)) = error else { throw error }
            #expect(try fork.check(key: honest.key).isProven)
        }
        #expect(try await journal.head().waiting == 2)
        #expect(try await heldSize(journal) == 8)
    }

    @Test("a ledger that shrank, or lost what it acknowledged, is refused with nothing waiting")
    func shrunk() async throws {
        let journal = try await pushed()
        let name = journal.name
        let held = ledger.state.withLock { $0.journals[name] }
        ledger.state.withLock { $0.journals[name] = nil }
        guard case .dishonest(.lost(acknowledged: 4, held: 0)) = await failure(journal) else {
            Issue.record("taken")
            return
        }
        let part = (edge: device.edge(at: 0), note: held?.note ?? [])
        ledger.state.withLock { $0.journals[name] = part }
        guard case .dishonest(.lost(acknowledged: 4, held: 0)) = await failure(journal) else {
            Issue.record("taken")
            return
        }
        ledger.state.withLock { $0.journals[name] = held }
        #expect(await failure(journal) == nil)
        ledger.shrink(to: 7)
        guard case .holding(.broken(let fork)) = await failure(journal) else {
            Issue.record("taken")
            return
        }
        #expect(try fork.check(key: ledger.key) == .notShown(oldSize: 7, newSize: 8))
        #expect(try await heldSize(journal) == 8)
    }

    @Test("a claim to hold events needs the device's signature under just that many")
    func unsigned() async throws {
        let journal = try await pushed()
        let name = journal.name
        var more = try #require(ledger.state.withLock { $0.journals[name] })
        more.edge.append(.leaf([1]))
        let claimed = more
        ledger.state.withLock { $0.journals[name] = claimed }
        guard case .dishonest(.unsigned(held: 5)) = await failure(journal) else {
            Issue.record("taken")
            return
        }
    }

    @Test("what this device signed and this journal does not have was signed from another copy")
    func oldCopy() async throws {
        let journal = try await pushed()
        let copy = store.copy()
        try await record(4..<6, in: journal)
        #expect(await failure(journal) == nil)
        let old = self.journal(copy)
        guard case .oldCopy(own: 4, held: 6) = await failure(old) else {
            Issue.record("taken")
            return
        }
        // As many events, and others.
        try await record(10..<12, in: old)
        guard case .oldCopy(own: 6, held: 6) = await failure(old) else {
            Issue.record("taken")
            return
        }
    }

    @Test("without tiles it could not be checked, and what is waiting waits")
    func silentTiles() async throws {
        let journal = try await pushed()
        try await record(4..<6, in: journal)
        ledger.grow(3)
        ledger.state.withLock { $0.servesTiles = false }
        guard case .holding(.unchecked) = await failure(journal) else {
            Issue.record("checked")
            return
        }
        #expect(try await journal.head().waiting == 2)
        #expect(try await heldSize(journal) == 8)
        ledger.state.withLock { $0.servesTiles = true }
        #expect(await failure(journal) == nil)
        #expect(try await journal.head().waiting == 0)
    }

    @Test("a receipt for entries beyond the tree that was signed acknowledges nothing")
    func beyond() async throws {
        let journal = journal()
        try await record(0..<4, in: journal)
        ledger.state.withLock { $0.receiptError = 2 }
        guard case .dishonest(.beyondItsTree(entry: 8, treeSize: 8)) = await failure(journal) else {
            Issue.record("taken")
            return
        }
        #expect(try await journal.head().waiting == 4)
    }

    @Test("another ledger in the same place is not taken for the one that is known")
    func otherLedger() async throws {
        let journal = try await pushed()
        let other = SimulatedLedger(LedgerFixture(seed: 2).signer, leaves: 50)
        let pusher = Pusher(
            journal: journal, device: device.signer.verifierKey, ledger: other,
            keeper: HeadKeeper(key: ledger.key, tiles: other, stores: [journal]))
        do throws(PushFailure) {
            _ = try await pusher.run()
            Issue.record("taken")
        } catch {
            guard case .holding(.notSigned) = error else { throw error }
            #expect(!error.isBrokenWord, "another key's word is not this ledger's")
        }
        #expect(try await heldSize(journal) == 8)
    }
}

/// Answers honestly until it is pushed to: then it signs another history.
private struct LyingReceipts: PushTarget {
    let base: SimulatedLedger

    init(_ base: SimulatedLedger) { self.base = base }

    func checkpoint() async throws(LedgerClientError) -> [UInt8] { try await base.checkpoint() }

    func journal(_ name: JournalName) async throws(LedgerClientError) -> JournalStatus? {
        try await base.journal(name)
    }

    func push(_ push: PushRequest) async throws(LedgerClientError) -> PushReceipt {
        base.fork(after: 6, size: 9)
        return try await base.push(push)
    }

    func bring(
        _ bundle: DisclosureBundle, of journal: JournalName
    ) async throws(LedgerClientError) -> KeptDisclosures {
        try await base.bring(bundle, of: journal)
    }
}
