/// Where the server listens.
public enum ListenAddress: Hashable, Sendable {
    /// A host name or address and a TCP port; port 0 lets the system choose one.
    case tcp(host: String, port: Int)
    /// A Unix domain socket.
    case unix(path: String)
}

extension ListenAddress: CustomStringConvertible {
    private static let unixPrefix = "unix:"

    /// Reads `127.0.0.1:8470`, `[::1]:8470`, `host:8470` or `unix:/run/yima/http`; nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix(Self.unixPrefix) {
            let path = String(text.dropFirst(Self.unixPrefix.count))
            // sun_path has 108 bytes, its final zero among them.
            guard path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, host.utf8.count <= 253 else { return nil }
        self = .tcp(host: String(host), port: Int(port))
    }

    /// What `init(_:)` reads.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): Self.unixPrefix + path
        }
    }
}
