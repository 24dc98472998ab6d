public import Chains
import Codes
public import StrictJSON
public import Values

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

    /// A definition file by which it was judged.
    public struct Definition: Hashable, Sendable {
        public let name: String
        /// Small hexadecimal digits.
        public let sha256: String
        /// The one that counts on the ledger under this name; nil where none was adopted.
        public let adopted: String?
        /// Whether it is the one that counts on the ledger; else it is the judge's own.
        public var isAdopted: Bool { adopted == sha256 }

        public init(name: String, sha256: String, adopted: String?) {
            (self.name, self.sha256, self.adopted) = (name, sha256, adopted)
        }
    }

    /// The code as it was asked for.
    public let code: String
    /// Nil where it could not be read.
    public let canonical: String?
    public private(set) var verdict: Verdict
    public private(set) var findings: [Finding]
    public private(set) var doubts: [Verdict.Doubt]
    public let eventCount: Int
    public let basis: VerdictBasis
    /// Who has how much of the subject, where it is a lot and there is more to say than that one firm has it all.
    public private(set) var portions: PortionReport?
    /// Whose portion was asked for.
    public let asked: AskedPortion?
    public let checkpoint: Checkpoint?
    /// What it was judged by, in the order of their names.
    public let definitions: [Definition]
    /// Whether it is shown that nothing was left out; nil where nothing is said of it.
    public private(set) var completeness: Completeness?
    private let isSubjectUnknown: Bool
    private let isOnRecord: Bool

    /// Whether everything on record was read and judged: nothing was left out for a limit, or could not be checked.
    public let isComplete: Bool

    /// Puts the judge's findings and the ledger's own (PROOF-1…5) together and draws the verdict.
    /// - Parameters:
    ///   - doubts: what the ledger could not check, beyond the chain's own doubts.
    ///   - asked: whose portion the verdict is on; nil: the worst of those that are supported.
    public init(
        code: String, chain: Chain, findings: [Finding], doubts: [Verdict.Doubt] = [], basis: VerdictBasis,
        asked: AskedPortion? = nil, checkpoint: Checkpoint?, definitions: [Definition] = [],
        completeness: Completeness? = nil
    ) {
        self.completeness = completeness
        self.code = code
        canonical = chain.subject.uri
        self.findings = findings.filter { asked?.isConcerned(by: $0) ?? true }.sorted { $0.precedes($1) }
        self.doubts = chain.doubts + doubts + (asked?.doubts ?? [])
        eventCount = chain.events.count
        self.basis = basis
        self.asked = asked
        self.checkpoint = checkpoint
        self.definitions = definitions
        isComplete = basis.isComplete && !chain.isTruncated
        isSubjectUnknown = chain.standing == .neverIssued
        isOnRecord = chain.isTold && asked?.isOnRecord ?? true
        verdict = Self.verdict(self.findings, self.doubts, isOnRecord, isSubjectUnknown)
        guard chain.subject.grain == .lot, !chain.isEmpty else { return }
        portions = PortionReport(
            chain.portions, findings: findings, doubts: chain.doubts + doubts, name: basis.operatorName)
    }

    /// A code that could not be read, or of which nothing could be checked.
    private init(_ verdict: Verdict, code: String, canonical: String?, basis: VerdictBasis) {
        self.code = code
        self.canonical = canonical
        self.verdict = verdict
        self.basis = basis
        (findings, doubts, portions, definitions) = ([], [], nil, [])
        (eventCount, checkpoint, asked) = (0, nil, nil)
        (isComplete, isSubjectUnknown, isOnRecord) = (false, false, false)
    }

    /// A thing that nobody issued is unknown, whatever is found in what it claims to belong to: only false evidence weighs more.
    private static func verdict(
        _ findings: [Finding], _ doubts: [Verdict.Doubt], _ isOnRecord: Bool, _ isSubjectUnknown: Bool
    ) -> Verdict {
        let isFalse = findings.contains { $0.severity == .violation && $0.rule.hasPrefix("PROOF-") }
        if isSubjectUnknown, !isFalse { return doubts.isEmpty ? .unknown : .undecided }
        return Verdict(findings: findings, doubts: doubts, eventCount: isOnRecord ? 1 : 0)
    }

    /// The same with a further finding, and the verdict that follows from all of them.
    public func adding(_ finding: Finding) -> VerdictDocument {
        var copy = self
        copy.findings = (findings + [finding]).sorted { $0.precedes($1) }
        copy.verdict = Self.verdict(copy.findings, doubts, isOnRecord, isSubjectUnknown)
        return copy
    }

    /// As `cli.md` gives it, with `undecided`: the reasons why it could not be decided, where there are any; `portions` and `claims`:
    /// who has how much of a lot, where several do; `at`: whose portion was asked for.
    public var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("code", .string(code)),
            ("canonical", canonical.map(JSONNode.string) ?? .null),
            ("verdict", .string(verdict.rawValue)),
            ("findings", .array(findings.map(\.json))),
            ("events", .integer(eventCount)),
            ("complete", .bool(isComplete)),
            ("upTo", checkpoint.map { .integer($0.size) } ?? .null),
            ("asOf", .string(basis.asOf.description)),
            ("notJudged", .array(basis.notJudged.map(\.json))),
            ("checkpoint", checkpoint?.json ?? .null),
            (
                "definitions",
                .array(
                    definitions.map {
                        .object([
                            ("name", .string($0.name)), ("sha256", .string($0.sha256)),
                            ("adopted", .bool($0.isAdopted)),
                        ])
                    })
            ),
        ]
        if let completeness { members.append(("shown", completeness.json)) }
        if let asked { members.append(("at", asked.json)) }
        if let portions, portions.isTold { members += portions.members }
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

extension VerdictDocument {
    /// Of a code that could not be checked.
    public static func unchecked(
        _ code: String, canonical: String, _ reason: Wording, basis: VerdictBasis
    ) -> VerdictDocument {
        var document = VerdictDocument(.undecided, code: code, canonical: canonical, basis: basis)
        document.doubts = [.unchecked(reason)]
        return document
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
