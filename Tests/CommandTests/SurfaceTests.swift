import Foundation
import Testing

/// What people type and what programs ask for, written down: a change of it is seen in the diff.
@Suite struct SurfaceTests {
    @Test(arguments: ["yima", "yimad"], ["en", "zh"])
    func `the help of every command is as written down`(program: String, language: String) async throws {
        var tool = Tool()
        tool.locale = language == "zh" ? "zh_CN.UTF-8" : "C.UTF-8"
        let commands = try await tool.commands(of: program)
        #expect(commands.count > 10)
        var text = ""
        for command in commands {
            let outcome = try await tool.run(program, command + ["--help"])
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(command)")
            text += "=== \(([program] + command).joined(separator: " "))\n\(outcome.output)\n"
        }
        try Golden.expect(text, "help-\(program)-\(language)")
    }

    @Test func `the HTTP interface is as written down`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try Data(contentsOf: root.appending(path: "schema/openapi.json"))
        try Golden.expect(try OpenAPISurface(document).lines.map { $0 + "\n" }.joined(), "openapi")
    }
}

extension Tool {
    /// The words behind the program's name that name each of its commands, groups of commands included; none for the program itself.
    fileprivate func commands(of program: String) async throws -> [[String]] {
        struct Dump: Decodable {
            struct Command: Decodable {
                let commandName: String
                let subcommands: [Command]?

                /// `help` is the argument parser's own.
                func paths(below parents: [String]) -> [[String]] {
                    [parents]
                        + (subcommands ?? []).filter { $0.commandName != "help" }
                        .flatMap { $0.paths(below: parents + [$0.commandName]) }
                }
            }

            let command: Command
        }

        let outcome = try await run(program, ["--experimental-dump-help"])
        return try JSONDecoder().decode(Dump.self, from: outcome.outputBytes).command.paths(below: [])
    }
}
