package import ArgumentParser
import Foundation
import Glibc
import StrictJSON
import Values

/// The way in and out of a program: reads the arguments, runs the command, and tells people and the shell how it ended.
package enum CommandMain {
    /// Runs `root`; returns only where the command was carried out.
    package static func run(_ root: any ParsableCommand.Type) async {
        // A reader that goes away is seen where we write, not as a signal in the middle of a push.
        signal(SIGPIPE, SIG_IGN)
        if let unknown = UnknownCommand(Array(CommandLine.arguments.dropFirst()), below: root) {
            exit(report(unknown, root))
        }
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

    /// Says that there is no such command, and gives the exit status.
    private static func report(_ unknown: UnknownCommand, _ root: any ParsableCommand.Type) -> Int32 {
        let (error, words) = (unknown.error, ([root._commandName] + unknown.path).joined(separator: " "))
        let usage = "Usage: \(words) <subcommand>\n  See '\(words) --help' for more information."
        Console.message(error.lines(command: unknown.path.first) + "\n" + ParserText.usage(usage))
        giveDocument(error)
        return error.status.rawValue
    }

    /// Says why a command ended, and gives the exit status.
    private static func report(_ error: any Error, _ root: any ParsableCommand.Type) -> Int32 {
        let command = commandName(in: CommandLine.arguments, root)
        switch error {
        case let error as CommandError:
            Console.message(error.lines(command: command))
            giveDocument(error)
            return error.status.rawValue
        case let code as ExitCode:
            return code.rawValue
        default:
            let code = root.exitCode(for: error)
            if code.isSuccess {
                // Help, version, completion script: what was asked for.
                try? Console.print(answer(error, root))
            } else {
                let wording = complaint(error, root)
                Console.message(usage(wording, error, command: command, root))
                giveDocument(CommandError(.usage, wording))
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

    /// Under `--json` or `--format json` a command that fails gives one document too, unless it has given one already.
    private static func giveDocument(_ error: CommandError) {
        let options = CommandLine.arguments.prefix { $0 != "--" }
        let isFormat = zip(options, options.dropFirst()).contains { $0 == ("--format", "json") }
        guard isFormat || options.contains("--json") || options.contains("--format=json"), !Console.hasWritten else {
            return
        }
        try? Console.print(JSONNode.object([("error", error.json)]))
    }

    /// Help in the user's language; scripts and dumps for programs as they are.
    private static func answer(_ error: any Error, _ root: any ParsableCommand.Type) -> String {
        let text = root.fullMessage(for: error)
        return text.hasPrefix("OVERVIEW: ") || text.hasPrefix("USAGE: ") ? ParserText.help(text) : text
    }

    /// What the parser, or a command's own look at its arguments, has against them.
    private static func complaint(_ error: any Error, _ root: any ParsableCommand.Type) -> Wording {
        let message = root.message(for: error)
        return ValidationError.wording(in: message) ?? ParserText.wording(message)
    }

    /// The complaint in our form, followed by the parser's usage lines.
    private static func usage(
        _ complaint: Wording, _ error: any Error, command: String?, _ root: any ParsableCommand.Type
    ) -> String {
        let head = [Console.program, command, said(complaint)].compactMap(\.self).joined(separator: ": ")
        let lines = root.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
        let usage = lines.drop { !$0.hasPrefix("Usage:") }.joined(separator: "\n")
        return usage.isEmpty ? head : head + "\n" + ParserText.usage(usage)
    }
}

extension ExitStatus {
    /// Ends the command with this status and without a further word.
    package var exitCode: ExitCode { ExitCode(rawValue) }
}

extension ValidationError {
    /// Both languages, since documents have both whatever the locale.
    package init(en: String, zh: String) {
        self.init(en + Self.divider + zh)
    }

    /// Stands in no text that anybody writes.
    private static let divider = "\u{1F}"

    /// Nil for a message that is not of two languages.
    fileprivate static func wording(in message: String) -> Wording? {
        let halves = message.components(separatedBy: divider)
        return halves.count == 2 ? Wording(en: halves[0], zh: halves[1]) : nil
    }
}

extension ArgumentHelp {
    /// Help in the user's language.
    package static func said(_ en: String, _ zh: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(CommandSupport.said(en, zh), valueName: valueName)
    }
}
