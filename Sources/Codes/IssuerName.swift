import Values

/// Who may issue a code is decided by how it begins; this is what "begins" means.
///
/// A GS1 key begins with its company prefix (GS1 General Specifications §1.4): the digits after the indicator of a GTIN and the
/// extension of an SSCC. A code of another scheme begins with the scheme: `fujian-trace:FJ350102…`.
public struct IssuerPrefix: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter text: 4 to 12 digits of a GS1 company prefix, or `scheme:` and how the codes begin.
    /// - Returns: nil where it is neither.
    public init?(_ text: String) {
        let bytes = text.utf8
        let isVisible = bytes.allSatisfy { (0x21...0x7E).contains($0) }
        guard isVisible, bytes.count <= 64 else { return nil }
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            guard colon > bytes.startIndex, bytes.index(after: colon) < bytes.endIndex else { return nil }
        } else {
            guard (4...12).contains(bytes.count), bytes.allSatisfy({ CodeByte.isDigit($0) }) else { return nil }
        }
        description = text
    }
}

extension CanonicalCode {
    /// What the prefix of its issuer is a beginning of; nil where codes of its kind are nobody's to assign.
    public var issuerName: String? { IssuerPrefix.name(ofKey: key, lotKey: lotKey, productKey: productKey) }
}

extension CodeNames {
    /// As that of the code.
    package var issuerName: String? { IssuerPrefix.name(ofKey: key, lotKey: lotKey, productKey: productKey) }
}

extension IssuerPrefix {
    private static let gs1 = "https://id.gs1.org/"
    private static let own = "urn:yima:"

    fileprivate static func name(ofKey key: String, lotKey: String?, productKey: String?) -> String? {
        let identity = productKey ?? key
        if identity.hasPrefix(gs1) {
            let words = identity.dropFirst(gs1.count).split(separator: "/")
            guard words.count >= 2 else { return nil }
            // The indicator, the extension and the leading zero stand before the company prefix.
            return String(["01", "00", "8003"].contains(words[0]) ? words[1].dropFirst() : words[1])
        }
        // The whole code: what a scheme calls its product may leave out how its codes begin.
        let code = lotKey ?? key
        guard code.hasPrefix(own) else { return nil }
        return String(code.dropFirst(own.count))
    }
}
