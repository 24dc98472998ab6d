import Chains
import Rules
import Values

/// What a verdict says about a chain, where it happened: handed in beside the chain, for a drawing judges nothing itself.
struct ChainRemarks {
    let verdict: VerdictDocument?
    /// Grave ones first.
    let findings: [Finding]

    /// Remarks under one mark, and findings in the list below.
    private static let calloutCountMax = 3
    static let noteCountMax = 16
    /// A finding that rests on many entries is marked at the last of them and at some others.
    private static let placeCountMax = 6

    init(_ verdict: VerdictDocument?) {
        self.verdict = verdict
        findings = (verdict?.findings ?? []).enumerated().sorted { left, right in
            let (first, second) = (left.element.severity.grade, right.element.severity.grade)
            return first != second ? first > second : left.offset < right.offset
        }.map(\.element)
    }

    /// Rules by which something grave is found, by entry.
    var rules: [UInt64: Set<String>] {
        var rules: [UInt64: Set<String>] = [:]
        for finding in findings where finding.severity != .info {
            for entry in finding.entries { rules[entry, default: []].insert(finding.rule) }
        }
        return rules
    }

    /// By the index of the mark.
    func callouts(
        markOf: [UInt64: Int], markCount: Int, _ language: DrawingLanguage
    ) -> [[LaneChart.Callout]] {
        var remarks = Array(repeating: [Remark](), count: markCount)
        var left: [Int: Int] = [:]
        for finding in findings {
            guard let last = finding.entries.last(where: { markOf[$0] != nil }), let main = markOf[last] else {
                continue
            }
            let others = Set(finding.entries.compactMap { markOf[$0] }).subtracting([main]).sorted()
            for mark in [main] + others.prefix(Self.placeCountMax) {
                // The same rule over and over is said once.
                if let place = remarks[mark].firstIndex(where: { $0.rule == finding.rule }) {
                    remarks[mark][place].count += 1
                } else if remarks[mark].count < Self.calloutCountMax {
                    let text = mark == main ? "\(finding.rule) \(language.of(finding.message))" : finding.rule
                    remarks[mark].append(Remark(rule: finding.rule, grade: finding.severity.grade, text: text))
                } else {
                    left[mark, default: 0] += 1
                }
            }
        }
        return remarks.enumerated().map { mark, remarks in
            var callouts = remarks.map { remark in
                LaneChart.Callout(
                    grade: remark.grade, text: remark.count > 1 ? "×\(remark.count) \(remark.text)" : remark.text)
            }
            if let count = left[mark] {
                callouts.append(
                    .init(grade: .note, text: language == .zh ? "……另有 \(count) 项发现" : "… and \(count) more findings"))
            }
            return callouts
        }
    }

    private struct Remark {
        let rule: String
        let grade: LaneChart.Grade
        let text: String
        var count = 1
    }

    func notes(_ language: DrawingLanguage) -> [LaneChart.Note] {
        var notes = findings.prefix(Self.noteCountMax).map { finding in
            let entries = finding.entries.prefix(8).map(String.init).joined(separator: ", ")
            let place = entries.isEmpty ? "" : (language == .zh ? "（条目 \(entries)）" : " (entries \(entries))")
            return LaneChart.Note(
                grade: finding.severity.grade,
                text:
                    "\(finding.rule) \(language.of(finding.severity.grade.wording)) · \(language.of(finding.message))\(place)"
            )
        }
        let more = findings.count - notes.count
        if more > 0 {
            notes.append(.init(grade: nil, text: language == .zh ? "……另有 \(more) 项" : "… and \(more) more"))
        }
        for doubt in (verdict?.doubts ?? []).prefix(4) {
            notes.append(.init(grade: nil, text: language.of(doubt.wording)))
        }
        return notes
    }

    func badge(_ language: DrawingLanguage) -> LaneChart.Note? {
        guard let verdict else { return nil }
        var text = (language == .zh ? "判定：" : "Verdict: ") + language.of(verdict.verdict.wording)
        let moment = OffsetTime(moment: verdict.basis.asOf, offsetMinutes: 480)
        text += language == .zh ? " · 截至 \(moment.plainMinute)（UTC+8）" : " · as of \(moment.plainMinute) (UTC+8)"
        if let checkpoint = verdict.checkpoint {
            text +=
                language == .zh
                ? " · 账本 \(checkpoint.origin.shown)，\(checkpoint.size) 条"
                : " · ledger \(checkpoint.origin.shown), size \(checkpoint.size)"
        }
        return .init(grade: verdict.verdict.grade, text: text)
    }
}

extension Verdict {
    /// Nil where nothing is amiss.
    fileprivate var grade: LaneChart.Grade? {
        switch self {
        case .valid: nil
        case .invalid: .violation
        case .suspect, .undecided: .warning
        case .unknown: .note
        }
    }
}

extension Finding.Severity {
    var grade: LaneChart.Grade {
        switch self {
        case .violation: .violation
        case .warning: .warning
        case .info: .note
        }
    }
}

extension LaneChart.Grade {
    var wording: Wording {
        switch self {
        case .violation: Wording(en: "violation", zh: "违规")
        case .warning: Wording(en: "warning", zh: "警示")
        case .note: Wording(en: "note", zh: "提示")
        }
    }
}
