import Codes
import Crypto
import Values

/// The name of a complaint, a URN under which all acts about it stand in the ledger and in its committed index:
/// `urn:yima:complaint:0123456789abcdef0123456789abcdef`, the hash of its receipt number.
public struct ComplaintName: Hashable, Sendable, CustomStringConvertible {
    /// Under this every act about every complaint stands: by it is shown that none was left out.
    public static let register = "urn:yima:complaints"
    private static let prefix = "urn:yima:complaint:"

    /// 32 hexadecimal digits: by it offices speak of a complaint.
    public let number: String

    init(number: String) { self.number = number }

    /// Reads what `description` gives, or the number alone.
    public init?(_ text: some StringProtocol) {
        let number = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : String(text)
        guard number.utf8.count == 32,
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.number = number
    }

    public var description: String { Self.prefix + number }

    /// The name under which the complaints about a code stand; by its canonical address.
    ///
    /// Not the code's own: what strangers say of goods would stand among what the trade recorded of them, and be followed and proven with
    /// every question about them.
    public static func about(code uri: String) -> String {
        let digest = SHA256.hash(data: Array("yima-complaints-of/1\n\(uri)".utf8))
        return "urn:yima:complaints:of:" + Hexadecimal.text(digest.prefix(16))
    }

    /// The name under which the complaints about a firm stand.
    public static func about(firm uscc: String) -> String { "urn:yima:complaints:firm:\(uscc)" }
}
