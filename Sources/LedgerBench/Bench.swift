import ArgumentParser

/// Measures the product beside a floor or a peer in the same run.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures beside a floor or a peer in the same run.",
        subcommands: [
            LedgerBench.self, Codes.self, Events.self, HardChains.self, ChainBench.self, ScanBench.self,
            AuditBench.self, IndexBench.self, EvidenceBench.self,
            BatchBench.self, RecallBench.self, MonitorBench.self, DrawBench.self, StatisticsBench.self, RiskBench.self,
            Allocations.self, ReadingBench.self, All.self,
        ],
        defaultSubcommand: All.self)

    struct Codes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Written codes made into identities, a second and core (target: 500,000).")

        func run() { CodeBench.run() }
    }

    struct Events: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Events read and validated, beside Foundation's JSONDecoder (target: 5 times).")

        func run() throws { try eventBench() }
    }

    struct HardChains: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hard-chains",
            abstract: "The hardest chains, walked, judged and drawn (target: 2 s, 300 MB each).")

        @Option(help: "Percent of the full sizes.")
        var scale = 100

        @Option(help: "The number of one case, from 1: memory is measured best in a process of its own.")
        var only: Int?

        func run() { HardCaseBench.run(scale: scale, only: only) }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All of them, with their defaults.")

        func run() async throws {
            CodeBench.run()
            try eventBench()
            HardCaseBench.run()
            try await ScanBench.parse([]).run()
            try await ReadingBench.parse([]).run()
            try await AuditBench.parse([]).run()
            try IndexBench.parse([]).run()
            try await BatchBench.parse([]).run()
            try await ChainBench.parse([]).run()
            try await RecallBench.parse([]).run()
            try DrawBench.parse([]).run()
            try StatisticsBench.parse([]).run()
            try await RiskBench.parse([]).run()
            try await LedgerBench.parse([]).run()
        }
    }
}
