import ArgumentParser
import Values

/// A word where a subcommand should stand, and which is none: `yima lokup`.
struct UnknownCommand: Equatable {
    /// The commands before it.
    let path: [String]
    let word: String
    /// What might have stood there.
    let known: [String]

    /// Nil where the arguments lead to a command, or to an option before one.
    init?(_ arguments: [String], below root: any ParsableCommand.Type) {
        var (command, path, words) = (root, [String](), arguments[...])
        if words.first == "help" { words.removeFirst() }
        while let word = words.popFirst() {
            let children = command.children
            guard !children.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let child = children.first(where: { $0._commandName == word }) else {
                guard word != "help" else { return nil }
                (self.path, self.word, known) = (path, word, children.map { $0._commandName })
                return
            }
            path.append(word)
            command = child
        }
        return nil
    }

    /// The command whose name begins so: `look`, `cert`.
    private var begun: Wording? {
        guard word.count > 1, let whole = known.first(where: { $0.hasPrefix(word.lowercased()) }) else { return nil }
        return Suggestion.didYouMean(whole, among: known)
    }

    var error: CommandError {
        CommandError(
            // The first is named before every message of its own.
            .usage, at: path.count < 2 ? nil : Wording(path.dropFirst().joined(separator: ": ")),
            en: "there is no command “\(word.shown)”", zh: "没有命令“\(word.shown)”",
            hint: Suggestion.didYouMean(word, among: known) ?? begun
                ?? Wording(
                    en: "there are: \(known.joined(separator: ", "))", zh: "可用的命令：\(known.joined(separator: "、"))"))
    }
}

extension ParsableCommand {
    fileprivate static var children: [any ParsableCommand.Type] {
        configuration.subcommands
    }
}
