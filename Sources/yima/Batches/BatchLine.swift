import LedgerProtocol
import Rules
import StrictJSON
import Values

/// What is told of one code in a batch, as far as summaries and tables take it: made with the line, or read from it again.
struct BatchLine: Hashable, Sendable {
    struct Finding: Hashable, Sendable {
        let rule: String
        let severity: Rules.Finding.Severity
        let message: Wording
        let entries: [UInt64]
    }

    enum Outcome: Hashable, Sendable {
        case verdict(Verdict)
        /// It is no code, and why.
        case malformed(Wording)
        /// Nothing stands there.
        case blank
    }

    /// As it was asked for; empty for a blank line.
    let code: String
    let canonical: String?
    let outcome: Outcome
    let findings: [Finding]
    /// Why it could not be decided.
    let doubts: [Wording]
    let firms: [ToldVerdict.Firm]
    let eventCount: Int
    let isComplete: Bool
    let upTo: UInt64?

    /// Nil for what is no code.
    var verdict: Verdict? {
        if case .verdict(let verdict) = outcome { verdict } else { nil }
    }

    /// A line that holds no code.
    init(malformed code: String, _ reason: Wording) {
        self.init(code, .malformed(reason))
    }

    /// A line on which nothing stands, which has its line all the same: the n-th answer is of the n-th line.
    static let blank = BatchLine("", .blank)

    private init(_ code: String, _ outcome: Outcome) {
        (self.code, self.outcome) = (code, outcome)
        (canonical, findings, doubts, firms, eventCount, isComplete, upTo) = (nil, [], [], [], 0, false, nil)
    }

    /// `{"code":"","blank":true}`.
    static let blankText = JSONNode.object([("code", .string("")), ("blank", .bool(true))]).line

    init(_ told: ToldVerdict) {
        let verdict = told.document
        (code, canonical, outcome) = (verdict.code, verdict.canonical, .verdict(verdict.verdict))
        findings = verdict.findings.map {
            Finding(rule: $0.rule, severity: $0.severity, message: $0.message, entries: $0.entries)
        }
        doubts = verdict.doubts.map(\.wording)
        (firms, eventCount, isComplete) = (told.firms, verdict.eventCount, verdict.isComplete)
        upTo = verdict.checkpoint?.size
    }

    /// Nil where the bytes are no line of a batch.
    init?(parsing bytes: [UInt8]) {
        guard let root = (try? JSONDocument(bytes, limits: JSONLimits(sizeMax: BatchOutput.lineBytesMax)))?.root,
            let code = root["code"]?.string
        else { return nil }
        if root["blank"]?.bool == true {
            self = .blank
            return
        }
        if let error = root["error"] {
            guard let reason = error.wording else { return nil }
            self.init(malformed: code, reason)
            return
        }
        guard let verdict = root["verdict"]?.string.flatMap(Verdict.init(rawValue:)) else { return nil }
        self.init(root, code, verdict)
    }

    private init?(_ root: JSONValue, _ code: String, _ verdict: Verdict) {
        (self.code, outcome) = (code, .verdict(verdict))
        canonical = root["canonical"]?.string
        var findings: [Finding] = []
        for node in root.elements("findings") {
            guard let rule = node["rule"]?.string, let message = node.wording,
                let severity = node["severity"]?.string.flatMap(Rules.Finding.Severity.init(rawValue:))
            else { return nil }
            findings.append(Finding(rule: rule, severity: severity, message: message, entries: node.entries))
        }
        self.findings = findings
        doubts = root.elements("undecided").compactMap(\.wording)
        firms = root.elements("firms").compactMap { node in
            node["uscc"]?.string.map {
                ToldVerdict.Firm(uscc: $0, name: node["name"]?.string, entries: node.entries)
            }
        }
        eventCount = root["events"]?.numberText.flatMap { Int($0) } ?? 0
        isComplete = root["complete"]?.bool ?? false
        upTo = root["upTo"]?.numberText.flatMap { UInt64($0) }
    }
}

extension JSONValue {
    /// Of a member that is a list; none where there is no such member.
    fileprivate func elements(_ name: String) -> [JSONValue] {
        self[name].map { Array($0.elements) } ?? []
    }

    fileprivate var wording: Wording? {
        guard let en = self["message"]?.string, let zh = self["messageZh"]?.string else { return nil }
        return Wording(en: en, zh: zh)
    }

    fileprivate var entries: [UInt64] {
        elements("entries").compactMap { $0.numberText.flatMap { UInt64($0) } }
    }
}
