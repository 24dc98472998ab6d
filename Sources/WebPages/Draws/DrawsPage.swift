package import Chains
import Draws
package import LedgerProtocol
import Values

/// The draws of inspections that a ledger has, the newest first: also those that were committed to and never drawn.
package struct DrawsPage: Sendable {
    private let draws: [DrawDocument]
    private let origin: String
    private let language: DrawingLanguage

    package init(_ draws: [DrawDocument], origin: String, _ language: DrawingLanguage) {
        (self.draws, self.origin, self.language) = (draws, origin, language)
    }

    package var html: String {
        let frame = DrawPageFrame(
            language: language,
            title: language.of(Wording(en: "Inspections drawn at random", zh: "双随机、一公开")), path: "/draws")
        return frame.html { page in
            page.element(
                "p",
                frame.said(
                    "Firms and inspectors of each inspection were drawn by what nobody knew when the lists were committed to the ledger "
                        + "\(origin). Draws that were committed to and never made stand here too.",
                    "每次抽查的检查对象与检查人员，均由名录上账（\(origin)）之时无人能知的数据抽取。已承诺而未抽取的也列于此。"))
            guard !draws.isEmpty else {
                page.element("p", frame.said("There are none yet.", "尚无抽查。"))
                return
            }
            page.raw("<table>\n")
            page.row(
                [
                    frame.said("draw", "抽查"), frame.said("office", "抽查机关"), frame.said("matter", "抽查事项"),
                    frame.said("district", "行政区划"), frame.said("firms", "户数"), frame.said("committed", "承诺"),
                    frame.said("drawn", "抽取"), frame.said("published", "公示"),
                ], "th")
            for draw in draws { row(draw, &page) }
            page.raw("</table>\n")
        }
    }

    private func row(_ draw: DrawDocument, _ page: inout HTMLWriter) {
        let record = draw.record
        guard let plan = record.commitment?.act else { return }
        page.raw("<tr><td><a href=\"\(record.name.path)\">")
        page.raw(HTMLWriter.escaped(plan.title))
        page.raw("</a>")
        page.element("div", record.name.word, class: "ground")
        page.raw("</td>")
        page.element("td", draw.officeName ?? record.name.uscc)
        page.element("td", plan.matter)
        page.element("td", plan.district)
        page.element("td", "\(plan.count)", class: "n")
        page.element("td", record.commitment.map { "\($0.arrival.day)" } ?? "")
        page.element("td", record.result.map { "\($0.arrival.day)" } ?? "—")
        page.element("td", record.publications.last.map { "\($0.arrival.day)" } ?? "—")
        page.raw("</tr>\n")
    }
}

extension DrawName {
    /// Where its page is.
    package var path: String { "/draws/\(uscc)/\(word)" }
}

extension Timestamp {
    /// The day in China.
    var day: CalendarDate {
        CalendarDate(daysSinceEpoch: Int(((milliseconds + 8 * 3_600_000) / 86_400_000)))
    }
}
