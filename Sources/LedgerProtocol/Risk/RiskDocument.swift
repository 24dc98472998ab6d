public import Risk
public import StrictJSON
import Values

extension RiskScore {
    /// `{"subject","asOf","points","grade","from","until","static":{…},"factors":[…],"why":[…],"definition":{…},"upTo"}`; points are hundredths.
    public func json(_ definition: RiskDefinition, upTo: UInt64) -> JSONNode {
        .object([
            ("subject", .string(subject.description)), ("asOf", .string("\(day)")), ("points", .integer(total)),
            ("grade", .string(grade.rawValue)), ("from", from.map { .string("\($0)") } ?? .null),
            ("until", until.map { .string("\($0)") } ?? .null),
            (
                "static",
                .object([
                    ("points", .integer(statics)), ("profile", staticFact.map { .string($0.word) } ?? .null),
                    ("entry", staticFact?.entry.map { .unsigned($0) } ?? .null),
                ])
            ),
            (
                "factors",
                .array(
                    factors.map { sum in
                        let factor = definition.factor(sum.factor)
                        return .object([
                            ("factor", .string(sum.factor.rawValue)), ("name", .string(factor?.name.en ?? "")),
                            ("nameZh", .string(factor?.name.zh ?? "")), ("count", .integer(sum.count)),
                            ("points", .integer(sum.sum)), ("counted", .integer(sum.counted)),
                            ("source", .string(factor?.source ?? "")),
                        ])
                    })
            ),
            ("why", .array(contributions.map(\.json))),
            (
                "definition",
                .object([
                    ("version", .integer(definition.version)), ("validFrom", .string("\(definition.validFrom)")),
                    ("source", .string(definition.source)),
                ])
            ),
            ("upTo", .unsigned(upTo)),
        ])
    }
}

extension RiskScore.Contribution {
    /// `{"factor","points","day","entry","key","what","whatZh"}`.
    var json: JSONNode {
        let wording = fact.wording
        return .object([
            ("factor", .string(factor.rawValue)), ("points", .integer(points)), ("day", .string("\(fact.day)")),
            ("entry", fact.entry.map { .unsigned($0) } ?? .null),
            ("key", .string("\(fact.key.source.rawValue)/\(fact.key.name)")), ("what", .string(wording.en)),
            ("whatZh", .string(wording.zh)),
        ])
    }
}

extension RiskWarning {
    /// `{"kind","scope","day","subject","district","entry","message","messageZh"}`.
    public var json: JSONNode {
        .object([
            ("kind", .string(kind.rawValue)), ("scope", .string(scope)), ("day", .string("\(day)")),
            ("subject", subject.map { .string($0.description) } ?? .null),
            ("district", district.map { .string($0) } ?? .null), ("entry", entry.map { .unsigned($0) } ?? .null),
            ("message", .string(message.en)), ("messageZh", .string(message.zh)),
        ])
    }

    init?(_ node: JSONValue) {
        guard let kind = node["kind"]?.string.flatMap(Kind.init), let scope = node["scope"]?.string,
            let day = node["day"]?.string.flatMap({ WrittenTime.date($0) }), let en = node["message"]?.string,
            let zh = node["messageZh"]?.string
        else { return nil }
        self.init(
            kind: kind, scope: scope, day: day, subject: node["subject"]?.string.flatMap { RiskSubject($0) },
            district: node["district"]?.string, entry: node.number("entry"), message: Wording(en: en, zh: zh))
    }
}

extension WarningChange {
    /// `{"number","opened","noticed","warning"}`.
    public var json: JSONNode {
        .object([
            ("number", .unsigned(number)), ("opened", .bool(isOpened)), ("noticed", .string(noticed.description)),
            ("warning", warning.json),
        ])
    }
}

/// The answer of `GET /warnings`: what is warned of now, the newest first.
public struct WarningsDocument: Sendable {
    public let warnings: [RiskWarning]
    /// Every event below was taken in.
    public let upTo: UInt64
    /// The number of the newest change, after which `GET /warnings/changes` goes on, and what stands for its numbers.
    public let lastChange: UInt64
    public let series: String
    /// The offset of the next page; nil where there is none.
    public let next: Int?

    /// The most warnings of a page.
    public static let limitMax = 1000

    public init(_ warnings: [RiskWarning], upTo: UInt64, lastChange: UInt64, series: String, next: Int?) {
        (self.warnings, self.upTo, self.lastChange, self.series, self.next) = (
            warnings, upTo, lastChange, series, next
        )
    }

    /// `{"warnings","upTo","lastChange","series","next"}`.
    public var json: JSONNode {
        .object([
            ("warnings", .array(warnings.map(\.json))), ("upTo", .unsigned(upTo)),
            ("lastChange", .unsigned(lastChange)), ("series", .string(series)),
            ("next", next.map { .integer($0) } ?? .null),
        ])
    }

    /// Nil where it is no such answer.
    public init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, let list = root["warnings"], list.kind == .array,
            let upTo = root.number("upTo"), let lastChange = root.number("lastChange"),
            let series = root["series"]?.string
        else { return nil }
        var warnings: [RiskWarning] = []
        for element in list.elements {
            guard warnings.count < Self.limitMax, let warning = RiskWarning(element) else { return nil }
            warnings.append(warning)
        }
        self.init(
            warnings, upTo: upTo, lastChange: lastChange, series: series,
            next: root.number("next").flatMap { Int(exactly: $0) })
    }
}

/// The answer of `GET /warnings/changes`: what came up and what is no more, in the order in which it was noticed.
public struct WarningChangesDocument: Sendable {
    public let changes: [WarningChange]
    public let series: String

    public init(_ changes: [WarningChange], series: String) {
        (self.changes, self.series) = (changes, series)
    }

    /// `{"changes":[{"number","opened","noticed","warning"}],"series"}`.
    public var json: JSONNode {
        .object([("changes", .array(changes.map(\.json))), ("series", .string(series))])
    }

    /// Nil where it is no such answer.
    public init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root, let list = root["changes"], list.kind == .array,
            let series = root["series"]?.string
        else { return nil }
        var changes: [WarningChange] = []
        for element in list.elements {
            guard changes.count < WarningsDocument.limitMax, let number = element.number("number"),
                let isOpened = element["opened"]?.bool,
                let noticed = element["noticed"]?.string.flatMap({ OffsetTime(rfc3339: $0)?.moment }),
                let warning = element["warning"].flatMap(RiskWarning.init)
            else { return nil }
            changes.append(WarningChange(number: number, isOpened: isOpened, noticed: noticed, warning: warning))
        }
        (self.changes, self.series) = (changes, series)
    }
}

extension JSONValue {
    fileprivate func number(_ name: String) -> UInt64? { self[name]?.numberText.flatMap { UInt64($0) } }
}
