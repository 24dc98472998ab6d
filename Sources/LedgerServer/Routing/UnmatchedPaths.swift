import HTTPTypes
import Hummingbird
import LedgerProtocol

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
        var allowed: [String: Set<String>] = [:]
        for route in routes {
            for shape in route.shapes { allowed[shape, default: []].insert(route.method.rawValue) }
        }
        let router = Router(context: LedgerRequestContext.self)
        for (shape, methods) in allowed {
            router.get(RouterPath(shape)) { _, _ async throws -> Response in
                throw Problem.methodNotAllowed(methods.sorted())
            }
        }
        methods = router.buildResponder()
    }

    func handle(
        _ request: Request, context: LedgerRequestContext,
        next: (Request, LedgerRequestContext) async throws -> Response
    ) async throws -> Response {
        await record.response(to: request, context: context) { (_) async throws(Problem) in
            throw await problem(of: request, context: context)
        }
    }

    /// What is wrong with a path that is no route's.
    func problem(ofPath path: String) -> Problem {
        groups.lazy.compactMap { $0.problem(ofPath: path) }.first
            ?? Problem(.notFound, en: "there is nothing at this path", zh: "此路径没有内容")
    }

    private func problem(of request: Request, context: LedgerRequestContext) async -> Problem {
        let path = request.uri.path
        let problem = problem(ofPath: path)
        guard path.isSpelledOnce else { return problem }
        var head = request.head
        head.method = .get
        do {
            _ = try await methods.respond(to: Request(head: head, body: RequestBody(buffer: .init())), context: context)
            return problem
        } catch {
            return error as? Problem ?? problem
        }
    }
}
