public import StrictJSON
import TransparencyLog
import Values

extension ProofReport {
    /// The document of `yima verify --proofs-only --json`, as `schema/json/proofs.schema.json` says.
    public var json: JSONNode {
        .object([
            ("proofs", .string(status.rawValue)),
            ("complete", .bool(isComplete)),
            ("asOf", asOf.map { .string("\($0)") } ?? .null),
            ("reasons", .array(reasons.map(\.json))),
            ("definitions", .object(definitions.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            (
                "unread",
                .array(
                    unread.sorted { $0.key < $1.key }.map {
                        .object([("operator", .string($0.key)), ("entries", .integer($0.value))])
                    })
            ),
            ("checkpoint", checkpoint.map(Self.json) ?? .null),
        ])
    }

    private static func json(_ signed: SignedCheckpoint) -> JSONNode {
        .object([
            ("origin", .string(signed.checkpoint.origin)), ("size", .unsigned(signed.checkpoint.treeSize)),
            ("root", .string(signed.checkpoint.root.base64)),
            ("cosigned", .strings(signed.cosignatures.map(\.key.name))),
        ])
    }
}

extension ProofReport.Reason {
    fileprivate var json: JSONNode {
        var members: [(String, JSONNode)] = [("what", .string(isFalse ? "false" : "unchecked"))]
        if let rule { members.append(("rule", .string(rule))) }
        members += [
            ("entries", .array(entries.map { .unsigned($0) })), ("message", .string(wording.en)),
            ("messageZh", .string(wording.zh)),
        ]
        return .object(members)
    }
}
