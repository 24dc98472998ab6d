import ArgumentParser
import CommandSupport
import Glibc

/// The daemon of an inspection host, and the host's own commands.
struct Yimad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yimad",
        abstract: said(
            "Keeps an append-only signed ledger of traceability events.", "维护只增不改、带签名的“一品一码”追溯账本。"),
        version: "0.3.0",
        groupedSubcommands: [
            CommandGroup(name: said("The ledger", "账本"), subcommands: [Init.self, Run.self, CheckConfig.self]),
            CommandGroup(
                name: said("Who may record", "谁可以记录"),
                subcommands: [
                    OperatorCommand.self, DeviceCommand.self, RoleCommand.self, PrefixCommand.self,
                ]),
            CommandGroup(name: said("What counts", "以何为准"), subcommands: [DefinitionsCommand.self]),
            CommandGroup(name: said("Witnesses", "见证"), subcommands: [WitnessCommand.self]),
            CommandGroup(name: said("Keys", "密钥"), subcommands: [KeyCommand.self]),
            CommandGroup(name: said("Private values", "私密信息"), subcommands: [DisclosureCommand.self]),
            CommandGroup(name: said("Reports of shoppers", "消费者投诉举报"), subcommands: [CustodialCommand.self]),
            CommandGroup(
                name: said("Care", "维护"), subcommands: [FsckCommand.self, Reindex.self, Backup.self, Restore.self]),
        ])
}

@main
enum Main {
    static func main() async {
        await CommandMain.run(Yimad.self)
    }
}
