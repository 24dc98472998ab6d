import Chains
import Values

/// What the pages of complaints have in common: the style sheet of a code's page, no script, nothing from elsewhere.
struct ComplaintFrame {
    let language: DrawingLanguage
    let title: String
    /// The address of the same page in the other language; nil where there is none.
    let otherHref: String?

    func said(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }
    func said(_ wording: Wording) -> String { language.of(wording) }

    func html(_ write: (inout HTMLWriter) -> Void) -> String {
        var page = HTMLWriter()
        page.raw("<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\"><head><meta charset=\"utf-8\">")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.raw("<meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\">")
        page.element("title", title)
        let css = PageAsset.style
        page.raw("<link rel=\"stylesheet\" href=\"\(css.path)\" integrity=\"\(css.integrity)\"></head><body>\n")
        page.raw("<a class=\"skip\" href=\"#main\">")
        page.raw("\(HTMLWriter.escaped(said("To the content", "跳到正文")))</a><header>")
        page.raw("<p class=\"brand\">一码 <span>Yima</span></p>")
        if let otherHref {
            let (tag, word) = language == .zh ? ("en", "English") : ("zh-CN", "中文")
            page.raw(
                "<nav><a href=\"\(HTMLWriter.escaped(otherHref))\" lang=\"\(tag)\" hreflang=\"\(tag)\">\(word)</a></nav>"
            )
        }
        page.raw("</header>\n<main id=\"main\">\n")
        page.element("h1", title)
        write(&page)
        page.raw("</main></body></html>\n")
        return page.text
    }
}

extension HTMLWriter {
    /// A text in which lines count.
    static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(
            separator: "\n")
    }
}
