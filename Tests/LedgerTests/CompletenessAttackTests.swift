import Chains
import Codes
import DerivedState
import EPCIS
import Evidence
import Hosting
import LedgerQuery
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@testable import Ledger

@Suite(
    "What strangers write ends nobody's completeness, and what firms and prefixes are cannot be hidden",
    .timeLimit(.minutes(4)))
struct CompletenessAttackTests {
    private static func event(_ members: String) -> [UInt8] { EvidenceCases.event(members) }

    private func completeness(_ room: EvidenceRoom, _ evidence: Evidence) throws -> Completeness {
        try #require(room.judge(evidence).verdict.completeness)
    }

    /// A stranger's device, enrolled in the room's ledger.
    private func stranger(_ room: EvidenceRoom, operator number: Int = 9) async throws -> DeviceFixture {
        let device = room.fixture.device(1, operator: number)
        for note in room.fixture.enrolment(of: device) { _ = try await room.room.sequencer.append(adminNote: note) }
        return device
    }

    private func append(_ room: EvidenceRoom, _ acts: AdminAct...) async throws {
        for act in acts { _ = try await room.room.sequencer.append(adminNote: room.fixture.note(act)) }
    }

    @Test("thousands of events of a stranger about the goods")
    func manyEvents() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        var stranger = try await stranger(room)
        for _ in 0..<2300 { stranger.record(body: EvidenceRoom.stored(room.maker.item(2))) }
        _ = try await room.room.sequencer.push(stranger.push())
        try await room.room.covered()
        let evidence = try await room.evidence()
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .valid, "\(judgement.verdict.verdict) \(judgement.verdict.doubts)")
        #expect(
            judgement.verdict.completeness?.isShown == true, "\(String(describing: judgement.verdict.completeness))")
        // Of the stranger's it is counted what is not carried.
        guard case .shown(let extent)? = judgement.verdict.completeness else { return }
        #expect(extent.unread == [stranger.journal.operatorUSCC: 2300 - 2 * 64], "\(extent.unread)")
        #expect(evidence.formatted().count < 1_000_000)
        #expect(ProofReport(evidence, key: room.fixture.signer.verifierKey).isComplete)
        // And one of those in custody that is hidden among them is found.
        let own = try #require(judgement.report.events.first { $0.journal == room.keeper.journal }?.entry)
        #expect(room.judge(evidence.without { $0.index == own }).verdict.verdict == .undecided)
        await room.room.host.shutDown()
    }

    @Test("thousands of things that a stranger says to have made of the goods")
    func manyNames() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        var stranger = try await stranger(room)
        for batch in 0..<6 {
            let outputs = (0..<900).map { "\"https://id.gs1.org/01/06901234567892/21/F\(batch)-\($0)\"" }
            stranger.record(
                body: Self.event(
                    """
                    "type":"TransformationEvent","inputEPCList":["\(room.maker.item(2))"],\
                    "outputEPCList":[\(outputs.joined(separator: ","))],"bizStep":"commissioning","disposition":"active"
                    """))
        }
        _ = try await room.room.sequencer.push(stranger.push())
        try await room.room.covered()
        let evidence = try await room.evidence()
        let judgement = room.judge(evidence)
        #expect(judgement.verdict.verdict == .valid, "\(judgement.verdict.verdict) \(judgement.verdict.doubts)")
        #expect(
            judgement.verdict.completeness?.isShown == true, "\(String(describing: judgement.verdict.completeness))")
        #expect(ProofReport(evidence, key: room.fixture.signer.verifierKey).isComplete)
        await room.room.host.shutDown()
    }

    @Test("the texts of definitions, however long they are together")
    func longDefinitions() async throws {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        let files = GivenFiles()
        let room = try await LedgerRoom.new(
            fixture: fixture, enrolled: [maker], definitionTexts: files, committing: .atOnce())
        for number in 0..<6 {
            let text = #"{"rules": {}}"# + String(repeating: " ", count: 60_000 + number)
            let act = AdminAct.definitionAdopted(
                name: DefinitionName("rules.json")!, sha256: files.give(text), from: fixture.clock.now())
            _ = try await room.host.append(adminNote: fixture.note(act))
        }
        maker.record(1)
        _ = try await room.sequencer.push(maker.push())
        try await room.covered()
        let item = try CodeReader().read(maker.item(0))
        let evidence = try await room.host.evidence(of: item)
        let judge = EvidenceJudge(key: fixture.signer.verifierKey, now: fixture.clock.now())
        #expect(judge.judge(item, written: "code", evidence: evidence).verdict.completeness?.isShown == true)
        #expect(evidence.formatted().count < 200_000)
        // An adoption that is hidden is found without any of the texts.
        let adoption = try #require(evidence.indexes(of: "admin").last)
        let hiding = judge.judge(item, written: "code", evidence: evidence.without { $0.index == adoption })
        #expect(hiding.verdict.doubts.contains { $0.wording.en.contains("withheld") }, "\(hiding.verdict.doubts)")
        await room.host.shutDown()
    }

    @Test("a prefix that was assigned to somebody else, who has no event in the chain, is not hidden")
    func hiddenPrefix() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        let (owner, from) = (room.fixture.uscc(5), room.fixture.enrolledFrom)
        try await append(
            room, .operatorEnrolled(uscc: owner, name: "品牌方", from: from),
            .prefixAssigned(uscc: owner, prefix: "6901234", from: from))
        try await room.room.covered()
        let evidence = try await room.evidence()
        #expect(try completeness(room, evidence).isShown)
        let assignment = try #require(
            evidence.entries.last { String(decoding: $0.bytes, as: UTF8.self).contains("prefix-assigned") }?.index)
        let hiding = room.judge(evidence.without { $0.index == assignment }).verdict
        #expect(hiding.verdict == .undecided)
        #expect(hiding.doubts.contains { $0.wording.en.contains("standing:prefix:6901234") }, "\(hiding.doubts)")
        // Without the answer it is not shown.
        var silent = evidence.without { $0.index == assignment }
        let index = try #require(evidence.index)
        silent.index = IndexEvidence(
            state: index.state, answers: index.answers.filter { !$0.name.hasPrefix("standing:prefix:") })
        #expect(try !completeness(room, silent).isShown)
        await room.room.host.shutDown()
    }

    @Test("that a firm is on the ledger to which goods were sent, and from which nothing came, is not hidden")
    func hiddenParty() async throws {
        var room = try await EvidenceRoom.new(committing: .atOnce())
        let buyer = room.fixture.uscc(6)
        try await append(room, .operatorEnrolled(uscc: buyer, name: "买方", from: room.fixture.enrolledFrom))
        room.maker.record(
            body: Self.event(
                """
                "type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","disposition":"in_transit",\
                "epcList":["\(room.maker.item(2))"],\
                "destinationList":[{"type":"owning_party","destination":"urn:yima:uscc:\(buyer)"}]
                """))
        _ = try await room.room.sequencer.push(room.maker.push(from: 5))
        try await room.room.covered()
        let evidence = try await room.evidence()
        #expect(try completeness(room, evidence).isShown)
        let enrolment = try #require(
            evidence.entries.last { String(decoding: $0.bytes, as: UTF8.self).contains("买方") }?.index)
        let hiding = room.judge(evidence.without { $0.index == enrolment }).verdict
        #expect(hiding.doubts.contains { $0.wording.en.contains("standing:\(buyer)") }, "\(hiding.doubts)")
        await room.room.host.shutDown()
    }

    @Test(
        "what the same importer released under a permit is not hidden, and what others write under its number hinders nobody"
    )
    func hiddenRelease() async throws {
        var room = try await EvidenceRoom.new(committing: .atOnce())
        func release(_ item: String) -> [UInt8] {
            Self.event(
                """
                "type":"ObjectEvent","action":"OBSERVE","bizStep":"urn:yima:bizstep:releasing",\
                "disposition":"active","epcList":["\(item)"],"yima:quarantinePermitNo":"AJ-2026 00017"
                """)
        }
        for item in [2, 3] { room.maker.record(body: release(room.maker.item(UInt64(item)))) }
        _ = try await room.room.sequencer.push(room.maker.push(from: 5))
        var stranger = try await stranger(room)
        for _ in 0..<1500 { stranger.record(body: release(stranger.item(7))) }
        _ = try await room.room.sequencer.push(stranger.push())
        try await room.room.covered()
        let evidence = try await room.evidence()
        let judgement = room.judge(evidence)
        #expect(
            judgement.verdict.completeness?.isShown == true, "\(String(describing: judgement.verdict.completeness))")
        let other = try #require(
            judgement.report.events.last {
                $0.journal == room.maker.journal
                    && String(decoding: $0.body, as: UTF8.self).contains(room.maker.item(3))
                    && String(decoding: $0.body, as: UTF8.self).contains("releasing")
            }?.entry)
        let hiding = room.judge(evidence.without { $0.index == other }).verdict
        #expect(hiding.doubts.contains { $0.wording.en.contains("permit:") }, "\(hiding.doubts)")
        await room.room.host.shutDown()
    }

    @Test("that the admin key was exchanged is in the evidence, and cannot be hidden")
    func rotation() async throws {
        let room = try await EvidenceRoom.new(committing: .atOnce())
        _ = try await room.room.sequencer.append(adminNote: room.fixture.rotation)
        var late = try await lateDevice(room)
        late.record(body: EvidenceRoom.stored(room.maker.item(2)))
        _ = try await room.room.sequencer.push(late.push())
        try await room.room.covered()
        let evidence = try await room.evidence()
        #expect(room.judge(evidence).verdict.verdict == .valid, "\(room.judge(evidence).verdict.json.text)")
        #expect(try completeness(room, evidence).isShown)
        let entry = try #require(
            evidence.entries.first { String(decoding: $0.bytes, as: UTF8.self).contains("key-rotated") }?.index)
        let hiding = room.judge(evidence.without { $0.index == entry }).verdict
        #expect(hiding.findings.contains { $0.rule == "PROOF-3" }, "\(hiding.json.text)")
        // Without answers the evidence itself must have it.
        var silent = evidence
        silent.index = nil
        #expect(room.judge(silent).verdict.verdict == .valid)
        await room.room.host.shutDown()
    }

    /// A device that the second admin key has enrolled.
    private func lateDevice(_ room: EvidenceRoom) async throws -> DeviceFixture {
        let device = room.fixture.device(1, operator: 8)
        for act in [
            AdminAct.operatorEnrolled(uscc: device.journal.operatorUSCC, name: "后来者", from: room.fixture.enrolledFrom),
            .deviceEnrolled(verifierKey: "\(device.signer.verifierKey)", from: room.fixture.enrolledFrom),
        ] {
            _ = try await room.room.sequencer.append(
                adminNote: room.fixture.note(act, signedBy: room.fixture.nextAdmin))
        }
        return device
    }

    @Test(
        "who demands completeness has nothing decided without it; what is false stays false, and shown absence is absence"
    )
    func demanded() async throws {
        var room = try await EvidenceRoom.new(committing: .atOnce())
        func verdict(_ evidence: Evidence, of code: CanonicalCode? = nil) -> VerdictDocument {
            EvidenceJudge(
                key: room.fixture.signer.verifierKey, now: room.fixture.clock.now(),
                question: VerdictQuestion(demandsCompleteness: true)
            ).judge(code ?? room.item, written: "code", evidence: evidence).verdict
        }
        try await room.room.covered()
        let whole = try await room.evidence()
        #expect(verdict(whole).verdict == .valid)
        var silent = whole
        silent.index = nil
        #expect(room.judge(silent).verdict.verdict == .valid)
        #expect(verdict(silent).verdict == .undecided)
        #expect(verdict(silent).doubts.contains { $0.wording.en.contains("not shown to be complete") })
        let unknown = try CodeReader().read("(01)06901234567892(10)NEVER")
        let absent = try await room.room.host.evidence(of: unknown, showingAbsence: true)
        #expect(verdict(absent, of: unknown).verdict == .unknown)
        #expect(verdict(try await room.room.host.evidence(of: unknown), of: unknown).verdict == .undecided)

        // Of long ago it is not shown to who asks for lately, unless a witness says that nothing came since.
        let (key, later) = (
            room.fixture.signer.verifierKey, Timestamp(milliseconds: room.fixture.clock.now().milliseconds + 7_200_000)
        )
        let witness = CosignerKey(try SignerKey(name: "witness.example/w", seed: [UInt8](repeating: 7, count: 32)))
        let policy = try WitnessPolicy.parse("log \(key)\nwitness w \(witness.verifierKey)\nquorum w\n")
        func late(_ evidence: Evidence, _ seconds: Int64, _ policy: WitnessPolicy? = nil) -> Verdict {
            let question = VerdictQuestion(demandsCompleteness: true, completenessAgeMax: .seconds(seconds))
            return EvidenceJudge(key: key, policy: policy, now: later, question: question)
                .judge(room.item, written: "code", evidence: evidence).verdict.verdict
        }
        #expect(late(whole, 8000) == .valid && late(whole, 3600) == .undecided)
        var cosigned = whole
        let signed = try Checkpoint.open(note: whole.checkpoint, key: key)
        let word = witness.sign(signed.checkpoint, time: UInt64(later.milliseconds / 1000 - 60))
        cosigned.checkpoint = Array(try signed.note.adding([word]).formatted.utf8)
        #expect(late(cosigned, 3600, policy) == .valid && late(cosigned, 3600) == .undecided)
        #expect(late(cosigned, 30, policy) == .undecided)

        room.keeper.record(body: EvidenceRoom.failed(room.maker.item(2)))
        _ = try await room.room.sequencer.push(room.keeper.push(from: 3))
        var failed = try await room.evidence()
        failed.index = nil
        #expect(room.judge(failed).verdict.verdict == verdict(failed).verdict || verdict(failed).verdict == .undecided)
        var wrong = try await room.evidence()
        wrong.index = nil
        wrong = wrong.changing(wrong.entries[1].index) { entry in
            Evidence.ProvenEntry(
                index: entry.index, bytes: entry.bytes + [0x20], proof: entry.proof, journalProof: entry.journalProof)
        }
        #expect(verdict(wrong).verdict == .invalid)
        await room.room.host.shutDown()
    }
}

@Suite("A ledger that went by the first function of names", .timeLimit(.minutes(2)))
struct EarlierNamesTests {
    /// Its room, the keeper of its index by the first function, and its store.
    private func ledger() async throws -> (EvidenceRoom, IndexKeeper, SimulatedLedgerStore, RecoveredLedger) {
        let room = try await EvidenceRoom.new()
        let size = await room.room.sequencer.treeSize
        let (store, memory) = (room.room.store.crashed(), room.room.memory)
        let recovered = try await RecoveredLedger.recover(
            store: store, key: room.fixture.signer.verifierKey, memory: memory)
        let keeper = IndexKeeper(
            store: MemoryRunStore(), source: IndexKeeperSource(store, names: EntryNames(number: 1)),
            version: IndexKeysVersion(number: 1, schemes: SchemeVersions.digest(of: [:])), logger: LedgerRoom.logger)
        await keeper.open(treeSize: size)
        var limits = StateSchedule.Limits()
        limits.entriesDue = 1
        let sequencer = Sequencer(
            recovered, identity: room.fixture.identity, store: store, memory: memory, observer: Unwatched(),
            making: StateMaking(keeper, limits: limits, newest: nil), logger: LedgerRoom.logger
        ) { _ in 0 }
        await sequencer.keepStates()
        while await sequencer.treeSize == size { await Task.yield() }
        await sequencer.drain()
        return (
            room, keeper, store,
            try await RecoveredLedger.recover(store: store, key: room.fixture.signer.verifierKey, memory: memory)
        )
    }

    @Test(
        "is covered again by the newest, however quiet it is; what was shown by the first is shown still, and both are recomputed"
    )
    func exchanged() async throws {
        let (room, keeper, store, recovered) = try await ledger()
        let old = try #require(keeper.stated)
        #expect(old.state.keys.number == 1)
        let again = try await LedgerRoom.open(
            room.fixture, store, room.room.memory, room.room.indexStore.crashed(keepingUnadvanced: true), nil,
            .atOnce())
        while again.host.committedIndex?.stated == nil { await Task.yield() }
        let newest = try #require(again.host.committedIndex?.stated)
        #expect(newest.state.keys.number == EntryNames.number && newest.entry > old.entry)
        #expect(again.host.committedIndex?.status.remakingUpTo == nil)
        let size = await again.sequencer.treeSize
        #expect(size == newest.entry + 1)

        // As it was taken away before: by the names of then.
        let before = try await EvidenceBuilder(
            store: store, reader: again.host.reader, checkpoint: recovered.checkpoint,
            registry: again.sequencer.published.registry, committed: keeper, stated: old
        ).evidence(of: room.item, limits: .init())
        #expect(room.judge(before).verdict.completeness?.isShown == true, "\(room.judge(before).verdict.json.text)")
        let event = try #require(room.judge(before).report.events.last?.entry)
        #expect(room.judge(before.without { $0.index == event }).verdict.verdict == .undecided)
        #expect(room.judge(try await again.host.evidence(of: room.item)).verdict.completeness?.isShown == true)

        let auditor = LedgerAuditor(source: StoreAuditSource(store), key: room.fixture.signer.verifierKey)
        let report = await auditor.audit(recomputing: IndexAudit(store: MemoryRunStore())) { names in
            IndexAudit(number: names.number, store: MemoryRunStore())
        }
        #expect(report.isSound, "\(report.problems) \(report.unchecked)")
        #expect(report.notes.contains { $0.en.contains("in 2 states were recomputed") }, "\(report.notes)")
        #expect(await auditor.audit(recomputing: IndexAudit(store: MemoryRunStore())).exitStatus == 2)
        await again.host.shutDown()
    }
}

private struct Unwatched: LedgerObserver {
    func committed(_ group: CommittedGroup<Int>) async {}
    func stopped(_ reason: String) {}
}
