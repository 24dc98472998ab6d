/// A script as it is served: without comments and needless blanks, and with short names for what `short` lists. The text that people
/// read and change is `page/code.js`; what is served does the same, and the tests run it.
///
/// Every token of a listed name is renamed, variable or member alike, so no scope has to be understood: a name may be listed that neither the
/// language nor a browser gives a meaning, and that is never made of a string.
struct PackedScript {
    private var tokens: [Token] = []

    private enum Token: Equatable {
        case name(Substring)
        case number(Substring)
        case mark(Character)
        /// A string, a piece of a template or a regular expression, as it is.
        case verbatim(Substring)
        case blank
    }

    /// - Parameter short: names, with blanks between.
    static func text(_ source: String, short: String) -> String {
        var script = PackedScript()
        var rest = source[...]
        script.read(&rest, isInTemplate: false)
        let listed = short.split(whereSeparator: \.isWhitespace)
        let used = Set(script.tokens.compactMap { if case .name(let name) = $0 { name } else { nil } })
        let fresh = shortNames.lazy.filter { !used.contains(Substring($0)) && !words.contains($0) }
        return script.written(Dictionary(zip(listed, fresh)) { first, _ in first })
    }

    // MARK: Reading

    private mutating func read(_ rest: inout Substring, isInTemplate: Bool) {
        var depth = 0
        while let next = rest.first {
            if isInTemplate, next == "}", depth == 0 { return }
            if next.isWhitespace {
                rest = rest.drop(while: \.isWhitespace)
                tokens.append(.blank)
            } else if rest.hasPrefix("//") {
                rest = rest.drop { $0 != "\n" }
            } else if next == "\"" || next == "'" {
                tokens.append(.verbatim(taken(&rest, Self.end(of: rest, closedBy: next))))
            } else if next == "`" {
                readTemplate(&rest)
            } else if next == "/", mayBeginExpression {
                tokens.append(.verbatim(taken(&rest, Self.endOfExpression(rest))))
            } else if next.isLetter || next == "_" || next == "$" {
                tokens.append(.name(taken(&rest, rest.firstIndex { !Self.isWord($0) } ?? rest.endIndex)))
            } else if next.isNumber {
                tokens.append(.number(taken(&rest, rest.firstIndex { !Self.isWord($0) && $0 != "." } ?? rest.endIndex)))
            } else {
                if next == "{" { depth += 1 }
                if next == "}" { depth -= 1 }
                tokens.append(.mark(rest.removeFirst()))
            }
        }
    }

    /// The pieces between `${` and `}` are read as what they are.
    private mutating func readTemplate(_ rest: inout Substring) {
        var start = rest.startIndex
        var index = rest.index(after: start)
        while index < rest.endIndex, rest[index] != "`" {
            if rest[index] == "\\" {
                index = rest.index(index, offsetBy: 2)
            } else if rest[index...].hasPrefix("${") {
                let inner = rest.index(index, offsetBy: 2)
                tokens.append(.verbatim(rest[start..<inner]))
                rest = rest[inner...]
                read(&rest, isInTemplate: true)
                start = rest.startIndex
                index = rest.index(after: start)
            } else {
                index = rest.index(after: index)
            }
        }
        rest = rest[start...]
        tokens.append(.verbatim(taken(&rest, rest.index(after: index))))
    }

    private func taken(_ rest: inout Substring, _ end: Substring.Index) -> Substring {
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    private static func end(of text: Substring, closedBy mark: Character) -> Substring.Index {
        var index = text.index(after: text.startIndex)
        while text[index] != mark { index = text.index(index, offsetBy: text[index] == "\\" ? 2 : 1) }
        return text.index(after: index)
    }

    private static func endOfExpression(_ text: Substring) -> Substring.Index {
        var (index, isInClass) = (text.index(after: text.startIndex), false)
        while text[index] != "/" || isInClass {
            if text[index] == "[" { isInClass = true }
            if text[index] == "]" { isInClass = false }
            index = text.index(index, offsetBy: text[index] == "\\" ? 2 : 1)
        }
        return text[text.index(after: index)...].firstIndex { !$0.isLetter } ?? text.endIndex
    }

    /// Whether a slash begins a regular expression here: not after a value, which it would divide.
    private var mayBeginExpression: Bool {
        switch tokens.last(where: { $0 != .blank }) {
        case .mark(let mark)?: !")]".contains(mark)
        case .name(let name)?: name == "return"
        case .number?, .verbatim?: false
        case .blank?, nil: true
        }
    }

    // MARK: Writing

    private func written(_ names: [Substring: String]) -> String {
        var text = ""
        var isApart = false
        for token in tokens {
            let piece: Substring
            switch token {
            case .blank:
                isApart = true
                continue
            case .name(let name): piece = names[name].map { Substring($0) } ?? name
            case .number(let number): piece = number
            case .mark(let mark): piece = Substring(String(mark))
            case .verbatim(let verbatim): piece = verbatim
            }
            if isApart, let last = text.last, let first = piece.first,
                Self.isWord(last) && Self.isWord(first) || "+-".contains(last) && last == first
            {
                text.append(" ")
            }
            text += piece
            isApart = false
        }
        return text + "\n"
    }

    private static let words: Set<String> = ["do", "if", "in", "of", "as", "is"]

    private static let shortNames: [String] = {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".map { String($0) }
        return letters + letters.flatMap { first in (letters + (0...9).map { String($0) }).map { first + $0 } }
    }()
}
