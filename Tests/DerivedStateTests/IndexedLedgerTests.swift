import Evidence
import Hosting
import Ledger
import LedgerTesting
import Logging
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@testable import DerivedState

/// A ledger as the daemon runs it, followed by the keeper of its index.
@Suite struct `A ledger and its index` {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let version = IndexKeysVersion(number: EntryNames.number, schemes: .emptyRoot)

    @Test func `show a stranger every entry under a name, and that there are no more`() async throws {
        let fixture = LedgerFixture()
        let (store, memory) = (SimulatedLedgerStore(), SimulatedSignedHead())
        try await NewLedger.begin(identity: fixture.identity, admin: fixture.admin, store: store, memory: memory)
        let keeper = IndexKeeper(
            store: MemoryRunStore(), source: IndexKeeperSource(store, names: EntryNames()), version: Self.version,
            logger: Self.logger)
        await keeper.open(treeSize: 1)
        let host = try await LedgerHost.open(
            identity: fixture.identity, store: store, indexStore: SimulatedCodeIndexStore(), memory: memory,
            observer: Following(keeper: keeper), logger: Self.logger)
        var device = fixture.device()
        for note in fixture.enrolment(of: device) { _ = try await host.sequencer.append(adminNote: note) }
        device.record(40)
        _ = try await host.sequencer.push(device.push(to: 15))
        _ = try await host.sequencer.push(device.push(from: 15))

        let size = host.sequencer.published.treeSize
        await keeper.reached(size)
        let leaves = try await store.entries(0..<size)

        // The state entry as the sequencer would append it: the last leaf, under the checkpoint that closes with it.
        let snapshot = keeper.snapshot
        let state = try #require(snapshot.state(keys: Self.version, time: fixture.clock.now()))
        let tree = MemoryTree((leaves + [state.bytes]).map { MerkleHash.leaf($0) })
        let checkpoint = Checkpoint(origin: fixture.origin, treeSize: size + 1, root: tree.root)
        func entry(_ index: UInt64) throws -> IndexAnswer.Entry {
            IndexAnswer.Entry(
                index: index, bytes: index == size ? state.bytes : leaves[Int(index)],
                hashes: try tree.inclusionProof(leafIndex: index, treeSize: size + 1).hashes)
        }

        let names = EntryNames()
        let all = leaves.map { names.names(of: $0) }
        let asked = Set(all.joined()).union(["written:nothing"])
        #expect(asked.count > 40)
        for name in asked {
            let expected = (0..<size).filter { all[Int($0)].contains(name) }
            let key = IndexKey(name: name)
            let found = try snapshot.entries(of: key, limit: .max)
            #expect(found == expected.reversed())
            let answer = IndexAnswer(
                state: try entry(size), runs: try snapshot.proofs(of: key), entries: try found.reversed().map(entry))
            let finding = try answer.verify(name, under: checkpoint)
            #expect(finding.entries == expected)
            #expect(finding.isWhole)
            for place in answer.entries.indices {
                var entries = answer.entries
                entries.remove(at: place)
                #expect(throws: IndexAnswerError.withheld(entry: expected[place])) {
                    try IndexAnswer(state: answer.state, runs: answer.runs, entries: entries)
                        .verify(name, under: checkpoint)
                }
            }
        }
        await host.shutDown()
    }
}

/// Tells the keeper of every commit.
private struct Following: LedgerObserver {
    let keeper: IndexKeeper

    func committed(_ group: CommittedGroup<EventReading>) async { keeper.follow(to: group.entries.upperBound) }
    func stopped(_ reason: String) {}
}
