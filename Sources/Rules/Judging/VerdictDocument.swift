public import Chains
import Codes
public import StrictJSON
import Values

/// The answer of `yima verify --json`: the verdict with all that it rests on.
public struct VerdictDocument: Sendable {
    /// The ledger checkpoint under which everything was checked.
    public struct Checkpoint: Hashable, Sendable {
        public let origin: String
        public let size: UInt64
        /// Base64.
        public let root: String
        /// Names of the witnesses whose cosignatures were verified.
        public let cosigned: [String]

        public init(origin: String, size: UInt64, root: String, cosigned: [String]) {
            self.origin = origin
            self.size = size
            self.root = root
            self.cosigned = cosigned
        }
    }

    /// The code as it was asked for.
    public let code: String
    /// Nil where it could not be read.
    public let canonical: String?
    public private(set) var verdict: Verdict
    public private(set) var findings: [Finding]
    public let doubts: [Verdict.Doubt]
    public let eventCount: Int
    public let checkpoint: Checkpoint?
    private let isSubjectUnknown: Bool

    /// Puts the judge's findings and the ledger's own (PROOF-1…5) together and draws the verdict.
    /// - Parameter doubts: what the ledger could not check, beyond the chain's own doubts.
    public init(
        code: String, chain: Chain, findings: [Finding], doubts: [Verdict.Doubt] = [], checkpoint: Checkpoint?
    ) {
        self.code = code
        canonical = chain.subject.uri
        self.findings = findings.sorted { $0.precedes($1) }
        self.doubts = chain.doubts + doubts
        eventCount = chain.events.count
        self.checkpoint = checkpoint
        isSubjectUnknown = chain.standing == .neverIssued
        verdict = Self.verdict(findings, self.doubts, eventCount, isSubjectUnknown)
    }

    /// A thing that nobody issued is unknown, whatever is found in what it claims to belong to: only false evidence weighs more.
    private static func verdict(
        _ findings: [Finding], _ doubts: [Verdict.Doubt], _ eventCount: Int, _ isSubjectUnknown: Bool
    ) -> Verdict {
        let isFalse = findings.contains { $0.severity == .violation && $0.rule.hasPrefix("PROOF-") }
        if isSubjectUnknown, !isFalse { return doubts.isEmpty ? .unknown : .undecided }
        return Verdict(findings: findings, doubts: doubts, eventCount: eventCount)
    }

    /// The same with a further finding, and the verdict that follows from all of them.
    public func adding(_ finding: Finding) -> VerdictDocument {
        var copy = self
        copy.findings = (findings + [finding]).sorted { $0.precedes($1) }
        copy.verdict = Self.verdict(copy.findings, doubts, eventCount, isSubjectUnknown)
        return copy
    }

    /// As `cli.md` gives it, with `undecided`: the reasons why it could not be decided, where there are any.
    public var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("code", .string(code)),
            ("canonical", canonical.map(JSONNode.string) ?? .null),
            ("verdict", .string(verdict.rawValue)),
            ("findings", .array(findings.map(\.json))),
            ("events", .integer(eventCount)),
            ("checkpoint", checkpoint?.json ?? .null),
        ]
        if !doubts.isEmpty {
            members.append(
                (
                    "undecided",
                    .array(
                        doubts.map {
                            .object([("message", .string($0.wording.en)), ("messageZh", .string($0.wording.zh))])
                        })
                ))
        }
        return .object(members)
    }
}

extension Finding {
    /// `{"rule","severity","message","messageZh","entries","source"}`.
    public var json: JSONNode {
        .object([
            ("rule", .string(rule)),
            ("severity", .string(severity.rawValue)),
            ("message", .string(message.en)),
            ("messageZh", .string(message.zh)),
            ("entries", .array(entries.map { .integer($0) })),
            ("source", .string(source)),
        ])
    }
}

extension VerdictDocument.Checkpoint {
    var json: JSONNode {
        .object([
            ("origin", .string(origin)), ("size", .integer(size)), ("root", .string(root)),
            ("cosigned", .strings(cosigned)),
        ])
    }
}
