package import Chains
import Values

/// What somebody reads who comes upon a ledger in a browser: what this is, how to ask it, and by what it is known. One short page of
/// HTML that needs nothing else.
package struct FrontPage: Sendable {
    private let origin: String
    private let treeSize: UInt64
    private let verifierKey: String
    private let isCosigned: Bool
    private let language: DrawingLanguage

    /// - Parameter isCosigned: whether what is published waits for witnesses.
    package init(
        origin: String, treeSize: UInt64, verifierKey: String, isCosigned: Bool = false, _ language: DrawingLanguage
    ) {
        (self.origin, self.treeSize, self.verifierKey, self.language) = (origin, treeSize, verifierKey, language)
        self.isCosigned = isCosigned
    }

    package var html: String {
        var page = HTMLWriter()
        page.raw("<!DOCTYPE html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\"><head><meta charset=\"utf-8\">")
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        page.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        page.element("title", "Yima 一码: \(origin)")
        page.raw("<style>\(Self.style)</style></head><body>\n")
        page.element("h1", origin)
        page.element(
            "p",
            said(
                "This is a Yima ledger: an append-only, signed record of what firms did with each lot of food, “one product, one "
                    + "code”. It has \(treeSize) entries. Nothing that stands in it can be changed without being noticed, and whoever "
                    + "asks can check that for himself.",
                "这里是一码（Yima）账本：只增不改、带签名的“一品一码”追溯记录，共 \(treeSize) 条。其中任何内容被改动都会被发现，任何人都可自行核验。"))
        writeForm(&page)
        page.element("h2", said("To check, not to believe", "自行核验"))
        page.element(
            "p",
            said(
                "What a page says is the host's word. The tool “yima” checks every proof on your own machine:",
                "页面所述为主机的说法；工具 yima 在您自己的机器上核对全部证明："))
        page.element("pre", "yima verify CODE --ledger-key '\(verifierKey)'\nyima audit --ledger-key '\(verifierKey)'")
        page.element("p", said("This ledger is known by its key:", "本账本的验证密钥："))
        page.element("pre", verifierKey)
        page.element("h2", said("For programs", "供程序使用"))
        page.raw("<ul>\n")
        for (path, what) in links {
            page.raw("<li><a href=\"\(path)\">\(path)</a> ")
            page.element("span", what)
            page.raw("</li>\n")
        }
        page.raw("</ul>\n<p>")
        let other = language == .zh ? ("en", "English") : ("zh", "中文")
        page.raw("<a href=\"/?lang=\(other.0)\">\(other.1)</a></p></body></html>\n")
        return page.text
    }

    private func said(_ en: String, _ zh: String) -> String { language.of(Wording(en: en, zh: zh)) }

    /// Answered as plain text, which every browser shows.
    private func writeForm(_ page: inout HTMLWriter) {
        page.raw(
            "<form action=\"/trace\" method=\"get\"><input name=\"code\" maxlength=\"512\" required placeholder=\"")
        page.raw(HTMLWriter.escaped("(01)06935377000251(10)LD260513-A1"))
        page.raw("\"><input type=\"hidden\" name=\"format\" value=\"tree\">")
        page.raw("<input type=\"hidden\" name=\"lang\" value=\"\(language == .zh ? "zh" : "en")\"> ")
        page.element("button", said("Follow its chain", "追溯"))
        page.raw("</form>\n")
    }

    private var links: [(path: String, what: String)] {
        [("/openapi.json", said("the interface", "接口说明"))] + checkpoints + [
            ("/ledger.vkey", said("the verifier key", "验证密钥")),
            ("/definitions", said("the rules that count here", "现行规则文件")),
            ("/findings", said("what the host's monitor found", "主机监测到的问题")),
            ("/draws", said("inspections drawn at random", "双随机、一公开")),
            ("/healthz", said("how the daemon is", "服务状态")),
        ]
    }

    /// What is published is not the newest where witnesses are waited for.
    private var checkpoints: [(path: String, what: String)] {
        let newest = said("the newest signed checkpoint", "最新的签名检查点")
        guard isCosigned else { return [("/checkpoint", newest)] }
        return [
            ("/checkpoint", said("the published checkpoint, cosigned by witnesses", "已发布的检查点（经见证方联署）")),
            ("/newest-checkpoint", newest),
        ]
    }

    private static let style = """
        body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}h1{font-size:1.3em;overflow-wrap:anywhere}\
        h2{font-size:1.05em;margin-top:1.6em}pre{background:#f4f4f4;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere}\
        input[name=code]{width:70%;font:inherit;padding:.2em}button{font:inherit}
        """
}
