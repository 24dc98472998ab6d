import Codes
import Hosting
import Ledger
import TransparencyLog

/// Answers what is asked of one ledger, knowing nothing of sockets: each route is a function from its parameters to a reply.
struct LedgerDesk: Sendable {
    let host: LedgerHost
    let limits: HTTPLimits
    let meters: LedgerMeters
    let exposition: PrometheusMetrics?
    var codes: CodeReader { host.codes }

    /// Answers every route that needs no body.
    func answer(_ route: Route, query: QueryParameters) async throws(Problem) -> Reply {
        switch route {
        case .checkpoint: await checkpoint()
        case .tile(let tile): try await answer(tile)
        case .entryBundle(let path): try await answer(path)
        case .verifierKey: Reply(.text, Array("\(host.identity.signer.verifierKey)\n".utf8), caching: .none)
        case .journal(let name): try await journal(name)
        case .lookup: try await lookup(query)
        case .evidence: try await evidence(query)
        case .verify: try await verify(query)
        case .trace: try await trace(query)
        case .health: await health()
        case .metrics: try metrics()
        case .push, .admin, .bring, .disclosures: throw .methodNotAllowed([Route.Method.post.rawValue])
        }
    }

    /// Answers the routes that take a body.
    func answer(_ route: Route, query: QueryParameters, body: [UInt8]) async throws(Problem) -> Reply {
        switch route {
        case .push(let name): try await push(name, from: query.number("from", in: 0...(.max)) ?? 0, body: body)
        case .admin: try await admin(body)
        case .bring(let name): try await bring(name, body: body)
        case .disclosures: try await disclosures(body)
        case .checkpoint, .tile, .entryBundle, .verifierKey, .journal, .lookup, .evidence, .verify, .trace, .health,
            .metrics:
            throw .methodNotAllowed([Route.Method.get.rawValue])
        }
    }

    /// The size of the newest published tree.
    func publishedSize() async throws(Problem) -> UInt64 {
        let note = await host.sequencer.checkpoint
        guard let parsed = try? Checkpoint.parse(SignedNote.parse(note).text) else {
            throw Problem(.internalError, en: "the ledger's own checkpoint is malformed", zh: "账本自身的检查点有误")
        }
        return parsed.treeSize
    }

    /// Runs what reads the store and turns its failure into a problem.
    func reading<Value>(_ work: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do throws(StoreError) {
            return try await work()
        } catch {
            throw Problem(error)
        }
    }
}
