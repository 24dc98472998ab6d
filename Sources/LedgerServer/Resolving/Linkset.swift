import Codes
import StrictJSON
import Values

/// All links of a code as one document (RFC 9264 §4.2), and as Link fields (RFC 8288).
struct Linkset: Sendable {
    let code: CanonicalCode
    let links: [CodeLink]
    /// Path under which it was asked for, without a slash at the end.
    let path: String
    /// `https://trace.example.gov.cn`; empty where the request does not say it: then everything is relative to the request.
    let base: String

    /// What turns the document into JSON-LD.
    private static let context =
        "<https://ref.gs1.org/standards/resolver/linkset-context>; rel=\"http://www.w3.org/ns/json-ld#context\"; "
        + "type=\"application/ld+json\""

    var json: JSONNode {
        var members: [(String, JSONNode)] = [("anchor", .string(base + path))]
        var relations: [String] = []
        for link in links where !relations.contains(link.relation) { relations.append(link.relation) }
        for relation in relations {
            members.append(
                (CodeLink.namespaces[0] + relation, .array(links.filter { $0.relation == relation }.map(node))))
        }
        return .object([("linkset", .array([.object(members)]))])
    }

    private func node(_ link: CodeLink) -> JSONNode {
        var members: [(String, JSONNode)] = [
            ("href", .string(base + link.target)), ("title", .string(link.title.en)),
            (
                "title*",
                .array([
                    .object([("value", .string(link.title.en)), ("language", "en")]),
                    .object([("value", .string(link.title.zh)), ("language", "zh")]),
                ])
            ),
            ("type", .string(link.type)),
        ]
        if let language = link.language { members.append(("hreflang", .array([.string(language)]))) }
        return .object(members)
    }

    /// The value of the Link field: what the code is everywhere, where all links are, and each of them.
    func field(isDocument: Bool = false) -> String {
        var values = [
            "<\(code.uri)>; rel=\"owl:sameAs\"",
            "<\(base)\(path)?linkType=linkset>; rel=\"linkset\"; type=\"application/linkset+json\"",
        ]
        if isDocument { values.append(Self.context) }
        values += links.map { link in
            "<\(base)\(link.target)>; rel=\"\(CodeLink.namespaces[2])\(link.relation)\"; type=\"\(link.type)\""
                + (link.language.map { "; hreflang=\"\($0)\"" } ?? "")
        }
        return values.joined(separator: ", ")
    }
}
