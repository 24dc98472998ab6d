import Chains
import Codes
import Foundation
import Testing
import Values

@testable import Rules

@Suite struct ScenarioTests {
    private static let now = Timestamp(rfc3339: "2026-11-30T00:00:00Z")!

    private static let branches = ["pomelo", "cowpea", "pork", "rice", "bamboo-shoots", "oolong-tea", "cross-border"]

    @Test(arguments: ["yellow-croaker", "packaged-food", "imported-beef"] + branches)
    func aSoundScenarioHasNoFindings(name: String) throws {
        let scenario = try Scenario(name)
        let judge = Judge(now: Self.now, operatorNames: scenario.operatorNames)
        #expect(scenario.records.count >= (Self.branches.contains(name) ? 12 : 60))
        for chain in scenario.chains() {
            for finding in judge.findings(in: chain) {
                Issue.record("\(chain.subject.uri): \(finding.rule) \(finding.message.zh) \(finding.entries)")
            }
            #expect(!chain.isTruncated && !chain.isEmpty)
        }
    }

    @Test(arguments: ["yellow-croaker", "packaged-food", "imported-beef"])
    func aYearReplayedAtOnceIsSoundUnderTheReplaysRules(name: String) throws {
        let scenario = try Scenario(name, replayedAt: Self.now)
        let chains = scenario.chains()
        let override = [UInt8](try Data(contentsOf: Scenario.file("replay", "rules.json")))
        let replay = Judge(definitions: try RuleDefinitions.builtIn.overridden(byJSON: override), now: Self.now)
        #expect(chains.allSatisfy { replay.findings(in: $0).isEmpty })
        let strict = Judge(now: Self.now)
        #expect(Set(chains.flatMap { strict.findings(in: $0) }.map(\.rule)) == ["TIME-2"])
    }

    /// Exactly the faults of `faults.md`: each is found by its rule in its entry, and nothing else is found.
    @Test(
        arguments: ["yellow-croaker-faults", "packaged-food-faults", "imported-beef-faults"]
            + branches.map { $0 + "-faults" })
    func aSpoiltScenarioHasItsFaultsAndNoOther(name: String) throws {
        let scenario = try Scenario(name)
        let judge = Judge(now: Self.now, operatorNames: scenario.operatorNames)
        var found: Set<Scenario.Fault> = []
        for chain in scenario.chains() {
            for finding in judge.findings(in: chain) {
                let meant = scenario.faults.filter { $0.rule == finding.rule && finding.entries.contains($0.entry) }
                found.formUnion(meant)
                guard meant.isEmpty else { continue }
                Issue.record("\(chain.subject.uri): \(finding.rule) \(finding.message.zh) \(finding.entries)")
            }
        }
        #expect(found == scenario.faults)
        #expect(scenario.faults.count >= (Self.branches.contains { name.hasPrefix($0) } ? 3 : 7))
    }
}
