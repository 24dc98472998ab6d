package import Chains
package import Supervision
package import Values

/// What everybody may see of a firm's credit: the entries of public lists that stand on a day, and none that is over.
package struct CreditPage: Sendable {
    private let firm: String
    private let entries: [CreditRecord.Entry]
    private let terms: CreditTerms
    private let officeNames: [String: String]
    private let origin: String
    private let today: CalendarDate
    private let language: DrawingLanguage

    /// - Parameter officeNames: of operators, by USCC.
    package init(
        of firm: String, _ record: CreditRecord, officeNames: [String: String], origin: String, today: CalendarDate,
        _ language: DrawingLanguage
    ) {
        self.firm = firm
        entries = record.shown(on: today)
        terms = record.terms
        self.officeNames = officeNames
        self.origin = origin
        self.today = today
        self.language = language
    }

    package var html: String {
        let frame = DrawPageFrame(
            language: language, title: language.of(Wording(en: "Credit of \(firm)", zh: "信用信息：\(firm)")),
            path: "/credit/\(firm)")
        return frame.html { page in
            page.element(
                "p",
                frame.said(
                    "What stands on public lists on \(today), by the acts of offices on the ledger \(origin).",
                    "以下为 \(today) 公开名单中有效的记录，依据账本 \(origin) 上各机关的签名行为。"))
            guard !entries.isEmpty else {
                page.element("p", frame.said("Nothing stands there.", "没有有效的记录。"))
                return
            }
            page.raw("<table>\n")
            page.row(
                [
                    frame.said("firm", "企业名称"), frame.said("list", "类别"), frame.said("ground", "列入事由"),
                    frame.said("fact", "具体情形"), frame.said("listed on", "列入日期"), frame.said("by", "作出决定机关"),
                    frame.said("document", "文书号"), frame.said("until", "届满日期"), frame.said("entry", "账本条目"),
                ], "th")
            for entry in entries { row(entry, &page) }
            page.raw("</table>\n")
        }
    }

    private func row(_ entry: CreditRecord.Entry, _ page: inout HTMLWriter) {
        let said = entry.listing.act
        let list = terms.list(said.list)
        page.raw("<tr>")
        page.element("td", said.name)
        page.element("td", list.map { language.of($0.name) } ?? said.list)
        page.element("td", list?.ground(said.ground).map { language.of($0.name) } ?? said.ground)
        page.element("td", said.fact)
        page.element("td", "\(said.decided)")
        page.element("td", officeNames[said.office] ?? said.office)
        page.element("td", said.document)
        page.element("td", entry.lastDay.map { "\($0)" } ?? "—")
        page.element("td", "\(entry.listing.entry)", class: "n")
        page.raw("</tr>\n")
    }
}
