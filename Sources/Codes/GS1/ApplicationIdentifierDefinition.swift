import Values

/// Reads the definition file of the application identifiers line by line; the file's head describes its columns.
struct ApplicationIdentifierDefinition {
    private(set) var identifiers: [ApplicationIdentifier] = []
    private(set) var lists: [String: Set<String>] = [:]

    struct Problem: Error {
        let text: String
    }

    mutating func take(_ line: String) throws(Problem) {
        guard !line.isEmpty, !line.hasPrefix("#") else { return }
        if line.hasPrefix("set ") {
            let words = line.split(separator: " ").dropFirst().map(String.init)
            guard let name = words.first else { throw Problem(text: "a set without a name") }
            lists[name, default: []].formUnion(words.dropFirst())
            return
        }
        let columns = line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        guard columns.count == 9 else { throw Problem(text: "9 columns expected, \(columns.count) found") }
        let values = columns.map { $0 == "-" ? "" : $0 }
        let components = try values[3].split(separator: " ").map { text throws(Problem) in try Self.component(text) }
        let needs = try values[4].split(separator: " ").map { set throws(Problem) in
            try set.split(separator: ",").map { group throws(Problem) in
                try group.split(separator: "+").map { text throws(Problem) in try Self.members(text) }
            }
        }
        let bars = try values[5].split(separator: ",").map { text throws(Problem) in try Self.members(text) }
        let qualifiers = values[6].isEmpty ? nil : try Self.qualifiers(values[6])
        for code in try Self.codes(values[0]) {
            let digits = String(decoding: code, as: UTF8.self)
            let name = values[1].last == "#" ? values[1].dropLast() + digits : values[1][...]
            identifiers.append(
                ApplicationIdentifier(
                    code: code, name: String(name), label: Wording(en: values[7], zh: values[8]),
                    flags: Set(values[2].split(separator: " ").map(String.init)), components: components,
                    needs: needs, bars: bars, qualifiers: qualifiers))
        }
    }

    /// `3100-3105` → the six codes.
    private static func codes(_ text: String) throws(Problem) -> [[UInt8]] {
        let ends = text.split(separator: "-")
        guard let first = ends.first, let last = ends.last, ends.count <= 2, first.utf8.count == last.utf8.count,
            (2...4).contains(first.utf8.count), let from = Int(first), let to = Int(last), from <= to
        else { throw Problem(text: "not an AI or a range of AIs: \(text)") }
        return (from...to).map { Array($0.padded(to: first.utf8.count).utf8) }
    }

    /// `31nn` → 3100…3199.
    private static func members(_ pattern: Substring) throws(Problem) -> ApplicationIdentifier.Members {
        let low = Array(pattern.utf8).map { $0 == UInt8(ascii: "n") ? CodeByte.zero : $0 }
        let high = Array(pattern.utf8).map { $0 == UInt8(ascii: "n") ? UInt8(ascii: "9") : $0 }
        guard let first = ApplicationIdentifier.number(of: low[...]),
            let last = ApplicationIdentifier.number(of: high[...])
        else { throw Problem(text: "not an AI pattern: \(pattern)") }
        return first...last
    }

    /// `22,10,21/235` → [[22, 10, 21], [235]] as AI numbers; `yes` → [].
    private static func qualifiers(_ text: String) throws(Problem) -> [[Int]] {
        guard text != "yes" else { return [] }
        return try text.split(separator: "/").map { alternative throws(Problem) in
            try alternative.split(separator: ",").map { code throws(Problem) in
                guard let number = ApplicationIdentifier.number(of: Array(code.utf8)[...]) else {
                    throw Problem(text: "not an AI: \(code)")
                }
                return number
            }
        }
    }

    /// `N13:csum:gcppos1`, `X..17?`.
    private static func component(_ text: Substring) throws(Problem) -> ApplicationIdentifier.Component {
        let words = text.split(separator: ":")
        var form = words[0]
        let isOptional = form.last == "?"
        if isOptional { form.removeLast() }
        let sets: [Character: GS1CharacterSet] = ["N": .n, "X": .x, "Y": .y, "Z": .z]
        guard let characters = form.first.flatMap({ sets[$0] }) else { throw Problem(text: "unknown type: \(text)") }
        let length = form.dropFirst()
        let isVariable = length.hasPrefix("..")
        guard let lengthMax = Int(isVariable ? length.dropFirst(2) : length), (1...90).contains(lengthMax) else {
            throw Problem(text: "unusable length: \(text)")
        }
        let checks = try words.dropFirst().map { name throws(Problem) in
            guard let check = ComponentCheck(rawValue: String(name)) else {
                throw Problem(text: "unknown check: \(name)")
            }
            return check
        }
        return ApplicationIdentifier.Component(
            characters: characters, set: characters.members, lengthMin: isVariable ? 1 : lengthMax,
            lengthMax: lengthMax, isOptional: isOptional,
            checks: checks)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
