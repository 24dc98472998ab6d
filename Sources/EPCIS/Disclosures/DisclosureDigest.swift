import Crypto

/// The digest that stands in an event for a private value (RFC 9901 §4.2.3): SHA-256 over the disclosure's ASCII text.
public struct DisclosureDigest: Hashable, Sendable, CustomStringConvertible {
    /// base64url without padding, 43 characters, as `yima:sealed` lists it.
    public let description: String

    init(of disclosureText: String) {
        description = Base64URL.encode(Array(SHA256.hash(data: Array(disclosureText.utf8))))
    }

    /// Nil where the text is not 32 bytes in base64url.
    public init?(_ text: String) {
        guard text.utf8.count == 43, Base64URL.decode(text.utf8)?.count == 32 else { return nil }
        description = text
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        guard let bytes = Base64URL.decode(description.utf8) else { preconditionFailure("checked when it was made") }
        return bytes
    }

    /// Nil unless there are 32 of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        description = Base64URL.encode(bytes)
    }
}
