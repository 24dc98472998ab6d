/// What a client says in Accept that it takes, of the media types that there are (RFC 9110 §12.5.1).
struct AcceptedTypes: Sendable {
    private let ranges: [(type: Substring, weight: Int)]

    /// Ranges that are read at most: a browser names about ten.
    private static let rangesMax = 32

    /// - Parameter accept: the values of the field; none takes everything.
    init(_ accept: [String]) {
        let written = accept.flatMap { $0.split(separator: ",") }.prefix(Self.rangesMax)
        let ranges = written.map { range -> (type: Substring, weight: Int) in
            let parts = range.split(separator: ";").map { $0.drop { $0 == " " || $0 == "\t" } }
            let type = (parts.first ?? "").prefix { $0 != " " && $0 != "\t" }
            let quality = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
            return (Substring(type.lowercased()), Self.weight(quality?.dropFirst(2)))
        }
        self.ranges = ranges.isEmpty ? [("*/*", 1000)] : ranges
    }

    /// In thousandths.
    private static func weight(_ text: Substring?) -> Int {
        guard let text else { return 1000 }
        guard let value = Double(text.prefix { $0 != " " }), (0...1).contains(value) else { return 0 }
        return Int((value * 1000).rounded())
    }

    /// How gladly it takes a type, 0 to 1000; the range that says most of it counts.
    func weight(of type: String) -> Int {
        let family = type.prefix { $0 != "/" } + "/*"
        for wanted in [Substring(type), family, "*/*"] {
            if let found = ranges.first(where: { $0.type == wanted }) { return found.weight }
        }
        return 0
    }

    /// The type that it takes most gladly; of those alike the first. Nil where it takes none.
    func best<Choice>(of choices: [(Choice, type: String)]) -> Choice? {
        var best: (choice: Choice, weight: Int)?
        for (choice, type) in choices {
            let weight = weight(of: type)
            if weight > best?.weight ?? 0 { best = (choice, weight) }
        }
        return best?.choice
    }
}
