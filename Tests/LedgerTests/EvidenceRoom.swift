import Codes
import EPCIS
import Evidence
import Hosting
import Ledger
import LedgerTesting
import Rules
import StrictJSON
import Testing
import TransparencyLog
import Values

/// A ledger in which one item was made by one operator and stored by another, and what can be asked of it.
struct EvidenceRoom {
    let room: LedgerRoom
    var maker: DeviceFixture
    var keeper: DeviceFixture
    /// The item in question.
    let item: CanonicalCode

    var fixture: LedgerFixture { room.fixture }

    static func new(committing: IndexCommitting? = nil) async throws -> EvidenceRoom {
        let fixture = LedgerFixture()
        var maker = fixture.device()
        var keeper = fixture.device(1, operator: 2)
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [maker, keeper], committing: committing)
        // The item is the third of five, in the second push of its journal: proofs of every shape.
        maker.record(1)
        _ = try await room.sequencer.push(maker.push())
        maker.record(4)
        _ = try await room.sequencer.push(maker.push(from: 1))
        keeper.record(1)
        keeper.record(body: stored(maker.item(2)))
        keeper.record(1)
        _ = try await room.sequencer.push(keeper.push())
        return EvidenceRoom(room: room, maker: maker, keeper: keeper, item: try CodeReader().read(maker.item(2)))
    }

    static func stored(_ item: String) -> [UInt8] {
        Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"storing","disposition":"in_progress",\
            "epcList":["\(item)"],"readPoint":{"id":"urn:yima:site:store"}}
            """.utf8)
    }

    static func failed(_ item: String) -> [UInt8] {
        Array(
            """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T09:00:00.000Z",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"inspecting","disposition":"non_conformant",\
            "epcList":["\(item)"]}
            """.utf8)
    }

    func evidence() async throws -> Evidence {
        try await room.host.evidence(of: item)
    }

    func judge(
        _ evidence: Evidence, of code: CanonicalCode? = nil, key: VerifierKey? = nil, policy: WitnessPolicy? = nil
    ) -> EvidenceJudge.Judgement {
        EvidenceJudge(key: key ?? fixture.signer.verifierKey, policy: policy, now: fixture.clock.now())
            .judge(code ?? item, written: "code", evidence: evidence)
    }
}

/// All that a verdict says, to see whether two say the same.
struct VerdictFacts: Hashable {
    let verdict: Verdict
    let document: [UInt8]
    let bodies: [[UInt8]]
    let places: [[UInt64]]
    let operatorNames: [String: String]

    init(_ judgement: EvidenceJudge.Judgement) {
        verdict = judgement.verdict.verdict
        document = judgement.verdict.json.formatted()
        bodies = judgement.report.events.map(\.body)
        places = judgement.report.events.map { [$0.entry, $0.journalIndex, UInt64($0.recordTime.milliseconds)] }
        operatorNames = judgement.report.operatorNames
    }
}

extension Evidence {
    /// The same without the entries that `isRemoved` picks.
    func without(_ isRemoved: (ProvenEntry) -> Bool) -> Evidence {
        var evidence = self
        evidence.entries.removeAll(where: isRemoved)
        return evidence
    }

    /// The same with one entry in another's place.
    func changing(_ index: UInt64, _ change: (ProvenEntry) -> ProvenEntry) -> Evidence {
        var evidence = self
        evidence.entries = entries.map { $0.index == index ? change($0) : $0 }
        return evidence
    }

    /// The indexes of the entries of a kind.
    func indexes(of kind: String) -> [UInt64] {
        entries.filter { $0.bytes.starts(with: "yima/1 \(kind)".utf8) }.map(\.index)
    }
}
