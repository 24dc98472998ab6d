import Codes
import Evidence
import Values

/// A link from a code to something about it that this host has (GS1-Conformant Resolver 1.2).
struct CodeLink: Hashable, Sendable {
    /// Of GS1's vocabulary, without its namespace: `traceability`.
    let relation: String
    /// Path and query on this host.
    let target: String
    let title: Wording
    let type: String
    /// `en`, `zh`; nil where it is in none.
    let language: String?
    /// Whether what the label says besides goes with it: interfaces for programs refuse what they do not know.
    let passesQueryOn: Bool

    /// The namespaces of GS1's vocabulary, the present one first.
    static let namespaces = ["https://ref.gs1.org/voc/", "https://gs1.org/voc/", "gs1:"]

    /// The relation that a `linkType` asks for; nil where it is of another vocabulary.
    static func relation(of linkType: String) -> String? {
        namespaces.first { linkType.hasPrefix($0) }.map { String(linkType.dropFirst($0.count)) }
    }

    /// What this host has about a code.
    /// - Parameter path: under which it was asked for, without a slash at the end.
    static func all(of code: CanonicalCode, path: String) -> [CodeLink] {
        let query = "code=" + percentEncoded(code.uri)
        let page = Wording(en: "What this is and where it comes from", zh: "产品与追溯信息")
        var links = [
            CodeLink(
                relation: "defaultLink", target: path, title: page, type: "text/html", language: nil,
                passesQueryOn: true)
        ]
        for language in ["en", "zh"] {
            for relation in ["pip", "traceability"] {
                links.append(
                    CodeLink(
                        relation: relation, target: "\(path)?lang=\(language)", title: page, type: "text/html",
                        language: language, passesQueryOn: true))
            }
            links.append(
                CodeLink(
                    relation: "recallStatus", target: "/recall?\(query)&format=html&lang=\(language)",
                    title: Wording(en: "Who has it and what became of it", zh: "持有方与去向"), type: "text/html",
                    language: language, passesQueryOn: false))
        }
        return links + [
            CodeLink(
                relation: "traceability", target: "/evidence?absence=shown&\(query)",
                title: Wording(en: "Evidence, to be checked offline", zh: "可离线核验的证据"), type: Evidence.mediaType,
                language: nil, passesQueryOn: false),
            CodeLink(
                relation: "traceability", target: "/verify?\(query)", title: Wording(en: "The verdict", zh: "判定结果"),
                type: "application/json", language: nil, passesQueryOn: false),
            CodeLink(
                relation: "recallStatus", target: "/recall?\(query)",
                title: Wording(en: "Who has it and what became of it", zh: "持有方与去向"), type: "application/json",
                language: nil, passesQueryOn: false),
            CodeLink(
                relation: "epcis", target: "/lookup?\(query)", title: Wording(en: "Its events", zh: "事件记录"),
                type: "application/json", language: nil, passesQueryOn: false),
        ]
    }

    private static func percentEncoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        PercentEncoding.append(Array(text.utf8)[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where a request for it is sent on to.
    /// - Parameter query: the fields of the request that were not meant for the resolver.
    func location(passingOn query: [String]) -> String {
        guard passesQueryOn, !query.isEmpty else { return target }
        return target + (target.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }
}
