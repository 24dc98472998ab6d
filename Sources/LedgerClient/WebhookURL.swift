/// Where a receiver of findings is reached: `https://…`, or `http://…` on this machine itself. What is told there is not for everybody.
public struct WebhookURL: Hashable, Sendable {
    /// Why an address is refused.
    public enum Refusal: Error, Hashable, Sendable {
        /// No URL of HTTP: a scheme, a host, perhaps a port, a path and a query; no user, no fragment, visible ASCII alone.
        case malformed
        /// Plain HTTP to another machine.
        case unprotected
    }

    /// As it was given: it may hold a token, and is not for logs.
    public let text: String
    /// Scheme, host and port: what may be told.
    public let place: String

    public init(_ text: String) throws(Refusal) {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix), text.utf8.count <= 2048,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.utf8.contains(where: { "#@\\\"<>^`{|}".utf8.contains($0) })
        else { throw .malformed }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        guard let base = LedgerURL(scheme + authority) else { throw .malformed }
        guard scheme == "https://" || Self.isLoopback(authority) else { throw .unprotected }
        self.text = text
        place = base.description
    }

    /// `localhost`, `[::1]`, 127.0.0.0/8; with or without a port.
    private static func isLoopback(_ authority: Substring) -> Bool {
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        if host == "localhost" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
