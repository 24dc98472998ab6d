import Codes
import CommandSupport
import EPCIS
import StrictJSON
import Values

/// What is said of something that is no code, in the place of a verdict: of goods nothing is known by it.
struct MalformedCode {
    let written: String
    private let error: CodeError
    /// Where it stands in a file of codes; nil where it was given by itself.
    private let place: (file: String, line: CodeLines.Line)?

    init(_ written: String, _ error: CodeError) {
        (self.written, self.error, place) = (Self.repeatable(written), error, nil)
    }

    init(_ line: CodeLines.Line, _ error: CodeError, in file: String) {
        (written, self.error, place) = (Self.repeatable(line.text), error, (file, line))
    }

    /// What was written, unless it holds the number of a person's identity card: answers are kept and passed on, and the line says where it is.
    static func repeatable(_ written: String) -> String {
        PersonalNumber.isHeld(inCode: written, CodeReader()) ? "…" : written
    }

    /// `{"code","error":{"status","file","line","column","message","messageZh","hint","hintZh"}}`, the place only of a line.
    var json: JSONNode {
        func node(_ text: String?) -> JSONNode { text.map(JSONNode.string) ?? .null }
        var members: [(String, JSONNode)] = [("status", .integer(ExitStatus.badInput.rawValue))]
        if let place {
            members += [
                ("file", .string(place.file)), ("line", .integer(place.line.number)),
                ("column", error.position.map { .integer(place.line.indent + $0 + 1) } ?? .null),
            ]
        }
        members += [
            ("message", .string(error.wording.en)), ("messageZh", .string(error.wording.zh)),
            ("hint", node(error.hint?.en)), ("hintZh", node(error.hint?.zh)),
        ]
        return .object([("code", .string(written)), ("error", .object(members))])
    }

    /// The same as it is counted and shown in tables.
    var line: BatchLine { BatchLine(malformed: written, error.wording) }
}
