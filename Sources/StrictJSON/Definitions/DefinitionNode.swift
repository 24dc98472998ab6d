package import Values

/// A JSON value of a definition file, read strictly: every wrong type, missing or unknown member is a located error.
package struct DefinitionNode {
    package let file: String
    package let value: JSONValue

    private static let limits = JSONLimits(sizeMax: 1 << 20)

    /// The root of a file of at most 1 MiB.
    package init(file: String, bytes: [UInt8]) throws(LocatedError) {
        self.file = file
        do {
            value = try JSONDocument(bytes, limits: Self.limits).root
        } catch {
            throw LocatedError(error.located, file: file)
        }
    }

    private init(file: String, value: JSONValue) {
        self.file = file
        self.value = value
    }

    package func error(_ wording: Wording) -> LocatedError {
        LocatedError(at: value, file: file, wording)
    }

    /// Refuses members that no one reads: a misspelt name must not pass silently.
    package func checkMembers(_ known: Set<String>) throws(LocatedError) {
        guard value.kind == .object else { throw wrongKind("an object", "对象") }
        for (key, value) in value.members where !known.contains(key) {
            throw DefinitionNode(file: file, value: value).error(
                Wording(en: "unknown member \"\(key)\"", zh: "未知成员“\(key)”"))
        }
    }

    package func optional(_ key: String) -> DefinitionNode? {
        guard let member = value[key], !member.isNull else { return nil }
        return DefinitionNode(file: file, value: member)
    }

    package func required(_ key: String) throws(LocatedError) -> DefinitionNode {
        guard let member = optional(key) else {
            throw error(Wording(en: "member \"\(key)\" is missing", zh: "缺少成员“\(key)”"))
        }
        return member
    }

    package func string() throws(LocatedError) -> String {
        guard let text = value.string, !text.isEmpty else { throw wrongKind("a string that is not empty", "非空字符串") }
        return text
    }

    package func integer() throws(LocatedError) -> Int {
        guard let text = value.numberText, let number = Int(text) else { throw wrongKind("a whole number", "整数") }
        return number
    }

    package func date() throws(LocatedError) -> CalendarDate {
        guard let date = WrittenTime.date(try string()) else {
            throw wrongKind("a day such as 2026-03-01", "日期，如2026-03-01")
        }
        return date
    }

    package func bool() throws(LocatedError) -> Bool {
        guard let bool = value.bool else { throw wrongKind("true or false", "true或false") }
        return bool
    }

    package func amount() throws(LocatedError) -> Amount {
        guard let amount = Amount(try string()) else { throw wrongKind("a decimal in quotes", "带引号的十进制数") }
        return amount
    }

    package func strings() throws(LocatedError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }

    package func elements() throws(LocatedError) -> [DefinitionNode] {
        guard value.kind == .array else { throw wrongKind("an array", "数组") }
        return value.elements.map { DefinitionNode(file: file, value: $0) }
    }

    /// The members of an object whose values are strings.
    package func stringMembers() throws(LocatedError) -> [String: String] {
        guard value.kind == .object else { throw wrongKind("an object", "对象") }
        var texts: [String: String] = [:]
        for (key, value) in value.members { texts[key] = try DefinitionNode(file: file, value: value).string() }
        return texts
    }

    /// One of an enumeration's raw values.
    package func word<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) throws(LocatedError) -> Word {
        guard let word = Word(rawValue: try string()) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(Wording(en: "expected one of \(words)", zh: "应为下列之一：\(words)"))
        }
        return word
    }

    private func wrongKind(_ en: String, _ zh: String) -> LocatedError {
        error(Wording(en: "expected \(en)", zh: "应为\(zh)"))
    }
}
