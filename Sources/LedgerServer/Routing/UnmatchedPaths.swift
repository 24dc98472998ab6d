import HTTPTypes
import Hummingbird
import LedgerProtocol
import NIOCore

/// Answers what no route matches: a method that the path does not know, a path that is malformed, or nothing there.
struct UnmatchedPaths: RouterMiddleware {
    typealias Context = LedgerRequestContext

    private let groups: [any RouteGroup]
    private let record: RequestRecord
    /// The same paths as the router's, each answered by the methods that it knows.
    private let methods: RouterResponder<LedgerRequestContext>

    init(groups: [any RouteGroup], routes: [Route], services: RouteServices) {
        self.groups = groups
        record = RequestRecord(name: "none", isFrequent: true, services: services)
        var byShape: [String: [Route]] = [:]
        for route in routes {
            for shape in route.shapes { byShape[shape, default: []].append(route) }
        }
        let router = Router(context: LedgerRequestContext.self)
        for (shape, routes) in byShape {
            let allowed = AllowedMethods(routes)
            router.get(RouterPath(shape)) { _, _ async throws -> Response in throw allowed }
        }
        methods = router.buildResponder()
    }

    func handle(
        _ request: Request, context: LedgerRequestContext,
        next: (Request, LedgerRequestContext) async throws -> Response
    ) async throws -> Response {
        await record.response(to: request, context: context) { (_) async throws(Problem) in
            guard let allowed = await allowed(request, context: context) else {
                throw problem(ofPath: request.uri.path)
            }
            guard request.method == .options else { throw .methodNotAllowed(allowed.methods) }
            return allowed.reply
        }
    }

    /// What is wrong with a path that is no route's.
    func problem(ofPath path: String) -> Problem {
        groups.lazy.compactMap { $0.problem(ofPath: path) }.first
            ?? Problem(.notFound, en: "there is nothing at this path", zh: "此路径没有内容")
    }

    /// The methods of the path; nil where nothing is there.
    private func allowed(_ request: Request, context: LedgerRequestContext) async -> AllowedMethods? {
        guard request.uri.path.isSpelledOnce else { return nil }
        var head = request.head
        head.method = .get
        do {
            _ = try await methods.respond(to: Request(head: head, body: RequestBody(buffer: .init())), context: context)
            return nil
        } catch {
            return error as? AllowedMethods
        }
    }
}

/// What may be asked of a path, and by whose pages.
private struct AllowedMethods: Error {
    let methods: [String]
    /// Those of them that any page may have its reader's browser ask.
    private let open: [String]

    init(_ routes: [Route]) {
        func names(_ routes: [Route]) -> Set<String> {
            Set(routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] })
        }
        methods = (names(routes).union(["OPTIONS"])).sorted()
        open = names(routes.filter(\.isOpen)).sorted()
    }

    /// The answer to OPTIONS, and to a browser's question whether it may ask (Fetch, CORS preflight).
    var reply: Reply {
        var headers = [("allow", methods.joined(separator: ", ")), ("cache-control", "no-store")]
        if !open.isEmpty {
            headers += [
                ("access-control-allow-origin", "*"),
                ("access-control-allow-methods", open.joined(separator: ", ")),
                ("access-control-allow-headers", "content-type, accept, accept-encoding, accept-language"),
                ("access-control-max-age", "86400"),
            ]
        }
        return Reply(status: 204, .text, ByteBuffer(), headers: headers)
    }
}
