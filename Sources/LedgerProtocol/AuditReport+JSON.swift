public import Ledger
public import StrictJSON
import Values

extension AuditReport {
    /// `{"sound","entries","firstBad","problems":[{"entry","message","messageZh"}]}`, with `couldNotCheck` where it applies.
    public var json: JSONNode {
        let listed = problems.map { problem in
            JSONNode.object([
                ("entry", problem.entry.map { .integer($0) } ?? .null), ("message", .string(problem.wording.en)),
                ("messageZh", .string(problem.wording.zh)),
            ])
        }
        var members: [(String, JSONNode)] = [
            ("sound", .bool(isSound)), ("entries", .integer(entries)),
            ("firstBad", firstBad.map { .integer($0) } ?? .null), ("problems", .array(listed)),
        ]
        if problemCount > problems.count { members.append(("problemCount", .integer(problemCount))) }
        if let couldNotCheck { members.append(("couldNotCheck", .string(couldNotCheck.en))) }
        return .object(members)
    }
}
