public import Evidence
import Ledger
public import Rules
public import StrictJSON

/// A verdict as it is told: with the firms that signed the entries which its findings name. Who signed an entry is not thereby at fault.
public struct ToldVerdict: Sendable {
    /// A firm, and what it signed of what findings name.
    public struct Firm: Hashable, Sendable {
        public let uscc: String
        /// As it is enrolled; nil where that is not known.
        public let name: String?
        /// Ledger indexes, ascending.
        public let entries: [UInt64]

        public init(uscc: String, name: String?, entries: [UInt64]) {
            (self.uscc, self.name, self.entries) = (uscc, name, entries)
        }
    }

    public let document: VerdictDocument
    /// In the order of their numbers.
    public let firms: [Firm]

    /// - Parameter report: by which the verdict was given; nil where there was no evidence.
    public init(_ document: VerdictDocument, by report: EvidenceReport?) {
        self.document = document
        let named = Set(document.findings.flatMap(\.entries))
        guard let report, !named.isEmpty else {
            firms = []
            return
        }
        var entries: [String: [UInt64]] = [:]
        for event in report.events where named.contains(event.entry) {
            entries[event.journal.operatorUSCC, default: []].append(event.entry)
        }
        firms = entries.sorted { $0.key < $1.key }.map { uscc, entries in
            Firm(uscc: uscc, name: report.registry.operators[uscc]?.name, entries: entries)
        }
    }

    public init(_ judgement: EvidenceJudge.Judgement) {
        self.init(judgement.verdict, by: judgement.report)
    }

    /// The verdict with `firms`, where there are any: `[{"uscc","name","entries"}]`.
    public var json: JSONNode {
        guard !firms.isEmpty, case .object(let members) = document.json else { return document.json }
        let told = firms.map { firm in
            JSONNode.object([
                ("uscc", .string(firm.uscc)), ("name", firm.name.map(JSONNode.string) ?? .null),
                ("entries", .array(firm.entries.map { .integer($0) })),
            ])
        }
        return .object(members + [("firms", .array(told))])
    }
}
