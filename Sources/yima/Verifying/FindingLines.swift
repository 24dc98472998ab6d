import CommandSupport
import Rules
import Values

/// Findings for people, a line each; of one rule and severity on one line where they are many: the first, and how many there are.
struct FindingLines {
    private let findings: [Finding]

    init(_ findings: [Finding]) {
        self.findings = findings
    }

    /// So many of one rule are shown one by one.
    private static let shownOfOneRule = 3

    /// - Parameter isVerbose: whether every one is shown.
    func text(isVerbose: Bool) -> [String] {
        guard !isVerbose else { return findings.map { $0.text() } }
        let groups = Dictionary(grouping: findings) { FindingKind($0) }
        var told: Set<FindingKind> = []
        return findings.compactMap { finding in
            let kind = FindingKind(finding)
            guard let group = groups[kind], group.count > Self.shownOfOneRule else { return finding.text() }
            return told.insert(kind).inserted ? finding.text(asFirstOf: group) : nil
        }
    }
}

private struct FindingKind: Hashable {
    let rule: String
    let severity: Finding.Severity

    init(_ finding: Finding) { (rule, severity) = (finding.rule, finding.severity) }
}

extension Finding {
    /// `! TIME-2 ×46  …, and 45 more like it (-v shows all)  [entries 12, 15, …]`.
    fileprivate func text(asFirstOf group: [Finding]) -> String {
        var known: Set<UInt64> = []
        let all = group.flatMap(\.entries).filter { known.insert($0).inserted }
        let more = (group.count - 1).grouped
        return text(
            " ×\(group.count.grouped)", entries: all,
            said(" … and \(more) more of this rule (-v shows all)", " ……另有 \(more) 条同类问题（-v 列出全部）"))
    }

    /// `✗ MASS-1 …  [entries 12, 15]`.
    fileprivate func text() -> String { text("", entries: entries, "") }

    private func text(_ count: String, entries: [UInt64], _ more: String) -> String {
        let shown = entries.prefix(6).map { "\($0)" }.joined(separator: ", ") + (entries.count > 6 ? ", …" : "")
        let tail = entries.isEmpty ? "" : Terminal.paint(said("  [entries \(shown)]", "  〔条目 \(shown)〕"), .grey)
        return "  " + mark + count + "  " + said(message).printable + more + tail
    }

    /// `✗ MASS-1`, in the colour of its severity.
    var mark: String {
        switch severity {
        case .violation: Terminal.paint("✗ \(rule)", .red)
        case .warning: Terminal.paint("! \(rule)", .yellow)
        case .info: Terminal.paint("· \(rule)", .grey)
        }
    }
}
