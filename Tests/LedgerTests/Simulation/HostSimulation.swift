import DerivedState
import EPCIS
import Evidence
import HostState
import Hosting
import LedgerTesting
import Logging
import Testing
import TransparencyLog
import Values

@testable import Ledger

/// One life of a whole host, decided by a seed alone: devices that push, send again and fork, an administrator, faults of the store,
/// of the signed-head file, of the code index and of what private values are kept in, crashes, and what comes after them.
///
/// After every step everything that must hold is checked (`SimulationWitness`), so that a failure names the step that broke it.
/// Nothing depends on the machine's clock or on which task runs first: work that shall wait side by side is put into the queue one
/// after another behind a commit that is held. The same seed is the same life.
struct HostSimulation {
    let seed: UInt64
    /// What happened, a line a step.
    private(set) var trace: [String] = []

    var random: SplitMix64
    let fixture: LedgerFixture
    var world: SimulatedWorld
    var host: LedgerHost
    var devices: [SimulatedDevice] = []
    var witness: SimulationWitness
    /// The clock when this process began.
    private(set) var startedAt: Timestamp

    static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    /// Begins a ledger with three enrolled devices of two operators.
    static func begin(seed: UInt64) async throws -> HostSimulation {
        let fixture = LedgerFixture(seed: seed)
        let world = SimulatedWorld()
        try await NewLedger.begin(
            identity: fixture.identity, admin: fixture.admin, store: world.store, memory: world.memory)
        var simulation = HostSimulation(
            seed: seed, random: SplitMix64(seed: seed), fixture: fixture, world: world,
            host: try await world.open(fixture), witness: SimulationWitness(fixture), startedAt: fixture.clock.now())
        for (operatorNumber, number) in [(1, 1), (1, 2), (2, 1)] {
            try await simulation.enrol(fixture.device(number, operator: operatorNumber))
        }
        try await simulation.check("the beginning")
        return simulation
    }

    /// Lives on for some steps, and then lets every device bring what it still has.
    mutating func live(steps: Int) async throws {
        for number in 1...steps {
            let step = Step.allCases.weighted(&random)
            trace.append("\(number) \(step)")
            fixture.clock.advance(milliseconds: Int64.random(in: 0...5000, using: &random))
            try await take(step)
            try await check("step \(number), \(step)")
        }
        try await end()
    }

    mutating func note(_ text: String) {
        guard !trace.isEmpty else { return }
        trace[trace.count - 1] += ", " + text
    }

    /// Fails with what the seed needs to be lived again.
    func fail(_ what: String) -> SimulationFailure {
        SimulationFailure(seed: seed, what: what, trace: trace)
    }

    private mutating func check(_ place: String) async throws {
        do throws(SimulationWitness.Violation) {
            try await witness.check(world: world, host: host, devices: devices, random: &random)
        } catch {
            throw fail("after \(place): \(error.what)")
        }
        // Also what became durable though nobody was told.
        for number in devices.indices {
            devices[number].isBarred = witness.isBarred(devices[number].fixture.journal)
            devices[number].hasForked = witness.hasForked(devices[number].fixture.journal)
        }
        // What a process does that finds its ledger stopped.
        if host.sequencer.publication.stopped != nil { try await restart("it had stopped") }
    }

    private mutating func end() async throws {
        try await restart("the end")
        world.indexStore.recover()
        for number in devices.indices where devices[number].isHonestAndGood {
            try await push(number, from: devices[number].acknowledged, mustBeTaken: true)
        }
        await host.index.flush()
        try await check("the end")
        guard !host.index.status.isBehind else { throw fail("the index did not catch up: \(host.index.status)") }
        let report = await Fsck(
            store: world.store, index: world.indexStore, memory: world.memory, disclosures: world.disclosures,
            erasureStatements: world.statements, key: fixture.signer.verifierKey
        ).run()
        guard report.isSound else { throw fail("fsck: \(report.problems.map(\.wording.en)) \(report.unchecked)") }
        for device in devices where device.isHonestAndGood && device.acknowledged < device.fixture.entries.count {
            throw fail("\(device.fixture.journal) was not taken whole")
        }
        await host.shutDown()
    }

    /// The process dies where it stands, and another begins with what is durable.
    mutating func restart(_ why: String) async throws {
        note("restart (\(why))")
        world.crash(keepingIndexRows: Bool.random(using: &random))
        // A signed-head file that cannot be written stops the start; a fault lasts for one attempt.
        for _ in 0..<8 {
            do throws(RecoveredLedger.Failure) {
                host = try await world.open(fixture)
                startedAt = fixture.clock.now()
                return
            } catch {
                guard case .guardUnreadable = error else { throw fail("recovery: \(error)") }
            }
        }
        throw fail("recovery never succeeds")
    }
}

/// What outlives the process.
struct SimulatedWorld {
    var store = SimulatedLedgerStore()
    let memory = SimulatedSignedHead()
    var indexStore = SimulatedCodeIndexStore()
    var disclosures = SimulatedDisclosureStore()
    let statements = SimulatedErasureStatements()
    /// Copies of the store as somebody may put them back.
    var copies: [SimulatedLedgerStore] = []

    /// Small enough that a life of some dozens of events meets every limit.
    private static var indexLimits: CodeIndex.Limits {
        var limits = CodeIndex.Limits()
        // Written when it is asked for, never by itself: when a background task runs is not the seed's to decide.
        limits.batchRows = 1_000_000
        limits.rowsMax = 150
        limits.sliceRows = 7
        limits.catchUpEntries = 16
        // Nor does a clock: the index waits for its writer, and tries again when the life asks it to.
        limits.waitMax = .seconds(3600)
        limits.retryMin = .seconds(3600)
        limits.retryMax = .seconds(3600)
        return limits
    }

    mutating func crash(keepingIndexRows: Bool) {
        store = store.crashed()
        indexStore = indexStore.crashed(keepingUnadvanced: keepingIndexRows)
    }

    func open(_ fixture: LedgerFixture, store other: SimulatedLedgerStore? = nil) async throws(RecoveredLedger.Failure)
        -> LedgerHost
    {
        try await LedgerHost.open(
            identity: fixture.identity, store: other ?? store, indexStore: indexStore, memory: memory,
            disclosureStore: disclosures, erasureStatements: statements, indexLimits: Self.indexLimits,
            logger: HostSimulation.logger)
    }
}

/// A device, and what the world knows of it beside the ledger.
struct SimulatedDevice {
    var fixture: DeviceFixture
    /// How many of its events were acknowledged.
    var acknowledged = 0
    /// Whether the ledger says that it may record no more.
    var isBarred = false
    /// Whether the ledger shows that it signed two histories.
    var hasForked = false
    /// Private values of events, by the index in its journal.
    var sealed: [Int: [Disclosure]] = [:]

    var isHonestAndGood: Bool { !isBarred && !hasForked }
}

/// What broke, and how to live it again.
struct SimulationFailure: Error, CustomStringConvertible {
    let seed: UInt64
    let what: String
    let trace: [String]

    var description: String {
        """
        seed \(seed): \(what)
        \(trace.suffix(12).joined(separator: "\n"))
        again with: YIMA_SIMULATION_SEED=\(seed) swift test --filter HostSimulationTests
        """
    }
}
