import ArgumentParser
import CommandSupport
import StrictJSON
import Values

/// `yimad check-config`: what the daemon would go by, before it is started.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: said(
            "Read a configuration as the daemon would: every setting, what it is and where it comes from.",
            "按守护进程的方式读取配置：逐项列出取值与来源，指出有误之处。"),
        discussion: said(
            "Exits 0 where it can be used, 64 or 65 where a setting is wrong, which is named with its line, 74 where the file cannot be read.",
            "退出状态：0 可用；64、65 某项设置有误（指明所在行）；74 文件无法读取。"))

    /// Where an installed daemon has it.
    private static let installed = "/etc/yima/yimad.json"

    @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

    @Argument(
        help: .said(
            "The configuration file (default: \(installed), where it is there).", "配置文件（默认为 \(installed)，如存在）。",
            valueName: "file"), completion: .file())
    var file: String?

    func run() async throws {
        let path = file ?? (FileWriter.exists(Self.installed) ? Self.installed : nil)
        let sources = try await SettingSources(file: path)
        var problems = sources.problems
        // Only once every setting is known and of its kind is there something to be meant.
        if problems.isEmpty {
            do throws(CommandError) { _ = try Settings(sources) } catch { problems = [error] }
        }
        if json {
            try Console.print(document(sources, problems))
        } else if problems.isEmpty {
            for setting in KnownSetting.all { try Console.print(row(setting, sources)) }
        }
        if !json { for problem in problems { Console.message(problem.lines(command: "check-config")) } }
        if let first = problems.first { throw first.status.exitCode }
    }

    private func row(_ setting: KnownSetting, _ sources: SettingSources) -> String {
        let value = sources.value(of: setting)
        let origin = sources.origin(of: setting.name) ?? (value == nil ? "" : said("default", "默认"))
        return "\(setting.name.padded(to: 20))  \((value ?? "–").printable.padded(to: 24))  "
            + Terminal.paint("\(said(setting.meaning))\(origin.isEmpty ? "" : "  (\(origin))")", .grey)
    }

    private func document(_ sources: SettingSources, _ problems: [CommandError]) -> JSONNode {
        let settings = KnownSetting.all.map { setting in
            JSONNode.object([
                ("name", .string(setting.name)),
                ("value", sources.value(of: setting).map(JSONNode.string) ?? .null),
                ("from", sources.origin(of: setting.name).map(JSONNode.string) ?? .null),
            ])
        }
        return .object([
            ("settings", .array(problems.isEmpty ? settings : [])), ("problems", .array(problems.map(\.json))),
        ])
    }
}
