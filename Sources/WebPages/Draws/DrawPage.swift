package import Chains
import Draws
package import LedgerProtocol
import TransparencyLog
import Values

/// A draw of inspections as everybody may read it: what was committed to, by what it was decided, who was drawn, what was changed and why,
/// and what the inspections found.
package struct DrawPage: Sendable {
    private let document: DrawDocument
    private let origin: String
    private let treeSize: UInt64
    private let language: DrawingLanguage
    private let frame: DrawPageFrame

    /// Firms that the page itself shows; all stand in the file.
    private static let shownMax = 5000

    package init(_ document: DrawDocument, origin: String, treeSize: UInt64, _ language: DrawingLanguage) {
        (self.document, self.origin, self.treeSize, self.language) = (document, origin, treeSize, language)
        let name = document.record.name
        frame = DrawPageFrame(
            language: language, title: document.record.commitment?.act.title ?? "\(name)", path: name.path)
    }

    private var record: DrawRecord { document.record }

    private func said(_ en: String, _ zh: String) -> String { frame.said(en, zh) }

    package var html: String {
        frame.html { page in
            if let plan = record.commitment?.act { writePlan(plan, &page) }
            writeSteps(&page)
            if let draw = document.check?.draw { writeFirms(draw, &page) }
            writeSubstitutions(&page)
            writePublications(&page)
            writeOthers(&page)
            writeRefused(&page)
            writeFiles(&page)
        }
    }

    private func writePlan(_ plan: DrawPlan, _ page: inout HTMLWriter) {
        let classes = plan.classes.map { risk in
            said(
                "\(risk.name): weight \(risk.weight)" + (risk.quota > 0 ? ", at least \(risk.quota)" : ""),
                "\(risk.name)：权重 \(risk.weight)" + (risk.quota > 0 ? "，至少 \(risk.quota) 户" : ""))
        }
        let office = document.officeName.map { "\($0) (\(record.name.uscc))" } ?? record.name.uscc
        page.raw("<table>\n")
        let rows: [(String, String)] = [
            (said("office", "抽查机关"), office), (said("matter", "抽查事项"), plan.matter),
            (said("district", "行政区划"), plan.district),
            (said("drawn from", "名录"), counts(plan)),
            (said("to be drawn", "抽取数量"), quantity(plan)),
            (said("risk classes", "风险分级"), classes.joined(separator: said("; ", "；"))),
            (
                said("witnesses", "见证方"),
                plan.witnesses.isEmpty
                    ? said("none: the seed is the host's word", "无：种子仅凭主机之言")
                    : plan.witnesses.map(\.name).joined(separator: ", ")
            ),
            (said("committed", "承诺"), moment(record.commitment)), (said("drawn", "抽取"), moment(record.result)),
            (
                record.publications.count > 1
                    ? said(
                        "findings published, the last of \(record.publications.count) times",
                        "结果公示（第 \(record.publications.count) 次）")
                    : said("findings published", "结果公示"), moment(record.publications.last)
            ),
        ]
        for (name, value) in rows {
            page.raw("<tr>")
            page.element("th", name)
            page.element("td", value)
            page.raw("</tr>\n")
        }
        page.raw("</table>\n")
    }

    private func counts(_ plan: DrawPlan) -> String {
        // The first line of a list says what it is.
        said(
            "\(plan.firms.count - 1) firms, \(plan.inspectors.count - 1) inspectors",
            "检查对象 \(plan.firms.count - 1) 户，检查人员 \(plan.inspectors.count - 1) 名")
    }

    private func quantity(_ plan: DrawPlan) -> String {
        said(
            "\(plan.count) firms, \(plan.inspectorsPerFirm) inspectors each, at most \(plan.firmsPerInspectorMax) firms an inspector",
            "\(plan.count) 户，每户 \(plan.inspectorsPerFirm) 人，每人至多 \(plan.firmsPerInspectorMax) 户")
    }

    private func moment<Act>(_ placed: DrawRecord.Placed<Act>?) -> String {
        placed.map { said("\($0.arrival), entry \($0.entry)", "\($0.arrival)，第 \($0.entry) 条") } ?? "—"
    }

    private func writeSteps(_ page: inout HTMLWriter) {
        page.element("h2", said("Checked by this host", "本主机的核验"))
        page.raw("<ul>\n")
        for (step, state) in document.check?.steps ?? [] {
            page.raw("<li class=\"\(state.word)\">")
            page.element("b", language.of(step.wording))
            page.element("span", said(": ", "：") + language.of(state.wording))
            page.raw("</li>\n")
        }
        page.raw("</ul>\n")
        if let seed = document.check?.seed { page.element("pre", "seed \(seed.seed)") }
        page.element("p", said("A page is its host's word. Check it on your own machine:", "页面所述为主机之言，请自行核验："))
        page.element("pre", "yima draw check \(record.name)")
        page.element(
            "p", said("As \(origin) has it at \(treeSize) entries.", "依账本 \(origin) 的 \(treeSize) 条记录。"),
            class: "ground")
    }

    private func writeFirms(_ draw: Draw, _ page: inout HTMLWriter) {
        var found: [String: InspectionFindings.Finding] = [:]
        for finding in document.check?.findings?.findings ?? [] { found[finding.firm] = finding }
        page.element("h2", said("Drawn", "抽取结果") + " (\(draw.drawn.count { $0 != nil }))")
        page.raw("<table>\n")
        page.row(
            [
                said("order", "序号"), said("USCC", "统一社会信用代码"), said("firm", "检查对象"), said("class", "风险类别"),
                said("how", "方式"), said("inspectors", "检查人员编号"), said("day", "检查日期"), said("result", "检查结果"),
                said("remark", "备注"),
            ], "th")
        for (order, drawn) in draw.drawn.enumerated().prefix(Self.shownMax) {
            guard let drawn else { continue }
            let uscc = draw.firms.uscc(at: drawn.firm)
            let finding = found[uscc]
            let seats = drawn.inspectors.map { place in
                place.map { draw.inspectors.inspectors[$0].number } ?? said("empty", "空缺")
            }
            page.row(
                [
                    "\(order + 1)", uscc, draw.firms.name(at: drawn.firm), draw.firms.riskClass(at: drawn.firm),
                    way(drawn.way), seats.joined(separator: said(", ", "、")), finding.map { "\($0.day)" } ?? "",
                    finding.map { language.of($0.outcome.wording) } ?? "", finding?.remark ?? "",
                ], numbers: [0])
        }
        page.raw("</table>\n")
        if draw.drawn.count > Self.shownMax {
            page.element(
                "p", said("The others stand in the file of the result.", "其余见抽取结果文件。"))
        }
    }

    private func way(_ way: Draw.Way) -> String {
        switch way {
        case .quota: said("quota of its class", "按类别定额")
        case .rest: said("by weight", "按权重")
        case .substitute(let number): said("substitute \(number)", "第 \(number) 次替换")
        }
    }

    private func writeSubstitutions(_ page: inout HTMLWriter) {
        guard !record.substitutions.isEmpty else { return }
        page.element("h2", said("Substitutions, with their grounds", "替换及理由"))
        page.raw("<table>\n")
        page.row(
            [
                said("number", "序号"), said("firm", "检查对象"), said("inspector", "检查人员编号"), said("ground", "理由"),
                said("reason", "说明"), said("recorded", "记录"),
            ], "th")
        for placed in record.substitutions {
            let act = placed.act
            page.row(
                [
                    "\(act.number)", act.firm, act.inspector ?? said("(the firm itself)", "（检查对象本身）"),
                    language.of(act.ground.wording), act.reason, moment(placed),
                ], numbers: [0])
        }
        page.raw("</table>\n")
    }

    /// What was published again, and what was said otherwise each time.
    private func writePublications(_ page: inout HTMLWriter) {
        let all = document.check?.published ?? []
        guard all.count > 1 else { return }
        page.element("h2", said("Published \(all.count) times", "先后公示 \(all.count) 次"))
        page.raw("<table>\n")
        page.row(
            [said("publication", "公示"), said("recorded", "记录"), said("findings", "结果数"), said("changed", "改动")], "th")
        for one in all {
            page.raw("<tr>")
            page.element("td", "\(one.number)", class: "n")
            page.raw("<td><a href=\"\(record.name.path)/files/findings?publication=\(one.number)\">")
            page.raw(HTMLWriter.escaped(said("\(one.arrival), entry \(one.entry)", "\(one.arrival)，第 \(one.entry) 条")))
            page.raw("</a></td>")
            page.element("td", one.findings.map { "\($0.findings.count)" } ?? "—", class: "n")
            page.raw("<td>")
            if let changes = one.changes {
                for change in changes.prefix(Self.changesMax) { page.element("div", language.of(change.wording)) }
                if changes.count > Self.changesMax {
                    page.element("div", said("… \(changes.count) firms in all", "…… 共 \(changes.count) 户"))
                }
            } else {
                page.element("div", said("a file is not at hand", "文件不在手边"))
            }
            page.raw("</td></tr>\n")
        }
        page.raw("</table>\n")
    }

    /// Changed firms of one publication that the page shows; all stand in the JSON.
    private static let changesMax = 500

    /// What else the office committed itself to and did not follow.
    private func writeOthers(_ page: inout HTMLWriter) {
        guard let others = document.check?.others?.others, !others.isEmpty else { return }
        page.element("h2", said("Other commitments of this office, not drawn or not inspected", "该机关未抽取或未检查的其他承诺"))
        page.raw("<ul class=\"mind\">\n")
        for one in others.prefix(100) {
            page.raw("<li><a href=\"\(one.name.path)\">")
            page.raw(HTMLWriter.escaped(one.title))
            page.raw("</a>")
            page.element("span", said(": ", "：") + language.of(one.wording))
            page.raw("</li>\n")
        }
        page.raw("</ul>\n")
    }

    private func writeRefused(_ page: inout HTMLWriter) {
        guard !record.refused.isEmpty else { return }
        page.element("h2", said("Recorded, and without effect", "已记录但无效"))
        page.raw("<ul class=\"mind\">\n")
        for (entry, why) in record.refused.prefix(100) {
            let wording = why.wording
            page.element("li", said("entry \(entry): \(wording.en)", "第 \(entry) 条：\(wording.zh)"))
        }
        page.raw("</ul>\n")
    }

    private func writeFiles(_ page: inout HTMLWriter) {
        page.element("h2", said("Files", "文件"))
        page.raw("<ul>\n")
        let path = record.name.path
        let known: [DrawFile] =
            [.firms, .inspectors]
            + (record.result == nil ? [] : [.result]) + (record.publications.isEmpty ? [] : [.findings])
        for file in known {
            page.raw("<li><a href=\"\(path)/files/\(file.rawValue)\">")
            page.raw(HTMLWriter.escaped(language.of(file.wording)))
            page.raw("</a></li>\n")
        }
        for (word, what) in [
            ("seed", said("proof of the seed", "种子的证明")), ("evidence", said("evidence of the acts", "各行为的证据")),
        ] {
            page.raw("<li><a href=\"\(path)/\(word)\">")
            page.raw(HTMLWriter.escaped(what))
            page.raw("</a></li>\n")
        }
        page.raw("</ul>\n")
    }
}
