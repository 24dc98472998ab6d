import Foundation
package import Values

/// What the argument parser says of itself, in the user's language: it speaks English only, in a closed set of sentences.
///
/// Only what people read depends on this; the status of a run never does.
package enum ParserText {
    /// A complaint of the parser.
    package static func wording(_ message: String) -> Wording {
        for (english, chinese) in sentences {
            if let parts = TextPattern(english).parts(of: message) {
                return Wording(en: message, zh: filled(chinese, parts))
            }
        }
        return Wording(message)
    }

    /// `Usage: …` and where more is said.
    package static func usage(_ lines: String) -> String {
        guard Language.current == .zh else { return lines }
        return lines.replacing("Usage: ", with: "用法：").replacing("  See '", with: "  详见 ")
            .replacing("' for more information.", with: "。")
    }

    /// A page of help.
    package static func help(_ page: String) -> String {
        guard Language.current == .zh else { return page }
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
        return values(in: lines.joined(separator: "\n"))
    }

    private static func line(_ line: String) -> String {
        for (english, chinese) in headings where line.hasPrefix(english) {
            return chinese + line.dropFirst(english.count)
        }
        // "记录 SUBCOMMANDS:", where the group is named.
        if line.hasSuffix(" SUBCOMMANDS:"), line.first != " " { return line.dropLast(" SUBCOMMANDS:".count) + "：" }
        for (english, chinese) in builtIn where line.hasSuffix(english) {
            return line.dropLast(english.count) + chinese
        }
        if let parts = TextPattern("  See '{}' for detailed help.").parts(of: line) { return "  详见 \(parts[0])。" }
        return line
    }

    private static let headings = [
        ("OVERVIEW: ", ""), ("USAGE: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："), ("SUBCOMMANDS:", "子命令："),
    ]

    private static let builtIn = [
        ("Show the version.", "显示版本。"), ("Show help information.", "显示帮助。"),
        ("Show subcommand help information.", "显示子命令的帮助。"),
    ]

    /// `(values: a, b; default: a)`, which may be broken over lines anywhere.
    private static func values(in page: String) -> String {
        page.replacing(/\((values|default):(\s+)([^()]*)\)/) { match in
            let first = match.1 == "values" ? "可选：" : "默认："
            let rest = match.3.replacing(/;(\s+)default:(\s+)/) { "；\($0.1.contains("\n") ? $0.1 : "")默认：" }
            return "（\(first)\(match.2.contains("\n") ? match.2 : "")\(rest)）"
        }
    }

    /// Longer sentences before those that they begin with.
    private static let sentences = [
        ("Unknown option '{}'. Did you mean '{}'?", "未知选项“{}”，是否想写“{}”？"),
        ("Unknown option '{}'", "未知选项“{}”"),
        ("Missing value for '{}'", "“{}”缺少取值"),
        ("The option '{}' does not take any value, but '{}' was specified.", "选项“{}”不带取值，却给出了“{}”"),
        ("Unexpected argument '{}'", "多余的参数“{}”"),
        ("{} unexpected arguments: '{}'", "{} 个多余的参数：“{}”"),
        ("Value to be set with flag '{}' had already been set with flag '{}'", "“{}”与“{}”重复设置同一项"),
        ("Missing expected argument '{}'", "缺少参数“{}”"),
        ("Missing one of: '{}'", "须给出其中之一：“{}”"),
        ("The value '{}' is invalid for '{}'. Please provide one of the following:\n{}", "“{}”不是“{}”的取值，可用：\n{}"),
        ("The value '{}' is invalid for '{}'. Please provide one of {}.", "“{}”不是“{}”的取值，可用：{}"),
        ("The value '{}' is invalid for '{}': {}", "“{}”不是“{}”的取值：{}"),
        ("The value '{}' is invalid for '{}'", "“{}”不是“{}”的取值"),
        ("Missing required subcommand.", "缺少子命令"),
        ("Invalid option: {}", "选项无效：{}"),
        ("Can't generate completion scripts for '{}'.{}", "不能为“{}”生成补全脚本，可用：bash zsh fish"),
        ("Can't autodetect a supported shell.{}", "无法识别当前的 shell，可用：bash zsh fish"),
    ]

    private static func filled(_ text: String, _ parts: [String]) -> String {
        zip(text.components(separatedBy: "{}"), parts.map(Self.joined) + [""]).map { $0 + $1 }.joined()
    }

    /// `'a', 'b' or 'c'` as such a list is written in Chinese.
    private static func joined(_ part: String) -> String {
        part.replacing("' and '", with: "'、'").replacing("' or '", with: "'、'").replacing("', '", with: "'、'")
    }
}

/// A sentence with gaps, `{}`.
private struct TextPattern {
    private let pieces: [String]

    init(_ text: String) {
        pieces = text.components(separatedBy: "{}")
    }

    /// What fills the gaps; nil where it is another sentence.
    func parts(of text: String) -> [String]? {
        guard text.hasPrefix(pieces[0]) else { return nil }
        var rest = text.dropFirst(pieces[0].count)
        var parts: [String] = []
        for (index, piece) in pieces.dropFirst().enumerated() {
            let isLast = index == pieces.count - 2
            if isLast {
                guard rest.hasSuffix(piece) else { return nil }
                parts.append(String(rest.dropLast(piece.count)))
                rest = ""
            } else {
                guard let range = rest.range(of: piece) else { return nil }
                parts.append(String(rest[..<range.lowerBound]))
                rest = rest[range.upperBound...]
            }
        }
        return rest.isEmpty ? parts : nil
    }
}
