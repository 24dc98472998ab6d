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

    /// The calls whose two arguments are one sentence in English and in Chinese: `say(en, zh)`.
    private static let sentences: Set<Substring> = ["say", "wrong", "open"]

    /// - Parameters:
    ///   - short: names, with blanks between.
    ///   - isChinese: the sentences of the other language are left out.
    static func text(_ source: String, short: String, isChinese: Bool) -> String {
        var script = PackedScript()
        var rest = source[...]
        script.read(&rest, isInTemplate: false)
        script.leaveOut(argument: isChinese ? 0 : 1)
        script.joinDeclarations()
        let listed = Set(short.split(whereSeparator: \.isWhitespace))
        var counts: [Substring: Int] = [:]
        for case .name(let name) in script.tokens { counts[name, default: 0] += 1 }
        let held = script.held.filter { counts[$0] != nil }
        // What is used most is given the shortest name.
        let renamed = counts.filter { listed.contains($0.key) || held.contains($0.key) }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        let fresh = shortNames.lazy.filter { counts[Substring($0)] == nil && !words.contains($0) }
        let names = Dictionary(uniqueKeysWithValues: zip(renamed, fresh))
        return script.written(names.filter { !held.contains($0.key) }, names.filter { held.contains($0.key) })
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

    // MARK: Sentences

    /// Leaves one argument out of each call with a sentence in two languages: the second, or a number in the place of the first; of `say`
    /// only the sentence stays.
    private mutating func leaveOut(argument: Int) {
        var kept: [Token] = []
        var start = 0
        while start < tokens.count {
            guard case .name(let name) = tokens[start], Self.sentences.contains(name), start + 1 < tokens.count,
                tokens[start + 1] == .mark("("), let call = arguments(from: start + 2), call.count == 2
            else {
                kept.append(tokens[start])
                start += 1
                continue
            }
            // What is kept may have such calls in it.
            var inner = PackedScript()
            inner.tokens = Array(tokens[call[1 - argument]])
            inner.leaveOut(argument: argument)
            let sentence = inner.tokens.drop { $0 == .blank }
            if name == "say" {
                kept += sentence.count == 1 ? Array(sentence) : [.mark("(")] + sentence + [.mark(")")]
            } else {
                kept += [tokens[start], tokens[start + 1]] + (argument == 0 ? [.number("0"), .mark(",")] : [])
                kept += sentence + [.mark(")")]
            }
            start = call[1].upperBound + 1
        }
        tokens = kept
    }

    /// Makes one of declarations that follow each other: `let a=1,b=2;`.
    private mutating func joinDeclarations() {
        var kept: [Token] = []
        // Of each bracket that is open, whether what stands in it now is a declaration.
        var declarations = [false]
        var isFresh = true
        for (place, token) in tokens.enumerated() {
            switch token {
            case .blank: break
            case .mark(let mark) where "([{".contains(mark):
                declarations.append(false)
                isFresh = mark == "{"
            case .mark(let mark) where ")]}".contains(mark):
                declarations.removeLast()
                isFresh = mark == "}" && !declarations[declarations.count - 1]
            case .mark(";"):
                let next = tokens[(place + 1)...].firstIndex { $0 != .blank }
                isFresh = true
                if declarations[declarations.count - 1], let next, Self.declaring.contains(tokens[next]) {
                    kept.append(.mark(","))
                    continue
                }
                declarations[declarations.count - 1] = false
            case .name where Self.declaring.contains(token) && isFresh:
                isFresh = false
                if declarations[declarations.count - 1] { continue }
                declarations[declarations.count - 1] = true
            default: isFresh = false
            }
            kept.append(token)
        }
        tokens = kept
    }

    private static let declaring: [Token] = [.name("const"), .name("let")]

    /// The tokens of each argument of a call, up to the parenthesis that closes it.
    private func arguments(from start: Int) -> [Range<Int>]? {
        var (found, first, depth): ([Range<Int>], Int, Int) = ([], start, 0)
        for place in start..<tokens.count {
            guard case .mark(let mark) = tokens[place] else { continue }
            if "([{".contains(mark) { depth += 1 }
            if mark == ",", depth == 0 {
                found.append(first..<place)
                first = place + 1
            }
            guard ")]}".contains(mark) else { continue }
            depth -= 1
            if depth < 0 { return found + [first..<place] }
        }
        return nil
    }

    // MARK: Writing

    /// Members of the language that are named often: `.length` is written `[a]`, where `a` is their name; and its words for values.
    private let held: [Substring] = [
        "length", "slice", "includes", "filter", "startsWith", "push", "some", "textContent", "split", "toISOString",
        "endsWith", "replace", "append", "encode", "values", "forEach", "reduce", "replaceChildren", "isArray",
        "concat",
        "null", "true", "false",
    ]
    private static let literals: Set<Substring> = ["null", "true", "false"]

    /// - Parameters:
    ///   - names: what each listed name is called.
    ///   - members: the variables that hold the names of members, and values.
    private func written(_ names: [Substring: String], _ members: [Substring: String]) -> String {
        let held = members.sorted { $0.value < $1.value }.map { name, short in
            Self.literals.contains(name) ? "\(short)=\(name)" : "\(short)=\"\(name)\""
        }.joined(separator: ",")
        let directive = "\"use strict\";"
        let text = written(names, members: members)
        guard text.hasPrefix(directive), !held.isEmpty else { return text }
        let rest = text.dropFirst(directive.count)
        return directive + "let \(held)" + (rest.hasPrefix("let ") ? "," + rest.dropFirst(4) : ";" + rest)
    }

    private func written(_ names: [Substring: String], members: [Substring: String]) -> String {
        var text = ""
        var dotCount = 0
        var isApart = false
        for token in tokens {
            var piece: Substring
            switch token {
            case .blank:
                isApart = true
                continue
            // Nothing is assigned that was declared never to be: either word does, and one is shorter.
            case .name("const"): piece = "let"
            case .name(let name) where dotCount == 0 && Self.literals.contains(name):
                piece = Substring(members[name] ?? String(name))
            case .name(let name): piece = names[name].map { Substring($0) } ?? name
            case .number(let number): piece = number
            case .mark("."):
                if isApart, dotCount == 0, text.last.map(Self.isWord) ?? false { text.append(" ") }
                isApart = false
                dotCount += 1
                continue
            case .mark(let mark): piece = Substring(String(mark))
            case .verbatim(let verbatim): piece = verbatim
            }
            if dotCount > 0 {
                var alias: String?
                // Three are no member.
                if case .name(let name) = token, dotCount == 1, text.last != "?" { alias = members[name] }
                text += alias.map { "[\($0)]" } ?? String(repeating: ".", count: dotCount)
                (dotCount, isApart) = (0, false)
                if alias != nil { continue }
            }
            if token == .mark("}"), text.last == ";" { text.removeLast() }
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
