import ArgumentParser
import CommandSupport
import Glibc

/// The tool of operators, inspectors and batch jobs.
struct Yima: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yima",
        abstract: said("One product, one code: record, look up, trace and verify.", "一品一码：记录、查询、追溯与验证。"),
        version: "0.3.0",
        groupedSubcommands: [
            CommandGroup(
                name: said("Recording", "记录"),
                subcommands: [
                    Init.self, Ingest.self, Sell.self, Withdraw.self, Scan.self, Push.self, Status.self,
                    JournalCommand.self,
                ]),
            CommandGroup(
                name: said("Asking", "查询与验证"),
                subcommands: [
                    Code.self, Label.self, ShowProfile.self, HashEvents.self, Lookup.self, Trace.self, Verify.self,
                    TakeEvidence.self, Recall.self, SharedRecallCommand.self, PortCommand.self,
                    Disclose.self, DrawCommand.self, SampleCommand.self, ComplaintCommand.self, CreditCommand.self,
                    Findings.self, RiskCommand.self, Warnings.self, TaskCommand.self, StatsCommand.self,
                    ReportCommand.self, Audit.self, MirrorLedger.self, Field.self,
                ]),
        ])
}

@main
enum Main {
    static func main() async {
        await CommandMain.run(Yima.self)
    }
}
