import Ledger
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("POST and GET /journals") struct PushRouteTests {
    @Test("A push is answered with its ledger indexes and a checkpoint that covers them; sent again, with the same")
    func push() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(5)
            for _ in 1...2 {
                let answer = try await server.post(device.push())
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/json")
                let receipt = try answer.json
                #expect(receipt["first"]?.numberText == "3")
                #expect(receipt["last"]?.numberText == "7")
                let note = Array(try #require(receipt["checkpoint"]?.string).utf8)
                let signed = try Checkpoint.open(note: note, key: server.fixture.signer.verifierKey)
                #expect(signed.checkpoint.treeSize == 9)
            }
        }
    }

    @Test("A journal's name may be percent-encoded, and may be Chinese")
    func encodedName() async throws {
        try await TestServer.with { server in
            let uscc = server.fixture.uscc(1)
            let signer = try SignerKey.generate(name: "\(uscc)/码头二号")
            var device = DeviceFixture(journal: JournalName("\(uscc)/码头二号")!, signer: signer)
            let act = AdminAct.deviceEnrolled(verifierKey: "\(signer.verifierKey)", from: server.fixture.enrolledFrom)
            #expect(try await server.post(admin: server.fixture.note(act)).status == 200)
            device.record(1)
            let path = "/journals/\(uscc)%2F%E7%A0%81%E5%A4%B4%E4%BA%8C%E5%8F%B7"
            let pushed = try await server.send(
                "POST", path + "?from=0", headers: ["Content-Type: \(PushRequest.mediaType)"], body: device.push().body)
            #expect(pushed.status == 200, "\(pushed.text)")
            #expect(try await server.get(path).json["journal"]?.string == "\(uscc)/码头二号")
        }
    }

    @Test("Where a journal's events stand is told push by push, from any event on")
    func places() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let path = "/journals/\(device.journal)/places"
            let before = try await server.get(path)
            #expect(before.status == 404)
            #expect(try before.problem == "unknown-journal")
            for _ in 0..<3 {
                let from = device.entries.count
                device.record(2)
                #expect(try await server.post(device.push(from: from)).status == 200)
            }
            func told(_ query: String) async throws -> [[String?]] {
                let answer = try await server.get(path + query).json
                #expect(answer["next"]?.isNull == true)
                return (answer["spans"]?.elements).map { spans in
                    spans.map { span in ["index", "count", "entry"].map { span[$0]?.numberText } }
                } ?? []
            }
            let all = try await told("")
            #expect(all == [["0", "2", "3"], ["2", "2", "6"], ["4", "2", "9"]])
            #expect(try await told("?from=3") == Array(all.dropFirst()))
            #expect(try await told("?from=5") == Array(all.suffix(1)))
            #expect(try await told("?from=6") == [])
            #expect(try await told("?from=18446744073709551615") == [])
            #expect(try await server.get(path + "?from=-1").status == 400)
            #expect(try await server.get("/journals/nobody/x/places").status == 400)
        }
    }

    @Test("A journal's state is what it last pushed; one that never did is unknown")
    func journal() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            let path = "/journals/\(device.journal)"
            let before = try await server.get(path)
            #expect(before.status == 404)
            #expect(try before.problem == "unknown-journal")
            device.record(2)
            try await server.commit(device)
            let state = try await server.get(path).json
            #expect(state["journal"]?.string == "\(device.journal)")
            #expect(state["size"]?.numberText == "2")
            #expect(state["checkpoint"]?.string == String(decoding: device.checkpoint(at: 2), as: UTF8.self))
            #expect(state["arrival"]?.string == "\(server.fixture.clock.now())")
        }
    }

    @Test("A gap is refused with what is held, so that the device knows from where to send")
    func gap() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(2)
            try await server.commit(device)
            device.record(3)
            let answer = try await server.post(device.push(from: 4))
            #expect(answer.status == 409)
            #expect(try answer.problem == "gap")
            #expect(try answer.json["held"]?.numberText == "2")
        }
    }

    @Test("A fork is refused with both histories and the entry that it is now, and so is all that comes after it")
    func fork() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(3)
            try await server.commit(device)
            let answer = try await server.post(device.forked(after: 2).push())
            #expect(answer.status == 422)
            #expect(try answer.problem == "fork")
            let document = try answer.json
            #expect(document["held"]?.numberText == "3")
            #expect(
                document["heldCheckpoint"]?.string == String(decoding: device.checkpoint(at: 3), as: UTF8.self))
            #expect(document["offered"]?["size"]?.numberText == "3")
            let entry = try #require(document["entry"]?.unsigned)
            #expect(try await server.store.adminEntries().last == entry)
            device.record(1)
            let after = try await server.post(device.push(from: 3))
            #expect(after.status == 422)
            #expect(try after.problem == "fork")
            #expect(try after.json["entry"]?.unsigned == entry)
        }
    }

    @Test("Entries that were changed under a right signature are refused, and nobody is accused")
    func notWhatWasSigned() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(3)
            var entries = device.entries
            entries[1][entries[1].count - 2] ^= 1
            let push = try PushRequest(
                journal: device.journal, from: 0, note: device.checkpoint(at: 3), entries: entries)
            let answer = try await server.post(push)
            #expect(answer.status == 422)
            #expect(try answer.problem == "not-what-was-signed")
            #expect(try answer.json["held"]?.numberText == "0")
            #expect(try await server.post(device.push()).status == 200)
        }
    }

    @Test("Whoever may not record is told why, and by which entry: not enrolled, revoked, stolen, suspended")
    func standing() async throws {
        try await TestServer.with { server in
            var stranger = server.fixture.device(9)
            stranger.record(1)
            var device = server.fixture.device()
            device.record(1)
            let unknown = try await server.post(stranger.push())
            #expect(unknown.status == 403)
            #expect(try unknown.problem == "not-enrolled")

            let now = server.fixture.clock.now()
            let key = "\(stranger.signer.verifierKey)"
            #expect(
                try await server.post(admin: server.fixture.note(.deviceEnrolled(verifierKey: key, from: now))).status
                    == 200)
            #expect(try await server.post(stranger.push()).status == 200)

            let revocation = AdminAct.deviceRevoked(
                verifierKey: "\(device.signer.verifierKey)", from: now, reason: "遗失")
            #expect(try await server.post(admin: server.fixture.note(revocation)).status == 200)
            let revoked = try await server.post(device.push())
            #expect(revoked.status == 403)
            #expect(try revoked.problem == "device-revoked")
            let entry = try await server.store.adminEntries().last
            #expect(try revoked.json["entry"]?.unsigned == entry)
            let theft = AdminAct.deviceRevoked(
                verifierKey: "\(device.signer.verifierKey)", from: now, reason: "被盗", stolenSince: now)
            #expect(try await server.post(admin: server.fixture.note(theft)).status == 200)
            #expect(try await server.post(device.push()).problem == "device-stolen")

            let suspension = AdminAct.operatorSuspended(uscc: server.fixture.uscc(1), from: now, reason: "停业")
            #expect(try await server.post(admin: server.fixture.note(suspension)).status == 200)
            #expect(try await server.post(stranger.push()).problem == "operator-suspended")
        }
    }

    @Test("A checkpoint by another key is refused")
    func badSignature() async throws {
        try await TestServer.with { server in
            let name = server.fixture.device().journal
            var impostor = DeviceFixture(journal: name, signer: try SignerKey.generate(name: "\(name)"))
            impostor.record(1)
            let answer = try await server.post(impostor.push())
            #expect(answer.status == 403)
            #expect(try answer.problem == "bad-signature")
        }
    }

    @Test("A store that refuses to write is told as 503 with a time to come again, and nothing is held")
    func notCommitted() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            server.store.failNext(.notCommitted)
            let answer = try await server.post(device.push())
            #expect(answer.status == 503)
            #expect(try answer.problem == "not-committed")
            #expect(answer.headers["retry-after"] == "10")
            #expect(try await server.get("/journals/\(device.journal)").status == 404)
            #expect(try await server.post(device.push()).status == 200)
        }
    }

    @Test("After a write whose outcome is unknown the ledger is stopped, and health says so")
    func stopped() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(1)
            server.store.failNext(.outcomeUnknown(persisted: false))
            #expect(try await server.post(device.push()).problem == "stopped")
            let health = try await server.get("/healthz")
            #expect(health.status == 503)
            #expect(try health.json["ok"]?.bool == false)
            #expect(try health.json["reason"]?.string?.isEmpty == false)
            #expect(server.metrics.exposition().contains("\nyima_stopped 1\n"))
            #expect(try await server.post(admin: [65]).problem == "stopped")
        }
    }
}
