import Draws
import Hosting
import Ledger
import LedgerClient
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import Witnessing

@Suite("A ledger that has itself cosigned")
struct CosignerTests {
    @Test("what enough witnesses cosigned is published, and follows the ledger, while one of them is down")
    func follows() async throws {
        let room = try CosigningRoom(5)
        room.witnesses[2].behave(.away)
        try await room.running {
            for size in [5, 6, 40, 300] {
                room.ledger.grow(to: size)
                try await room.untilPublished(size)
            }
            try await room.until("it to be told") {
                room.status(3)?.failure?.en == "nobody answers" && room.status(1)?.size == 300
                    && room.cosigned.status.notCosignedSince == nil
            }
            // It comes back, and has itself told where to go on.
            room.witnesses[2].behave(.honest)
            try await room.until("the third to cosign") { room.status(3)?.size == 300 }
            try await room.until("its cosignature to be published") { room.published?.cosignatures.count == 3 }
            #expect(room.status(3)?.failure == nil)
        }
    }

    @Test("a tree that is awaited is cosigned itself by every witness before a newer one, and what came of it is kept")
    func awaited() async throws {
        let room = try CosigningRoom(5)
        room.witnesses[2].behave(.away)
        room.ledger.grow(to: 300)
        room.ledger.await(40)
        try await room.running {
            // The policy is satisfied by two; the third is waited for all the same.
            try await room.until("two to cosign the awaited tree") {
                room.ledger.keptOfAwaited.last?.cosignatures.count == 2
            }
            #expect(room.published.map { $0.checkpoint.treeSize <= 40 } ?? true)
            room.witnesses[2].behave(.honest)
            try await room.untilPublished(300)
        }
        let kept = try #require(room.ledger.keptOfAwaited.last)
        #expect(kept.checkpoint == room.ledger.checkpoint(40))
        #expect(Set(kept.cosignatures.map(\.key)) == Set(room.policy.cosigners))
    }

    @Test(
        "of one witness no two cosignatures of a checkpoint both count for the seed of a draw, however often it is asked"
    )
    func seeds() async throws {
        let room = try CosigningRoom(5)
        var times: Set<UInt64> = []
        var held: UInt64 = 0
        for _ in 0..<200 {
            let question = AddCheckpoint(oldSize: held, hashes: [], note: room.ledger.note(5))
            guard case .cosigned(let lines) = await room.witnesses[0].add(question), let line = lines.first,
                let cosignature = Cosignature.parse(line.signature)
            else {
                Issue.record("it cosigns")
                return
            }
            times.insert(cosignature.time)
            held = 5
            room.clock.advance(milliseconds: 1000)
        }
        #expect(times.count > 1)
        let window = UInt64(SeedProof.secondsBefore + SeedProof.secondsAfter + 1)
        for (one, next) in zip(times.sorted(), times.sorted().dropFirst()) { #expect(next - one >= window) }
    }

    @Test("a witness that stays away holds an awaited tree up for a while, and no longer")
    func awaitedInVain() async throws {
        var limits = CosigningRoom.quick
        limits.awaitedMax = .milliseconds(20)
        let room = try CosigningRoom(5)
        room.witnesses[2].behave(.away)
        room.ledger.grow(to: 300)
        room.ledger.await(40)
        try await room.running(limits) { try await room.untilPublished(300) }
        #expect(room.ledger.awaited == nil)
    }

    @Test("a slow witness is not waited for where the others are enough, and what it says in the end counts")
    func slow() async throws {
        let room = try CosigningRoom(5)
        room.witnesses[0].behave(.slow)
        try await room.running {
            for size in [5, 9, 20] {
                room.ledger.grow(to: size)
                try await room.untilPublished(size)
            }
            #expect(room.witnesses[0].questionCount == 1, "it is asked once at a time")
            room.witnesses[0].behave(.honest)
            try await room.until("all three") { room.published?.cosignatures.count == 3 }
            #expect(room.published?.checkpoint.treeSize == 20)
        }
    }

    @Test("while witnesses are away nothing newer is published and it is said since when; then it catches up at once")
    func away() async throws {
        let room = try CosigningRoom(5)
        try await room.running {
            try await room.untilPublished(5)
            try await room.until("nothing to wait") { room.cosigned.status.notCosignedSince == nil }
            for witness in room.witnesses { witness.behave(.away) }
            room.clock.advance(milliseconds: 10_000)
            for size in [6, 70, 500] { room.ledger.grow(to: size) }
            try await room.until("it to be told") { room.cosigned.status.notCosignedSince != nil }
            #expect(room.cosigned.status.notCosignedSince == Timestamp(milliseconds: 1_772_323_210_000))
            let asked = room.witnesses[0].questionCount
            try await room.until("it to be asked again and again") { room.witnesses[0].questionCount > asked + 5 }
            #expect(room.published?.checkpoint.treeSize == 5)
            for witness in room.witnesses { witness.behave(.honest) }
            try await room.untilPublished(500)
            try await room.until("nothing to wait") { room.cosigned.status.notCosignedSince == nil }
        }
    }

    @Test("a policy of all waits for the last, and one that demands nobody publishes what came")
    func quorums() async throws {
        let all = try CosigningRoom(5, quorum: "all")
        all.witnesses[1].behave(.away)
        try await all.running {
            try await all.until("the others") { all.status(1)?.size == 5 && all.status(3)?.size == 5 }
            #expect(all.published == nil)
            all.witnesses[1].behave(.honest)
            try await all.untilPublished(5)
        }
        let none = try CosigningRoom(5, quorum: nil)
        none.witnesses[0].behave(.away)
        try await none.running {
            try await none.until("two") { none.published?.cosignatures.count == 2 }
            #expect(none.cosigned.status.notCosignedSince == nil)
        }
    }

    @Test("answers that are not this witness's cosignature of this checkpoint count for nothing")
    func liars() async throws {
        let room = try CosigningRoom(5, quorum: "any")
        let (other, log) = (room.witnesses[1].key, room.ledger.signer)
        let own = room.witnesses[0].key
        let lies: [(@Sendable (AddCheckpoint) -> [NoteSignature], String)] = [
            ({ _ in [] }, "no signature of its key"),
            (
                { question in
                    [(try? Checkpoint.parse(question.note.text)).map { other.sign($0, time: 5) }].compactMap(\.self)
                }, "no signature of its key"
            ),
            ({ question in [log.sign(question.note.text)] }, "no signature of its key"),
            ({ _ in [own.sign(Checkpoint(origin: log.name, edge: RightEdge()), time: 5)] }, "is false"),
            (
                { question in
                    [(try? Checkpoint.parse(question.note.text)).map { own.sign($0, time: 9_999_999_999) }]
                        .compactMap(\.self)
                }, "in the future"
            ),
        ]
        for witness in room.witnesses { witness.behave(.away) }
        try await room.running {
            for (lie, reason) in lies {
                room.witnesses[0].behave(.answering(lie))
                try await room.until(reason) { room.status(1)?.failure?.en.contains(reason) == true }
                #expect(room.published == nil)
                room.witnesses[0].behave(.away)
                try await room.until("it to be away") { room.status(1)?.failure?.en == "nobody answers" }
            }
            room.witnesses[0].behave(.honest)
            try await room.untilPublished(5)
        }
    }

    @Test("what could not be kept is not published, and is once it can")
    func keeping() async throws {
        let room = try CosigningRoom(5)
        room.kept.fail(true)
        try await room.running {
            try await room.until("it to be told") { room.cosigned.status.keepingFailure == "the disk is full" }
            #expect(room.cosigned.newest == nil)
            room.kept.fail(false)
            try await room.untilPublished(5)
            try await room.until("it to be told") { room.cosigned.status.keepingFailure == nil }
        }
    }

    @Test(
        "what is published is published again after a restart, before anybody is asked, unless the policy accepts it no more"
    )
    func restart() async throws {
        let room = try CosigningRoom(5)
        try await room.running { try await room.untilPublished(5) }
        let note = try #require(room.kept.note)
        room.ledger.grow(to: 30)
        let again = try CosigningRoom(kept: KeptNote(note), ledger: room.ledger)
        await again.cosigner().restore()
        #expect(again.cosigned.newest?.ledger.checkpoint == note)
        #expect(again.published?.checkpoint.treeSize == 5)
        #expect(again.cosigned.status.witnesses.filter { $0.size == 5 }.count >= 2)
        #expect(again.cosigned.status.notCosignedSince == Timestamp(milliseconds: 1_772_323_200_000))
        // With what no witness cosigned, or another ledger's, or of a tree that is not there, nothing is published.
        for other in [
            Array(room.ledger.note(5).formatted.utf8), Array("rubbish".utf8),
            Array(GrowingLedger(5, history: "b").note(5).formatted.utf8),
        ] {
            let none = try CosigningRoom(kept: KeptNote(other), ledger: room.ledger)
            await none.cosigner().restore()
            #expect(none.cosigned.newest == nil)
        }
    }

    @Test("a witness that lost its state is noticed, also after a restart of this ledger, and goes on cosigning")
    func wentBack() async throws {
        let room = try CosigningRoom(5, quorum: "all")
        try await room.running { try await room.untilPublished(5) }
        let old = try #require(try await room.witnesses[1].store.state(of: room.ledger.key.name))
        room.ledger.grow(to: 9)
        try await room.running { try await room.untilPublished(9) }
        room.witnesses[1].store.putBack(old, of: room.ledger.key.name)
        room.ledger.grow(to: 12)
        try await room.running {
            try await room.untilPublished(12)
            try await room.until("the alarm") { room.status(2)?.alarm == .wentBack(from: 9, to: 5) }
            #expect(room.status(1)?.alarm == nil)
            #expect(room.forks.all.isEmpty)
        }
    }

    @Test("a witness that holds another history under this ledger's signature proves that the ledger forked")
    func otherHistory() async throws {
        let room = try CosigningRoom(9, quorum: "any")
        // Somebody with this ledger's key had another history cosigned: of the same size, and of a smaller one.
        for (place, size) in [(0, 9), (1, 4)] {
            let other = GrowingLedger(size, history: "b")
            let question = AddCheckpoint(oldSize: 0, hashes: [], note: other.note(size))
            guard case .cosigned = await room.witnesses[place].add(question) else {
                Issue.record("the other history was not cosigned")
                return
            }
        }
        try await room.running {
            try await room.untilPublished(9)
            try await room.until("the alarms") {
                room.status(1)?.alarm == .otherTree(size: 9) && room.status(2)?.alarm == .otherTree(size: 4)
            }
        }
        let findings = try room.forks.all.map { try $0.check(key: room.ledger.key) }
        #expect(Set(findings) == [.twoRoots(treeSize: 9), .otherPrefix(oldSize: 4, newSize: 9)])
    }

    @Test("a witness that holds more than this ledger ever signed tells that this is an old copy")
    func largerTree() async throws {
        let room = try CosigningRoom(9, quorum: "any")
        let newer = GrowingLedger(30)
        _ = await room.witnesses[0].add(AddCheckpoint(oldSize: 0, hashes: [], note: newer.note(30)))
        try await room.running {
            try await room.until("the alarm") { room.status(1)?.alarm == .largerTree(size: 30) }
            try await room.untilPublished(9)
        }
        // One that only says so shows nothing.
        let claimed = try CosigningRoom(9, quorum: "any")
        claimed.witnesses[0].behave(.claiming(1000))
        try await claimed.running {
            try await claimed.untilPublished(9)
            try await claimed.until("it to be asked") { claimed.witnesses[0].questionCount > 2 }
            #expect(claimed.status(1)?.alarm == nil)
        }
    }

    @Test(
        "refusals are told with their reason, and never end the asking", arguments: [400, 403, 404, 409, 422, 500, 503])
    func refusing(status: Int) async throws {
        let room = try CosigningRoom(5, quorum: "2")
        room.witnesses[0].behave(.refusing(status))
        try await room.running {
            try await room.untilPublished(5)
            try await room.until("the reason") { room.status(1)?.failure?.en == "no" }
            #expect(room.status(1)?.alarm == nil)
            room.witnesses[0].behave(.honest)
            room.ledger.grow(to: 6)
            try await room.until("its cosignature") { room.status(1)?.size == 6 }
        }
    }

    @Test("a quiet ledger's tree is cosigned anew after a while, and published with the newer times")
    func refreshed() async throws {
        var limits = CosigningRoom.quick
        limits.refreshAfter = .milliseconds(20)
        let room = try CosigningRoom(5, quorum: "all")
        try await room.running(limits) {
            try await room.untilPublished(5)
            room.clock.advance(milliseconds: 3_600_000)
            try await room.until("new times") {
                room.published?.cosignatures.allSatisfy { $0.time == 1_772_326_800 } == true
            }
            #expect(room.published?.note.signatures.count == 4)
        }
    }

    @Test("a tree of which the index covers everything goes before a newer one")
    func complete() async throws {
        let room = try CosigningRoom(5, quorum: "all")
        room.witnesses[0].behave(.slow)
        try await room.running {
            try await room.until("the first to be asked") { room.witnesses[0].questionCount == 1 }
            room.ledger.grow(to: 8, isComplete: true)
            room.ledger.grow(to: 11)
            room.witnesses[0].behave(.honest)
            try await room.untilPublished(11)
        }
        // Each wrote three times: of 5, 8 and 11 entries.
        #expect(room.witnesses.map(\.store.writeCount) == [3, 3, 3])
    }
}
