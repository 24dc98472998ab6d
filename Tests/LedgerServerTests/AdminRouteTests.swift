import Ledger
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("POST /admin") struct AdminRouteTests {
    @Test("A signed act is answered with its entry; the same again is refused with the entry that holds it")
    func act() async throws {
        try await TestServer.with { server in
            let note = server.fixture.note(
                .operatorEnrolled(uscc: server.fixture.uscc(2), name: "泉州水产", from: server.fixture.enrolledFrom))
            let answer = try await server.post(admin: note)
            #expect(answer.status == 200)
            #expect(try answer.json["entry"]?.numberText == "3")
            let signed = Array(try #require(try answer.json["checkpoint"]?.string).utf8)
            #expect(
                try Checkpoint.open(note: signed, key: server.fixture.signer.verifierKey).checkpoint.treeSize == 4)
            let again = try await server.post(admin: note)
            #expect(again.status == 409)
            #expect(try again.problem == "already-held")
            #expect(try again.json["entry"]?.numberText == "3")
        }
    }

    @Test("Each reason not to take a note has its own word and status, and nothing is appended")
    func refusals() async throws {
        try await TestServer.with { server in
            let fixture = server.fixture
            let from = fixture.enrolledFrom
            let stranger = try SignerKey.generate(name: "\(fixture.uscc(1))/new")
            let otherKey = try SignerKey.generate(name: "\(fixture.device().journal)")
            let homeless = try SignerKey.generate(name: "\(fixture.uscc(7))/new")
            let signer = try SignerKey.generate(name: fixture.admin.name)
            let cases: [(note: [UInt8], status: Int, word: String)] = [
                (Array("not a note".utf8), 400, "malformed-note"),
                ([0xFF, 0x0A], 400, "malformed-note"),
                (
                    fixture.note(.operatorEnrolled(uscc: fixture.uscc(2), name: "x", from: from), signedBy: signer),
                    403,
                    "bad-signature"
                ),
                (fixture.note(fixture.firstAct), 422, "not-an-act"),
                (
                    Array(
                        try SignedNote.sign("\(fixture.origin)\nfly\nfrom: \(from)\n", with: fixture.admin).formatted
                            .utf8),
                    422, "not-an-act"
                ),
                (fixture.note(.deviceEnrolled(verifierKey: "nonsense", from: from)), 422, "malformed-key"),
                (
                    fixture.note(.deviceEnrolled(verifierKey: "\(homeless.verifierKey)", from: from)), 422,
                    "unknown-operator"
                ),
                (
                    fixture.note(.operatorSuspended(uscc: fixture.uscc(7), from: from, reason: "r")), 422,
                    "unknown-operator"
                ),
                (
                    fixture.note(.deviceRevoked(verifierKey: "\(stranger.verifierKey)", from: from, reason: "r")), 422,
                    "unknown-device"
                ),
                (
                    fixture.note(.deviceEnrolled(verifierKey: "\(otherKey.verifierKey)", from: from)), 422,
                    "journal-has-another-key"
                ),
            ]
            for (note, status, word) in cases {
                let answer = try await server.post(admin: note)
                #expect(answer.status == status, "\(word)")
                #expect(try answer.problem == word)
            }
            #expect(try await server.store.head()?.treeSize == 3)
        }
    }

    @Test("Where there is a way on it is said, in both languages")
    func hints() async throws {
        try await TestServer.with { server in
            let fixture = server.fixture
            let (uscc, key) = (fixture.uscc(1), "\(fixture.device().signer.verifierKey)")
            let other = "\(fixture.device(2).signer.verifierKey)"
            let now = fixture.clock.now()
            // Each act, what is answered, and the command that the hint names; an act without a word is taken.
            let steps: [(act: AdminAct, word: String?, command: String?)] = [
                (.operatorRenamed(uscc: fixture.uscc(2), name: "x", from: now), "unknown-operator", "operator add"),
                (.operatorEnrolled(uscc: uscc, name: "另名", from: now), "held-otherwise", "operator rename"),
                (.deviceReinstated(verifierKey: other, from: now), "unknown-device", "device list"),
                (
                    .deviceEnrolled(verifierKey: other, from: now, predecessor: fixture.device(3).journal),
                    "foreign-journal", nil
                ),
                (
                    .operatorSuspended(uscc: uscc, from: Timestamp(milliseconds: now.milliseconds + 1), reason: "x"),
                    "time-in-future", nil
                ),
                (.operatorSuspended(uscc: uscc, from: now, reason: "x"), nil, nil),
                (.operatorSuspended(uscc: uscc, from: now, reason: "y"), "already-held", nil),
                (.operatorEnrolled(uscc: uscc, name: "x", from: now), "operator-suspended", "operator reinstate"),
                (.deviceRevoked(verifierKey: key, from: now, reason: "x"), nil, nil),
                (.deviceEnrolled(verifierKey: key, from: now), "device-revoked", "device reinstate"),
                (.deviceRevoked(verifierKey: key, from: now, reason: "x", stolenSince: now), nil, nil),
                (.deviceReinstated(verifierKey: key, from: now), "device-stolen", "device add"),
            ]
            for (act, word, command) in steps {
                let answer = try await server.post(admin: fixture.note(act))
                guard let word else {
                    #expect(answer.status == 200, "\(act)")
                    continue
                }
                #expect(try answer.problem == word)
                for member in ["hint", "hintZh"] {
                    let hint = try answer.json[member]?.string
                    #expect((hint == nil) == (command == nil))
                    if let command { #expect(hint?.contains("yimad \(command) --data DIR") == true, "\(hint ?? "")") }
                }
            }
        }
    }
}
