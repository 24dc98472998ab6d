public import Ledger
public import StrictJSON
import Values

extension AuditReport {
    /// `{"sound","entries","firstBad","problems":[{"entry","message","messageZh"}]}`, with `warnings` of the same form and
    /// `couldNotCheck` where they apply.
    public var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("sound", .bool(isSound)), ("entries", .integer(entries)),
            ("firstBad", firstBad.map { .integer($0) } ?? .null), ("problems", .array(problems.map(\.json))),
        ]
        if problemCount > problems.count { members.append(("problemCount", .integer(problemCount))) }
        if !warnings.isEmpty { members.append(("warnings", .array(warnings.map(\.json)))) }
        if warningCount > warnings.count { members.append(("warningCount", .integer(warningCount))) }
        if let couldNotCheck { members.append(("couldNotCheck", .string(couldNotCheck.en))) }
        return .object(members)
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
