import Codes
import Evidence
import Hosting
import Ledger
import LedgerTesting
import Rules
import Testing
import TransparencyLog

/// A ledger whose key was exchanged, and what was told of it before and after.
struct ExchangedRoom {
    let fixture: LedgerFixture
    /// What was told under the first key.
    let before: Evidence
    /// What is told under the second.
    let after: Evidence
    let item: CanonicalCode
    /// Under the second key.
    let room: LedgerRoom
    /// The checkpoint of the commit by which the key was exchanged.
    let handover: [UInt8]

    static func new(committing: Bool = false) async throws -> ExchangedRoom {
        let fixture = LedgerFixture()
        let next = fixture.nextSigner
        var maker = fixture.device()
        let room = try await LedgerRoom.new(
            fixture: fixture, enrolled: [maker], committing: committing ? .atOnce() : nil)
        maker.record(3)
        _ = try await room.sequencer.push(maker.push())
        if committing { try await room.covered() }
        let item = try CodeReader().read(maker.item(1))
        let before = try await room.host.evidence(of: item)
        await room.host.shutDown()

        let exchanging = try await LedgerRoom.open(
            fixture.signing(by: fixture.signer, besides: [next]), room.store, room.memory, room.indexStore)
        _ = try await exchanging.host.append(adminNote: fixture.ledgerRotation(from: fixture.signer, to: next))
        let handover = await exchanging.sequencer.checkpoint
        await exchanging.host.shutDown()

        let later = try await LedgerRoom.open(
            fixture.signing(by: next), room.store, room.memory, room.indexStore, nil,
            committing ? .atOnce() : nil)
        maker.record(body: EvidenceRoom.stored(item.uri))
        _ = try await later.sequencer.push(maker.push(from: 3))
        if committing { try await later.covered() }
        return ExchangedRoom(
            fixture: fixture, before: before, after: try await later.host.evidence(of: item), item: item, room: later,
            handover: handover)
    }

    func judge(_ evidence: Evidence, by key: SignerKey) -> EvidenceJudge.Judgement {
        EvidenceJudge(key: key.verifierKey, now: fixture.clock.now()).judge(item, written: "code", evidence: evidence)
    }

    /// A checkpoint under another key.
    static func resigned(_ note: [UInt8], by key: SignerKey) throws -> [UInt8] {
        Array(try SignedNote.sign(try SignedNote.parse(note).text, with: key).formatted.utf8)
    }
}

@Suite("The key that signs a ledger is exchanged by what both keys say, and everybody goes on")
struct LedgerKeyTests {
    let fixture = LedgerFixture()

    private func rotation(_ old: SignerKey, _ new: SignerKey) throws -> LedgerKeyRotation {
        try #require(LedgerKeyRotation(note: fixture.ledgerRotation(from: old, to: new)))
    }

    private func key(_ number: UInt8, name: String? = nil) throws -> SignerKey {
        try SignerKey(name: name ?? fixture.origin, seed: [UInt8](repeating: number, count: 32))
    }

    @Test("only what both keys and the admin have signed exchanges it, and a key that held once never holds again")
    func registry() throws {
        let (first, second, third) = (fixture.signer, fixture.nextSigner, try key(9))
        var registry = Registry(origin: fixture.origin)
        try registry.apply(note: fixture.note(fixture.firstAct), entry: 0)
        func note(_ old: SignerKey, _ new: SignerKey, by keys: [SignerKey]) throws -> [UInt8] {
            let text = AdminAct.keyRotated(
                old: "\(old.verifierKey)", new: "\(new.verifierKey)", from: fixture.enrolledFrom
            ).text(origin: fixture.origin)
            let note = try SignedNote.sign(text, with: keys[0]).adding(keys.dropFirst().map { $0.sign(text) })
            return Array(note.formatted.utf8)
        }
        let admin = fixture.admin
        let foreign = try key(8, name: "other.example/ledger")
        for (odd, refusal) in [
            (try note(first, second, by: [admin, first]), .notANote),
            (try note(first, second, by: [first, second]), .notANote),
            (try note(first, second, by: [admin, first, first]), .badSignature),
            (try note(first, second, by: [admin, second, third]), .badSignature),
            (try note(first, second, by: [first, second, third]), .badSignature),
            (try note(first, foreign, by: [admin, first, foreign]), .malformedKey("\(foreign.verifierKey)")),
            (try note(first, first, by: [admin, first, first]), .malformedKey("\(first.verifierKey)")),
        ] as [([UInt8], Registry.Refusal)] {
            #expect(throws: refusal) { try registry.apply(note: odd, entry: 1) }
        }
        #expect(registry.ledgerKey == nil)
        try registry.apply(note: fixture.ledgerRotation(from: first, to: second), entry: 1)
        #expect(registry.ledgerKey == second.verifierKey && registry.adminKey == admin.verifierKey)
        #expect(registry.keyEntries == [0, 1])
        // Whoever has the first key still, exchanges nothing; and no key comes back.
        #expect(throws: Registry.Refusal.badSignature) {
            try registry.apply(note: fixture.ledgerRotation(from: first, to: third), entry: 2)
        }
        #expect(throws: Registry.Refusal.malformedKey("\(first.verifierKey)")) {
            try registry.apply(note: fixture.ledgerRotation(from: second, to: first), entry: 2)
        }
        try registry.apply(note: fixture.ledgerRotation(from: second, to: third), entry: 2)
        #expect(registry.ledgerRotations.map(\.entry) == [1, 2])
    }

    @Test("rotations lead from any key that is known to the one that holds, and say by themselves what they say")
    func succession() throws {
        let keys = [fixture.signer, fixture.nextSigner, try key(9), try key(10)]
        let rotations = try zip(keys, keys.dropFirst()).map { try rotation($0, $1) }
        for (place, known) in keys.enumerated() {
            for shown in [rotations, rotations.reversed()] {
                let found = try LedgerKeySuccession(from: known.verifierKey, by: shown)
                #expect(found.current == keys[3].verifierKey)
                #expect(found.former == keys[0..<3].map(\.verifierKey))
                #expect(found.rotations == rotations)
            }
            // What is missing is not leapt over.
            let part = try LedgerKeySuccession(from: known.verifierKey, by: [rotations[0], rotations[2]])
            #expect(part.current == keys[place < 2 ? 1 : 3].verifierKey)
        }
        let stranger = try key(11)
        let none = try LedgerKeySuccession(from: stranger.verifierKey, by: rotations)
        #expect(none.current == stranger.verifierKey && none.former.isEmpty)
        // In a circle it ends.
        let back = try rotation(keys[3], keys[0])
        #expect(try LedgerKeySuccession(from: keys[1].verifierKey, by: rotations + [back]).former.count == 3)

        let list = LedgerKeyRotation.format(rotations)
        #expect(LedgerKeyRotation.parse(list) == rotations)
        #expect(LedgerKeyRotation.parse([]) == [])
        #expect(LedgerKeyRotation.parse(list + [0x0A]) == nil && LedgerKeyRotation.parse(Array(list.dropLast())) == nil)
        for place in list.indices {
            var changed = list
            changed[place] ^= 1
            // The administrator's signature is for the registry to check, and is no part of what the two keys say.
            guard let read = LedgerKeyRotation.parse(changed) else { continue }
            #expect(read.map(\.old) == rotations.map(\.old) && read.map(\.new) == rotations.map(\.new))
        }
    }

    @Test(
        "of what led to a known key a follower keeps little, however much somebody shows, and all that he remembers something under"
    )
    func kept() throws {
        let known = try key(200)
        // Whoever has the known key can put any number of his own before it.
        let strangers = try (1...40).map { try key(UInt8($0)) }
        let chain = strangers + [known, fixture.nextSigner]
        let rotations = try zip(chain, chain.dropFirst()).map { try rotation($0, $1) }
        let found = try LedgerKeySuccession(from: known.verifierKey, by: rotations)
        #expect(found.former.count == 41)
        let kept = found.rotations(worthKeepingFrom: known.verifierKey) { _ in false }
        #expect(kept == Array(rotations.suffix(LedgerKeySuccession.keptBeforeMax + 1)))
        let remembered = found.rotations(worthKeepingFrom: known.verifierKey) { $0 == strangers[5].verifierKey }
        #expect(remembered == Array(rotations[5...]))
        let last = try LedgerKeySuccession(from: fixture.nextSigner.verifierKey, by: rotations)
        #expect(
            last.rotations(worthKeepingFrom: fixture.nextSigner.verifierKey) { _ in false }.count
                == LedgerKeySuccession.keptBeforeMax)
    }

    @Test("two successors of one key are a fork, which the key itself has signed, for anybody to see")
    func twoSuccessors() throws {
        let (first, second, third) = (fixture.signer, fixture.nextSigner, try key(9))
        let (one, other) = (try rotation(first, second), try rotation(first, third))
        #expect(throws: LedgerKeySuccession.Fork.self) {
            try LedgerKeySuccession(from: first.verifierKey, by: [one, other])
        }
        // Whoever knows that there is another successor already is not moved.
        #expect(try LedgerKeySuccession(from: second.verifierKey, by: [one, other]).current == second.verifierKey)
        let file = KeyForkFile(try #require(LedgerKeySuccession.Fork(one, other)))
        #expect(try KeyForkFile.parse(file.formatted()) == file)
        #expect(file.isAbout(first.verifierKey) && file.isAbout(third.verifierKey))
        #expect(try !file.isAbout(key(12).verifierKey))
        #expect(LedgerKeySuccession.Fork(one, one) == nil)
        let text = String(decoding: file.formatted(), as: UTF8.self)
        #expect(throws: (any Error).self) {
            try KeyForkFile.parse(Array(text.replacing("exchanged", with: "Exchanged").utf8))
        }
    }

    @Test(
        "the entry stands under a checkpoint of both keys; from then on the old key starts no ledger and signs nothing")
    func host() async throws {
        let exchanged = try await ExchangedRoom.new()
        let (old, new) = (fixture.signer.verifierKey, fixture.nextSigner.verifierKey)
        for key in [old, new] { _ = try Checkpoint.open(note: exchanged.handover, key: key) }
        let newest = await exchanged.room.sequencer.checkpoint
        #expect(throws: CheckpointError.self) { try Checkpoint.open(note: newest, key: old) }
        _ = try Checkpoint.open(note: newest, key: new)
        let store = exchanged.room.store
        await #expect {
            _ = try await RecoveredLedger.recover(store: store, key: new, memory: SimulatedSignedHead())
        } throws: { error in
            if case RecoveredLedger.Failure.guardMissing = error { true } else { false }
        }
        do {
            _ = try await RecoveredLedger.recover(store: store, key: old, memory: exchanged.room.memory)
            Issue.record("the old key starts the ledger")
        } catch RecoveredLedger.Failure.foreignCheckpoint {}

        let report = await LedgerAuditor(source: StoreAuditSource(store), key: old).audit()
        #expect(report.isSound && report.checkpoint?.key == new, "\(report.problems) \(report.unchecked)")
        #expect(await LedgerAuditor(source: StoreAuditSource(store), key: new).audit().isSound)
        #expect(await Fsck(store: store, index: nil, memory: exchanged.room.memory, key: new).run().isSound)
        #expect(await Fsck(store: store, index: nil, memory: exchanged.room.memory, key: old).run().isSound)
    }

    @Test(
        "a crash after the entry leaves a store that only the new key starts, also where the signed-head file is the one before"
    )
    func crash() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
        let before = SimulatedSignedHead(note: room.memory.note)
        await room.host.shutDown()
        let exchanging = try await LedgerRoom.open(
            fixture.signing(by: fixture.signer, besides: [fixture.nextSigner]), room.store, room.memory, room.indexStore
        )
        _ = try await exchanging.host.append(
            adminNote: fixture.ledgerRotation(from: fixture.signer, to: fixture.nextSigner))
        await exchanging.host.shutDown()
        let (old, new) = (fixture.signer.verifierKey, fixture.nextSigner.verifierKey)
        for memory in [before, room.memory] {
            do {
                _ = try await RecoveredLedger.recover(store: room.store.crashed(), key: old, memory: memory)
                Issue.record("the old key starts the ledger")
            } catch RecoveredLedger.Failure.keyWasExchanged(let named) {
                #expect(named == new)
            }
            let recovered = try await RecoveredLedger.recover(store: room.store.crashed(), key: new, memory: memory)
            #expect(recovered.registry.ledgerKey == new)
        }
    }

    @Test("whoever does not have the next key puts no exchange on record")
    func notHeld() async throws {
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [])
        let note = fixture.ledgerRotation(from: fixture.signer, to: fixture.nextSigner)
        guard case .failure(.refused(.nextKeyNotHeld)) = await room.outcome(ofNote: note) else {
            Issue.record("taken")
            return
        }
        #expect(await room.sequencer.registry.ledgerKey == nil)
        await room.host.shutDown()
    }

    @Test(
        "old evidence is checked by the old key, new evidence by either, and what the old key signs afterwards by nobody"
    )
    func evidence() async throws {
        let exchanged = try await ExchangedRoom.new()
        let (old, new) = (fixture.signer, fixture.nextSigner)
        #expect(exchanged.judge(exchanged.before, by: old).report.checkpoint?.key == old.verifierKey)
        #expect(exchanged.judge(exchanged.before, by: new).report.checkpoint == nil)
        for key in [old, new] {
            let judgement = exchanged.judge(exchanged.after, by: key)
            #expect(judgement.report.checkpoint?.key == new.verifierKey)
            #expect(judgement.report.events.count == 2 && judgement.report.findings.isEmpty)
        }
        // The thief signs the same tree, and one in which the exchange is kept quiet about.
        var stolen = exchanged.after
        stolen.checkpoint = try ExchangedRoom.resigned(stolen.checkpoint, by: old)
        for key in [old, new] { #expect(exchanged.judge(stolen, by: key).report.checkpoint == nil) }
        var both = exchanged.after
        both.checkpoint = exchanged.handover
        let silent = stolen.without { $0.bytes.contains("key-rotated") }
        #expect(exchanged.judge(silent, by: new).report.checkpoint == nil)
        // Whoever has never heard of the exchange cannot know: that is what witnesses are for.
        #expect(exchanged.judge(silent, by: old).report.checkpoint != nil)
        // An exchange by which another key holds than the one that signed is a contradiction.
        let other = exchanged.after.without { $0.bytes.contains("key-rotated") }
        #expect(exchanged.judge(other, by: new).report.findings.isEmpty)
        var lying = exchanged.after
        lying.checkpoint = try ExchangedRoom.resigned(lying.checkpoint, by: key(9))
        #expect(exchanged.judge(lying, by: try key(9)).report.findings.map(\.rule) == ["PROOF-1"])
    }

    @Test("what was published before the exchange is served under the new key too")
    func resigned() async throws {
        let exchanged = try await ExchangedRoom.new()
        let host = exchanged.room.host
        let note = try #require(try await host.signedByCurrentKey(exchanged.before.checkpoint))
        for key in [fixture.signer, fixture.nextSigner] {
            #expect(
                try Checkpoint.open(note: note, key: key.verifierKey).checkpoint
                    == Checkpoint.open(note: exchanged.before.checkpoint, key: fixture.signer.verifierKey).checkpoint)
        }
        // Of another tree than its own, and of what nobody signed, it vouches for nothing.
        var edge = RightEdge()
        edge.append(.leaf([1]))
        #expect(try await host.signedByCurrentKey(fixture.checkpoint(edge)) == nil)
        let foreign = try ExchangedRoom.resigned(exchanged.before.checkpoint, by: key(9))
        #expect(try await host.signedByCurrentKey(foreign) == nil)
    }

    @Test(
        "a fork between what one key signed and what its successor signed is proven by a file that has the exchange in it"
    )
    func forkAcrossKeys() async throws {
        let (old, new) = (fixture.signer, fixture.nextSigner)
        func note(_ leaf: UInt8, by key: SignerKey) throws -> [UInt8] {
            var edge = RightEdge()
            edge.append(.leaf([leaf]))
            return Array(try Checkpoint(origin: fixture.origin, edge: edge).sign(with: key).formatted.utf8)
        }
        let fork = LogFork(held: try note(1, by: old), offered: try note(2, by: new))
        let file = ForkFile(fork, rotations: [try rotation(old, new)])
        #expect(try ForkFile.parse(file.formatted()) == file)
        #expect(try file.check(key: old.verifierKey) == .twoRoots(treeSize: 1))
        #expect(throws: CheckpointError.self) { try ForkFile(fork).check(key: old.verifierKey) }
        // The second key says nothing of what the first may have signed in other hands.
        #expect(throws: CheckpointError.self) { try file.check(key: new.verifierKey) }
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
