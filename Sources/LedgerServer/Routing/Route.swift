import Ledger
import TransparencyLog
import Values

/// What a request asks for, read from its method and path. Paths have one spelling; anything else is not found.
enum Route: Hashable, Sendable {
    case checkpoint
    case tile(Tile)
    case entryBundle(EntryBundlePath)
    case verifierKey
    case push(JournalName)
    case journal(JournalName)
    case admin
    /// The private values of a journal's events, brought.
    case bring(JournalName)
    /// A signed request for private values, or for their erasure.
    case disclosures
    case lookup
    case evidence
    case verify
    case trace
    case health
    case metrics

    enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// Reads a target's path as it came, percent-encoded. `method` is `GET`, `HEAD` (read as GET), `POST` or anything else.
    init(method: String, path: String) throws(Problem) {
        let choices = try Self.choices(path: path)
        guard !choices.isEmpty else {
            throw Problem(.notFound, en: "there is nothing at this path", zh: "此路径没有内容")
        }
        guard let method = Method(rawValue: method == "HEAD" ? "GET" : method), let route = choices[method] else {
            throw .methodNotAllowed(choices.keys.map(\.rawValue).sorted())
        }
        self = route
    }

    private static func choices(path: String) throws(Problem) -> [Method: Route] {
        switch path {
        case "/checkpoint": return [.get: .checkpoint]
        case "/ledger.vkey": return [.get: .verifierKey]
        case "/admin": return [.post: .admin]
        case "/disclosures": return [.post: .disclosures]
        case "/lookup": return [.get: .lookup]
        case "/evidence": return [.get: .evidence]
        case "/verify": return [.get: .verify]
        case "/trace": return [.get: .trace]
        case "/healthz": return [.get: .health]
        case "/metrics": return [.get: .metrics]
        default: break
        }
        if path.utf8.starts(with: "/tile/".utf8) {
            let relative = String(Substring(path.utf8.dropFirst()))
            if let bundle = EntryBundlePath(path: relative) { return [.get: .entryBundle(bundle)] }
            return Tile(path: relative).map { [.get: .tile($0)] } ?? [:]
        }
        guard path.utf8.starts(with: journalPrefix.utf8) else { return [:] }
        // By bytes: a combining mark after the slash would be one Character with it.
        var encoded = Substring(path.utf8.dropFirst(journalPrefix.utf8.count))
        // A device's name holds no slash, so this is never the name itself.
        let brings = encoded.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 2 && encoded.hasSuffix(bringSuffix)
        if brings { encoded = encoded.dropLast(bringSuffix.count) }
        guard let text = PercentEncoding.decode(encoded), let name = JournalName(text) else {
            throw Problem(
                .malformedJournalName, en: "the path does not end in a journal's name (<USCC>/<device>)",
                zh: "路径末尾不是日志名称（统一社会信用代码/设备名）")
        }
        return brings ? [.post: .bring(name)] : [.post: .push(name), .get: .journal(name)]
    }

    private static let bringSuffix = "/disclosures"

    private static let journalPrefix = "/journals/"
}

extension Route {
    /// The route without what varies, for logs and counters.
    var name: String {
        switch self {
        case .checkpoint: "checkpoint"
        case .tile: "tile"
        case .entryBundle: "entries"
        case .verifierKey: "vkey"
        case .push: "push"
        case .journal: "journal"
        case .admin: "admin"
        case .bring: "bring"
        case .disclosures: "disclosures"
        case .lookup: "lookup"
        case .evidence: "evidence"
        case .verify: "verify"
        case .trace: "trace"
        case .health: "health"
        case .metrics: "metrics"
        }
    }

    /// Whether answering may take much memory or time.
    var isHeavy: Bool {
        switch self {
        case .entryBundle, .evidence, .verify, .trace, .bring, .disclosures: true
        case .checkpoint, .tile, .verifierKey, .push, .journal, .admin, .lookup, .health, .metrics: false
        }
    }

    /// Whether it is asked so often that it is logged only for debugging.
    var isFrequent: Bool {
        switch self {
        case .checkpoint, .tile, .entryBundle, .health, .metrics: true
        case .verifierKey, .push, .journal, .admin, .bring, .disclosures, .lookup, .evidence, .verify, .trace: false
        }
    }

    /// The parameters of its query.
    var parameters: Set<String> {
        switch self {
        case .push: ["from"]
        case .lookup: ["code", "limit", "below"]
        case .evidence, .verify: ["code"]
        case .trace: ["code", "direction", "format", "lang"]
        case .checkpoint, .tile, .entryBundle, .verifierKey, .journal, .admin, .bring, .disclosures, .health,
            .metrics:
            []
        }
    }
}
