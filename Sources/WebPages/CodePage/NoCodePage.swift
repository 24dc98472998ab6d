package import Chains
package import Codes
import Values

/// What somebody reads whose code is none: what is wrong with it, and what he can do.
package struct NoCodePage: Sendable {
    private let error: CodeError
    private let language: DrawingLanguage

    package init(_ error: CodeError, _ language: DrawingLanguage) { (self.error, self.language) = (error, language) }

    package var html: String {
        var page = HTMLWriter()
        let title = language.of(Wording(en: "This is no code", zh: "无法识别此码"))
        page.raw("<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\"><head><meta charset=\"utf-8\">")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.element("title", title)
        page.raw(
            "<link rel=\"stylesheet\" href=\"\(PageAsset.style.path)\" integrity=\"\(PageAsset.style.integrity)\">")
        page.raw("</head><body><main><section class=\"verdict warn\">")
        page.element("h1", title)
        page.element("p", language.of(error.wording).calm)
        if let hint = error.hint { page.element("p", language.of(hint).calm) }
        page.element(
            "p",
            language.of(
                Wording(
                    en: "A misread or mistyped code has no record; that says nothing for the goods.",
                    zh: "读错或输错的码没有记录；这不能说明货物没有问题。")))
        page.raw("</section></main></body></html>\n")
        return page.text
    }
}
