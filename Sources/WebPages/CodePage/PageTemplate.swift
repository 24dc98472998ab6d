import Chains
import Crypto
import Mustache
import TransparencyLog
import Values

/// The templates of the pages, compiled in; a template that cannot be read is found by the first test.
enum PageTemplate {
    static let code = template(PackageResources.code_mustache)
    static let other = template(PackageResources.other_mustache)

    private static func template(_ bytes: [UInt8]) -> MustacheTemplate {
        do {
            // Between two elements the end of a line says nothing; a line with a mark of the template alone must stay one.
            let text = String(decoding: bytes, as: UTF8.self).replacing(">\n<", with: "><")
            return try MustacheTemplate(string: text)
        } catch {
            preconditionFailure("a template of a page: \(error)")
        }
    }
}

/// A file that pages need: style sheet or script. Its path has its hash, so that caches may keep it for ever and a page names
/// exactly the text that it was made with.
package struct PageAsset: Sendable {
    package let path: String
    package let bytes: [UInt8]
    /// `sha256-…`, for the page's `integrity`.
    package let integrity: String

    /// The script that checks a page, with its sentences in the page's language.
    package static let (script, scriptZh) = (
        PageAsset("check", "js", lean(script: PackageResources.code_js, isChinese: false)),
        PageAsset("check", "js", lean(script: PackageResources.code_js, isChinese: true))
    )

    static func script(_ language: DrawingLanguage) -> PageAsset { language == .zh ? scriptZh : script }

    package static let style = PageAsset("page", "css", lean(style: PackageResources.code_css))

    private init(_ name: String, _ kind: String, _ bytes: [UInt8]) {
        self.bytes = bytes
        let digest = Array(SHA256.hash(data: bytes))
        integrity = "sha256-" + Base64.encode(digest)
        path =
            "/assets/\(name)-\(digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()).\(kind)"
    }

    /// A style sheet without indentation, comments (each on lines of its own) and the blanks around its marks.
    private static func lean(style bytes: [UInt8]) -> [UInt8] {
        var text = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let line = line.drop { $0 == " " }
            guard !(line.hasPrefix("/*") && line.hasSuffix("*/")) else { continue }
            text += line + (line.hasSuffix("{") || line.hasSuffix(";") || line.hasSuffix("}") ? "" : " ")
        }
        for mark in ["{", "}", ";", ":", ","] {
            text = text.replacing("\(mark) ", with: mark)
            // Before a colon a blank means something in a selector.
            if mark != ":" { text = text.replacing(" \(mark)", with: mark) }
        }
        return Array((text.replacing(";}", with: "}") + "\n").utf8)
    }

    private static func lean(script bytes: [UInt8], isChinese: Bool) -> [UInt8] {
        let short = String(decoding: PackageResources.code_short_txt, as: UTF8.self)
        let text = PackedScript.text(String(decoding: bytes, as: UTF8.self), short: short, isChinese: isChinese)
        // The script knows the style sheet that belongs to it.
        return Array(text.replacing("@sheet", with: style.integrity).utf8)
    }
}
