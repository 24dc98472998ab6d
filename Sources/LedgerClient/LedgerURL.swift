/// Where a ledger is reached: `http://127.0.0.1:8470`, `https://trace.example.gov.cn/licheng`.
public struct LedgerURL: Hashable, Sendable, CustomStringConvertible {
    /// As it was given, without a final slash.
    public let description: String

    /// Nil unless it is `http://` or `https://`, a host, an optional port, an optional path: no user, query or fragment, and
    /// nothing but visible ASCII.
    public init?(_ text: String) {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix), text.utf8.count <= 2048,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.utf8.contains(where: Self.isRefused)
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard Self.isAuthority(authority) else { return nil }
        description = String(text.hasSuffix("/") ? text.dropLast() : text[...])
        guard !description.hasSuffix("/") else { return nil }
    }

    private static func isRefused(_ byte: UInt8) -> Bool {
        "?#@\\\"<>^`{|}".utf8.contains(byte)
    }

    private static func isAuthority(_ text: Substring) -> Bool {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return false }
            host = text[...end]
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":") else { return false }
                port = rest.dropFirst()
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        if let port {
            guard let number = UInt16(port), number > 0, port.allSatisfy(\.isNumber) else { return false }
        }
        return !host.isEmpty && host.utf8.count <= 255
    }
}
