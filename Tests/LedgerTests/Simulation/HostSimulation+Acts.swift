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

// The administrator, the operators' copies, and private values.
extension HostSimulation {
    static func outcome(ofNote note: [UInt8], to sequencer: Sequencer<EventReading>) async -> Result<
        AdminReceipt, AdminRefusal
    > {
        do throws(AdminRefusal) {
            return .success(try await sequencer.append(adminNote: note))
        } catch {
            return .failure(error)
        }
    }

    /// Whether a note is now in the ledger.
    private mutating func append(_ note: [UInt8]) async throws -> Bool {
        switch await Self.outcome(ofNote: note, to: host.sequencer) {
        case .success(let receipt):
            witness.saw(receipt.checkpoint)
            return true
        case .failure(.refused(.alreadyHeld)): return true
        case .failure(.notCommitted), .failure(.stopped): return false
        case .failure(let refusal): throw fail("a sound admin note: \(refusal)")
        }
    }

    mutating func enrol(_ device: DeviceFixture) async throws {
        for note in fixture.enrolment(of: device) {
            guard try await append(note) else { return }
        }
        devices.append(SimulatedDevice(fixture: device))
    }

    mutating func enrolAnother() async throws {
        guard devices.count < 8 else { return }
        let number = devices.count
        try await enrol(fixture.device(number + 2, operator: 1 + number % 3))
    }

    /// The enrolment of an operator that nobody else uses.
    mutating func nextNote() -> [UInt8] {
        let number = Int.random(in: 100...999, using: &random)
        return fixture.note(
            .operatorEnrolled(uscc: fixture.uscc(number), name: "渔 \(number)", from: fixture.clock.now()))
    }

    /// Revokes a device; one always stays.
    mutating func bar() async throws {
        guard devices.count(where: \.isHonestAndGood) > 1 else { return }
        let number = Int.random(in: 0..<devices.count, using: &random)
        guard !devices[number].isBarred else { return }
        let key = "\(devices[number].fixture.signer.verifierKey)"
        _ = try await append(fixture.note(.deviceRevoked(verifierKey: key, from: fixture.clock.now(), reason: "lost")))
    }

    /// A device that was revoked may record again, if it did not fork.
    mutating func reinstate() async throws {
        guard let number = devices.indices.filter({ devices[$0].isBarred }).randomElement(using: &random) else {
            return
        }
        let key = "\(devices[number].fixture.signer.verifierKey)"
        let note = fixture.note(.deviceReinstated(verifierKey: key, from: fixture.clock.now()))
        guard devices[number].hasForked else {
            if try await append(note) { self.note("stands again") }
            return
        }
        switch await Self.outcome(ofNote: note, to: host.sequencer) {
        case .failure(.refused(.journalHasForked)), .failure(.notCommitted), .failure(.stopped): break
        case let other: throw fail("a device that forked is reinstated: \(other)")
        }
    }

    mutating func sendBadNote() async throws {
        let act = AdminAct.operatorEnrolled(uscc: fixture.uscc(5), name: "x", from: fixture.clock.now())
        let note = fixture.note(act, signedBy: devices[0].fixture.signer)
        switch await Self.outcome(ofNote: note, to: host.sequencer) {
        case .failure(.refused), .failure(.notCommitted), .failure(.stopped): break
        case let other: throw fail("a note of another key: \(other)")
        }
    }

    mutating func recoverIndex() async throws {
        world.indexStore.recover()
        await host.index.flush()
        while host.index.status.isBehind { await Task.yield() }
    }

    /// Somebody puts back an old copy of the store: it is never signed on.
    mutating func putBackOldStore() async throws {
        guard let copy = world.copies.randomElement(using: &random), let note = world.memory.note,
            let kept = try? Checkpoint.open(note: note, key: fixture.signer.verifierKey).checkpoint,
            let size = try await copy.head()?.treeSize, size < kept.treeSize
        else { return }
        do throws(RecoveredLedger.Failure) {
            _ = try await world.open(fixture, store: copy.copy())
            throw RecoveredLedger.Failure.notInitialised
        } catch {
            guard case .storeIsOlder(size, kept.treeSize) = error else {
                throw fail("an old copy of \(size) of \(kept.treeSize) entries: \(error)")
            }
        }
        guard world.memory.note == note else { throw fail("an old copy changed the signed head") }
    }

    // MARK: Private values

    private func bundle(_ number: Int, _ index: Int) -> DisclosureBundle {
        DisclosureBundle(events: [.init(index: UInt64(index), disclosures: devices[number].sealed[index] ?? [])])
    }

    /// A device and one of its acknowledged events that have private values.
    private mutating func pickSealed() -> (device: Int, index: Int)? {
        let all = devices.indices.flatMap { number in
            devices[number].sealed.keys.filter { $0 < devices[number].acknowledged }.sorted().map { (number, $0) }
        }
        return all.randomElement(using: &random).map { (device: $0.0, index: $0.1) }
    }

    mutating func bring() async throws {
        guard let (number, index) = pickSealed(), let keeper = host.disclosures else { return }
        let kept: KeptDisclosures
        do throws(DisclosureService.Refusal) {
            kept = try await keeper.keep(bundle(number, index), of: devices[number].fixture.journal)
        } catch {
            throw fail("private values were not taken: \(error)")
        }
        let digests = Set((devices[number].sealed[index] ?? []).map(\.digest))
        guard kept.erased == digests.intersection(witness.erased).count else {
            throw fail("of \(digests.count) values \(kept.erased) were known to be erased")
        }
        note("\(kept.kept) kept, \(kept.erased) erased before")
    }

    private mutating func nonce() -> String {
        random.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    mutating func erase() async throws {
        guard let (number, index) = pickSealed(), let keeper = host.disclosures,
            let entry = witness.entry(of: index, in: devices[number].fixture.journal),
            let request = DisclosureRequest(act: .erase, time: fixture.clock.now(), nonce: nonce(), entries: [entry]),
            let note = request.signed(by: fixture.admin, ledger: fixture.signer.verifierKey)
        else { return }
        let digests = (devices[number].sealed[index] ?? []).map(\.digest)
        do throws(DisclosureService.Refusal) {
            _ = try await keeper.answer(note)
            witness.erased.formUnion(digests)
        } catch {
            // What was asked before this process began may have been answered by the one before.
            if case .stale = error, fixture.clock.now() < startedAt { return self.note("asked before the start") }
            guard case .store = error else { throw fail("an erasure: \(error)") }
            // Marked, and not signed yet: the next statement has it.
            witness.erased.formUnion(digests)
            self.note("not signed yet")
        }
    }

    /// The file of private values is lost, a new one is begun, and the loss is noticed; then the right one is found again.
    mutating func loseErasures() async throws {
        let right = world.disclosures
        let signed = world.statements.note.flatMap { ErasureStatement.open($0, key: fixture.signer.verifierKey) }
        world.disclosures = SimulatedDisclosureStore()
        try await restart("without private values")
        let trouble = host.erasures?.trouble
        if let signed, signed.count > 0 {
            guard trouble == .lost(signed: signed.count, held: 0) else {
                throw fail("lost marks are not noticed: \(String(describing: trouble))")
            }
            if let (number, index) = pickSealed(), let keeper = host.disclosures {
                let isTaken =
                    (try? await keeper.keep(bundle(number, index), of: devices[number].fixture.journal)) != nil
                if isTaken { throw fail("private values were taken though marks are lost") }
            }
        }
        world.disclosures = right
        try await restart("with private values")
        guard host.erasures?.trouble == nil else {
            throw fail("marks that are there are missed: \(String(describing: host.erasures?.trouble))")
        }
    }
}

/// An event with private values, the same for the same seed.
enum SealedSample {
    static func event(
        of device: DeviceFixture, random: inout SplitMix64
    ) -> (body: [UInt8], values: [Disclosure]) {
        let values = ["price", "supplierPhone"].map { name in
            Disclosure(name: name, value: "\(random.next() % 1000)", salt: random.bytes(16))
        }
        let digests = values.map { "\"\($0.digest)\"" }.sorted().joined(separator: ",")
        let body = """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-02-28T08:00:00.000Z",\
            "eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"shipping","epcList":["\(device.item(0))"],\
            "yima:profile":"food","yima:sealed":[\(digests)]}
            """
        return (Array(body.utf8), values)
    }
}
