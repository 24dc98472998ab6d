/// Which content codings a client takes, by its `Accept-Encoding` fields (RFC 9110 §12.5.3).
public struct AcceptedCodings: Hashable, Sendable {
    /// Whether an answer may be packed with gzip. Never where nothing is said: such a client may be anything.
    public let takesGzip: Bool

    /// - Parameter fields: the values of the fields in their order; none where the client says nothing.
    public init(_ fields: [String]) {
        var gzip: Double?
        var any: Double?
        for item in fields.flatMap({ $0.split(separator: ",") }) {
            let parts = item.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
            guard let weight = Self.weight(parts.dropFirst()) else { continue }
            switch parts[0] {
            case let coding where Gzip.isName(coding): gzip = max(gzip ?? 0, weight)
            case "*": any = max(any ?? 0, weight)
            default: break
            }
        }
        takesGzip = (gzip ?? any ?? 0) > 0
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let bytes = text.utf8.drop(while: isBlank)
        let end = bytes.lastIndex { !isBlank($0) }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(Substring(bytes[..<end])).lowercased()
    }

    /// The item's quality, 1 where none stands there; nil where what stands there is none, and then the item counts for nothing.
    private static func weight(_ parameters: ArraySlice<String>) -> Double? {
        guard let parameter = parameters.first else { return 1 }
        guard parameters.count == 1, parameter.hasPrefix("q=") else { return nil }
        let digits = parameter.dropFirst(2)
        guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let weight = Double(digits), (0...1).contains(weight)
        else { return nil }
        return weight
    }
}
