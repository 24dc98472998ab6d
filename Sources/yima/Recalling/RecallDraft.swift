import Chains
import Codes
import CommandSupport
import Interchange
import Rules
import Values

/// A recall as a table that whoever recalls fills in and records (`yima ingest`): its opening, and a notice to each holder who was not told.
struct RecallDraft {
    private let rows: [[String]]
    private let isWhole: Bool
    private var noticeCount: Int { rows.count(where: { $0[1] == "recall-notice" }) }

    private static let columns = ["time", "step", "code", "to", "recallLevel", "recallReason"]

    /// - Parameters:
    ///   - level: nil is left to be filled in, and nothing is recorded without it.
    ///   - reason: nil too.
    init(_ report: RecallReport, level: Int?, reason: String?, now: Timestamp = .now) {
        let local = Timestamp(milliseconds: now.milliseconds + 8 * 3_600_000)
        let time = "\(local.description.prefix(19))+08:00"
        var rows: [[String]] = []
        if report.state == .none {
            for subject in report.subjects {
                rows.append([time, "recall", subject.uri, "", level.map(String.init) ?? "", reason ?? ""])
            }
        }
        for holder in report.holders where holder.notified == nil {
            let holding = holder.holding
            let has = [holding.onHand, holding.inTransit, holding.sold, holding.used, holding.unaccounted]
            guard has.contains(where: { !$0.isNone }) else { continue }
            rows.append([time, "recall-notice", holding.goods.uri, holding.holder, "", ""])
        }
        self.rows = rows
        isWhole = report.isComplete && (level != nil || !rows.contains { $0[1] == "recall" })
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(Self.columns)
        for row in rows { writer.add(row) }
        return writer.bytes
    }

    func wording(in file: String) -> Wording {
        let rest =
            isWhole
            ? Wording(en: "", zh: "")
            : Wording(en: "; what is empty is to be filled in", zh: "；空白处请补全")
        return Wording(
            en: "\(file.shown): a draft with \(noticeCount) notices, for yima ingest\(rest.en)",
            zh: "\(file.shown)：召回录入表，含通知 \(noticeCount) 项，供 yima ingest 录入\(rest.zh)")
    }
}
