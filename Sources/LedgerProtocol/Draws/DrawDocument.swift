public import Draws
public import Ledger
public import StrictJSON
import TransparencyLog
import Values

/// A draw as a host tells it: what was committed to, what came of it, and how the host's own check of it went.
public struct DrawDocument: Sendable {
    public let record: DrawRecord
    /// Of operators, by USCC.
    public let officeName: String?
    /// Nil in a list, where nothing is checked.
    public let check: DrawCheck?

    public init(_ record: DrawRecord, officeName: String?, check: DrawCheck?) {
        self.record = record
        self.officeName = officeName
        self.check = check
    }

    /// `schema/openapi.json` says it.
    public var json: JSONNode {
        var members = summary
        members += [
            ("acts", acts), ("refused", .array(record.refused.map(Self.refused))),
            ("steps", .array(check?.steps.map(Self.step) ?? [])),
            ("firms", .array(check?.draw.map(firms) ?? [])),
            ("publications", .array(check?.published.map(Self.publication) ?? [])),
            ("others", .array(check?.others?.others.map(Self.other) ?? [])),
        ]
        return .object(members)
    }

    /// In a list.
    public var short: JSONNode { .object(summary) }

    private var summary: [(String, JSONNode)] {
        let plan = record.commitment?.act
        return [
            ("draw", .string("\(record.name)")), ("office", .string(record.name.uscc)),
            ("officeName", text(officeName)),
            ("title", text(plan?.title)), ("matter", text(plan?.matter)), ("district", text(plan?.district)),
            ("count", plan.map { .integer($0.count) } ?? .null),
            ("witnesses", .strings(plan?.witnesses.map(\.name) ?? [])),
            ("committed", place(record.commitment)), ("drawn", place(record.result)),
            ("published", place(record.publications.last)),
            ("substitutions", .integer(record.substitutions.count)),
        ]
    }

    /// The texts of the acts that count, as they were signed.
    private var acts: JSONNode {
        .object([
            ("commitment", text(record.commitment?.act.text)), ("result", text(record.result?.act.text)),
            ("substitutions", .strings(record.substitutions.map(\.act.text))),
            ("publications", .strings(record.publications.map(\.act.text))),
        ])
    }

    private func place<Act>(_ placed: DrawRecord.Placed<Act>?) -> JSONNode {
        placed.map { .object([("entry", .unsigned($0.entry)), ("time", .string("\($0.arrival)"))]) } ?? .null
    }

    private func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }

    private static func refused(_ one: (entry: UInt64, why: DrawRecord.Refusal)) -> JSONNode {
        .object([
            ("entry", .unsigned(one.entry)), ("message", .string(one.why.wording.en)),
            ("messageZh", .string(one.why.wording.zh)),
        ])
    }

    /// `{"number","entry","time","findings","changes":[{"uscc","before","after"}]}`: each null where its file was not at hand.
    public static func publication(_ one: PublishedFindings) -> JSONNode {
        .object([
            ("number", .integer(one.number)), ("entry", .unsigned(one.entry)), ("time", .string("\(one.arrival)")),
            ("findings", one.findings.map { .integer($0.findings.count) } ?? .null),
            (
                "changes",
                one.changes.map { changes in
                    .array(
                        changes.map {
                            .object([
                                ("uscc", .string($0.firm)), ("before", $0.before.map(finding) ?? .null),
                                ("after", $0.after.map(finding) ?? .null),
                            ])
                        })
                } ?? .null
            ),
        ])
    }

    /// `{"draw","title","entry","time","state":"not-drawn|not-inspected","sameList","doubtful"}`
    public static func other(_ one: OtherCommitments.Other) -> JSONNode {
        .object([
            ("draw", .string("\(one.name)")), ("title", .string(one.title)), ("entry", .unsigned(one.entry)),
            ("time", .string("\(one.arrival)")), ("state", .string(one.state.rawValue)),
            ("sameList", .bool(one.hasSameList)), ("doubtful", .bool(one.isDoubtful)),
        ])
    }

    private static func finding(_ one: InspectionFindings.Finding) -> JSONNode {
        .object([
            ("day", .string("\(one.day)")), ("outcome", .string(one.outcome.rawValue)),
            ("remark", one.remark.map(JSONNode.string) ?? .null),
        ])
    }

    /// `{"step","state":"holds|false|doubtful|unchecked","message","messageZh"}`
    public static func step(_ one: (step: DrawCheck.Step, state: DrawCheck.State)) -> JSONNode {
        .object([
            ("step", .string(one.step.rawValue)), ("state", .string(one.state.word)),
            ("message", .string(one.state.wording.en)), ("messageZh", .string(one.state.wording.zh)),
        ])
    }

    private func firms(_ draw: Draw) -> [JSONNode] {
        var found: [String: InspectionFindings.Finding] = [:]
        for finding in check?.findings?.findings ?? [] { found[finding.firm] = finding }
        return draw.drawn.enumerated().compactMap { order, drawn in
            guard let drawn else { return nil }
            let uscc = draw.firms.uscc(at: drawn.firm)
            let seats = drawn.inspectors.map {
                $0.map { JSONNode.string(draw.inspectors.inspectors[$0].number) } ?? .null
            }
            return .object([
                ("order", .integer(order + 1)), ("uscc", .string(uscc)),
                ("name", .string(draw.firms.name(at: drawn.firm))),
                ("class", .string(draw.firms.riskClass(at: drawn.firm))), ("way", .string("\(drawn.way)")),
                ("inspectors", .array(seats)),
                (
                    "finding",
                    found[uscc].map(Self.finding) ?? .null
                ),
            ])
        }
    }
}

/// The answer of `GET /draws`: the newest draws, who may draw, and whose cosignatures this host collects.
public struct DrawsDocument: Sendable {
    /// An office that may draw.
    public struct Authority: Hashable, Sendable {
        public let uscc: String
        /// A prefix of GB/T 2260; empty is everywhere.
        public let scope: String
    }

    public let draws: [DrawDocument]
    public let authorities: [Authority]
    /// Verifier keys.
    public let witnesses: [String]

    public init(_ draws: [DrawDocument], registry: Registry, witnesses: [String]) {
        self.draws = draws
        self.witnesses = witnesses
        authorities = registry.operators.values.flatMap { held in
            held.roles.filter { $0.role.word == "authority" && $0.tenure.isOpen }.map {
                Authority(uscc: held.uscc, scope: $0.role.scope ?? "")
            }
        }.sorted { ($0.uscc, $0.scope) < ($1.uscc, $1.scope) }
    }

    public var json: JSONNode {
        .object([
            ("draws", .array(draws.map(\.short))),
            (
                "authorities",
                .array(
                    authorities.map {
                        .object([("uscc", .string($0.uscc)), ("scope", .string($0.scope))])
                    })
            ),
            ("witnesses", .strings(witnesses)),
        ])
    }

    /// What a client needs of it before it commits: who may draw, and whose cosignatures are collected. Nil where it is no such answer.
    public static func offices(parsing bytes: [UInt8]) -> (authorities: [Authority], witnesses: [String])? {
        guard let root = try? JSONDocument(bytes).root, let list = root["authorities"], list.kind == .array,
            let witnesses = root["witnesses"], witnesses.kind == .array
        else { return nil }
        var authorities: [Authority] = []
        for one in list.elements {
            guard let uscc = one["uscc"]?.string, let scope = one["scope"]?.string else { return nil }
            authorities.append(Authority(uscc: uscc, scope: scope))
        }
        return (authorities, witnesses.elements.compactMap(\.string))
    }
}
