import Codes
import DerivedState
import Evidence
import Hosting
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@testable import Ledger

/// A ledger that names a state of its index after everything that comes.
extension IndexCommitting {
    static func atOnce(
        _ runs: any RunStore = MemoryRunStore(), codes: CodeReader = CodeReader(),
        schemes: MerkleHash = SchemeVersions.digest(of: [:])
    ) -> IndexCommitting {
        var limits = StateSchedule.Limits()
        (limits.entriesDue, limits.pauseMin) = (1, .zero)
        return IndexCommitting(runs: runs, codes: codes, schemes: schemes, limits: limits)
    }
}

extension LedgerRoom {
    /// Returns once a state of the index covers everything that was committed before, with that state's entry.
    @discardableResult
    func covered() async throws -> UInt64 {
        let size = await sequencer.treeSize
        while true {
            let end = await sequencer.treeSize
            if let stated = host.committedIndex?.stated, stated.entry + 1 == end, end >= size { return stated.entry }
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}

@Suite("Look-ups cannot hide anything", .timeLimit(.minutes(2)))
struct CommittedIndexTests {
    /// Evidence about an item, after which nothing came.
    private func evidence() async throws -> (EvidenceRoom, Evidence) {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        try await room.room.covered()
        return (room, try await room.evidence())
    }

    private func completeness(_ room: EvidenceRoom, _ evidence: Evidence) throws -> Completeness {
        try #require(room.judge(evidence).verdict.completeness)
    }

    @Test("evidence shows that nothing under the names of its chain was left out")
    func complete() async throws {
        let (room, evidence) = try await evidence()
        let index = try #require(evidence.index)
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .valid, "\(judgement.verdict.json.text)")
        guard case .shown(let extent)? = judgement.verdict.completeness else {
            Issue.record("\(judgement.verdict.json.text)")
            return
        }
        #expect(extent.entry == index.state)
        #expect(index.answers.map(\.name).contains(room.item.key))
        #expect(index.answers.map(\.name).contains("standing:\(room.keeper.journal)"))
        #expect(extent.nameCount == index.answers.count)
        // The document says the same when it was written and read.
        #expect(try Evidence.parse(evidence.formatted()) == evidence)
        await room.room.host.shutDown()
    }

    @Test("a host that leaves an event out is caught, whether it shows the index's answer or not")
    func hidden() async throws {
        let (room, evidence) = try await evidence()
        let event = try #require(room.judge(evidence).report.events.last?.entry)
        let hiding = room.judge(evidence.without { $0.index == event })
        #expect(hiding.verdict.verdict == .undecided, "\(hiding.verdict.json.text)")
        #expect(
            hiding.verdict.doubts.contains { $0.wording.en.contains("withheld") && $0.wording.en.contains("\(event)") })
        #expect(hiding.verdict.completeness?.isShown == false)

        // Evidence that says itself that it is not all there is hides nothing, and is not complete.
        var cut = evidence.without { $0.index == event }
        cut.isComplete = false
        #expect(!room.judge(cut).verdict.doubts.contains { $0.wording.en.contains("withheld") })
        #expect(try !completeness(room, cut).isShown)

        // Without the answer nothing is false, and nothing is complete.
        var silent = evidence.without { $0.index == event }
        silent.index = IndexEvidence(
            state: try #require(evidence.index).state,
            answers: try #require(evidence.index).answers.filter { $0.name != room.item.key })
        #expect(try completeness(room, silent).wording.en.contains(room.item.key))
        silent.index = nil
        #expect(try !completeness(room, silent).isShown)
    }

    @Test("a host that leaves out what its device was forbidden is caught")
    func standing() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        let name = room.keeper.journal
        _ = try await room.room.sequencer.append(
            adminNote: room.fixture.note(
                .deviceRevoked(
                    verifierKey: "\(room.keeper.signer.verifierKey)", from: room.fixture.clock.now(), reason: "遗失")))
        try await room.room.covered()
        let evidence = try await room.evidence()
        let revocation = try #require(evidence.indexes(of: "admin").last)
        let hiding = room.judge(evidence.without { $0.index == revocation })
        #expect(hiding.verdict.doubts.contains { $0.wording.en.contains("standing:\(name)") })
        #expect(try completeness(room, evidence).isShown)
    }

    @Test("an answer that was changed is false, and one for another name answers nothing")
    func tampered() async throws {
        let (room, evidence) = try await evidence()
        let index = try #require(evidence.index)
        for (place, answer) in index.answers.enumerated() {
            for run in answer.runs.indices {
                var bytes = answer.runs[run].proof.bytes
                bytes[bytes.count - 1] ^= 1
                guard let proof = try? MapProof(parsing: bytes), proof != answer.runs[run].proof else { continue }
                var (runs, answers) = (answer.runs, index.answers)
                runs[run] = IndexAnswer.Run(proof: proof)
                answers[place] = IndexEvidence.Answer(name: answer.name, runs: runs)
                var changed = evidence
                changed.index = IndexEvidence(state: index.state, answers: answers)
                let judgement = room.judge(changed)
                #expect(judgement.verdict.findings.contains { $0.rule == "PROOF-1" }, "\(answer.name)")
                #expect(judgement.verdict.completeness?.isShown == false)
            }
        }
        // Two names with each other's answers.
        let (first, second) = (index.answers[0], index.answers[1])
        var exchanged = evidence
        exchanged.index = IndexEvidence(
            state: index.state,
            answers: [
                IndexEvidence.Answer(name: first.name, runs: second.runs),
                IndexEvidence.Answer(name: second.name, runs: first.runs),
            ] + index.answers.dropFirst(2))
        #expect(room.judge(exchanged).verdict.verdict == .invalid)
    }

    @Test("an old state shows what was complete then, and says of which time it is")
    func oldState() async throws {
        var (room, before) = try await evidence()
        let old = try #require(before.index)
        room.keeper.record(body: EvidenceRoom.stored(room.maker.item(2)))
        _ = try await room.room.sequencer.push(room.keeper.push(from: 3))
        let newest = try await room.room.covered()
        let now = try await room.evidence()
        #expect(now.index?.state == newest)
        // What is newer than the state may be shown beside it; an entry is no state because it is said to be one.
        var late = now
        late.index = old
        guard case .notShown = try completeness(room, late) else {
            Issue.record("a state that is not among the entries was believed")
            return
        }
        #expect(newest > old.state)
    }

    @Test("that nothing is on record of a code is shown, and what is hidden wholly is caught")
    func absence() async throws {
        let (room, whole) = try await evidence()
        let unknown = try CodeReader().read("(01)06901234567892(10)NEVER")
        let told = try await room.room.host.evidence(of: unknown)
        #expect(told.entries.isEmpty && told.index == nil)
        let shown = try await room.room.host.evidence(of: unknown, showingAbsence: true)
        let judgement = room.judge(shown, of: unknown)
        #expect(judgement.verdict.verdict == .unknown, "\(judgement.verdict.json.text)")
        #expect(judgement.verdict.completeness?.isShown == true)
        // The answer about what is unknown, given for a code of which something is on record.
        var hiding = shown
        hiding.subject = room.item.uri
        #expect(room.judge(hiding).verdict.completeness?.isShown == false)
        // The true answer without the entries that it lists.
        hiding = whole.without { entry in entry.bytes.starts(with: "yima/1 event".utf8) }
        let caught = room.judge(hiding)
        #expect(caught.verdict.verdict == .undecided, "\(caught.verdict.json.text)")
        #expect(caught.verdict.doubts.contains { $0.wording.en.contains("withheld") })
    }

    @Test("a quiet ledger stays quiet: a state asks for no other")
    func quiet() async throws {
        let (room, _) = try await evidence()
        let size = await room.room.sequencer.treeSize
        // Nothing came, so nothing is said.
        for _ in 0..<1000 { await Task.yield() }
        await room.room.sequencer.keepStates()
        #expect(await room.room.sequencer.treeSize == size)
    }

    @Test("after a crash the runs that the ledger names are there again, from what is stored or from the entries")
    func restart() async throws {
        for keepsRuns in [true, false] {
            let runs = MemoryRunStore()
            let room = try await EvidenceRoom.new(committing: .atOnce(runs))
            let entry = try await room.room.covered()
            let again = try await room.room.crashedAndReopened(
                committing: .atOnce(keepsRuns ? runs : MemoryRunStore()))
            let size = await again.sequencer.treeSize
            while again.host.committedIndex?.stated == nil { await Task.yield() }
            #expect(again.host.committedIndex?.stated?.entry == entry)
            #expect(await again.sequencer.treeSize == size)
            let evidence = try await again.host.evidence(of: room.item)
            let judged = EvidenceJudge(key: room.fixture.signer.verifierKey, now: room.fixture.clock.now())
                .judge(room.item, written: "code", evidence: evidence)
            #expect(judged.verdict.completeness?.isShown == true, "\(judged.verdict.json.text)")
            // And it goes on.
            _ = try await again.sequencer.append(
                adminNote: room.fixture.note(
                    .operatorEnrolled(uscc: room.fixture.uscc(7), name: "新", from: room.fixture.clock.now())))
            #expect(try await again.covered() > entry)
            await again.host.shutDown()
        }
    }

    /// A ledger whose host named a false run of its index, and how many entries it had before.
    static func lyingLedger(
        _ given: EvidenceRoom? = nil, root: MerkleHash = .leaf([1])
    ) async throws -> (EvidenceRoom, SimulatedLedgerStore, UInt64) {
        let room: EvidenceRoom
        if let given { room = given } else { room = try await EvidenceRoom.new() }
        let size = await room.room.sequencer.treeSize
        let (store, memory) = (room.room.store.crashed(), room.room.memory)
        let recovered = try await RecoveredLedger.recover(
            store: store, key: room.fixture.signer.verifierKey, memory: memory)
        var limits = StateSchedule.Limits()
        limits.entriesDue = 1
        let liar = Sequencer(
            recovered, identity: room.fixture.identity, store: store, memory: memory, observer: Nobody(),
            making: StateMaking(FalseStates(root: root), limits: limits, newest: nil), logger: LedgerRoom.logger
        ) { _ in }
        await liar.keepStates()
        while await liar.treeSize == size { await Task.yield() }
        await liar.drain()
        return (room, store, size)
    }

    @Test("a ledger that names a false run says nothing more of its index, and takes what comes all the same")
    func falseRun() async throws {
        let (room, store, size) = try await Self.lyingLedger()
        let again = try await LedgerRoom.open(
            room.fixture, store, room.room.memory, room.room.indexStore.crashed(keepingUnadvanced: true), nil, .atOnce()
        )
        let keeper = try #require(again.host.committedIndex)
        while keeper.status.contradiction == nil { await Task.yield() }
        #expect(keeper.status.contradiction?.range == 0..<size)
        _ = try await again.sequencer.append(
            adminNote: room.fixture.note(
                .operatorEnrolled(uscc: room.fixture.uscc(7), name: "新", from: room.fixture.clock.now())))
        #expect(keeper.stated == nil)
    }
}

/// A host that names whatever it likes.
private struct FalseStates: IndexStates {
    let root: MerkleHash

    func state(of treeSize: UInt64, at time: Timestamp) async -> IndexState? {
        IndexState(
            keys: IndexKeysVersion(number: EntryNames.number, schemes: SchemeVersions.digest(of: [:])),
            time: time, runs: [NamedRun(range: 0..<treeSize, root: root)])
    }

    func stated(_ state: IndexState) async {}
}

private struct Nobody: LedgerObserver {
    func committed(_ group: CommittedGroup<Void>) async {}
    func stopped(_ reason: String) {}
}

@Suite("When a state of the index is due")
struct StateScheduleTests {
    @Test("what waits is covered after ten seconds, or at once when it is much, and states ask for none")
    func schedule() {
        var schedule = StateSchedule(StateSchedule.Limits(), uncoveredCount: 0, now: .zero)
        #expect(schedule.wait(at: .seconds(5)) == nil)
        schedule.committed(3, at: .seconds(5))
        #expect(schedule.wait(at: .seconds(7)) == .seconds(8))
        schedule.committed(1, at: .seconds(14))
        #expect(schedule.wait(at: .seconds(15)) == .zero)
        schedule.putOff(at: .seconds(15))
        #expect(schedule.wait(at: .seconds(15)) == .seconds(1))
        #expect(schedule.wait(at: .seconds(16)) == .zero)
        schedule.stated(at: .seconds(16))
        #expect(schedule.wait(at: .seconds(60)) == nil)
        schedule.committed(1023, at: .seconds(60))
        #expect(schedule.wait(at: .seconds(60)) == .seconds(10))
        schedule.committed(1, at: .seconds(60))
        #expect(schedule.wait(at: .seconds(60)) == .zero)
        schedule.stated(at: .seconds(60))
        schedule.committed(5000, at: .seconds(60))
        #expect(schedule.wait(at: .seconds(60)) == .seconds(1))
    }

    @Test("what a ledger holds when it is opened waits from then on")
    func opened() {
        let schedule = StateSchedule(StateSchedule.Limits(), uncoveredCount: 5, now: .seconds(3))
        #expect(schedule.wait(at: .seconds(4)) == .seconds(9))
    }
}

@Suite("An audit recomputes the index", .timeLimit(.minutes(2)))
struct IndexAuditTests {
    private func audit(_ room: EvidenceRoom, _ store: any LedgerStore) async -> AuditReport {
        await LedgerAuditor(source: StoreAuditSource(store), key: room.fixture.signer.verifierKey)
            .audit(recomputing: IndexAudit(store: MemoryRunStore()))
    }

    @Test("every run that the ledger ever named, over merges and over several chunks")
    func sound() async throws {
        var room = try await EvidenceRoom.new(committing: .atOnce())
        for count in [1, 2, 900, 3, 1500, 40] {
            let from = room.maker.entries.count
            room.maker.record(count)
            _ = try await room.room.sequencer.push(room.maker.push(from: from))
            try await room.room.covered()
        }
        let report = await audit(room, room.room.store)
        #expect(report.isSound, "\(report.problems) \(report.unchecked)")
        let states = try await room.room.store.entries(0..<room.room.sequencer.treeSize).count {
            IndexState.isState($0)
        }
        #expect(states > 6)
        #expect(report.notes.contains { $0.en.contains("in \(states) states") }, "\(report.notes)")
    }

    @Test("a run that is not that of its entries is named, with its entries and both roots")
    func falseRun() async throws {
        let (room, store, size) = try await CommittedIndexTests.lyingLedger()
        let report = await audit(room, store)
        #expect(report.exitStatus == 1)
        #expect(report.problems.count == 1)
        let problem = try #require(report.problems.first)
        #expect(problem.entry == size)
        #expect(
            problem.wording.en.contains("entries 0 to \(size - 1)")
                && problem.wording.en.contains("\(MerkleHash.leaf([1]))"))
        // Without it the audit has nothing against the ledger.
        let plain = await LedgerAuditor(source: StoreAuditSource(store), key: room.fixture.signer.verifierKey).audit()
        #expect(plain.isSound)
    }

    @Test(
        "a false run is shown by a file that anybody checks who has the ledger's key and the run's entries, and nothing else shows it"
    )
    func falseRunFile() async throws {
        let (room, store, size) = try await CommittedIndexTests.lyingLedger()
        let (source, key) = (StoreAuditSource(store), room.fixture.signer.verifierKey)
        let schemes = SchemeVersions.digest(of: [:])
        let report = await audit(room, store)
        let run = try #require(report.falseRuns.first)
        #expect(run.state == size && run.named.range == 0..<size && run.firstKey == nil)
        let file = try await FalseRunFile(run, under: try #require(report.checkpoint), from: source)
        #expect(try FalseRunFile.parse(file.formatted()) == file)

        func root(of file: FalseRunFile, changing place: UInt64? = nil) async throws -> MerkleHash {
            _ = try file.claim(key: key, schemes: schemes)
            var read = try await source.fold(
                file.range, into: FalseRunFile.Recomputation(file, codes: CodeReader())
            ) { read, entry, leaf in read.take(entry, Array(leaf) + (entry == place ? [0x20] : [])) }
            return try read.root(in: file)
        }
        #expect(try file.claim(key: key, schemes: schemes) == run.named)
        #expect(try await root(of: file) == run.recomputed && run.recomputed != run.named.root)
        // Other entries are none of the ledger's, and another's word, or a part of it, is no proof.
        await #expect(throws: FalseRunFile.Failure.self) { _ = try await root(of: file, changing: 1) }
        let stranger = LedgerFixture(seed: 9).signer.verifierKey
        #expect(throws: FalseRunFile.Failure.self) { try file.claim(key: stranger, schemes: schemes) }
        #expect(throws: FalseRunFile.Failure.self) { try file.claim(key: key, schemes: .leaf([2])) }
        func changed(
            range: Range<UInt64>? = nil, edge: [MerkleHash]? = nil, consistency: [MerkleHash]? = nil,
            state: IndexAnswer.Entry? = nil
        ) -> FalseRunFile {
            FalseRunFile(
                checkpoint: file.checkpoint, state: state ?? file.state, range: range ?? file.range,
                edge: edge ?? file.edge, consistency: consistency ?? file.consistency, recomputed: file.recomputed,
                firstKey: nil)
        }
        for odd in [
            changed(range: 1..<size), changed(edge: [.leaf([1])]), changed(consistency: [.leaf([1])]),
            changed(state: IndexAnswer.Entry(index: size - 1, bytes: file.state.bytes, hashes: file.state.hashes)),
            changed(state: IndexAnswer.Entry(index: size, bytes: file.state.bytes, hashes: [])),
        ] {
            await #expect(throws: FalseRunFile.Failure.self) { _ = try await root(of: odd) }
        }
    }

    @Test(
        "where the host's own file of a false run is at hand, the first key is named under which it has other entries")
    func firstKey() async throws {
        let room = try await EvidenceRoom.new()
        let size = await room.room.sequencer.treeSize
        // The run of a host that leaves an entry out of one list.
        let names = EntryNames()
        let leaves = try await room.room.store.entries(0..<size)
        let hidden = IndexKey(name: room.item.key)
        var builder = RunBuilder(range: 0..<size)
        for (entry, leaf) in leaves.enumerated() {
            builder.add(UInt64(entry), names.keys(of: leaf).filter { $0 != hidden })
        }
        let (summary, bytes) = builder.run()
        let runs = MemoryRunStore()
        await runs.begin(0..<size)
        try await runs.append(bytes, to: 0..<size)
        try await runs.finish(0..<size, mark: [])
        let (_, store, _) = try await CommittedIndexTests.lyingLedger(room, root: summary.run.root)
        let report = await LedgerAuditor(source: StoreAuditSource(store), key: room.fixture.signer.verifierKey)
            .audit(recomputing: IndexAudit(store: MemoryRunStore(), hosted: runs))
        #expect(report.falseRuns.first?.firstKey == hidden)
        #expect(report.problems.first?.wording.en.contains("from key \(hidden) on") == true, "\(report.problems)")
    }

    @Test("a ledger without states, and states of other names, are said")
    func without() async throws {
        let plain = try await EvidenceRoom.new()
        #expect(await audit(plain, plain.room.store).notes.contains { $0.en.contains("no state of an index") })
        let room = try await EvidenceRoom.new(committing: .atOnce())
        try await room.room.covered()
        let report = await LedgerAuditor(
            source: StoreAuditSource(room.room.store), key: room.fixture.signer.verifierKey
        ).audit(recomputing: IndexAudit(schemes: .leaf([2]), store: MemoryRunStore()))
        #expect(report.exitStatus == 2)
    }

    @Test("states that go by schemes which the ledger had adopted are recomputed by these, told from its entries alone")
    func adoptedSchemes() async throws {
        let name = try #require(DefinitionName("schemes/dock.json"))
        let text = Array(Self.scheme.utf8)
        let files = GivenFiles()
        let sha256 = files.give(Self.scheme)
        let digest = SchemeVersions.digest(of: [name.description: text])
        let codes = CodeReader(schemes: try CodeSchemeLibrary(overrides: ["dock.json": text]))
        let fixture = LedgerFixture()
        var device = fixture.device()
        let room = try await LedgerRoom.new(
            fixture: fixture, enrolled: [device], definitionTexts: files,
            committing: .atOnce(codes: codes, schemes: digest))
        let act = AdminAct.definitionAdopted(name: name, sha256: sha256, from: fixture.clock.now())
        _ = try await room.host.append(adminNote: fixture.note(act))
        device.record(3)
        device.record(body: Array(#"{"type":"ObjectEvent","action":"OBSERVE","epcList":["DOCK1234"]}"#.utf8))
        _ = try await room.sequencer.push(device.push())
        try await room.covered()

        let auditor = LedgerAuditor(source: StoreAuditSource(room.store), key: fixture.signer.verifierKey)
        let without = await auditor.audit(recomputing: IndexAudit(store: MemoryRunStore()))
        #expect(without.exitStatus == 2)
        let report = await auditor.audit(recomputing: IndexAudit(store: MemoryRunStore())) { names in
            #expect(names.files == [name.description: text] && names.number == EntryNames.number)
            return IndexAudit(codes: codes, schemes: SchemeVersions.digest(of: names.files), store: MemoryRunStore())
        }
        #expect(report.isSound, "\(report.problems) \(report.unchecked)")
        #expect(report.notes.contains { $0.en.contains("states were recomputed") }, "\(report.notes)")
        // By other schemes the same entries have other names.
        let wrong = await auditor.audit(recomputing: IndexAudit(schemes: digest, store: MemoryRunStore()))
        #expect(wrong.exitStatus == 1)
    }

    private static let scheme = """
        {"id": "dock", "version": 1, "validFrom": "2026-01-01", "label": {"en": "dock", "zh": "码头"}, "source": "a test",
         "subject": "goods", "recognised": "bare", "pattern": "DOCK{number}", "canonical": "urn:yima:dock:{number}",
         "parts": [{"name": "number", "form": "####", "en": "number", "zh": "编号"}],
         "examples": [{"written": "DOCK1234", "canonical": "urn:yima:dock:1234"}, {"written": "DOCK12", "error": "unknownScheme"}]}
        """

    @Test("a state that is older than is asked for leaves it undecided, and so does none")
    func freshness() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        try await room.room.covered()
        let auditor = LedgerAuditor(source: StoreAuditSource(room.room.store), key: room.fixture.signer.verifierKey)
        func status(_ seconds: Int, later: Int64) async -> Int32 {
            let now = Timestamp(milliseconds: room.fixture.clock.now().milliseconds + later * 1000)
            return await auditor.audit(
                recomputing: IndexAudit(store: MemoryRunStore()),
                freshness: Freshness(ageMax: .seconds(seconds), now: now)
            ).exitStatus
        }
        #expect(await status(60, later: 0) == 0)
        #expect(await status(60, later: 3600) == 2)
        #expect(await status(7200, later: 3600) == 0)
        let plain = try await EvidenceRoom.new()
        let none = await LedgerAuditor(
            source: StoreAuditSource(plain.room.store), key: plain.fixture.signer.verifierKey
        ).audit(
            recomputing: IndexAudit(store: MemoryRunStore()),
            freshness: Freshness(ageMax: .seconds(60), now: plain.fixture.clock.now()))
        #expect(none.exitStatus == 2)
    }
}
