import Chains
import TransparencyLog
import Values

/// What every report says it is of and rests on.
package struct ReportGround: Sendable {
    package let period: ReportPeriod
    /// Only of firms, or offices, of districts that begin so; empty is all.
    package let district: String

    package init(period: ReportPeriod, district: String) { (self.period, self.district) = (period, district) }

    func facts(_ ledger: LedgerFacts, _ more: [(name: Wording, value: Wording)] = []) -> [(
        name: Wording, value: Wording
    )] {
        var facts: [(name: Wording, value: Wording)] = [
            (Wording(en: "period", zh: "报告期"), period.wording),
            (
                Wording(en: "district", zh: "行政区划"),
                district.isEmpty ? Wording(en: "all", zh: "全部") : Wording(district.shown)
            ),
        ]
        facts += more
        if let checkpoint = ledger.checkpoint?.checkpoint {
            facts.append((Wording(en: "ledger", zh: "账本"), Wording(checkpoint.origin.shown)))
            facts.append(
                (
                    Wording(en: "entries read and found sound", zh: "已读取并审计无误的条目"),
                    Wording("\(checkpoint.treeSize)")
                ))
            facts.append((Wording(en: "root", zh: "根哈希"), Wording(checkpoint.root.base64)))
        }
        let moment = OffsetTime(moment: ledger.now, offsetMinutes: 480).minute
        facts.append((Wording(en: "made at", zh: "生成时间"), Wording(moment)))
        return facts
    }

    func holds(district other: some StringProtocol) -> Bool { other.hasPrefix(district) }
}
