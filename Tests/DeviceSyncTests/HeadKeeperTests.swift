import DeviceSync
import Ledger
import LedgerTesting
import Synchronization
import Testing
import TransparencyLog
import Values

@Suite("A ledger is held to the head that is remembered of it")
struct HeadKeeperTests {
    let fixture = LedgerFixture()
    let store = MemoryLogHeads()

    private func ledger(_ leaves: Int) -> SimulatedLedger { SimulatedLedger(fixture.signer, leaves: leaves) }

    private func keeper(_ ledger: SimulatedLedger) -> HeadKeeper {
        HeadKeeper(key: ledger.key, tiles: ledger, stores: [store])
    }

    /// Asks and holds; gives why not.
    private func failure(_ keeper: HeadKeeper, _ note: [UInt8]) async -> HoldingFailure? {
        do throws(HoldingFailure) {
            try await keeper.hold(note, to: try await keeper.ask())
            return nil
        } catch {
            return error
        }
    }

    private func fork(_ failure: HoldingFailure?) throws -> LogFork {
        guard case .broken(let fork) = failure else {
            Issue.record("\(String(describing: failure))")
            throw failure ?? .unchecked(Wording(en: "", zh: ""))
        }
        return fork
    }

    @Test("the first head is trusted, and every one after it is proven from tiles and remembered")
    func grows() async throws {
        let ledger = ledger(0)
        for step in [0, 1, 1, 2, 3, 1, 120, 128, 1, 255, 256, 1, 700] {
            ledger.grow(step)
            // A new process each time: what is remembered is all that it has.
            #expect(await failure(keeper(ledger), try ledger.note()) == nil)
            #expect(store.size(of: ledger.key) == ledger.state.withLock { $0.tree.treeSize })
        }
        #expect(ledger.state.withLock { $0.tileCount } > 0)
    }

    @Test(
        "under a new key a ledger must continue the head that the old one signed; what the old one signs is taken no more",
        arguments: [0, 3, 9])
    func exchangedKey(growth: Int) async throws {
        let before = ledger(9)
        #expect(await failure(keeper(before), try before.note()) == nil)
        let held = try await store.head(of: before.key)
        let after = SimulatedLedger(fixture.nextSigner, leaves: 9)
        after.grow(growth)
        let store = MemoryLogHeads()
        #expect(try await store.replace(nil, with: try #require(held), of: after.key))
        let keeper = HeadKeeper(key: after.key, former: [before.key], tiles: after, stores: [store])
        // Of a key before nobody says anything unless it is known to have been one.
        guard
            case .unusable = await failure(HeadKeeper(key: after.key, tiles: after, stores: [store]), try after.note())
        else {
            Issue.record("a head of another key was taken")
            return
        }
        before.grow(5)
        for note in [try before.note(9), try before.note()] {
            guard case .notSigned = await failure(keeper, note) else {
                Issue.record("the old key's word was taken")
                return
            }
        }
        #expect(await failure(keeper, try after.note()) == nil)
        #expect(store.size(of: after.key) == UInt64(9 + growth))
        // It is remembered under the new key.
        let again = HeadKeeper(key: after.key, tiles: after, stores: [store])
        #expect(await failure(again, try after.note()) == nil)

        let other = SimulatedLedger(fixture.nextSigner, leaves: 9)
        other.fork(after: 4, size: 12)
        let old = MemoryLogHeads()
        _ = try await old.replace(nil, with: try #require(held), of: after.key)
        let forked = HeadKeeper(key: after.key, former: [before.key], tiles: other, stores: [old])
        let fork = try fork(await failure(forked, try other.note()))
        #expect(
            try fork.check(key: before.key, successors: [after.key]) == .otherPrefix(oldSize: 9, newSize: 12))
        #expect(try await old.head(of: after.key) == held, "what was remembered stays")
    }

    @Test("the same head again asks for nothing")
    func same() async throws {
        let ledger = ledger(9)
        let keeper = keeper(ledger)
        #expect(await failure(keeper, try ledger.note()) == nil)
        #expect(await failure(keeper, try ledger.note()) == nil)
        #expect(ledger.state.withLock { $0.tileCount } == 0)
    }

    @Test(
        "a fork that grew is refused and proven, and the held head is not overwritten",
        arguments: [(5, 4, 6), (8, 0, 9), (8, 7, 300), (9, 8, 10), (256, 255, 257), (300, 299, 1000)])
    func grownFork(held: Int, common: Int, size: Int) async throws {
        let ledger = ledger(held)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.fork(after: common, size: size)
        for _ in 0..<2 {
            let fork = try fork(await failure(keeper(ledger), try ledger.note()))
            #expect(
                try fork.check(key: ledger.key) == .otherPrefix(oldSize: UInt64(held), newSize: UInt64(size)))
            #expect(store.size(of: ledger.key) == UInt64(held))
        }
        // Where the two histories agree there is no fork.
        store.set(try SimulatedLedger(fixture.signer, leaves: common).note(), of: ledger.key)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
    }

    @Test("two roots of one size are refused and proven")
    func sameSize() async throws {
        let ledger = ledger(7)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.fork(after: 3, size: 7)
        let fork = try fork(await failure(keeper(ledger), try ledger.note()))
        #expect(try fork.check(key: ledger.key) == .twoRoots(treeSize: 7))
        let kept = try await store.head(of: ledger.key)
        #expect(kept == fork.held)
    }

    @Test("a ledger that shrank is refused; that it forked is not claimed")
    func shrunk() async throws {
        let ledger = ledger(9)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.shrink(to: 6)
        let failure = await failure(keeper(ledger), try ledger.note())
        let finding = try fork(failure).check(key: ledger.key)
        #expect(finding == .notShown(oldSize: 6, newSize: 9))
        #expect(!finding.isProven)
        #expect(failure?.wording.en.contains("not proven") == true)
        #expect(store.size(of: ledger.key) == 9)
    }

    @Test("a fork that shrank too is proven where the tiles of the held tree are still served")
    func shrunkFork() async throws {
        let ledger = ledger(9)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.state.withLock { $0.servedTree = $0.tree }
        ledger.fork(after: 3, size: 6)
        let fork = try fork(await failure(keeper(ledger), try ledger.note()))
        #expect(try fork.check(key: ledger.key) == .otherPrefix(oldSize: 6, newSize: 9))
    }

    @Test("without tiles it could not be checked: nothing is wrong, and nothing is overwritten")
    func silentTiles() async throws {
        let ledger = ledger(9)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.grow(5)
        ledger.state.withLock { $0.servesTiles = false }
        guard case .unchecked = await failure(keeper(ledger), try ledger.note()) else {
            Issue.record("checked")
            return
        }
        #expect(store.size(of: ledger.key) == 9)
        ledger.state.withLock { $0.servesTiles = true }
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        #expect(store.size(of: ledger.key) == 14)
    }

    @Test("tiles that do not lead to the signed root are refused; that it forked is not claimed")
    func unfitTiles() async throws {
        let ledger = ledger(9)
        #expect(await failure(keeper(ledger), try ledger.note()) == nil)
        ledger.grow(5)
        let other = self.ledger(0)
        other.grow(14, salt: 500)
        let served = other.state.withLock { $0.tree }
        ledger.state.withLock { $0.servedTree = served }
        let fork = try fork(await failure(keeper(ledger), try ledger.note()))
        #expect(try fork.check(key: ledger.key) == .hashesDoNotFit(oldSize: 9, newSize: 14))
        #expect(store.size(of: ledger.key) == 9)
    }

    @Test("an answer that was overtaken by a newer one is held to it, and takes nothing back")
    func overtaken() async throws {
        let ledger = ledger(20)
        let keeper = keeper(ledger)
        #expect(await failure(keeper, try ledger.note(5)) == nil)
        let early = try await keeper.ask()
        #expect(await failure(keeper, try ledger.note(9)) == nil)
        let late = try await keeper.ask()
        // Asked when 5 was held, answered after 9 came: honest.
        ledger.shrink(to: 9)
        try await keeper.hold(try ledger.note(7), to: early)
        #expect(store.size(of: ledger.key) == 9)
        // Asked when 9 was held.
        await #expect(throws: HoldingFailure.self) { try await keeper.hold(try ledger.note(7), to: late) }
        // And a fork is one, whenever it was asked for.
        let forked = SimulatedLedger(fixture.signer, leaves: 7)
        forked.fork(after: 6, size: 7)
        let note = try forked.note()
        let caught = await #expect(throws: HoldingFailure.self) { try await keeper.hold(note, to: early) }
        #expect(try fork(caught).check(key: ledger.key) == .otherPrefix(oldSize: 7, newSize: 9))
        #expect(store.size(of: ledger.key) == 9)
    }

    @Test("a head that another process wrote meanwhile is the one that counts")
    func otherProcess() async throws {
        let ledger = ledger(30)
        let keeper = keeper(ledger)
        #expect(await failure(keeper, try ledger.note(5)) == nil)
        let (newer, store, key) = (try ledger.note(20), store, ledger.key)
        store.before { store.set(newer, of: key) }
        #expect(await failure(keeper, try ledger.note(12)) == nil)
        #expect(store.size(of: key) == 20, "never back")
        store.before { store.set(newer, of: key) }
        #expect(await failure(keeper, try ledger.note(30)) == nil)
        #expect(store.size(of: key) == 30)
        // A fork that another process was shown is found by this one.
        let forked = SimulatedLedger(fixture.signer, leaves: 30)
        forked.fork(after: 29, size: 31)
        let other = try forked.note()
        store.before { store.set(other, of: key) }
        ledger.grow(4)
        let found = try fork(await failure(keeper, try ledger.note()))
        #expect(try found.check(key: key).isProven)
        #expect(store.size(of: key) == 31, "what the other holds is not overwritten either")
    }

    @Test("every store's head must be continued, and what is not to be remembered is not")
    func severalStores() async throws {
        let ledger = ledger(30)
        let (first, second) = (MemoryLogHeads(), MemoryLogHeads())
        first.set(try ledger.note(5), of: ledger.key)
        let forked = SimulatedLedger(fixture.signer, leaves: 30)
        forked.fork(after: 7, size: 8)
        second.set(try forked.note(), of: ledger.key)
        let both = HeadKeeper(key: ledger.key, tiles: ledger, stores: [first, second])
        let found = try fork(await failure(both, try ledger.note()))
        #expect(try found.check(key: ledger.key) == .otherPrefix(oldSize: 8, newSize: 30))
        #expect(second.size(of: ledger.key) == 8)

        let looked = HeadKeeper(key: ledger.key, tiles: ledger, stores: [UnwrittenLogHeads(second)])
        #expect(try fork(await failure(looked, try ledger.note())).check(key: ledger.key).isProven)
        second.set(try ledger.note(8), of: ledger.key)
        // A new process: what is held is read once.
        let again = HeadKeeper(key: ledger.key, tiles: ledger, stores: [UnwrittenLogHeads(second)])
        #expect(await failure(again, try ledger.note()) == nil)
        #expect(second.size(of: ledger.key) == 8)
        let keeper = HeadKeeper(key: ledger.key, tiles: ledger, stores: [second])
        try await keeper.hold(try ledger.note(), to: try await keeper.ask(), remembers: false)
        #expect(second.size(of: ledger.key) == 8)
    }

    @Test("what the ledger did not sign is refused, and what is kept and is not its own is no new beginning")
    func signatures() async throws {
        let ledger = ledger(9)
        let stranger = SimulatedLedger(LedgerFixture(seed: 2).signer, leaves: 9)
        guard case .notSigned = await failure(keeper(ledger), try stranger.note()) else {
            Issue.record("taken")
            return
        }
        #expect(store.size(of: ledger.key) == nil)
        for broken in [[], Array("x".utf8), try stranger.note()] {
            store.set(broken, of: ledger.key)
            guard case .unusable = await failure(keeper(ledger), try ledger.note()) else {
                Issue.record("begun anew")
                return
            }
            let kept = try await store.head(of: ledger.key)
            #expect(kept == broken)
        }
    }
}
