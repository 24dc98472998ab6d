import Traceability

/// Why a command ends without having done its work: for the shell a status, for people where, what, and what to do.
struct CommandError: Error {
    let status: ExitStatus
    /// What it is about: a code, a file with line and column, a URL.
    let place: Wording?
    let wording: Wording
    let hint: Wording?

    init(_ status: ExitStatus, at place: Wording? = nil, _ wording: Wording, hint: Wording? = nil) {
        self.status = status
        self.place = place
        self.wording = wording
        self.hint = hint
    }

    init(_ status: ExitStatus, at place: Wording? = nil, en: String, zh: String, hint: Wording? = nil) {
        self.init(status, at: place, Wording(en: en, zh: zh), hint: hint)
    }

    /// `yima: lookup: code 6901…: wrong check digit (expected 2)` and, where there is one, `hint: …`.
    func lines(command: String?) -> String {
        let parts = ["yima", command, place.map { said($0).printable }, said(wording).printable]
        let hint = hint.map { "\n" + said("hint: ", "提示：") + said($0).printable } ?? ""
        return parts.compactMap(\.self).joined(separator: ": ") + hint
    }
}

extension CommandError {
    /// A code that cannot be read.
    init(_ error: CodeError, code: String) {
        self.init(.badInput, at: .code(code), error.wording, hint: error.hint)
    }

    /// A well-formed code that no event names.
    static func nothingOnRecord(_ code: String) -> CommandError {
        CommandError(
            .unknown, at: .code(code), en: "nothing is on record", zh: "没有任何记录",
            hint: Wording(en: "that proves nothing about the goods", zh: "这并不能证明货物真伪"))
    }
}

extension Wording {
    /// The same in both languages: a path, a URL.
    init(_ same: String) {
        self.init(en: same, zh: same)
    }

    static func code(_ written: String) -> Wording {
        Wording(en: "code \(written.shown)", zh: "编码 \(written.shown)")
    }
}
