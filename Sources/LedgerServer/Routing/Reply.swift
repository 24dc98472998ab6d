import NIOCore
import StrictJSON

/// An answer before it is HTTP: status, media type, fields and bytes.
struct Reply: Sendable {
    enum MediaType: String, Sendable {
        case text = "text/plain; charset=utf-8"
        case json = "application/json"
        case problem = "application/problem+json"
        case logSize = "text/x.tlog.size"
        case octets = "application/octet-stream"
        case evidence = "application/vnd.yima.evidence+json"
        case dot = "text/vnd.graphviz; charset=utf-8"
        case svg = "image/svg+xml"
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case script = "text/javascript; charset=utf-8"
        case linkset = "application/linkset+json"
        case prometheus = "text/plain; version=0.0.4; charset=utf-8"
    }

    /// How long caches may keep an answer.
    enum Caching: String, Sendable {
        /// It never changes: tiles.
        case immutable = "public, max-age=31536000, immutable"
        /// It changes with the next commit: the checkpoint.
        case brief = "public, max-age=1"
        /// It is only for whoever asked.
        case none = "no-store"
    }

    let status: Int
    let mediaType: MediaType
    let body: ByteBuffer
    let headers: [(name: String, value: String)]

    init(status: Int = 200, _ mediaType: MediaType, _ body: ByteBuffer, headers: [(name: String, value: String)]) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
        self.headers = headers
    }

    init(_ mediaType: MediaType, _ body: ByteBuffer, caching: Caching) {
        self.init(mediaType, body, headers: [("cache-control", caching.rawValue)])
    }

    init(status: Int = 200, _ mediaType: MediaType, _ body: [UInt8], caching: Caching) {
        self.init(
            status: status, mediaType, ByteBuffer(bytes: body), headers: [("cache-control", caching.rawValue)])
    }

    init(_ json: JSONNode) {
        self.init(.json, json.formatted(), caching: .none)
    }
}
