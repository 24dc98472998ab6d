import StrictJSON
public import Values

/// The rules' severities, sources and figures: the built-in definition file (`schema/rules/rules.json`), of which an
/// override may change what it names.
public struct RuleDefinitions: Hashable, Sendable {
    public private(set) var rules: [String: RuleDefinition]
    /// The same in the order in which the rules are judged, as every verdict asks for all of them.
    private(set) var inOrder: [RuleDefinition] = []

    /// What the product ships with.
    public static let builtIn: RuleDefinitions = {
        do throws(LocatedError) {
            return try RuleDefinitions(json: builtInFile)
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    static let builtInFile: [UInt8] = PackageResources.rules_json

    /// Reads a whole file: every rule with its severity, source and figures.
    /// - Parameter file: the name under which errors speak of it.
    public init(json bytes: [UInt8], file: String = "rules.json") throws(LocatedError) {
        rules = [:]
        try read(bytes, file: file, isOverride: false)
    }

    /// These definitions with what an override file changes: only rules and figures that exist, so that a misspelt name is
    /// an error and not a rule that silently keeps its old figure.
    ///
    ///     {"rules": {"TIME-2": {"toleranceHours": 876000}}}
    public func overridden(byJSON bytes: [UInt8], file: String = "rules.json") throws(LocatedError) -> Self {
        var changed = self
        try changed.read(bytes, file: file, isOverride: true)
        return changed
    }

    func definition(_ id: String) -> RuleDefinition {
        guard let rule = rules[id] else { preconditionFailure("no definition of rule \(id)") }
        return rule
    }
}

extension RuleDefinitions {
    private mutating func read(_ bytes: [UInt8], file: String, isOverride: Bool) throws(LocatedError) {
        let reader = DefinitionReader(file: file)
        let root = try reader.root(bytes)
        for (name, value) in root.members where !["version", "validFrom", "rules"].contains(name) {
            throw reader.unknown(name, at: value)
        }
        guard let rules = root["rules"], rules.kind == .object else {
            throw reader.error(root, Wording(en: "member \"rules\" is missing or no object", zh: "缺少对象“rules”"))
        }
        for (id, value) in rules.members {
            guard let known = isOverride ? self.rules[id] : RuleDefinition.blank(id) else {
                throw reader.error(value, Wording(en: "there is no rule \(id)", zh: "没有规则 \(id)"))
            }
            self.rules[id] = try reader.rule(value, over: known, isOverride: isOverride)
        }
        for id in Judge.ruleIDs where self.rules[id] == nil {
            throw reader.error(rules, Wording(en: "rule \(id) is missing", zh: "缺少规则 \(id)"))
        }
        inOrder = Judge.ruleIDs.map(definition)
    }
}

extension RuleDefinition {
    fileprivate static func blank(_ id: String) -> RuleDefinition {
        RuleDefinition(id: id, severity: .violation, receiptSeverity: nil, source: "", parameters: [:])
    }
}

/// `rules.json`.
extension DefinitionReader {
    fileprivate func rule(
        _ value: JSONValue, over known: RuleDefinition, isOverride: Bool
    ) throws(LocatedError) -> RuleDefinition {
        var rule = known
        for (name, member) in try object(value).members {
            switch name {
            case "severity": rule.severity = try severity(member)
            case "receiptSeverity" where !isOverride || known.receiptSeverity != nil:
                rule.receiptSeverity = try severity(member)
            case "source": rule.source = try text(member)
            case "earlier": continue
            default:
                guard let parameter = RuleDefinition.Parameter(rawValue: name),
                    !isOverride || known.parameters[parameter] != nil
                else { throw unknown(name, at: member) }
                rule.parameters[parameter] = try figure(member)
            }
        }
        if !isOverride { try checkWhole(rule, value) }
        if let earlier = value["earlier"] { rule.earlier = try self.earlier(earlier, of: rule) }
        return rule
    }

    /// What the rule was before: `[{"validTo": "2025-12-31", "toleranceHours": 240}]`, with whatever is not named as it is now.
    private func earlier(
        _ value: JSONValue, of rule: RuleDefinition
    ) throws(LocatedError) -> [RuleDefinition.Earlier] {
        guard value.kind == .array else { throw error(value, Wording(en: "expected an array", zh: "应为数组")) }
        var now = rule
        now.earlier = []
        var found: [RuleDefinition.Earlier] = []
        for element in value.elements {
            var wording = now
            guard let last = try object(element)["validTo"] else { throw missing("validTo", in: element) }
            for (name, member) in element.members where name != "validTo" {
                switch name {
                case "severity": wording.severity = try severity(member)
                case "receiptSeverity" where now.receiptSeverity != nil:
                    wording.receiptSeverity = try severity(member)
                case "source": wording.source = try text(member)
                default:
                    guard let parameter = RuleDefinition.Parameter(rawValue: name), now.parameters[parameter] != nil
                    else { throw unknown(name, at: member) }
                    wording.parameters[parameter] = try figure(member)
                }
            }
            found.append(RuleDefinition.Earlier(validTo: try day(last), wording: wording))
        }
        return found.sorted { $0.validTo.daysSinceEpoch < $1.validTo.daysSinceEpoch }
    }

    private func checkWhole(_ rule: RuleDefinition, _ value: JSONValue) throws(LocatedError) {
        var missing = Judge.parameters(of: rule.id).filter { rule.parameters[$0] == nil }.map(\.rawValue)
        if value["severity"] == nil { missing.append("severity") }
        if value["source"] == nil { missing.append("source") }
        guard let first = missing.first else { return }
        throw self.missing(first, in: value)
    }

    private func severity(_ value: JSONValue) throws(LocatedError) -> Finding.Severity {
        guard let severity = value.string.flatMap(Finding.Severity.init(rawValue:)) else {
            let words = Finding.Severity.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(value, Wording(en: "expected one of \(words)", zh: "应为下列之一：\(words)"))
        }
        return severity
    }

    /// A decimal, as a JSON number or in quotes: neither way is it ever a binary fraction.
    private func figure(_ value: JSONValue) throws(LocatedError) -> Amount {
        guard let amount = (value.string ?? value.numberText).flatMap({ Amount($0) }), amount >= .zero else {
            throw error(value, Wording(en: "expected a decimal that is not negative", zh: "应为非负十进制数"))
        }
        return amount
    }
}

/// How grave the breaking of one rule is, where it stands in law, and the figures it works with.
public struct RuleDefinition: Hashable, Sendable {
    /// A figure of a rule: an exact decimal whose unit is in the name.
    public enum Parameter: String, Hashable, Sendable, CaseIterable {
        case tolerancePercent, transformationTolerancePercent
        case toleranceMinutes, toleranceHours, lotWindowHours, confirmHours, enterHours, transitHours, restHours
        case limitBelowZeroC, pieceKilogramsMax, excursionMinutes, gapMinutes, travelHours
        case grade1StartHours, grade2StartHours, grade3StartHours
        case grade1CompletionDays, grade2CompletionDays, grade3CompletionDays
    }

    public let id: String
    public internal(set) var severity: Finding.Severity
    /// LINK-1 only: the severity where goods came from a supplier that has nothing on record.
    public internal(set) var receiptSeverity: Finding.Severity?
    /// The law or standard.
    public internal(set) var source: String
    public internal(set) var parameters: [Parameter: Amount]
    /// What the rule was before, by the last day of each, ascending.
    var earlier: [Earlier] = []

    /// The rule as it was up to a day.
    struct Earlier: Hashable, Sendable {
        /// The last day for which it was so.
        let validTo: CalendarDate
        let wording: RuleDefinition
    }

    /// The rule as it was on a day.
    func wording(on day: CalendarDate) -> RuleDefinition {
        earlier.first { day.daysSinceEpoch <= $0.validTo.daysSinceEpoch }?.wording ?? self
    }

    /// Every wording that it has had, and has.
    var wordings: [RuleDefinition] { earlier.map(\.wording) + [self] }

    /// A figure that the built-in file gives for this rule; asking for another is a programmer's error.
    func figure(_ parameter: Parameter) -> Amount {
        guard let value = parameters[parameter] else { preconditionFailure("\(id) has no \(parameter.rawValue)") }
        return value
    }

    /// A duration, in milliseconds.
    func duration(_ parameter: Parameter) -> Int64 {
        let unit: Int64 = parameter.rawValue.hasSuffix("Minutes") ? 60_000 : 3_600_000
        // Millionths of an hour times 3,600,000 could overflow; a thousand years is long enough.
        return min(figure(parameter).millionths, 9_000_000_000_000) * (unit / 1000) / 1000
    }
}
