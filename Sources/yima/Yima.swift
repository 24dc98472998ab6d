import ArgumentParser
import Glibc
import Traceability

/// The tool of operators, inspectors and batch jobs.
struct Yima: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yima",
        abstract: said("One product, one code: record, look up, trace and verify.", "一品一码：记录、查询、追溯与验证。"),
        version: "0.2.0",
        groupedSubcommands: [
            CommandGroup(
                name: said("Recording", "记录"), subcommands: [Init.self, Ingest.self, Scan.self, Push.self, Status.self]),
            CommandGroup(
                name: said("Asking", "查询与验证"),
                subcommands: [Code.self, Lookup.self, Trace.self, Verify.self, TakeEvidence.self, Audit.self]),
        ])

    /// The name of the subcommand that the arguments ask for, for messages about arguments that cannot be read.
    static func commandName(in arguments: [String]) -> String? {
        let names = configuration.groupedSubcommands.flatMap(\.subcommands).map { $0.configuration.commandName }
        return arguments.dropFirst().first.flatMap { word in names.contains(word) ? word : nil }
    }
}

@main
enum Main {
    static func main() async {
        // A reader that goes away is seen where we write, not as a signal in the middle of a push.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Yima.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(Report(error).status)
        }
    }
}

/// Tells people why a command ended, and the shell.
struct Report {
    let status: Int32

    init(_ error: any Error) {
        let command = Yima.commandName(in: CommandLine.arguments)
        switch error {
        case let error as CommandError:
            Console.message(error.lines(command: command))
            status = error.status.rawValue
        case let code as ExitCode:
            status = code.rawValue
        default:
            let code = Yima.exitCode(for: error)
            status = code.rawValue
            if code.isSuccess {
                // Help, version, completion script: what was asked for.
                try? Console.print(Yima.fullMessage(for: error))
            } else {
                Console.message(Self.usage(error, command: command))
            }
        }
    }

    /// The parser's message in our form, followed by its usage lines.
    private static func usage(_ error: any Error, command: String?) -> String {
        let head = ["yima", command, Yima.message(for: error)].compactMap(\.self).joined(separator: ": ")
        let lines = Yima.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
        let usage = lines.drop { !$0.hasPrefix("Usage:") }
        return ([head[...]] + usage).joined(separator: "\n")
    }
}

extension ExitStatus {
    /// Ends the command with this status and without a further word.
    var exitCode: ExitCode { ExitCode(rawValue) }
}

extension ArgumentHelp {
    /// Help in the user's language.
    static func said(_ en: String, _ zh: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(yima.said(en, zh), valueName: valueName)
    }
}
