import Foundation

/// The command lines that a document shows, in their order.
struct DocumentedCommands {
    /// One line, as a reader would type it.
    struct Line {
        /// In the document, from 1.
        let number: Int
        let text: String
        /// Whether it stands in running text, where words stand for what the reader puts there.
        var isInline = false
    }

    private(set) var lines: [Line] = []
    /// Blocks of JSON, by the line on which each begins.
    private(set) var documents: [(number: Int, text: String)] = []

    init(_ text: String) {
        var block: (language: String, number: Int, lines: [String])?
        var waiting: (number: Int, text: String)?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            let number = index + 1
            if line.hasPrefix("```") {
                if let closed = block {
                    if closed.language == "json" {
                        documents.append((closed.number, closed.lines.joined(separator: "\n")))
                    }
                    block = nil
                } else {
                    block = (String(line.dropFirst(3)), number, [])
                }
                continue
            }
            block?.lines.append(line)
            let isCode = block != nil || line.hasPrefix("    ")
            guard isCode else {
                addInline(line, number)
                continue
            }
            if let language = block?.language, language == "json" { continue }
            var code = line.trimmingCharacters(in: .whitespaces)
            if let before = waiting {
                code = before.text + " " + code
                waiting = nil
            } else if block?.language == "console" {
                guard code.hasPrefix("$ ") else { continue }
                code = String(code.dropFirst(2))
            }
            code = Self.withoutComment(code)
            if code.hasSuffix("\\") {
                waiting = (number, String(code.dropLast()))
            } else if block?.language == "sh" || Self.isCommand(code) {
                lines.append(Line(number: number, text: code))
            }
        }
    }

    private static let words = ["yima", "yimad", "runuser", "systemctl", "export", "cat", "install"]

    private static func isCommand(_ code: String) -> Bool {
        let word = code.split(separator: " ").first.map(String.init) ?? ""
        return words.contains(word) && code.contains(" ")
    }

    /// `yima lookup CODE` in back quotes.
    private mutating func addInline(_ line: String, _ number: Int) {
        for match in line.matches(of: /`((?:yima|yimad) [^`]+)`/) {
            lines.append(Line(number: number, text: String(match.1), isInline: true))
        }
    }

    /// Without `# …` at its end, where that is no part of a quoted text.
    private static func withoutComment(_ code: String) -> String {
        var (quote, before): (Character?, Character) = (nil, " ")
        for index in code.indices {
            let character = code[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "#", before == " " {
                return code[..<index].trimmingCharacters(in: .whitespaces)
            }
            before = character
        }
        return code
    }

    /// A synopsis as the commands that it stands for: without what is in brackets, and once with each of it. Of alternatives the first
    /// is taken.
    static func expanded(_ line: String) -> [String] {
        var (bare, options, depth, option) = ("", [String](), 0, "")
        for character in line.replacingOccurrences(of: " …", with: "") {
            switch character {
            case "[" where depth == 0 && (bare.last == " " || bare.isEmpty): depth = 1
            case "]" where depth == 1:
                depth = 0
                options.append(option)
                option = ""
            default:
                if depth == 1 { option.append(character) } else { bare.append(character) }
            }
        }
        let all = [bare] + options.map { "\(bare) \($0)" }
        return all.map { command in
            command.split(separator: " ").map { word in
                word.contains("|") && !word.contains("'") && word != "|"
                    ? String(word.split(separator: "|")[0]) : String(word)
            }.joined(separator: " ")
        }
    }
}
