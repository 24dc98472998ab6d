import Crypto
import Values

/// What proves to a receiver that a delivery comes from who knows the secret, and was not changed on its way.
enum WebhookSignature {
    /// `sha256=` and HMAC-SHA256 (RFC 2104, FIPS 180-4) of the body in small hexadecimal digits.
    static func text(of body: [UInt8], secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: secret))
        return "sha256=" + Hexadecimal.text(code)
    }
}
