public import Evidence
import Rules
public import StrictJSON
import Values

/// The answer of `GET /findings`: what the monitor found, those brought about last first.
public struct FindingsDocument: Sendable {
    public let findings: [MonitoredFinding]
    /// Whether everything below `upTo` was judged, and nothing waits.
    public let isComplete: Bool
    /// Every event below was taken in.
    public let upTo: UInt64
    /// Codes that wait to be judged.
    public let waiting: UInt64
    /// The number of the newest change, after which `GET /findings/changes` goes on.
    public let lastChange: UInt64
    /// Stands for the numbers of the changes; nil from hosts that do not say it.
    public let series: String?
    /// Codes that could be judged in part only, and some of them: of these more may be wrong than is told.
    public let partialCount: UInt64
    public let partialCodes: [String]
    /// Events of which nobody can say what happened.
    public let unreadable: UInt64
    /// The offset of the next page; nil where there is none.
    public let next: Int?

    /// The most findings of a page.
    public static let limitMax = 1000

    public init(
        _ findings: [MonitoredFinding], isComplete: Bool, upTo: UInt64, waiting: UInt64, lastChange: UInt64, next: Int?,
        series: String? = nil, partialCount: UInt64 = 0, partialCodes: [String] = [], unreadable: UInt64 = 0
    ) {
        (self.series, self.unreadable) = (series, unreadable)
        (self.partialCount, self.partialCodes) = (partialCount, partialCodes)
        self.findings = findings
        self.isComplete = isComplete
        self.upTo = upTo
        self.waiting = waiting
        self.lastChange = lastChange
        self.next = next
    }

    /// `{"findings","complete","upTo","waiting","partial":{"count","codes"},"unreadable","lastChange","series","next"}`.
    public var json: JSONNode {
        .object([
            ("findings", .array(findings.map(\.json))), ("complete", .bool(isComplete)), ("upTo", .unsigned(upTo)),
            ("waiting", .unsigned(waiting)),
            ("partial", .object([("count", .unsigned(partialCount)), ("codes", .strings(partialCodes))])),
            ("unreadable", .unsigned(unreadable)), ("lastChange", .unsigned(lastChange)),
            ("series", series.map(JSONNode.string) ?? .null), ("next", next.map { .integer($0) } ?? .null),
        ])
    }

    /// Nil where it is no such answer.
    public init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, let list = root["findings"], list.kind == .array,
            let isComplete = root["complete"]?.bool,
            let upTo = root.number("upTo"), let waiting = root.number("waiting"),
            let lastChange = root.number("lastChange")
        else { return nil }
        var findings: [MonitoredFinding] = []
        for element in list.elements {
            guard findings.count < Self.limitMax, let finding = MonitoredFinding(element) else { return nil }
            findings.append(finding)
        }
        (self.findings, self.isComplete, self.upTo) = (findings, isComplete, upTo)
        (self.waiting, self.lastChange) = (waiting, lastChange)
        next = root.number("next").flatMap { Int(exactly: $0) }
        series = root["series"]?.string
        partialCount = root["partial"]?.number("count") ?? 0
        partialCodes = (root["partial"]?["codes"]).map { $0.elements.compactMap(\.string) } ?? []
        unreadable = root.number("unreadable") ?? 0
    }
}

/// The answer of `GET /findings/changes`: what came up and what is no more, in the order in which it was noticed.
public struct FindingChangesDocument: Sendable {
    public let changes: [FindingChange]
    /// Stands for the numbers: where it is another than before, they were begun anew. Nil from hosts that do not say it.
    public let series: String?

    public init(_ changes: [FindingChange], series: String? = nil) {
        (self.changes, self.series) = (changes, series)
    }

    /// `{"changes":[{"number","opened","noticed","finding"}],"series"}`.
    public var json: JSONNode {
        .object([
            ("changes", .array(changes.map(\.json))), ("series", series.map(JSONNode.string) ?? .null),
        ])
    }

    /// Nil where it is no such answer.
    public init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, let list = root["changes"], list.kind == .array else {
            return nil
        }
        var changes: [FindingChange] = []
        for element in list.elements {
            guard changes.count < FindingsDocument.limitMax, let number = element.number("number"),
                let isOpened = element["opened"]?.bool, let noticed = element.moment("noticed"),
                let finding = element["finding"].flatMap(MonitoredFinding.init)
            else { return nil }
            changes.append(FindingChange(number: number, isOpened: isOpened, noticed: noticed, finding: finding))
        }
        (self.changes, series) = (changes, root["series"]?.string)
    }
}

extension FindingChange {
    public var json: JSONNode {
        .object([
            ("number", .unsigned(number)), ("opened", .bool(isOpened)), ("noticed", .string(noticed.description)),
            ("finding", finding.json),
        ])
    }
}

extension MonitoredFinding {
    /// As in a verdict, with `code`, `operators` and `since`.
    public var json: JSONNode {
        .object([
            ("rule", .string(finding.rule)), ("severity", .string(finding.severity.rawValue)),
            ("code", .string(code)), ("message", .string(finding.message.en)),
            ("messageZh", .string(finding.message.zh)), ("entries", .array(finding.entries.map { .integer($0) })),
            ("operators", .strings(operators)), ("since", .string(since.description)),
            ("source", .string(finding.source)),
        ])
    }

    fileprivate init?(_ node: JSONValue) {
        guard let rule = node["rule"]?.string,
            let severity = node["severity"]?.string.flatMap(Finding.Severity.init), let code = node["code"]?.string,
            let message = node["message"]?.string, let messageZh = node["messageZh"]?.string,
            let entries = node["entries"]?.elements, let operators = node["operators"]?.elements,
            let since = node.moment("since"), let source = node["source"]?.string
        else { return nil }
        self.init(
            finding: Finding(
                rule: rule, severity: severity, message: Wording(en: message, zh: messageZh),
                entries: entries.compactMap { $0.numberText.flatMap { UInt64($0) } }, source: source),
            code: code, operators: operators.compactMap(\.string), since: since)
    }
}

extension JSONValue {
    fileprivate func number(_ name: String) -> UInt64? { self[name]?.numberText.flatMap { UInt64($0) } }

    fileprivate func moment(_ name: String) -> Timestamp? {
        self[name]?.string.flatMap { OffsetTime(rfc3339: $0)?.moment }
    }
}
