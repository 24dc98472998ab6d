public import Ledger
public import StrictJSON
import Values

extension AuditReport {
    /// `{"sound","entries","firstBad","problems":[{"entry","message","messageZh"}]}`, with `warnings` of the same form,
    /// `sound` is null where nothing was found false and something could not be checked;
    /// `couldNotCheck` (the first), `unchecked` and `notes` (`[{"message","messageZh"}]`) where they apply.
    public var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("sound", problemCount > 0 ? .bool(false) : unchecked.isEmpty ? .bool(true) : .null),
            ("entries", .integer(entries)),
            ("firstBad", firstBad.map { .integer($0) } ?? .null), ("problems", .array(problems.map(\.json))),
        ]
        if problemCount > problems.count { members.append(("problemCount", .integer(problemCount))) }
        if !warnings.isEmpty { members.append(("warnings", .array(warnings.map(\.json)))) }
        if warningCount > warnings.count { members.append(("warningCount", .integer(warningCount))) }
        if let couldNotCheck {
            members += [
                ("couldNotCheck", .string(couldNotCheck.en)), ("unchecked", .array(unchecked.map(Self.json))),
            ]
        }
        if !notes.isEmpty { members.append(("notes", .array(notes.map(Self.json)))) }
        return .object(members)
    }

    private static func json(_ wording: Wording) -> JSONNode {
        .object([("message", .string(wording.en)), ("messageZh", .string(wording.zh))])
    }
}

extension AuditReport.Problem {
    fileprivate var json: JSONNode {
        .object([
            ("entry", entry.map { .integer($0) } ?? .null), ("message", .string(wording.en)),
            ("messageZh", .string(wording.zh)),
        ])
    }
}
