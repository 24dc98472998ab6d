import HTTPTypes
import LedgerProtocol

/// A request for which a route was found: what its answer is made of.
struct RouteRequest: Sendable {
    /// As it came, percent-encoded.
    let path: String
    let query: QueryParameters
    /// The query as it came, without the question mark; nil where there is none.
    var queryText: String?
    let headers: HTTPFields
    /// The host that it was sent to, as the client says it.
    var authority: String?
    /// The network address it came from; empty where that is not known.
    var address = ""
    /// Empty for a route that takes none.
    var body: [UInt8] = []
}

extension RouteRequest {
    func with(body: [UInt8]) -> RouteRequest {
        var whole = self
        whole.body = body
        return whole
    }

    /// The path without `prefix`, by bytes: a combining mark after a slash would be one Character with it.
    func path(after prefix: String) -> Substring {
        Substring(path.utf8.dropFirst(prefix.utf8.count))
    }
}

extension String {
    /// The same of a path that may end in one slash.
    var isSpelledOnceBeforeSlash: Bool { hasSuffix("/") && String(dropLast()).isSpelledOnce }

    /// Whether a path has no empty component: the router overlooks those, and paths here have one spelling.
    var isSpelledOnce: Bool {
        if self == "/" { return true }
        let slash = UInt8(ascii: "/")
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte == slash, previous == slash { return false }
            previous = byte
        }
        return previous != slash
    }
}
