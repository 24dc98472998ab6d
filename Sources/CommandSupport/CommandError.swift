package import Codes
import EPCIS
import Glibc
package import StrictJSON
package import Values

/// Why a command ends without having done its work: for the shell a status, for people where, what, and what to do.
package struct CommandError: Error {
    package let status: ExitStatus
    /// What it is about: a code, a file with line and column, a URL.
    package let place: Wording?
    package let wording: Wording
    package let hint: Wording?

    package init(_ status: ExitStatus, at place: Wording? = nil, _ wording: Wording, hint: Wording? = nil) {
        self.status = status
        self.place = place
        self.wording = wording
        self.hint = hint
    }

    package init(_ status: ExitStatus, at place: Wording? = nil, en: String, zh: String, hint: Wording? = nil) {
        self.init(status, at: place, Wording(en: en, zh: zh), hint: hint)
    }

    /// `yima: lookup: code 6901…: wrong check digit (expected 2)` and, where there is one, `hint: …`.
    package func lines(command: String?) -> String {
        let parts = [Console.program, command, place.map { said($0).printable }, said(wording).printable]
        let hint = hint.map { "\n" + said("hint: ", "提示：") + said($0).printable } ?? ""
        return parts.compactMap(\.self).joined(separator: ": ") + hint
    }

    /// For programs: `{"status","place","message","messageZh","hint","hintZh"}`.
    package var json: JSONNode {
        func node(_ text: String?) -> JSONNode { text.map(JSONNode.string) ?? .null }
        return .object([
            ("status", .integer(Int(status.rawValue))), ("place", node(place?.en)), ("message", .string(wording.en)),
            ("messageZh", .string(wording.zh)), ("hint", node(hint?.en)), ("hintZh", node(hint?.zh)),
        ])
    }
}

extension CommandError {
    /// A code that cannot be read.
    package init(_ error: CodeError, code: String) {
        self.init(.badInput, at: .code(code), error.wording, hint: error.hint)
    }

    /// A well-formed code that no event names.
    package static func nothingOnRecord(_ code: String) -> CommandError {
        CommandError(
            .unknown, at: .code(code), en: "nothing is on record", zh: "没有任何记录",
            hint: Wording(
                en:
                    "that is the ledger's word, and proves nothing about the goods (yima verify --complete shows whether it is so)",
                zh: "这只是账本的说法，并不能证明货物真伪（是否属实可用 yima verify --complete 核查）"))
    }
}

extension Wording {
    /// The same in both languages: a path, a URL.
    package init(_ same: String) {
        self.init(en: same, zh: same)
    }

    /// A code as the place of an error. One that holds the number of a person's identity card is not repeated: what is said may be kept.
    package static func code(_ written: String) -> Wording {
        let text = PersonalNumber.isHeld(inCode: written, CodeReader()) ? "…" : written.shown
        return Wording(en: "code \(text)", zh: "编码 \(text)")
    }
}

extension CommandError {
    package static func cannotRead(_ path: String, _ code: Int32) -> CommandError {
        let place = path == "-" ? Wording(en: "standard input", zh: "标准输入") : Wording(path)
        let system = Wording.system(code)
        return CommandError(.cannotRead, at: place, en: "cannot read: \(system.en)", zh: "无法读取：\(system.zh)")
    }

    package static func cannotWrite(_ path: String, _ code: Int32, hint: Wording? = nil) -> CommandError {
        let system = Wording.system(code)
        return CommandError(
            .cannotWrite, at: Wording(path), en: "cannot write: \(system.en)", zh: "无法写入：\(system.zh)", hint: hint)
    }
}
