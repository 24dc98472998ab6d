import Evidence
import Hosting
import Ledger
import LedgerProtocol
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

/// What a ledger with a witness policy shows: here the cosigner's part is played by the tests.
@Suite("What is published and what is newest") struct PublishedRouteTests {
    private static let witness = CosignerKey(
        try! SignerKey(name: "w.example/w", seed: [UInt8](repeating: 2, count: 32)))
    private static let policy = try! WitnessPolicy.parse("witness w \(witness.verifierKey)\nquorum w\n")

    /// Publishes the newest tree under a cosignature.
    private static func publish(_ server: TestServer) throws -> [UInt8] {
        let newest = server.host.newestTree
        let note = try SignedNote.parse(newest.ledger.checkpoint)
        let cosignature = witness.sign(try Checkpoint.parse(note.text), time: 1_772_323_200)
        let cosigned = Array(try note.adding([cosignature]).formatted.utf8)
        server.host.cosigned?.publish(
            CosignedLedger.Tree(ledger: newest.ledger.under(cosigned), stated: newest.stated))
        return cosigned
    }

    private static func evidence(_ server: TestServer, _ code: String, _ more: String = "") async throws -> Evidence {
        let answer = try await server.get("/evidence?code=\(encoded(code))\(more)")
        #expect(answer.status == 200, "\(answer.text)")
        return try Evidence.parse(answer.body)
    }

    @Test("before any is published there is none, and the newest is there all the same")
    func nothingYet() async throws {
        try await TestServer.with(policy: Self.policy) { server in
            let none = try await server.get("/checkpoint")
            #expect(none.status == 503)
            #expect(try none.problem == "not-cosigned")
            let newest = try await server.get("/newest-checkpoint")
            #expect(newest.body == server.host.sequencer.published.checkpoint)
            #expect(newest.headers["cache-control"] == "public, max-age=1")
            // Who asks for published evidence is given what there is: it says by itself that nobody cosigned it.
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            let evidence = try await Self.evidence(server, device.item(0), "&under=published")
            let key = server.fixture.signer.verifierKey
            let report = EvidenceReport(evidence, key: key, policy: Self.policy)
            #expect(report.findings.isEmpty)
            #expect(!report.doubts.isEmpty)
        }
    }

    @Test("evidence stands under the newest tree, or as a whole under the published one, with what was known by then")
    func both() async throws {
        try await TestServer.with(policy: Self.policy) { server in
            let key = server.fixture.signer.verifierKey
            var device = server.fixture.device()
            device.record(LotEvent(minute: 0, action: "ADD", bizStep: "commissioning"))
            try await server.commit(device)
            let cosigned = try Self.publish(server)
            let size = server.host.sequencer.published.treeSize
            // Since then: another event of the same lot, and the operator is suspended.
            device.record(LotEvent(minute: 5))
            try await server.commit(device)
            let note = server.fixture.note(
                .operatorSuspended(
                    uscc: device.journal.operatorUSCC, from: server.fixture.clock.now(), reason: "test", signed: []))
            _ = try await server.host.sequencer.append(adminNote: note)
            #expect(try await server.get("/checkpoint").body == cosigned)
            #expect(try await server.get("/newest-checkpoint").body == server.host.sequencer.published.checkpoint)

            let code = LotEvent.lot("A1")
            let newest = try await Self.evidence(server, code)
            #expect(newest.checkpoint == server.host.sequencer.published.checkpoint)
            let published = try await Self.evidence(server, code, "&under=published")
            #expect(published.checkpoint == cosigned)
            #expect(published.entries.allSatisfy { $0.index < size })
            #expect(published.entries.count < newest.entries.count)
            let report = EvidenceReport(published, key: key, policy: Self.policy)
            #expect(report.findings.isEmpty && report.doubts.isEmpty)
            #expect(report.events.count == 1)
            #expect(report.checkpoint?.cosignatures.map(\.key) == [Self.witness.verifierKey])
            // Many codes at once likewise.
            for (under, checkpoint) in [(EvidenceQuestion.Under.published, cosigned), (.newest, newest.checkpoint)] {
                let answer = try await server.post(
                    "/evidence", mediaType: EvidenceQuestion.mediaType,
                    body: EvidenceQuestion(codes: [code], under: under).body)
                #expect(try EvidenceBatch.parse(answer.body).checkpoint == checkpoint)
            }
            #expect(try await server.get("/evidence?code=\(encoded(code))&under=never").status == 400)
            let wrong = try await server.post(
                "/evidence", mediaType: EvidenceQuestion.mediaType, body: Array(#"{"codes":["1"],"under":7}"#.utf8))
            #expect(wrong.status == 400)
        }
    }

    @Test("a ledger without a policy publishes what it signed, as ever")
    func noPolicy() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            try await server.commit(device)
            let checkpoint = server.host.sequencer.published.checkpoint
            for target in ["/checkpoint", "/newest-checkpoint"] {
                #expect(try await server.get(target).body == checkpoint)
            }
            let evidence = try await Self.evidence(server, device.item(0), "&under=published")
            #expect(evidence.checkpoint == checkpoint)
            #expect(try await server.get("/healthz").json["witnessing"] == nil)
        }
    }

    @Test("how it stands is told, and after a minute of waiting as a trouble; an alarm comes first")
    func health() async throws {
        try await TestServer.with(policy: Self.policy) { server in
            var status = WitnessingStatus()
            status.publishedSize = 3
            status.notCosignedSince = server.fixture.clock.now()
            var witness = WitnessingStatus.Witness(name: "w")
            witness.failure = Self.wording
            status.witnesses = [witness]
            server.host.cosigned?.tell(status)
            func kinds() async throws -> [String] {
                let health = try await server.get("/healthz")
                #expect(health.status == 200)
                return try health.json["troubles"]?.elements.compactMap { $0["kind"]?.string } ?? []
            }
            #expect(try await kinds() == [])
            let told = try await server.get("/healthz").json["witnessing"]
            #expect(told?["publishedSize"]?.unsigned == 3)
            #expect(told?["witnesses"]?.elements.compactMap { $0["failure"]?.string }.first == "nobody answers")
            server.fixture.clock.advance(milliseconds: 60_000)
            #expect(try await kinds() == ["not-cosigned"])
            status.witnesses[0].alarm = .otherTree(size: 2)
            server.host.cosigned?.tell(status)
            #expect(try await kinds() == ["witness-alarm", "not-cosigned"])
        }
    }

    private static let wording = Wording(en: "nobody answers", zh: "无应答")
}
