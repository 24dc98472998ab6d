import Ledger
import Rules
import Values

extension EvidenceJudge.Judgement {
    /// Its findings as the monitor keeps them, with who signed the entries and when the newest came.
    package var monitored: [MonitoredFinding] {
        let events = Dictionary(report.events.map { ($0.entry, $0) }) { first, _ in first }
        let newest = report.events.map(\.recordTime).max() ?? Timestamp(milliseconds: 0)
        let code = verdict.canonical ?? verdict.code
        return verdict.findings.map { finding in
            let shown = finding.entries.compactMap { events[$0] }
            return MonitoredFinding(
                finding: finding, code: code, operators: Set(shown.map(\.journal.operatorUSCC)).sorted(),
                since: shown.map(\.recordTime).max() ?? newest)
        }
    }
}
