import Chains
import Codes
import Evidence
import Hosting
import Ledger
import LedgerQuery
import LedgerTesting
import Rules
import Testing
import TransparencyLog
import Values

/// A host judges its own record without proving it to anybody: what it says must be what the evidence says.
@Suite("The host's own verdict is that of the evidence") struct HostVerdictTests {
    /// Every so many kinds are told.
    private static let stride = 6

    @Test("for kinds of chains of a city, honest and spoilt, of every code and portion that is asked for")
    func city() async throws {
        let city = City(seed: 31)
        let chains = ChainKind.all.enumerated().filter { $0.offset % Self.stride == 0 }
            .map { $1.chain(in: city, number: $0) }
        let room = try await CityRoom.room(telling: chains)
        let memory = EvidenceMemory()
        let now = room.fixture.clock.now()
        var (judged, leftToEvidence) = (0, 0)
        for chain in chains {
            let firms = Set(chain.events.map(\.operatorUSCC)).sorted()
            for question in chain.questions {
                guard let code = try? CodeReader().read(question.code) else { continue }
                for party in Set([nil, question.holder, firms.last]) {
                    let judge = EvidenceJudge(
                        key: room.fixture.signer.verifierKey, now: now,
                        question: VerdictQuestion(party: try party.map { try PartyName($0, codes: CodeReader()) }))
                    let own = try await room.host.reader.judgement(
                        of: code, written: question.code, by: judge, on: room.host.sequencer.published, memory: memory)
                    guard let own else {
                        leftToEvidence += 1
                        continue
                    }
                    let evidence = try await room.host.evidence(of: code)
                    let byEvidence = judge.judge(code, written: question.code, evidence: evidence, memory: memory)
                    #expect(VerdictFacts(own) == VerdictFacts(byEvidence), "\(chain.kind): \(question.code)")
                    judged += 1
                }
            }
        }
        #expect(judged > 50)
        #expect(leftToEvidence == 0)
    }

    @Test("of a journal that forked, a device that was revoked afterwards, and a code that nobody knows")
    func doubted() async throws {
        var room = try await EvidenceRoom.new()
        let device = room.maker
        room.maker = device.forked(after: 4)
        _ = try? await room.room.sequencer.push(room.maker.push(from: 4))
        room.fixture.clock.advance(milliseconds: 7 * 86_400_000)
        let act = AdminAct.deviceRevoked(
            verifierKey: "\(room.keeper.signer.verifierKey)", from: room.fixture.enrolledFrom, reason: "lost")
        _ = try await room.room.sequencer.append(adminNote: room.fixture.note(act))
        let judge = EvidenceJudge(key: room.fixture.signer.verifierKey, now: room.fixture.clock.now())
        for text in [device.item(2), device.item(4), device.item(99)] {
            let code = try CodeReader().read(text)
            let own = try await room.room.host.reader.judgement(
                of: code, written: text, by: judge, on: room.room.host.sequencer.published, memory: EvidenceMemory())
            let byEvidence = judge.judge(code, written: text, evidence: try await room.room.host.evidence(of: code))
            #expect(VerdictFacts(try #require(own)) == VerdictFacts(byEvidence))
            if text == device.item(2) { #expect(byEvidence.report.findings.contains { $0.rule == "PROOF-3" }) }
        }
    }

    @Test("An entry that the disk has changed is told as damage, and nothing is judged by it")
    func damaged() async throws {
        let room = try await EvidenceRoom.new()
        let entry = try #require(try await room.evidence().indexes(of: "event").first)
        let store = CountingStore(base: room.room.store)
        store.damage(entry)
        let reader = LedgerReader(store: store, index: room.room.host.index)
        let judge = EvidenceJudge(key: room.fixture.signer.verifierKey, now: room.fixture.clock.now())
        await #expect(throws: StoreError.self) {
            _ = try await reader.judgement(
                of: room.item, written: "item", by: judge, on: room.room.host.sequencer.published,
                memory: EvidenceMemory())
        }
    }
}
