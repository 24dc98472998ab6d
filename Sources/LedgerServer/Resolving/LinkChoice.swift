/// Which of several links of one relation a request means, by what it says that it takes.
enum LinkChoice: Equatable {
    case one(CodeLink)
    /// It takes several as gladly.
    case several([CodeLink])

    /// - Parameters:
    ///   - links: at least one.
    ///   - language: by the query, which counts before what the browser says.
    init(among links: [CodeLink], _ types: AcceptedTypes, _ languages: AcceptedLanguages, language: String?) {
        // Who takes none of them is told what there is.
        let acceptable = Self.best(of: links) { types.weight(of: $0.type) }
        let known =
            language.map { wanted in acceptable.filter { $0.language == nil || $0.language == wanted } } ?? acceptable
        let spoken = Self.best(of: known.isEmpty ? acceptable : known) { link in
            link.language.map { languages.weight(of: $0) } ?? 1000
        }
        self = spoken.count == 1 ? .one(spoken[0]) : .several(spoken)
    }

    private static func best(of links: [CodeLink], _ weight: (CodeLink) -> Int) -> [CodeLink] {
        let most = links.map(weight).max() ?? 0
        return most == 0 ? links : links.filter { weight($0) == most }
    }
}

/// What a client says in Accept-Language that it understands (RFC 9110 §12.5.4), by the first part of each tag.
struct AcceptedLanguages: Sendable {
    private let accepted: AcceptedTypes
    private let saysAny: Bool

    init(_ fields: [String]) {
        saysAny = !fields.isEmpty
        // `zh-CN;q=0.8` is read as the type `zh/cn` is: the same grammar with another mark.
        accepted = AcceptedTypes(
            fields.map { field in
                field.split(separator: ",").map { range in
                    let parts = range.drop { $0 == " " }.split(separator: ";", maxSplits: 1)
                    let tag = parts.first.map { $0.prefix { $0 != "-" && $0 != " " } } ?? ""
                    return "\(tag == "*" ? "*" : tag)/*" + (parts.count > 1 ? ";\(parts[1])" : "")
                }.joined(separator: ",")
            })
    }

    /// How well it understands a language, 0 to 1000; all alike where it says nothing.
    func weight(of language: String) -> Int { saysAny ? accepted.weight(of: "\(language)/*") : 1000 }
}
