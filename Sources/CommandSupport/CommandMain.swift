package import ArgumentParser
import Glibc

/// The way in and out of a program: reads the arguments, runs the command, and tells people and the shell how it ended.
package enum CommandMain {
    /// Runs `root`; returns only where the command was carried out.
    package static func run(_ root: any ParsableCommand.Type) async {
        // A reader that goes away is seen where we write, not as a signal in the middle of a push.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try root.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error, root))
        }
    }

    /// Says why a command ended, and gives the exit status.
    private static func report(_ error: any Error, _ root: any ParsableCommand.Type) -> Int32 {
        let command = commandName(in: CommandLine.arguments, root)
        switch error {
        case let error as CommandError:
            Console.message(error.lines(command: command))
            return error.status.rawValue
        case let code as ExitCode:
            return code.rawValue
        default:
            let code = root.exitCode(for: error)
            if code.isSuccess {
                // Help, version, completion script: what was asked for.
                try? Console.print(root.fullMessage(for: error))
            } else {
                Console.message(usage(error, command: command, root))
            }
            return code.rawValue
        }
    }

    /// The name of the subcommand that the arguments ask for.
    private static func commandName(in arguments: [String], _ root: any ParsableCommand.Type) -> String? {
        let subcommands = root.configuration.groupedSubcommands.flatMap(\.subcommands) + root.configuration.subcommands
        let names = subcommands.map { $0._commandName }
        return arguments.dropFirst().first.flatMap { word in names.contains(word) ? word : nil }
    }

    /// The parser's message in our form, followed by its usage lines.
    private static func usage(_ error: any Error, command: String?, _ root: any ParsableCommand.Type) -> String {
        let head = [Console.program, command, root.message(for: error)].compactMap(\.self).joined(separator: ": ")
        let lines = root.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
        let usage = lines.drop { !$0.hasPrefix("Usage:") }
        return ([head[...]] + usage).joined(separator: "\n")
    }
}

extension ExitStatus {
    /// Ends the command with this status and without a further word.
    package var exitCode: ExitCode { ExitCode(rawValue) }
}

extension ArgumentHelp {
    /// Help in the user's language.
    package static func said(_ en: String, _ zh: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(CommandSupport.said(en, zh), valueName: valueName)
    }
}
