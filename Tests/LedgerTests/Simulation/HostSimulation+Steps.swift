import DerivedState
import EPCIS
import Evidence
import HostState
import Hosting
import LedgerTesting
import Testing
import TransparencyLog
import Values

@testable import Ledger

extension HostSimulation {
    /// What may happen.
    enum Step: CaseIterable {
        case push, pushTogether, resend, gap, fork, forgedSignature, stranger
        case enrol, bar, reinstate, badNote
        case storeFails, storeIsUnsure, signedHeadFails, indexFails, indexRecovers, statementFails
        case crash, crashInCommit, flush, copyStore, putBackOldStore
        case bring, erase, loseErasures
        case clockJumps

        /// How often, beside the others.
        var weight: Int {
            switch self {
            case .push: 12
            case .pushTogether: 8
            case .resend: 6
            case .gap, .fork, .forgedSignature, .stranger, .badNote, .putBackOldStore, .loseErasures, .reinstate: 1
            case .enrol, .crashInCommit, .flush, .indexFails, .indexRecovers, .bring, .erase: 3
            case .bar, .statementFails: 1
            case .storeFails, .storeIsUnsure, .signedHeadFails, .crash, .copyStore, .clockJumps: 2
            }
        }
    }

    mutating func take(_ step: Step) async throws {
        switch step {
        case .push: try await pushNew()
        case .pushTogether: try await pushTogether()
        case .resend: try await resend()
        case .gap: try await pushWithGap()
        case .fork: try await fork()
        case .forgedSignature: try await pushForged()
        case .stranger: try await pushAsStranger()
        case .enrol: try await enrolAnother()
        case .bar: try await bar()
        case .reinstate: try await reinstate()
        case .badNote: try await sendBadNote()
        case .storeFails: world.store.failNext(.notCommitted)
        case .storeIsUnsure: world.store.failNext(.outcomeUnknown(persisted: Bool.random(using: &random)))
        case .signedHeadFails: world.memory.failNext(persisted: Bool.random(using: &random))
        case .indexFails: world.indexStore.failNext(Int.random(in: 1...3, using: &random))
        case .indexRecovers: try await recoverIndex()
        case .statementFails: world.statements.failNext()
        case .crash: try await restart("killed")
        case .crashInCommit: try await crashInCommit()
        case .flush: await host.index.flush()
        case .copyStore: world.copies.append(world.store.copy())
        case .putBackOldStore: try await putBackOldStore()
        case .bring: try await bring()
        case .erase: try await erase()
        case .loseErasures: try await loseErasures()
        // By up to two hours, either way: what stands is decided by the order of the ledger, and arrivals never go back.
        case .clockJumps: fixture.clock.advance(milliseconds: Int64.random(in: -7_200_000...7_200_000, using: &random))
        }
    }

    // MARK: Pushes

    static func outcome(of push: PushRequest, to sequencer: Sequencer<EventReading>) async -> Result<
        PushReceipt, PushRefusal
    > {
        do throws(PushRefusal) { return .success(try await sequencer.push(push)) } catch { return .failure(error) }
    }

    private mutating func pickDevice() -> Int { Int.random(in: 0..<devices.count, using: &random) }

    private mutating func record(_ number: Int) throws {
        devices[number].fixture.record(Int.random(in: 1...3, using: &random))
        guard Int.random(in: 0..<3, using: &random) == 0 else { return }
        let sealed = SealedSample.event(of: devices[number].fixture, random: &random)
        devices[number].sealed[devices[number].fixture.entries.count] = sealed.values
        devices[number].fixture.record(body: sealed.body)
    }

    private mutating func pushNew() async throws {
        let number = pickDevice()
        try record(number)
        try await push(number, from: Int.random(in: 0...devices[number].acknowledged, using: &random))
    }

    /// Pushes all that a device has from `from` on.
    mutating func push(_ number: Int, from: Int, mustBeTaken: Bool = false) async throws {
        let push = devices[number].fixture.push(from: from)
        var outcome = await Self.outcome(of: push, to: host.sequencer)
        while mustBeTaken, case .failure(let refusal) = outcome {
            guard refusal.mayPass else { break }
            if host.sequencer.publication.stopped != nil { try await restart("it had stopped") }
            outcome = await Self.outcome(of: push, to: host.sequencer)
        }
        try settle(outcome, of: number, upTo: devices[number].fixture.entries.count)
    }

    /// Draws from an outcome what the world now knows, and fails where it should not have been.
    private mutating func settle(
        _ outcome: Result<PushReceipt, PushRefusal>, of number: Int, upTo size: Int
    ) throws {
        let device = devices[number]
        switch outcome {
        case .success(let receipt):
            note("\(device.fixture.journal) taken up to \(size)")
            if !device.isHonestAndGood { throw fail("taken from a device that does not stand") }
            witness.saw(receipt.checkpoint)
            devices[number].acknowledged = max(device.acknowledged, size)
        case .failure(let refusal):
            note("\(device.fixture.journal): \(refusal.word)")
            switch refusal {
            case .notCommitted, .stopped: break
            case .standing(.forked) where device.hasForked: break
            case .standing(.revoked) where device.isBarred && !device.hasForked: break
            default: throw fail("refused: \(refusal)")
            }
        }
    }

    /// Several devices, and perhaps an admin note, wait behind a commit that is held, and are committed as one group.
    private mutating func pushTogether() async throws {
        guard let first = devices.indices.filter({ devices[$0].isHonestAndGood }).randomElement(using: &random) else {
            return
        }
        try record(first)
        let others = devices.indices.filter { $0 != first }.shuffled(using: &random).prefix(2)
        for number in others { try record(number) }
        let isNoted = Bool.random(using: &random)
        let held = await holdCommit(of: devices[first].fixture.push(from: devices[first].acknowledged))
        var waiting: [(Int, Task<Result<PushReceipt, PushRefusal>, Never>)] = [(first, held)]
        for number in others where devices[number].isHonestAndGood {
            waiting.append((number, await enqueue(devices[number].fixture.push(from: devices[number].acknowledged))))
        }
        var noted: Task<Result<AdminReceipt, AdminRefusal>, Never>?
        if isNoted { noted = await enqueue(note: nextNote()) }
        if Int.random(in: 0..<4, using: &random) == 0 { world.store.failNext(.notCommitted) }
        world.store.releaseAppends()
        for (number, task) in waiting {
            try settle(await task.value, of: number, upTo: devices[number].fixture.entries.count)
        }
        if case .success(let receipt) = await noted?.value { witness.saw(receipt.checkpoint) }
    }

    /// Starts a push and returns when its commit waits in the store.
    private func holdCommit(of push: PushRequest) async -> Task<Result<PushReceipt, PushRefusal>, Never> {
        world.store.holdAppends()
        let sequencer = host.sequencer
        let task = Task { await Self.outcome(of: push, to: sequencer) }
        await world.store.untilAppendIsHeld()
        return task
    }

    private func enqueue(_ push: PushRequest) async -> Task<Result<PushReceipt, PushRefusal>, Never> {
        let sequencer = host.sequencer
        let count = await sequencer.waitingCount
        let task = Task { await Self.outcome(of: push, to: sequencer) }
        while await sequencer.waitingCount == count { await Task.yield() }
        return task
    }

    private func enqueue(note: [UInt8]) async -> Task<Result<AdminReceipt, AdminRefusal>, Never> {
        let sequencer = host.sequencer
        let count = await sequencer.waitingCount
        let task = Task { await Self.outcome(ofNote: note, to: sequencer) }
        while await sequencer.waitingCount == count { await Task.yield() }
        return task
    }

    /// Sends something again that was acknowledged, whole or in part.
    private mutating func resend() async throws {
        let number = pickDevice()
        guard devices[number].acknowledged > 0 else { return }
        let end = Int.random(in: 1...devices[number].acknowledged, using: &random)
        let from = Int.random(in: 0..<end, using: &random)
        let before = try await world.store.head()?.treeSize
        let outcome = await Self.outcome(of: devices[number].fixture.push(from: from, to: end), to: host.sequencer)
        try settle(outcome, of: number, upTo: end)
        guard try await world.store.head()?.treeSize == before else { throw fail("a resend appended something") }
    }

    private mutating func pushWithGap() async throws {
        let number = pickDevice()
        devices[number].fixture.record(3)
        let held = Int(try await world.store.journal(devices[number].fixture.journal)?.size ?? 0)
        let push = devices[number].fixture.push(from: devices[number].fixture.entries.count - 1)
        guard push.from > held else { return }
        switch await Self.outcome(of: push, to: host.sequencer) {
        case .failure(.gap(let said)) where said == UInt64(held): break
        case .failure(.standing) where !devices[number].isHonestAndGood: break
        case .failure(let refusal) where refusal.mayPass: break
        case let other: throw fail("a push with a gap: \(other)")
        }
    }

    /// A copy of the device that went on by itself, and is now the second to come, with less than is held or with more.
    private mutating func fork() async throws {
        let number = pickDevice()
        guard devices.count(where: \.isHonestAndGood) > 1, devices[number].acknowledged > 0 else { return }
        let common = Int.random(in: 0..<devices[number].acknowledged, using: &random)
        var copy = devices[number].fixture.forked(after: common)
        copy.record(Int.random(in: 0...4, using: &random))
        let push = copy.push(from: Int.random(in: 0...common, using: &random))
        switch await Self.outcome(of: push, to: host.sequencer) {
        case .failure(.fork(let entry, _, _, _)):
            note("a fork on record")
            guard try await world.store.adminEntries().contains(entry) else { throw fail("a fork without an entry") }
        case .failure(.standing) where !devices[number].isHonestAndGood: break
        case .failure(.notCommitted), .failure(.stopped): break
        case let other: throw fail("a fork of \(copy.journal) after \(common) of its events: \(other)")
        }
    }

    private mutating func pushForged() async throws {
        let number = pickDevice()
        let own = devices[number].fixture
        var forged = DeviceFixture(
            journal: own.journal, signer: try SignerKey(name: own.journal.description, seed: random.bytes(32)))
        forged.record(own.entries.count + 1)
        switch await Self.outcome(of: forged.push(), to: host.sequencer) {
        case .failure(.badSignature): break
        case .failure(let refusal) where refusal.mayPass || !devices[number].isHonestAndGood: break
        case let other: throw fail("another key's push: \(other)")
        }
    }

    private mutating func pushAsStranger() async throws {
        var stranger = fixture.device(9, operator: 77)
        stranger.record(1)
        switch await Self.outcome(of: stranger.push(), to: host.sequencer) {
        case .failure(.standing): break
        case .failure(let refusal) where refusal.mayPass: break
        case let other: throw fail("a stranger's push: \(other)")
        }
    }

    /// The process dies while the store has a commit in hand.
    private mutating func crashInCommit() async throws {
        guard let number = devices.indices.filter({ devices[$0].isHonestAndGood }).randomElement(using: &random) else {
            return
        }
        try record(number)
        let task = await holdCommit(of: devices[number].fixture.push(from: devices[number].acknowledged))
        try await restart("in a commit")
        guard case .failure = await task.value else { throw fail("acknowledged by a process that is dead") }
    }
}

extension PushRefusal {
    /// Whether the same push may be taken when it comes again.
    var mayPass: Bool {
        switch self {
        case .notCommitted, .stopped: true
        default: false
        }
    }

    /// Its case.
    var word: String { String("\(self)".prefix { $0 != "(" }) }
}

extension [HostSimulation.Step] {
    /// One of them, as often as its weight says.
    func weighted(_ random: inout SplitMix64) -> HostSimulation.Step {
        var place = Int.random(in: 0..<reduce(0) { $0 + $1.weight }, using: &random)
        for step in self {
            place -= step.weight
            if place < 0 { return step }
        }
        preconditionFailure("the weights are their sum")
    }
}
