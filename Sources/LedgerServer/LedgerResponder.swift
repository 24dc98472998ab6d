import EPCIS
import Evidence
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Values

/// From an HTTP request to an HTTP response: reads the route, admits it, has it answered, counts it and logs it.
struct LedgerResponder: HTTPResponder {
    private let desk: LedgerDesk
    private let bodies: BodyReader
    private let requests: RequestGate
    private let heavyRequests: RequestGate

    /// A connection on which a refused body is still arriving is given this long to take the answer.
    private static let lingerSeconds: Int64 = 5

    init(desk: LedgerDesk) {
        self.desk = desk
        bodies = BodyReader(limits: desk.limits)
        requests = RequestGate(capacity: desk.limits.requestCountMax)
        heavyRequests = RequestGate(capacity: desk.limits.heavyRequestCountMax)
    }

    func respond(to request: Request, context: LedgerRequestContext) async throws -> Response {
        let started = ContinuousClock.now
        var route: Route?
        let reply: Reply
        do throws(Problem) {
            reply = try await answer(request, route: &route)
        } catch {
            desk.meters.refused(error.word)
            context.logger.debug(
                "refused", metadata: ["kind": "\(error.word.rawValue)", "detail": "\(error.detail.en)"])
            var refusal = error
            if error.word.comesBeforeBody, request.hasBody {
                refusal.headers.append(("connection", "close"))
                endSoon(context.channel)
            }
            reply = refusal.reply
        }
        let duration = ContinuousClock.now - started
        let name = route?.name ?? "none"
        desk.meters.answered(name, status: reply.status, in: duration)
        let isQuiet = route?.isFrequent ?? true
        context.logger.log(
            level: reply.status >= 500 ? .warning : isQuiet ? .debug : .info, "request",
            metadata: [
                "route": "\(name)", "method": "\(request.method.rawValue)", "status": "\(reply.status)",
                "bytes": "\(reply.body.count)", "microseconds": "\(duration.nanoseconds / 1000)",
            ])
        return reply.response(isHead: request.method == .head)
    }

    private func answer(_ request: Request, route: inout Route?) async throws(Problem) -> Reply {
        guard let target = request.head.path, target.utf8.count <= desk.limits.targetBytesMax else {
            throw Problem(
                .targetTooLong, en: "more than \(desk.limits.targetBytesMax) bytes of path and query",
                zh: "路径和查询超过 \(desk.limits.targetBytesMax) 字节")
        }
        let read = try Route(method: request.method.rawValue, path: request.uri.path)
        route = read
        let query = try QueryParameters(request.uri.query, allowed: read.parameters)
        return try await admitted(by: requests) { () async throws(Problem) in
            try await answer(read, query: query, request)
        }
    }

    private func answer(_ route: Route, query: QueryParameters, _ request: Request) async throws(Problem) -> Reply {
        let (mediaType, bytesMax): (String, Int)
        switch route {
        case .push: (mediaType, bytesMax) = (PushRequest.mediaType, desk.limits.pushBytesMax)
        case .admin, .disclosures: (mediaType, bytesMax) = ("text/plain", desk.limits.noteBytesMax)
        case .bring: (mediaType, bytesMax) = (DisclosureBundle.mediaType, DisclosureBundle.bytesMax)
        case .checkpoint, .tile, .entryBundle, .verifierKey, .journal, .lookup, .evidence, .verify, .trace, .health,
            .metrics:
            return try await weighed(route) { () async throws(Problem) in
                try await desk.answer(route, query: query)
            }
        }
        return try await bodies.withBody(of: request, mediaType: mediaType, bytesMax: bytesMax) {
            (bytes) async throws(Problem) in
            // Only now: a body that arrives slowly would keep one of the few places.
            try await weighed(route) { () async throws(Problem) in
                try await desk.answer(route, query: query, body: bytes)
            }
        }
    }

    private func weighed(
        _ route: Route, _ work: () async throws(Problem) -> Reply
    ) async throws(Problem) -> Reply {
        guard route.isHeavy else { return try await work() }
        return try await admitted(by: heavyRequests, work)
    }

    private func admitted(
        by gate: RequestGate, _ work: () async throws(Problem) -> Reply
    ) async throws(Problem) -> Reply {
        guard gate.take() else {
            throw Problem(
                .overloaded, en: "too many requests at one time: come again in 1 s", zh: "同时请求过多，请在 1 秒后重试",
                retryAfterSeconds: 1)
        }
        defer { gate.giveBack() }
        return try await work()
    }

    /// Without this a client that never ends its body would keep the connection for as long as it sends.
    private func endSoon(_ channel: any Channel) {
        channel.eventLoop.scheduleTask(in: .seconds(Self.lingerSeconds)) { channel.close(promise: nil) }
    }
}

extension ProblemWord {
    /// Whether this may be said before the whole body was read.
    fileprivate var comesBeforeBody: Bool {
        switch self {
        case .notFound, .methodNotAllowed, .malformedQuery, .targetTooLong, .unsupportedMediaType, .bodyTooLarge,
            .truncatedBody, .slowBody, .malformedJournalName, .overloaded:
            true
        case .malformedPush, .malformedNote, .malformedCode, .malformedDisclosures, .answerTooLarge, .notSealed,
            .notYours, .staleRequest,
            .unknownEvent, .noSuchEntry, .keepsNoDisclosures, .unknownCode, .unknownJournal, .noSuchTile, .notEnrolled,
            .notYetEnrolled, .deviceRevoked, .operatorSuspended, .badSignature, .gap, .fork, .alreadyHeld, .notAnAct,
            .malformedKey, .unknownOperator, .unknownDevice, .journalHasAnotherKey, .adminKeyMissing, .busy,
            .notCommitted, .stopped, .storeUnavailable, .storeDamaged, .internalError:
            false
        }
    }
}

extension Request {
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}

extension Reply {
    fileprivate func response(isHead: Bool) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = mediaType.rawValue
        fields[.contentLength] = "\(body.count)"
        // What devices and hosts say is text, never a page: a browser shall not guess otherwise.
        fields[.xContentTypeOptions] = "nosniff"
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
