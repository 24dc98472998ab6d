import Chains
import CommandSupport
import Evidence
import Rules
import Values

extension MonitoredFinding {
    /// Two lines: the rule with what is amiss, and under it the code, the firms and when it was brought about.
    var text: String {
        let since = OffsetTime(moment: since, offsetMinutes: 480).minute
        let shown = finding.entries.prefix(6).map { "\($0)" }.joined(separator: ", ")
        let entries = finding.entries.count > 6 ? shown + ", …" : shown
        let place = [
            code.shown, operators.joined(separator: " "),
            entries.isEmpty ? "" : said("entries \(entries)", "条目 \(entries)"), said("since \(since)", "自 \(since)"),
        ].filter { !$0.isEmpty }
        return finding.mark + "  " + said(finding.message).printable + "\n    "
            + Terminal.paint(place.joined(separator: " · "), .grey)
    }
}

extension FindingChange {
    /// As the finding, with whether it came up or is no more.
    var text: String {
        let time = OffsetTime(moment: noticed, offsetMinutes: 480).minute
        return said(isOpened ? "\(time) new" : "\(time) settled", isOpened ? "\(time) 新增" : "\(time) 消除") + "  "
            + finding.text
    }
}
