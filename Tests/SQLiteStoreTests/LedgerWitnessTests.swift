import Foundation
import HostState
import Ledger
import LedgerTesting
import SQLiteStore
import Synchronization
import Testing
import TransparencyLog
import Values

/// A log that is witnessed, with two histories that part at entry 5.
struct WitnessedLog {
    let signer = LedgerFixture().signer
    private let honest = (0..<64).map { MerkleHash.leaf(Array("leaf \($0)".utf8)) }
    private let other = (0..<64).map { MerkleHash.leaf(Array("\($0 < 5 ? "leaf" : "fork") \($0)".utf8)) }

    func checkpoint(_ size: Int, forked: Bool = false) -> Checkpoint {
        var edge = RightEdge()
        for leaf in (forked ? other : honest)[..<size] { edge.append(leaf) }
        return Checkpoint(origin: signer.name, edge: edge)
    }

    /// The body of `add-checkpoint`.
    func question(_ old: Int, _ new: Int, forked: Bool = false) throws -> [UInt8] {
        var hashes: [MerkleHash] = []
        if old > 0 {
            let leaves = Array((forked ? other : honest)[..<new])
            hashes = try SpanProof(edge: edge(leaves, old), leafHashes: leaves[old...]).consistencyProof().hashes
        }
        let note = try checkpoint(new, forked: forked).sign(with: signer)
        return Array(AddCheckpoint(oldSize: UInt64(old), hashes: hashes, note: note).formatted.utf8)
    }

    private func edge(_ leaves: [MerkleHash], _ size: Int) -> RightEdge {
        var edge = RightEdge()
        for leaf in leaves[..<size] { edge.append(leaf) }
        return edge
    }
}

@Suite("A witness of other hosts' ledgers")
struct LedgerWitnessTests {
    let log = WitnessedLog()
    let clock = ManualClock(Timestamp(milliseconds: 1_772_323_200_000))
    let key = CosignerKey(try! SignerKey(name: "w.example/witness", seed: [UInt8](repeating: 9, count: 32)))

    private func witness(
        _ store: some WitnessStore & WitnessedLogs, onContradiction: @escaping @Sendable (LogFork) -> Void = { _ in }
    ) -> LedgerWitness {
        let (clock, key) = (clock, key)
        return LedgerWitness(
            logs: store, store: store, key: { () throws(LogHeadStoreError) in key }, now: { clock.now() },
            onContradiction: onContradiction)
    }

    /// The size that was asked for and refused; nil where the body was cosigned. Checks the cosignature.
    @discardableResult
    private func add(_ witness: LedgerWitness, _ body: [UInt8]) async throws -> UInt64? {
        let line: String
        do throws(LedgerWitness.Refusal) { line = try await witness.add(body) } catch {
            guard case .refused(.otherSize(let held)) = error else { throw error }
            return held
        }
        let note = try AddCheckpoint.parse(body).note
        let cosigned = try SignedNote.parse(note.formatted + line)
        #expect(try cosigned.verify(with: [key.verifierKey]).count == 1)
        return nil
    }

    private func refusal(_ witness: LedgerWitness, _ body: [UInt8]) async -> LedgerWitness.Refusal? {
        do throws(LedgerWitness.Refusal) {
            _ = try await witness.add(body)
            return nil
        } catch { return error }
    }

    @Test("cosigns what continues, tells the size that it holds, and shows what it cosigned")
    func life() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store)
        let hash = Checkpoint.originHash(log.signer.name)
        #expect(try await witness.checkpoint(ofOriginHash: hash) == nil)
        #expect(try await add(witness, log.question(0, 3)) == nil)
        #expect(try await add(witness, log.question(3, 8)) == nil)
        #expect(try await add(witness, log.question(3, 8)) == 8, "what was held is no more")
        #expect(try await add(witness, log.question(0, 8)) == 8)
        #expect(try await add(witness, log.question(8, 8)) == nil)
        let shown = try #require(try await witness.checkpoint(ofOriginHash: hash))
        let opened = try Checkpoint.open(note: shown, key: log.signer.verifierKey, cosigners: [key.verifierKey])
        #expect(opened.checkpoint == log.checkpoint(8))
        #expect(opened.cosignatures.map(\.time) == [1_772_323_200])
        #expect(opened.note.signatures.count == 2)
        #expect(try await witness.checkpoint(ofOriginHash: String(hash.reversed())) == nil)
    }

    @Test("what could not be kept is not answered, whether it was written or not")
    func failedWrites() async throws {
        for failure in [SimulatedWitnessStore.Failure.beforeWriting, .afterWriting] {
            let store = SimulatedWitnessStore([log.signer.verifierKey])
            let witness = witness(store)
            try await add(witness, log.question(0, 3))
            store.failNext(failure)
            guard case .unavailable = await refusal(witness, try log.question(3, 8)) else {
                Issue.record("answered although it was not kept")
                continue
            }
            // Whoever asks again finds out which it was, and gets what he asked for.
            let held = try await add(witness, log.question(3, 8))
            #expect(held == (failure == .afterWriting ? 8 : nil))
            #expect(try await add(witness, log.question(8, 8)) == nil)
        }
    }

    @Test("a log that forks is refused, and proven to have forked, with nothing but the two notes")
    func fork() async throws {
        let forks = Mutex<[LogFork]>([])
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store) { fork in forks.withLock { $0.append(fork) } }
        try await add(witness, log.question(0, 8))
        guard case .refused(.otherRoot(8)) = await refusal(witness, try log.question(8, 8, forked: true)) else {
            Issue.record("another root for the size that was cosigned")
            return
        }
        guard case .refused(.notExtended) = await refusal(witness, try log.question(8, 20, forked: true)) else {
            Issue.record("a proof from another tree")
            return
        }
        let found = forks.withLock { $0 }
        #expect(found.count == 1, "a proof that fails shows nothing: anybody may have sent it")
        #expect(try found.first?.check(key: log.signer.verifierKey) == .twoRoots(treeSize: 8))
        #expect(try await add(witness, log.question(8, 20)) == nil, "the honest history goes on")
    }

    @Test("of many requests at one time the cosigned ones are of one history, each continuing the one before")
    func concurrency() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store)
        try await add(witness, log.question(0, 4))
        var bodies: [[UInt8]] = []
        for size in 4...40 {
            bodies.append(try log.question(4, size))
            if size > 5 { bodies.append(try log.question(4, size, forked: true)) }
        }
        let cosigned = await withTaskGroup(of: [UInt8]?.self) { group in
            for body in bodies.shuffled() {
                group.addTask { (try? await witness.add(body)) == nil ? nil : body }
            }
            var cosigned: [[UInt8]] = []
            for await body in group { if let body { cosigned.append(body) } }
            return cosigned
        }
        // One moved the state on from 4, however many asked; others may have had 4 itself before that.
        let sizes = try cosigned.map { try Checkpoint.parse(AddCheckpoint.parse($0).note.text) }
        #expect(sizes.filter { $0.treeSize > 4 }.count == 1)
        let hash = Checkpoint.originHash(log.signer.name)
        let kept = try #require(try await witness.checkpoint(ofOriginHash: hash))
        #expect(sizes.contains(try Checkpoint.parse(SignedNote.parse(kept).text)))
    }

    @Test("the same is answered again without another write for half a minute, and with a new time after it")
    func repeated() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store)
        try await add(witness, log.question(0, 3))
        let first = try await witness.add(log.question(3, 3))
        #expect(store.writeCount == 1)
        clock.set(Timestamp(milliseconds: 1_772_323_200_000 + 61_000))
        let second = try await witness.add(log.question(3, 3))
        #expect(first != second)
        #expect(store.writeCount == 2)
    }

    @Test("no time goes back: a clock that is a little behind stands still, one that is far behind cosigns nothing")
    func clockBack() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store)
        try await add(witness, log.question(0, 3))
        clock.set(Timestamp(milliseconds: 1_772_323_200_000 - 200_000))
        try await add(witness, log.question(3, 8))
        let kept = try #require(
            try await witness.checkpoint(ofOriginHash: Checkpoint.originHash(log.signer.name)))
        let opened = try Checkpoint.open(note: kept, key: log.signer.verifierKey, cosigners: [key.verifierKey])
        #expect(opened.cosignatures.map(\.time) == [1_772_323_200])
        clock.set(Timestamp(milliseconds: 1_772_323_200_000 - 3_600_000))
        guard case .clockBehind(3600) = await refusal(witness, try log.question(8, 9)) else {
            Issue.record("cosigned with a time long before the last one")
            return
        }
        #expect(store.writeCount == 2)
    }

    @Test("what was cosigned and is lost is not begun anew, and a log that is no longer watched is unknown")
    func lost() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        let witness = witness(store)
        try await add(witness, log.question(0, 3))
        store.lose(log.signer.name)
        guard case .lost = await refusal(witness, try log.question(0, 5)) else {
            Issue.record("a lost state was taken for none")
            return
        }
        store.remove(log.signer.verifierKey)
        guard case .refused(.unknownLog) = await refusal(witness, try log.question(0, 5)) else {
            Issue.record("a log that is not on the list")
            return
        }
    }

    @Test("in files: the state survives, also who takes the log off the list and puts it back")
    func files() async throws {
        let directory = try TemporaryDirectory()
        let place = "\(directory.path)/witness"
        let (logs, store) = (FileWitnessedLogs(directory: place), FileWitnessStore(directory: place))
        func fresh() -> LedgerWitness {
            let (clock, key) = (clock, key)
            return LedgerWitness(
                logs: FileWitnessedLogs(directory: place), store: FileWitnessStore(directory: place),
                key: { () throws(LogHeadStoreError) in key }, now: { clock.now() })
        }
        let running = fresh()
        guard case .refused(.unknownLog) = await refusal(running, try log.question(0, 5)) else {
            Issue.record("nothing is watched yet")
            return
        }
        try await store.begin(log.signer.name)
        #expect(try await logs.add(log.signer.verifierKey))
        #expect(try await !logs.add(log.signer.verifierKey))
        try await add(running, log.question(0, 5))
        // A process that ends here, before it answers, leaves what it kept.
        #expect(try await add(fresh(), log.question(0, 5)) == 5)
        #expect(try await add(fresh(), log.question(5, 9)) == nil)
        #expect(try await logs.remove(log.signer.verifierKey))
        guard case .refused(.unknownLog) = await refusal(running, try log.question(9, 9)) else {
            Issue.record("the running witness sees the list change")
            return
        }
        try await store.begin(log.signer.name)
        #expect(try await logs.add(log.signer.verifierKey))
        #expect(try await add(running, log.question(0, 5)) == 9)
        let names = try FileManager.default.contentsOfDirectory(atPath: place)
        #expect(names.contains("logs") && names.contains("\(Checkpoint.originHash(log.signer.name)).head"))
    }

    @Test("two processes' witnesses on the same files cosign one history only")
    func filesConcurrency() async throws {
        let directory = try TemporaryDirectory()
        let logs = FileWitnessedLogs(directory: directory.path)
        try await FileWitnessStore(directory: directory.path).begin(log.signer.name)
        _ = try await logs.add(log.signer.verifierKey)
        let (clock, key, path) = (clock, key, directory.path)
        let bodies = try (6...20).flatMap { [try log.question(0, $0), try log.question(0, $0, forked: true)] }
        let cosigned = await withTaskGroup(of: Bool.self) { group in
            for body in bodies {
                group.addTask {
                    let witness = LedgerWitness(
                        logs: FileWitnessedLogs(directory: path), store: FileWitnessStore(directory: path),
                        key: { () throws(LogHeadStoreError) in key }, now: { clock.now() })
                    return (try? await witness.add(body)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(cosigned == 1)
    }

    @Test("a list of logs that makes no sense is an error, and one of too many is refused")
    func brokenList() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array("\(log.signer.verifierKey)\nnot a key\n".utf8), to: "logs")
        #expect(throws: LogHeadStoreError.self) { try FileWitnessedLogs(directory: directory.path).keys() }
        try directory.write(Array("\(key.verifierKey)\n".utf8), to: "logs")
        #expect(throws: LogHeadStoreError.self, "a witness's key is no log's") {
            try FileWitnessedLogs(directory: directory.path).keys()
        }
    }

    @Test("what is kept and is no checkpoint of the log is never taken for nothing")
    func damaged() async throws {
        let store = SimulatedWitnessStore([log.signer.verifierKey])
        for bytes in [Array("rubbish\n".utf8), [0]] {
            store.putBack(bytes, of: log.signer.name)
            guard case .unavailable = await refusal(witness(store), try log.question(0, 5)) else {
                Issue.record("a damaged state was taken for none")
                return
            }
        }
    }
}
