package import StrictJSON
package import Values

/// Why a request is not answered with what it asked for: a problem detail (RFC 9457), in English and in Chinese. `LedgerProblem`
/// is what a client reads of it.
package struct Problem: Error, Sendable {
    package let word: ProblemWord
    /// This occurrence: what and where.
    package let detail: Wording
    /// What a program needs to go on: `held`, `position`, ….
    package var members: [(String, JSONNode)]
    /// Seconds after which to come again.
    package var retryAfterSeconds: Int?
    /// Header fields that the status demands.
    package var headers: [(name: String, value: String)] = []

    package init(
        _ word: ProblemWord, en: String, zh: String, members: [(String, JSONNode)] = [], retryAfterSeconds: Int? = nil
    ) {
        self.init(word, Wording(en: en, zh: zh), members: members, retryAfterSeconds: retryAfterSeconds)
    }

    package init(
        _ word: ProblemWord, _ detail: Wording, members: [(String, JSONNode)] = [], retryAfterSeconds: Int? = nil
    ) {
        self.word = word
        self.detail = detail
        self.members = members
        self.retryAfterSeconds = retryAfterSeconds
    }

    package static func methodNotAllowed(_ allowed: [String]) -> Problem {
        let list = allowed.joined(separator: ", ")
        var problem = Problem(.methodNotAllowed, en: "allowed here: \(list)", zh: "此处可用：\(list)")
        problem.headers = [("allow", list)]
        return problem
    }

    /// `{"type","title","titleZh","status","detail","detailZh",…}`.
    package var json: JSONNode {
        var all: [(String, JSONNode)] = [
            ("type", .string(ProblemWord.typePrefix + word.rawValue)),
            ("title", .string(word.title.en)),
            ("titleZh", .string(word.title.zh)),
            ("status", .integer(word.status)),
            ("detail", .string(detail.en)),
            ("detailZh", .string(detail.zh)),
        ]
        if let retryAfterSeconds { all.append(("retryAfter", .integer(retryAfterSeconds))) }
        return .object(all + members)
    }
}
