package import Chains
import Mustache
import Values

/// A page of this host that has its reader's browser check what another host's ledger has of a code: a page from the accused proves nothing.
/// This host says nothing of its own on it.
package struct OtherLedgerPage: Sendable {
    /// What is asked: nil until somebody does.
    package struct Question: Sendable {
        /// `https://trace.example.gov.cn`, without a slash at the end.
        package let base: String
        /// The canonical code.
        package let subject: String

        package init(base: String, subject: String) { (self.base, self.subject) = (base, subject) }
    }

    private let question: Question?
    private let language: DrawingLanguage

    package init(_ question: Question?, _ language: DrawingLanguage) {
        (self.question, self.language) = (question, language)
    }

    package var html: String { PageTemplate.other.render(Content(question, language)) }

    private struct Content {
        let tag, lang, title, intro, ledgerLabel, codeLabel, button, checkNot, needsScript: String
        let isAsked: Bool
        let base, subject: String
        let css = CodePageContent.Asset(.style)
        let js: CodePageContent.Asset

        init(_ question: Question?, _ language: DrawingLanguage) {
            func said(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }
            js = CodePageContent.Asset(.script(language))
            (tag, lang) = language == .zh ? ("zh-CN", "zh") : ("en", "en")
            title = said("Check another ledger", "核验其他账本")
            intro = said(
                "Your browser fetches the evidence from that ledger and checks it with this host's script.",
                "浏览器从该账本取得证据，并用本主机的脚本核验。")
            (ledgerLabel, codeLabel) = (said("The ledger's address", "账本地址"), said("The code", "编码"))
            button = said("Check", "核验")
            checkNot = CodePageContent.said("checkNot", language)
            needsScript = said("This needs JavaScript.", "需要启用 JavaScript。")
            isAsked = question != nil
            (base, subject) = (question?.base ?? "", question?.subject ?? "")
        }
    }
}
