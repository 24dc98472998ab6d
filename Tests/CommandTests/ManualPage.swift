import Foundation

/// The Chinese manual of a program, written of what the program says of itself in Chinese (`--experimental-dump-help`) and of the
/// sections that it cannot say.
struct ManualPage {
    /// What is read of a program's own description.
    struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String

                var written: String { kind == "long" ? "--\(name)" : "-\(name)" }
            }

            let kind: String
            let names: [Name]?
            let valueName: String?
            let abstract: String?
            let isOptional: Bool
            let isRepeating: Bool
            let allValues: [String]?
            let defaultValue: String?
        }

        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// Those that are ours: version and help are of every command.
        var own: [Argument] { (arguments ?? []).filter { !["version", "help"].contains($0.names?.last?.name ?? "") } }
        var children: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }
    }

    private struct Dump: Decodable {
        let command: Command
    }

    let root: Command
    /// After the commands: title and roff text.
    let tail: [(title: String, text: String)]
    let section: Int

    init(_ dump: Data, section: Int, tail: [(title: String, text: String)]) throws {
        root = try JSONDecoder().decode(Dump.self, from: dump).command
        (self.section, self.tail) = (section, tail)
    }

    /// Every option of every command by its long name.
    var optionNames: Set<String> {
        func names(_ command: Command) -> [String] {
            command.own.flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name)
                + command.children.flatMap(names)
        }
        return Set(names(root))
    }

    var roff: String {
        let name = root.commandName
        var lines = [
            ".\\\" 由程序的帮助文本生成（Tests/CommandTests/ManualTests.swift），请勿手工修改。",
            ".TH \(name.uppercased()) \(section) \"\" \"Yima\" \"\(section == 1 ? "用户命令" : "系统管理")\"", ".SH 名称",
            "\(name) \\- \(Self.text(root.abstract ?? ""))", ".SH 概要",
            "\\fB\(name)\\fR \\fI命令\\fR [\\fI选项\\fR] [\\fI参数\\fR]", ".br",
            "\\fB\(name) help\\fR \\fI命令\\fR", ".SH 命令",
        ]
        for command in root.children { write(command, below: [name], to: &lines) }
        lines += [".SH 通用选项"]
        for option in common { write(option, to: &lines) }
        lines += [".TP", ".B \\-\\-version\\fR, \\fB\\-h\\fR, \\fB\\-\\-help", "显示版本；显示帮助。适用于每个命令。"]
        for (title, text) in tail { lines += [".SH \(title)", text.trimmingCharacters(in: .newlines)] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Options that several commands have are explained once.
    private var common: [Command.Argument] {
        var counts: [String: Int] = [:]
        var first: [String: Command.Argument] = [:]
        var order: [String] = []
        func count(_ command: Command) {
            for option in command.own where option.kind != "positional" {
                let key = Self.key(option)
                if first[key] == nil { order.append(key) }
                first[key] = first[key] ?? option
                counts[key, default: 0] += 1
            }
            command.children.forEach(count)
        }
        count(root)
        return order.filter { counts[$0]! >= 4 }.compactMap { first[$0] }
    }

    private static func key(_ option: Command.Argument) -> String {
        "\(option.names?.last?.name ?? "") \(option.abstract ?? "")"
    }

    private func write(_ command: Command, below parents: [String], to lines: inout [String]) {
        let path = parents + [command.commandName]
        guard command.children.isEmpty else {
            lines += [".SS \(Self.text(path.dropFirst().joined(separator: " ")))", Self.text(command.abstract ?? "")]
            for child in command.children { write(child, below: path, to: &lines) }
            return
        }
        lines += [".SS \(Self.text(path.dropFirst().joined(separator: " ")))"]
        lines.append(
            "\\fB\(Self.text(path.joined(separator: " ")))\\fR "
                + command.own.map(Self.synopsis).joined(separator: " "))
        lines += [".PP", Self.text(command.abstract ?? "")]
        if let discussion = command.discussion, !discussion.isEmpty { lines += [".PP", Self.text(discussion)] }
        let shared = Set(common.map(Self.key))
        for argument in command.own where argument.kind == "positional" || !shared.contains(Self.key(argument)) {
            write(argument, to: &lines)
        }
    }

    private func write(_ argument: Command.Argument, to lines: inout [String]) {
        let value = "\\fI\(Self.text(argument.valueName ?? ""))\\fR"
        let names = (argument.names ?? []).map { "\\fB\(Self.text($0.written))\\fR" }.joined(separator: ", ")
        let label: String
        switch argument.kind {
        case "positional": label = value
        case "option": label = "\(names) \(value)"
        default: label = names
        }
        var text = Self.text(argument.abstract ?? "")
        if let values = argument.allValues, !values.isEmpty, argument.kind == "option" {
            text += "（可选：\(Self.text(values.joined(separator: "、")))）"
        }
        if let value = argument.defaultValue, !value.isEmpty, argument.kind == "option" {
            text += "（默认：\(Self.text(value))）"
        }
        lines += [".TP", label, text]
    }

    private static func synopsis(_ argument: Command.Argument) -> String {
        let value = "\\fI\(text(argument.valueName ?? ""))\\fR"
        let name =
            "\\fB\(text(argument.names?.first { $0.kind == "long" }?.written ?? argument.names?.first?.written ?? ""))\\fR"
        let whole = argument.kind == "positional" ? value : argument.kind == "option" ? "\(name) \(value)" : name
        return (argument.isOptional ? "[\(whole)]" : whole) + (argument.isRepeating ? "..." : "")
    }

    /// Text as roff takes it for just that.
    private static func text(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
            .replacingOccurrences(of: "\n\n", with: "\n.PP\n")
        return escaped.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("'") || (line.hasPrefix(".") && line != ".PP") ? "\\&" + line : String(line)
        }.joined(separator: "\n")
    }
}
