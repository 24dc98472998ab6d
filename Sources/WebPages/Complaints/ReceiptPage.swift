package import Chains
package import Complaints
package import LedgerProtocol
package import Values

/// What came of a report: for whoever says its receipt number, with the office's answer; for everybody else without.
package struct ReceiptPage: Sendable {
    /// What an office answered.
    package struct Answer: Hashable, Sendable {
        package let entry: UInt64
        /// Nil where it is not held, or was erased.
        package let text: String?

        package init(entry: UInt64, text: String?) { (self.entry, self.text) = (entry, text) }
    }

    private let document: ComplaintDocument?
    private let receipt: ReceiptNumber?
    private let answers: [Answer]
    /// Names of offices by USCC.
    private let names: [String: String]
    /// Who acts in the district, by name; nil where no office is an authority there now.
    private let office: String?
    private let isNew: Bool
    private let definitions: ComplaintDefinitions
    private let frame: ComplaintFrame

    /// - Parameters:
    ///   - document: nil where the ledger does not have it yet.
    ///   - receipt: where it was said.
    ///   - office: who acts in its district, by name.
    ///   - isNew: whether it was made just now.
    package init(
        _ document: ComplaintDocument?, receipt: ReceiptNumber?, answers: [Answer] = [], names: [String: String] = [:],
        office: String? = nil, isNew: Bool = false, definitions: ComplaintDefinitions = .builtIn,
        _ language: DrawingLanguage
    ) {
        (self.document, self.receipt, self.answers, self.names) = (document, receipt, answers, names)
        (self.office, self.isNew, self.definitions) = (office, isNew, definitions)
        let other = language == .zh ? "en" : "zh"
        let title: String
        if isNew {
            title = language == .zh ? "已收到" : "Received"
        } else {
            title = language == .zh ? "投诉举报办理情况" : "What came of a report"
        }
        let path = receipt.map { "/complaints/\($0)" } ?? document.map { "/complaints/\($0.record.name.number)" }
        frame = ComplaintFrame(
            language: language, title: title, otherHref: path.map { "\($0)?lang=\(other)" })
    }

    package var html: String {
        frame.html { page in
            if let receipt {
                page.element("p", frame.said("Receipt number", "回执编号"))
                page.raw("<p class=\"receipt\"><code>\(receipt)</code></p>\n")
                if isNew { instruction(receipt, &page) }
            }
            guard let document else {
                page.element(
                    "p",
                    frame.said(
                        "It is kept, and not yet on the ledger: come again in a while.", "已保存，尚未入账，请稍后再查。"))
                return
            }
            state(document, &page)
            answered(&page)
            acts(document, &page)
            page.raw("<p><a href=\"/complaints\">")
            page.raw("\(HTMLWriter.escaped(frame.said("Look up another receipt number", "查询其他回执编号")))</a></p>\n")
        }
    }

    private func instruction(_ receipt: ReceiptNumber, _ page: inout HTMLWriter) {
        page.element(
            "p",
            frame.said(
                "Write it down, or keep this address: whoever has the number reads the office's answer, and nobody can give you another. It says nothing of you.",
                "请抄下编号或收藏下方网址：凭编号即可查看答复，遗失无法补发。编号不含任何个人信息。"))
        page.raw("<p><a href=\"/complaints/\(receipt)\">/complaints/\(receipt)</a></p>\n")
    }

    private func state(_ document: ComplaintDocument, _ page: inout HTMLWriter) {
        let record = document.record
        page.raw("<section class=\"verdict\"><h2>\(HTMLWriter.escaped(frame.said(record.stateWording)))</h2>\n<dl>")
        func row(_ en: String, _ zh: String, _ value: String) {
            page.raw("<div><dt>\(HTMLWriter.escaped(frame.said(en, zh)))</dt>")
            page.raw("<dd>\(HTMLWriter.escaped(value.calm))</dd></div>\n")
        }
        if let opening = record.opening?.act {
            row("What", "类型", frame.said(opening.class.wording))
            row("What is wrong", "问题类别", frame.said(definitions.wording(kind: opening.kind)))
            if let code = opening.code { row("Code", "编码", code) }
            row("Received", "收到日期", "\(opening.received)")
        }
        if let district = record.district {
            row("Office", "处理部门", office.map { "\($0) (\(district))" } ?? district)
        }
        for clock in document.clocks {
            let late = clock.isOverdue(on: document.day) ? frame.said(" (overdue)", "（已超期）") : ""
            let met = clock.ended.map { frame.said(" (done on \($0))", "（\($0) 完成）") } ?? ""
            row(
                clock.term.wording.en, clock.term.wording.zh,
                frame.said("by \(clock.due)", "应于 \(clock.due) 前") + late + met)
        }
        page.raw("</dl></section>\n")
    }

    private func answered(_ page: inout HTMLWriter) {
        guard receipt != nil, !answers.isEmpty else { return }
        page.raw("<section><h2>\(HTMLWriter.escaped(frame.said("The office's answer", "部门答复")))</h2>\n")
        for answer in answers {
            guard let text = answer.text else {
                page.element(
                    "p", frame.said("The answer is not held here, or was erased.", "答复未存于本主机或已删除。"))
                continue
            }
            for line in text.split(separator: "\n") { page.element("p", String(line)) }
        }
        page.raw("</section>\n")
    }

    private func acts(_ document: ComplaintDocument, _ page: inout HTMLWriter) {
        let steps = document.record.steps
        guard !steps.isEmpty else { return }
        page.raw(
            "<section><h2>\(HTMLWriter.escaped(frame.said("What was done", "办理经过")))</h2>\n<ol class=\"timeline\">")
        for step in steps {
            let ground = step.act.ground.map { frame.said(definitions.wording(ground: $0)) }
            let rest = [ground, step.act.district, step.act.reason].compactMap(\.self).joined(separator: " · ")
            page.raw("<li><time>\(step.arrival.localDay)</time> <b>")
            page.raw("\(HTMLWriter.escaped(frame.said(step.act.act.wording)))</b><br>")
            page.raw("<span>\(HTMLWriter.escaped((names[step.uscc] ?? step.uscc).calm))</span>")
            if !rest.isEmpty { page.raw("<br><small>\(HTMLWriter.escaped(rest.calm))</small>") }
            page.raw("</li>\n")
        }
        page.raw("</ol></section>\n")
    }
}

/// Where a receipt number is asked for.
package struct ReceiptQuestionPage: Sendable {
    private let frame: ComplaintFrame
    private let trouble: Wording?

    /// - Parameter trouble: why the number that was given finds nothing.
    package init(trouble: Wording? = nil, _ language: DrawingLanguage) {
        self.trouble = trouble
        frame = ComplaintFrame(
            language: language, title: language == .zh ? "查询投诉举报" : "Look up a report",
            otherHref: "/complaints?lang=\(language == .zh ? "en" : "zh")")
    }

    package var html: String {
        frame.html { page in
            if let trouble {
                page.raw("<div class=\"alert warn\" role=\"alert\"><span>")
                page.raw("\(HTMLWriter.escaped(frame.said(trouble)))</span></div>\n")
            }
            page.raw("<form method=\"get\" action=\"/complaints\"><p><label for=\"receipt\">")
            page.raw("\(HTMLWriter.escaped(frame.said("Receipt number", "回执编号")))</label>")
            page.raw(
                "<input id=\"receipt\" name=\"receipt\" required autocomplete=\"off\" autocapitalize=\"characters\" ")
            page.raw("spellcheck=\"false\" maxlength=\"64\"><input type=\"hidden\" name=\"lang\" ")
            page.raw("value=\"\(frame.language == .zh ? "zh" : "en")\"> <button>")
            page.raw("\(HTMLWriter.escaped(frame.said("Look up", "查询")))</button></p></form>\n")
        }
    }
}
