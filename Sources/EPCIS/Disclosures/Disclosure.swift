import Crypto
import StrictJSON

/// A private value apart from its event, with the salt that keeps its digest from being guessed (SD-JWT disclosure,
/// RFC 9901 §4.2): base64url of the JSON array `[salt, name, value]`.
///
/// The event holds only `digest`. Whoever is given the disclosure can check that it is what was signed; once every copy of it
/// is erased, nobody can tell the value any more, and every proof over the event still verifies.
public struct Disclosure: Hashable, Sendable {
    /// The longest text that is read or written, in bytes.
    public static let textBytesMax = 8192
    /// The least salt, in bytes: 128 bits (RFC 9901 §9.3).
    public static let saltBytesMin = 16

    /// The text whose digest stands in the event, kept as it was written: equal arrays may be written differently.
    public let text: String
    /// The data element's name, without prefix: `price`.
    public let name: String
    /// The value: text as it is, numbers and truth values as JSON writes them.
    public let value: String

    /// - Parameters:
    ///   - isNumber: whether `value` is the literal of a JSON number.
    ///   - salt: at least `saltBytesMin` bytes that nobody can foretell.
    public init(name: String, value: String, isNumber: Bool = false, salt: [UInt8]) {
        precondition(salt.count >= Self.saltBytesMin, "a salt of fewer than 128 bits can be guessed")
        let array = JSONNode.array([
            .string(Base64URL.encode(salt)), .string(name), isNumber ? .number(value) : .string(value),
        ])
        text = Base64URL.encode(array.formatted())
        self.name = name
        self.value = value
    }

    /// Reads a disclosure's text; nil where it is not base64url of such an array, its salt is too short, its value is no
    /// text, number or truth value, or it is too long.
    public init?(text: String) {
        guard text.utf8.count <= Self.textBytesMax, let json = Base64URL.decode(text.utf8),
            let root = try? JSONDocument(json, limits: JSONLimits(sizeMax: Self.textBytesMax, depthMax: 2)).root
        else { return nil }
        let members = Array(root.elements)
        guard root.kind == .array, members.count == 3, let salt = members[0].string, let name = members[1].string,
            let value = root.tape.scalarText(at: members[2].index), !name.isEmpty, Self.isLongEnough(salt)
        else { return nil }
        self.text = text
        self.name = name
        self.value = value
    }

    /// What the event holds in its stead.
    public var digest: DisclosureDigest { DisclosureDigest(of: text) }

    /// A salt is any string (RFC 9901 §4.2.1); 22 characters of base64url carry 128 bits.
    private static func isLongEnough(_ salt: String) -> Bool {
        salt.utf8.count >= 22
    }
}

/// Where salts come from: at least `Disclosure.saltBytesMin` bytes a call, foreseen by nobody.
public typealias SaltSource = @Sendable () -> [UInt8]

extension Disclosure {
    /// 16 bytes of the system's own randomness (getrandom(2)).
    public static let systemSalts: SaltSource = {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
    }
}

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
