import DerivedState
import EPCIS
import Evidence
import Foundation
import HostState
import Hosting
import Ledger
import LedgerTesting
import Testing
import TransparencyLog

@Suite("Whatever goes wrong, in whatever order: lives of a whole host")
struct HostSimulationTests {
    static let seedCount = 208
    private static let stepCount = 36
    /// `YIMA_SIMULATION_SEED` lives one life again, and says what happened in it.
    private static let oneSeed = ProcessInfo.processInfo.environment["YIMA_SIMULATION_SEED"].flatMap { UInt64($0) }

    /// Eight at a time is as much as helps.
    private static let lanes: [[UInt64]] = {
        if let oneSeed { return [[oneSeed]] }
        return (0..<8).map { lane in stride(from: UInt64(lane) + 1, through: UInt64(seedCount), by: 8).map { $0 } }
    }()

    @Test(
        "no acknowledged entry is lost or doubled, no two checkpoints contradict, the index is what the entries give, the replay is sound",
        arguments: lanes)
    func lives(seeds: [UInt64]) async throws {
        for seed in seeds {
            var life = try await HostSimulation.begin(seed: seed)
            try await life.live(steps: Self.stepCount)
            if seed == Self.oneSeed { print(life.trace.joined(separator: "\n")) }
        }
    }

    @Test("the same seed is the same life, and another is another", arguments: [3, 17, 99] as [UInt64])
    func reproducible(seed: UInt64) async throws {
        var traces: [[String]] = []
        for seed in [seed, seed, seed + 1] {
            var life = try await HostSimulation.begin(seed: seed)
            try await life.live(steps: Self.stepCount)
            traces.append(life.trace + ["\(try await life.world.store.everything().head?.checkpoint ?? [])"])
        }
        #expect(traces[0] == traces[1])
        #expect(traces[1] != traces[2])
    }

    @Test("over all lives everything that can happen does")
    func coverage() async throws {
        var lines: [String] = []
        for seed in 1...30 as ClosedRange<UInt64> {
            var life = try await HostSimulation.begin(seed: seed)
            try await life.live(steps: Self.stepCount)
            lines += life.trace
        }
        for step in HostSimulation.Step.allCases { #expect(lines.contains { $0.contains(" \(step)") }, "\(step)") }
        for word in [
            "taken up to", "notCommitted", "stopped", "standing", "restart", "not signed yet", "a fork on record",
            "stands again", "asked before the start",
        ] {
            #expect(lines.contains { $0.contains(word) }, "\(word)")
        }
        #expect(lines.contains { $0.contains(/[1-9]\d* kept/) })
        #expect(lines.contains { $0.contains(/[1-9]\d* erased before/) })
    }
}

@Suite("The witness of the simulation sees what is wrong")
struct SimulationWitnessTests {
    private func life() async throws -> HostSimulation {
        var life = try await HostSimulation.begin(seed: 5)
        for _ in 0..<3 { try await life.take(.push) }
        await life.host.index.flush()
        return life
    }

    private func violation(_ life: HostSimulation) async -> String? {
        var (witness, random) = (life.witness, SplitMix64(seed: 1))
        do throws(SimulationWitness.Violation) {
            try await witness.check(world: life.world, host: life.host, devices: life.devices, random: &random)
            return nil
        } catch {
            return error.what
        }
    }

    @Test("a sound host has no violation")
    func sound() async throws {
        #expect(await violation(try await life()) == nil)
    }

    @Test("an acknowledged event that is not held is seen")
    func lost() async throws {
        var life = try await life()
        life.devices[0].acknowledged += 1000
        #expect(await violation(life)?.contains("acknowledged") == true)
    }

    @Test("an entry that changed, and a checkpoint of another history, are seen")
    func changed() async throws {
        var life = try await life()
        #expect(await violation(life) == nil)
        life.witness.saw(life.fixture.checkpoint(.init()))
        #expect(await violation(life) == nil, "the empty tree is a beginning of every history")
        var other = life
        var edge = other.devices[0].fixture.edge(at: 1)
        edge.append(.emptyRoot)
        other.witness.saw(life.fixture.checkpoint(edge))
        #expect(await violation(other)?.contains("another history") == true)
        // The witness has seen the first four entries already.
        life.world.store.flipBit(ofEntry: 1, byte: 20)
        #expect(await violation(life) != nil)
    }

    @Test("an index row that is missing or further, and a value that came back, are seen")
    func tables() async throws {
        let life = try await life()
        try await life.world.indexStore.write([.init(key: 1, entry: 2)])
        try await life.world.indexStore.advance(to: try await life.world.indexStore.cursor())
        #expect(await violation(life)?.contains("stored index") == true)

        var erased = try await self.life()
        let value = SealedSample.event(of: erased.devices[0].fixture, random: &erased.random).values[0]
        _ = try await erased.world.disclosures.keep([.init(entry: 1, disclosure: value)])
        erased.witness.erased = [value.digest]
        #expect(await violation(erased)?.contains("held again") == true)
    }
}
