import Chains
import Values

/// What the pages about draws of inspections have in common: one page of HTML that needs nothing else.
struct DrawPageFrame {
    let language: DrawingLanguage
    let title: String
    /// The path of the same page, for the other language.
    let path: String

    func said(_ en: String, _ zh: String) -> String { language.of(Wording(en: en, zh: zh)) }

    func html(_ write: (inout HTMLWriter) -> Void) -> String {
        var page = HTMLWriter()
        page.raw("<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\"><head><meta charset=\"utf-8\">")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", title)
        page.raw("<style>\(Self.style)</style></head><body>\n")
        page.element("h1", title)
        write(&page)
        let other = language == .zh ? ("en", "English") : ("zh", "中文")
        page.raw("<p><a href=\"\(HTMLWriter.escaped(path))?lang=\(other.0)\">\(other.1)</a></p></body></html>\n")
        return page.text
    }

    private static let style = """
        body{font:16px/1.5 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:64em;\
        margin:2em auto;padding:0 1em;color:#111}h1{font-size:1.35em;overflow-wrap:anywhere}h2{font-size:1.1em;margin-top:1.6em}
        table{border-collapse:collapse;width:100%;font-size:.9em}th,td{border:1px solid #bbb;padding:.25em .5em;text-align:left;\
        vertical-align:top;overflow-wrap:anywhere}th{background:#eee}td.n{text-align:right;white-space:nowrap}
        .holds{color:#06660a}.false{color:#a00;font-weight:bold}.unchecked{color:#8a5a00}.doubtful{color:#8a5a00;font-weight:bold}.mind{border-left:4px solid #a00;padding-left:.6em}
        .ground{color:#555;font-size:.9em}pre{background:#f4f4f4;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere}
        @media print{body{max-width:none;margin:0}}
        """
}
