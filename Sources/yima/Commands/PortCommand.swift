import ArgumentParser
import CommandSupport

/// What ports and cold stores look at.
struct PortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "port",
        abstract: said("What a port or a cold store looks at.", "口岸与冷库核查。"),
        subcommands: [CheckPort.self])
}
