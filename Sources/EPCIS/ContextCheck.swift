import StrictJSON
import Values

/// Looks at an `@context` for what it must not say: the names of EPCIS in another meaning, by which two readers would understand two events.
///
/// The published context protects its terms (JSON-LD 1.1 §4.1.11): a reader of linked data refuses what redefines them, and one that
/// goes by the names alone, as this one does, would never see it.
package struct ContextCheck {
    /// What is amiss with a context: certain where it gives another meaning, else only worth a word.
    func faults(in context: JSONValue) -> [KeyCheck.Fault] {
        var found: [KeyCheck.Fault] = []
        var prefixes: [String: String] = ["epcis": Self.namespace, "cbv": Self.vocabulary]
        for part in context.kind == .array ? context.elements.map(\.self) : [context] {
            if let address = part.string {
                if let fault = Self.foreignStandard(address) {
                    found.append(KeyCheck.Fault(at: part, fault, isCertain: false))
                }
                continue
            }
            for (name, value) in part.members where !name.hasPrefix("@") {
                guard let written = value.string ?? value["@id"]?.string else {
                    // `null` takes a name's meaning away; a type of the values leaves it.
                    if value.isNull, Self.isProtected(name) { found.append(Self.redefined(name, "null", at: value)) }
                    continue
                }
                let meaning = Self.expanded(written, prefixes)
                if !name.utf8.contains(UInt8(ascii: ":")) { prefixes[name] = meaning }
                guard Self.isProtected(name), !Self.isMeaning(meaning, of: name) else { continue }
                found.append(Self.redefined(name, written, at: value))
            }
        }
        return found
    }

    private static let namespace = "https://ref.gs1.org/epcis/"
    private static let vocabulary = "https://ref.gs1.org/cbv/"

    /// The names that the standard gives to members, and the prefixes of its namespaces.
    package static let protected: Set<String> = Set(
        EventField.allCases.map(\.rawValue) + EPCISEvent.Kind.allCases.map(\.rawValue)
            + [
                "epcis", "cbv", "EPCISDocument", "EPCISQueryDocument", "epcisBody", "epcisHeader", "eventList",
                "queryResults", "resultsBody", "schemaVersion", "creationDate",
            ])

    private static func isProtected(_ name: String) -> Bool { protected.contains(name) }

    /// Whether an IRI is what the published context has for the name, `http` taken for `https`.
    private static func isMeaning(_ iri: String, of name: String) -> Bool {
        let iri = iri.hasPrefix("http://") ? "https://" + iri.dropFirst(7) : iri
        switch name {
        case "epcis": return iri == namespace
        case "cbv": return iri == vocabulary
        case "type": return iri == "@type" || iri == "rdf:type"
        case "id", "eventID": return iri == "@id" || iri == namespace + name
        default: return iri == namespace + name
        }
    }

    private static func expanded(_ text: String, _ prefixes: [String: String]) -> String {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[1].hasPrefix("//"), let namespace = prefixes[String(halves[0])] else {
            return text
        }
        return namespace + halves[1]
    }

    private static func redefined(_ name: String, _ iri: String, at value: JSONValue) -> KeyCheck.Fault {
        KeyCheck.Fault(
            at: value,
            Wording(
                en: "\(name) is EPCIS's own name and cannot mean \(iri.shown): other readers would read another event",
                zh: "\(name) 是 EPCIS 自身的名称，不能另指 \(iri.shown)：否则不同系统会读出不同的事件"), isCertain: true)
    }

    /// A context by the published one's file name at another address.
    private static func foreignStandard(_ address: String) -> Wording? {
        guard address.hasSuffix("epcis-context.jsonld") else { return nil }
        let isPublished = ["https://ref.gs1.org/", "http://ref.gs1.org/", "https://gs1.github.io/"]
            .contains(where: address.hasPrefix)
        guard !isPublished else { return nil }
        return Wording(
            en:
                "\(address.shown) is taken for the EPCIS context, and is not where GS1 publishes it (\(YimaContext.standard))",
            zh: "\(address.shown) 按 EPCIS 上下文理解，但并非 GS1 发布的地址（\(YimaContext.standard)）")
    }
}
