package import Chains
package import Codes
package import Complaints
package import Values

/// The form by which somebody who has the goods in his hand reports what is wrong with them. Works without a script.
package struct ReportPage: Sendable {
    /// An office that may be asked to act.
    package struct Office: Hashable, Sendable {
        package let district: String
        package let name: String

        package init(district: String, name: String) { (self.district, self.name) = (district, name) }
    }

    private let code: CanonicalCode
    /// The path that the code was asked for by: where the form is sent.
    private let path: String
    private let query: String
    private let offices: [Office]
    private let draft: ReportDraft
    private let faults: [ReportDraft.Fault]
    /// Why it was not taken, beside the fields.
    private let trouble: Wording?
    private let definitions: ComplaintDefinitions
    private let frame: ComplaintFrame

    /// - Parameters:
    ///   - query: what the label says beside the code, as it was asked for.
    ///   - draft: what was written before, where it is asked for again.
    package init(
        _ code: CanonicalCode, path: String, query: [String], offices: [Office], draft: ReportDraft = ReportDraft(),
        faults: [ReportDraft.Fault] = [], trouble: Wording? = nil, definitions: ComplaintDefinitions = .builtIn,
        _ language: DrawingLanguage
    ) {
        (self.code, self.path, self.offices, self.draft, self.faults) = (code, path, offices, draft, faults)
        (self.trouble, self.definitions) = (trouble, definitions)
        self.query = query.joined(separator: "&")
        let other = language == .zh ? "en" : "zh"
        frame = ComplaintFrame(
            language: language, title: language == .zh ? "投诉举报" : "Report what is wrong",
            otherHref:
                "\(path)?\(([self.query, "report=form", "lang=\(other)"]).filter { !$0.isEmpty }.joined(separator: "&"))"
        )
    }

    private var action: String {
        let fields = [query, "lang=\(frame.language == .zh ? "zh" : "en")"].filter { !$0.isEmpty }
        return "\(path)?\(fields.joined(separator: "&"))"
    }

    package var html: String {
        frame.html { page in
            page.raw("<p class=\"code\"><code>\(HTMLWriter.escaped(code.uri.calm))</code></p>\n")
            if let trouble { alert(frame.said(trouble), &page) }
            if !faults.isEmpty {
                alert(frame.said("It was not sent: please look at what is marked.", "尚未提交：请检查标出的项目。"), &page)
            }
            page.element(
                "p",
                frame.said(
                    "Your report is signed into this ledger by its host. Everybody can read whether it is a report or a complaint, what kind of thing is wrong, the code, the moment and which office it is for. "
                        + "What you write below is kept apart, for the office in charge, and can be erased. Never write an identity number.",
                    "您的投诉举报由本主机代为签名入账：任何人可以看到是投诉还是举报、问题类别、编码、提交时刻和处理部门；您填写的文字另行密存，仅供主管部门查看，并可删除。请勿填写身份证号码。"))
            page.raw("<form method=\"post\" action=\"\(HTMLWriter.escaped(action))\" accept-charset=\"utf-8\">\n")
            classes(&page)
            select(
                .kind, frame.said("What is wrong", "问题类别"),
                definitions.kinds.map { ($0.word, frame.said($0.wording)) }, &page)
            select(
                .district, frame.said("Which office should act", "请哪个部门处理"),
                offices.map { ($0.district, "\($0.name.calm) (\($0.district))") }, &page)
            area(.text, frame.said("In your own words (optional)", "具体情况（可不填）"), rows: 5, &page)
            area(.place, frame.said("Where and when you bought it (optional)", "购买地点与时间（可不填）"), rows: 2, &page)
            area(
                .contact,
                frame.said(
                    "How the office reaches you: name, telephone, address (needed only where you ask for a settlement)",
                    "联系方式：姓名、电话、地址（仅请求调解时必填）"), rows: 2, &page)
            page.raw("<p><button>\(HTMLWriter.escaped(frame.said("Send", "提交")))</button></p></form>\n")
            page.element(
                "p",
                frame.said(
                    "No cookie is set, and your address is not kept.", "本页不设置 Cookie，也不保存您的网络地址。"))
        }
    }

    private func alert(_ text: String, _ page: inout HTMLWriter) {
        page.raw("<div class=\"alert warn\" role=\"alert\"><span>\(HTMLWriter.escaped(text))</span></div>\n")
    }

    private func fault(_ field: ReportDraft.Field) -> ReportDraft.Fault? { faults.first { $0.field == field } }

    /// What is wrong with a field, under it; gives the attributes that bind both.
    private func mark(_ field: ReportDraft.Field, _ page: inout HTMLWriter) {
        guard let fault = fault(field) else { return }
        page.raw("<em id=\"f-\(field.rawValue)\">\(HTMLWriter.escaped(frame.said(fault.wording)))</em>")
    }

    private func attributes(_ field: ReportDraft.Field) -> String {
        fault(field) == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"f-\(field.rawValue)\""
    }

    private func classes(_ page: inout HTMLWriter) {
        page.raw("<fieldset\(attributes(.class))><legend>")
        page.raw("\(HTMLWriter.escaped(frame.said("What you want", "您的诉求")))</legend>")
        let words: [(ComplaintOpening.Class, String)] = [
            (.report, frame.said("I only tell of it; I may stay unnamed", "举报问题（可匿名）")),
            (.complaint, frame.said("I bought it and ask for a settlement with the seller", "投诉：已购买，请求调解")),
        ]
        for (word, text) in words {
            let isChosen = draft[.class] == word.rawValue || draft[.class].isEmpty && word == .report
            page.raw(
                "<label><input type=\"radio\" name=\"class\" value=\"\(word.rawValue)\"\(isChosen ? " checked" : "")> ")
            page.raw("\(HTMLWriter.escaped(text))</label>")
        }
        mark(.class, &page)
        page.raw("</fieldset>\n")
    }

    private func select(
        _ field: ReportDraft.Field, _ label: String, _ options: [(value: String, text: String)],
        _ page: inout HTMLWriter
    ) {
        let name = field.rawValue
        page.raw("<p><label for=\"\(name)\">\(HTMLWriter.escaped(label))</label>")
        page.raw("<select id=\"\(name)\" name=\"\(name)\" required\(attributes(field))>")
        for (value, text) in options {
            let isChosen = draft[field] == value
            page.raw("<option value=\"\(HTMLWriter.escaped(value))\"\(isChosen ? " selected" : "")>")
            page.raw("\(HTMLWriter.escaped(text))</option>")
        }
        page.raw("</select>")
        mark(field, &page)
        page.raw("</p>\n")
    }

    private func area(_ field: ReportDraft.Field, _ label: String, rows: Int, _ page: inout HTMLWriter) {
        let name = field.rawValue
        page.raw("<p><label for=\"\(name)\">\(HTMLWriter.escaped(label))</label>")
        // Three bytes a character: longer is told when it comes.
        page.raw(
            "<textarea id=\"\(name)\" name=\"\(name)\" rows=\"\(rows)\" maxlength=\"\(ReportDraft.bytesMax(field) / 3)\""
        )
        page.raw(" autocomplete=\"off\"\(attributes(field))>\n\(HTMLWriter.lines(draft[field]))</textarea>")
        mark(field, &page)
        page.raw("</p>\n")
    }
}
