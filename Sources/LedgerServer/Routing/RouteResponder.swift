import HTTPTypes
import Hummingbird
import LedgerProtocol
import NIOCore

/// Answers one route: admits the request, reads its query and its body, and has it answered.
struct RouteResponder: HTTPResponder {
    private let route: Route
    private let bodies: BodyReader
    private let unmatched: UnmatchedPaths
    private let connections: ConnectionTable
    private let record: RequestRecord

    init(route: Route, bodies: BodyReader, unmatched: UnmatchedPaths, services: RouteServices) {
        self.route = route
        self.bodies = bodies
        self.unmatched = unmatched
        connections = services.connections
        record = RequestRecord(route, services: services)
    }

    func respond(to request: Request, context: LedgerRequestContext) async throws -> Response {
        await record.response(to: request, context: context) { (isBodyRead) async throws(Problem) in
            try await answer(request, context, isBodyRead: &isBodyRead)
        }
    }

    private func answer(
        _ request: Request, _ context: LedgerRequestContext, isBodyRead: inout Bool
    ) async throws(Problem) -> Reply {
        let path = request.uri.path
        guard path.isSpelledOnce || route.isPrinted && path.isSpelledOnceBeforeSlash else {
            throw unmatched.problem(ofPath: path)
        }
        let query = request.uri.query
        let asked = RouteRequest(
            path: path,
            query: route.isPrinted
                ? QueryParameters(known: route.parameters, in: query)
                : try QueryParameters(query, allowed: route.parameters),
            queryText: query, headers: request.headers, authority: request.head.authority,
            address: connections[context.channel]?.address ?? "")
        guard let body = route.body else { return try await admitted(asked, context) }
        let holder = BudgetHolder(
            address: connections[context.channel]?.address ?? "", journal: try body.admit(asked))
        let (bytes, reserved) = try await bodies.read(request, body, asked, for: holder)
        defer { withExtendedLifetime(reserved) {} }
        isBodyRead = true
        // Only now: a body that arrives slowly would keep one of the few places.
        return try await admitted(asked.with(body: bytes), context)
    }

    private func admitted(_ asked: RouteRequest, _ context: LedgerRequestContext) async throws(Problem) -> Reply {
        guard await route.gate.enter() else { throw .overloaded }
        defer { route.gate.leave() }
        guard route.gate.isApart else { return try await route.answer(asked) }
        let answer = route.answer
        return try await ApartWork.run(for: connections[context.channel]) { () async throws(Problem) in
            try await answer(asked)
        }
    }
}

extension Problem {
    static var overloaded: Problem {
        Problem(
            .overloaded, en: "too many requests at one time: come again in 1 s", zh: "同时请求过多，请在 1 秒后重试",
            retryAfterSeconds: 1)
    }
}
