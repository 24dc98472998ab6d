import HTTPTypes
import Hummingbird
import NIOCore

/// Answers one route: admits the request, reads its query and its body, and has it answered.
struct RouteResponder: HTTPResponder {
    private let route: Route
    private let bodies: BodyReader
    private let unmatched: UnmatchedPaths
    private let record: RequestRecord

    init(route: Route, bodies: BodyReader, unmatched: UnmatchedPaths, services: RouteServices) {
        self.route = route
        self.bodies = bodies
        self.unmatched = unmatched
        record = RequestRecord(name: route.name, isFrequent: route.isFrequent, services: services)
    }

    func respond(to request: Request, context: LedgerRequestContext) async throws -> Response {
        await record.response(to: request, context: context) { (isBodyRead) async throws(Problem) in
            try await answer(request, isBodyRead: &isBodyRead)
        }
    }

    private func answer(_ request: Request, isBodyRead: inout Bool) async throws(Problem) -> Reply {
        let path = request.uri.path
        guard path.isSpelledOnce else { throw unmatched.problem(ofPath: path) }
        var asked = RouteRequest(
            path: path, query: try QueryParameters(request.uri.query, allowed: route.parameters),
            headers: request.headers)
        guard let body = route.body else { return try await admitted(asked) }
        try body.admit(asked)
        var reserved = BodyReader.Reservation(bodies)
        defer { reserved.giveBack() }
        asked.body = try await bodies.read(request, body, &reserved)
        isBodyRead = true
        // Only now: a body that arrives slowly would keep one of the few places.
        return try await admitted(asked)
    }

    private func admitted(_ asked: RouteRequest) async throws(Problem) -> Reply {
        guard route.gate.take() else { throw .overloaded }
        defer { route.gate.giveBack() }
        return try await route.answer(asked)
    }
}

extension Problem {
    static var overloaded: Problem {
        Problem(
            .overloaded, en: "too many requests at one time: come again in 1 s", zh: "同时请求过多，请在 1 秒后重试",
            retryAfterSeconds: 1)
    }
}
