import CommandSupport
import LedgerProtocol
import Rules
import StrictJSON
import Values

/// What a batch came to, counted from its lines: a batch that was cut and went on gives the same as one that ran through.
struct BatchSummary: Equatable {
    /// A rule, as grave as it was found.
    struct RuleKey: Hashable {
        let rule: String
        let severity: Finding.Severity
    }

    /// Codes on which something was found that entries of a firm show.
    struct FirmCount: Equatable {
        var name: String?
        /// With a violation.
        var violatedCount = 0
        /// With a warning and no violation.
        var warnedCount = 0
    }

    private(set) var codeCount = 0
    private(set) var malformedCount = 0
    /// Lines on which nothing stands; they are no codes.
    private(set) var blankCount = 0
    private(set) var verdicts: [Verdict: Int] = [:]
    /// Codes on which each was found.
    private(set) var rules: [RuleKey: Int] = [:]
    private(set) var firms: [String: FirmCount] = [:]

    /// Firms that people are told; documents have ten times as many.
    private static let firmsShown = 10

    mutating func add(_ line: BatchLine) {
        switch line.outcome {
        case .blank:
            blankCount += 1
            return
        case .malformed:
            (codeCount, malformedCount) = (codeCount + 1, malformedCount + 1)
            return
        case .verdict(let verdict):
            codeCount += 1
            verdicts[verdict, default: 0] += 1
        }
        for key in Set(line.findings.map { RuleKey(rule: $0.rule, severity: $0.severity) }) {
            rules[key, default: 0] += 1
        }
        func entries(_ severity: Finding.Severity) -> Set<UInt64> {
            Set(line.findings.filter { $0.severity == severity }.flatMap(\.entries))
        }
        guard !line.firms.isEmpty else { return }
        let (violated, warned) = (entries(.violation), entries(.warning))
        for firm in line.firms {
            let isViolated = firm.entries.contains(where: violated.contains)
            guard isViolated || firm.entries.contains(where: warned.contains) else { continue }
            var count = firms[firm.uscc] ?? FirmCount()
            count.name = firm.name ?? count.name
            if isViolated { count.violatedCount += 1 } else { count.warnedCount += 1 }
            firms[firm.uscc] = count
        }
    }

    /// With which the batch ends: the worst of its lines, 0 < 3 < 2 < 1 < 65.
    var status: ExitStatus {
        if malformedCount > 0 { return .badInput }
        if verdicts[.invalid] != nil { return .violated }
        if verdicts[.undecided] != nil { return .undecided }
        return verdicts[.unknown] != nil ? .unknown : .done
    }

    /// Those most concerned first.
    var firmsInOrder: [(uscc: String, count: FirmCount)] {
        firms.map { (uscc: $0.key, count: $0.value) }.sorted {
            ($1.count.violatedCount, $1.count.warnedCount, $0.uscc) < (
                $0.count.violatedCount, $0.count.warnedCount, $1.uscc
            )
        }
    }

    /// The gravest first, those found most often before others.
    var rulesInOrder: [(key: RuleKey, count: Int)] {
        let ranks = Finding.Severity.allCases
        func rank(_ key: RuleKey) -> Int { ranks.firstIndex(of: key.severity) ?? ranks.count }
        return rules.map { (key: $0.key, count: $0.value) }.sorted {
            (rank($0.key), $1.count, $0.key.rule) < (rank($1.key), $0.count, $1.key.rule)
        }
    }

    /// `{"codes","verdicts":{…},"malformed","blank","rules":[{"rule","severity","codes"}],"firms":[{"uscc","name","violated","warned"}],
    /// "firmCount","selection","entries"}`.
    /// - Parameter plan: how the codes were chosen; nil for those of a file.
    func json(_ plan: BatchPlan?) -> JSONNode {
        let verdicts = Verdict.allCases.map { ($0.rawValue, JSONNode.integer(self.verdicts[$0] ?? 0)) }
        let rules = rulesInOrder.map { key, count in
            JSONNode.object([
                ("rule", .string(key.rule)), ("severity", .string(key.severity.rawValue)), ("codes", .integer(count)),
            ])
        }
        let firms = firmsInOrder.prefix(Self.firmsShown * 10).map { uscc, count in
            JSONNode.object([
                ("uscc", .string(uscc)), ("name", count.name.map(JSONNode.string) ?? .null),
                ("violated", .integer(count.violatedCount)), ("warned", .integer(count.warnedCount)),
            ])
        }
        return .object([
            ("codes", .integer(codeCount)), ("verdicts", .object(verdicts)), ("malformed", .integer(malformedCount)),
            ("blank", .integer(blankCount)),
            ("rules", .array(rules)), ("firms", .array(firms)), ("firmCount", .integer(self.firms.count)),
            ("selection", plan?.selection.json ?? .null),
            (
                "entries",
                plan.map {
                    .object([
                        ("from", .unsigned($0.entries.lowerBound)), ("to", .unsigned($0.entries.upperBound)),
                        ("unreadable", .integer($0.unreadableCount)),
                    ])
                } ?? .null
            ),
        ])
    }

    /// For people: how many, by verdict, by rule, and the firms most concerned.
    var lines: [Wording] {
        var lines = [heading]
        lines += rulesInOrder.map { key, count in
            let mark = ["violation": "✗", "warning": "!"][key.severity.rawValue] ?? "·"
            return Wording(
                en: "  \(mark) \(key.rule): \(count.grouped) code\(count == 1 ? "" : "s")",
                zh: "  \(mark) \(key.rule)：\(count.grouped) 个编码")
        }
        let firms = firmsInOrder
        if !firms.isEmpty {
            lines.append(
                Wording(
                    en: "firms whose records show most of it (codes with violations, with warnings only):",
                    zh: "相关记录最多的主体（含违规的编码数、仅含警告的编码数）："))
        }
        lines += firms.prefix(Self.firmsShown).map { uscc, count in
            Wording(
                "  \(uscc)  \(count.violatedCount.grouped)  \(count.warnedCount.grouped)  \((count.name ?? "").printable)"
            )
        }
        if firms.count > Self.firmsShown {
            let more = (firms.count - Self.firmsShown).grouped
            lines.append(Wording(en: "  … and \(more) more", zh: "  … 另有 \(more) 家"))
        }
        return lines
    }

    private var heading: Wording {
        var parts = Verdict.allCases.compactMap { verdict in
            verdicts[verdict].map {
                Wording(en: "\($0.grouped) \(verdict.rawValue)", zh: "\(verdict.wording.zh) \($0.grouped)")
            }
        }
        if malformedCount > 0 {
            parts.append(
                Wording(en: "\(malformedCount.grouped) that are no codes", zh: "不是编码 \(malformedCount.grouped)"))
        }
        if blankCount > 0 {
            parts.append(
                Wording(
                    en: "\(blankCount.grouped) blank line\(blankCount == 1 ? "" : "s")", zh: "空行 \(blankCount.grouped)")
            )
        }
        let tail = Wording(en: parts.map(\.en).joined(separator: ", "), zh: parts.map(\.zh).joined(separator: "，"))
        return Wording(
            en: "\(codeCount.grouped) code\(codeCount == 1 ? "" : "s")" + (parts.isEmpty ? "" : ": \(tail.en)"),
            zh: "共 \(codeCount.grouped) 个编码" + (parts.isEmpty ? "" : "：\(tail.zh)"))
    }
}
