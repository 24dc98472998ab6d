import HTTPTypes
import Hummingbird
import LedgerProtocol
import Logging
import NIOCore
import Values

/// Turns what becomes of a request into an HTTP response, and counts and logs it under a route's name.
struct RequestRecord: Sendable {
    private let name: String
    private let isFrequent: Bool
    /// Whether a browser may show the answer to any page.
    private let isOpen: Bool
    /// Where refusals of devices are told; nil where the route refuses none.
    private let refusals: RefusalLog?
    private let targetBytesMax: Int
    private let meters: LedgerMeters
    private let routeMeters: RouteMeters
    private let connections: ConnectionTable
    private let answerBytes: SharedBudget

    /// Answers up to this size are sent at once: a connection's buffers hold about as much anyway.
    private static let smallBytesMax = 65_536
    /// A connection on which a refused body is still arriving is given this long to take the answer.
    private static let lingerSeconds: Int64 = 5

    init(_ route: Route, services: RouteServices) {
        self.init(
            name: route.name, isFrequent: route.isFrequent, isOpen: route.isOpen,
            refusals: route.refusesDevices ? services.refusals : nil, services: services)
    }

    init(
        name: String, isFrequent: Bool, isOpen: Bool = false, refusals: RefusalLog? = nil, services: RouteServices
    ) {
        self.name = name
        self.isFrequent = isFrequent
        self.isOpen = isOpen
        self.refusals = refusals
        targetBytesMax = services.limits.targetBytesMax
        meters = services.meters
        routeMeters = services.meters.route(name)
        connections = services.connections
        answerBytes = services.answerBytes
    }

    /// - Parameter answer: answers the request, and says through its parameter whether its body was read to the end.
    func response(
        to request: Request, context: LedgerRequestContext,
        _ answer: (_ isBodyRead: inout Bool) async throws(Problem) -> Reply
    ) async -> Response {
        let started = ContinuousClock.now
        var isBodyRead = !request.hasBody
        let reply: Reply
        var sending: BudgetReservation?
        do throws(Problem) {
            guard let target = request.head.path, target.utf8.count <= targetBytesMax else {
                throw Problem(
                    .targetTooLong, en: "more than \(targetBytesMax) bytes of path and query",
                    zh: "路径和查询超过 \(targetBytesMax) 字节")
            }
            let answered = try await answer(&isBodyRead)
            sending = try reservation(of: answered, request, context)
            reply = answered
        } catch {
            reply = refusal(error, request, context, isBodyRead: isBodyRead)
        }
        let duration = ContinuousClock.now - started
        routeMeters.answered(status: reply.status, in: duration)
        context.logger.log(
            level: reply.status >= 500 ? .warning : isFrequent ? .debug : .info, "request",
            metadata: [
                "route": "\(name)", "method": "\(request.method.rawValue)", "status": "\(reply.status)",
                "bytes": "\(reply.body.readableBytes)", "microseconds": "\(duration.nanoseconds / 1000)",
            ])
        return reply.response(isHead: request.method == .head, isOpen: isOpen, sending)
    }

    /// The memory that a large answer takes until its client has read it; nil for a small one.
    private func reservation(
        of reply: Reply, _ request: Request, _ context: LedgerRequestContext
    ) throws(Problem) -> BudgetReservation? {
        guard reply.body.readableBytes > Self.smallBytesMax, request.method != .head else { return nil }
        let connection = connections[context.channel]
        let reserved = BudgetReservation(answerBytes, for: BudgetHolder(address: connection?.address ?? ""))
        guard reserved.grow(by: reply.body.readableBytes) else { throw .overloaded }
        connection?.answers(with: reserved)
        return reserved
    }

    private func refusal(
        _ problem: Problem, _ request: Request, _ context: LedgerRequestContext, isBodyRead: Bool
    ) -> Reply {
        meters.refused(problem.word)
        tellRefusal(problem, request, context)
        context.logger.debug(
            "refused", metadata: ["kind": "\(problem.word.rawValue)", "detail": "\(problem.detail.en)"])
        var problem = problem
        if !isBodyRead {
            problem.headers.append(("connection", "close"))
            // Without this a client that never ends its body would keep the connection for as long as it sends.
            let channel = context.channel
            channel.eventLoop.scheduleTask(in: .seconds(Self.lingerSeconds)) { channel.close(promise: nil) }
        }
        return problem.reply
    }
}

extension RequestRecord {
    /// Says which device was refused, and why.
    private func tellRefusal(_ problem: Problem, _ request: Request, _ context: LedgerRequestContext) {
        // That too much comes at once is counted and nobody's fault.
        guard let refusals, problem.word.status != 429, problem.word.status != 503,
            let journal = JournalPath.device(in: request.uri.path),
            let unsaid = refusals.isDue(journal: journal, word: problem.word.rawValue)
        else { return }
        var metadata: Logger.Metadata = [
            "journal": "\(journal)", "reason": "\(problem.word.rawValue)", "detail": "\(problem.detail.en)",
            "from": "\(connections[context.channel]?.address ?? "")",
        ]
        if unsaid > 0 { metadata["unsaid"] = "\(unsaid)" }
        context.logger.notice("a device was refused", metadata: metadata)
    }
}

extension Request {
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}

extension Reply {
    /// - Parameters:
    ///   - isOpen: whether a browser may show it to any page (CORS).
    ///   - sending: what a large answer has reserved; given back when it was sent, or cannot be.
    fileprivate func response(isHead: Bool, isOpen: Bool, _ sending: BudgetReservation?) -> Response {
        var fields = HTTPFields()
        if status != 204 {
            fields[.contentType] = mediaType.rawValue
            fields[.contentLength] = "\(body.readableBytes)"
        }
        if isOpen {
            fields[.accessControlAllowOrigin] = "*"
            fields[.accessControlExposeHeaders] = "retry-after, link, location"
        }
        // What devices and hosts say is text, never a page: a browser shall not guess otherwise.
        fields[.xContentTypeOptions] = "nosniff"
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let sent: ResponseBody
        switch (isHead, sending) {
        case (true, _): sent = ResponseBody()
        case (false, nil): sent = ResponseBody(byteBuffer: body)
        case (false, let sending?): sent = Self.inParts(body, sending)
        }
        return Response(status: HTTPResponse.Status(code: status), headers: fields, body: sent)
    }

    /// Sends a part only when the client has read most of those before: so it is seen whether he reads at all.
    private static func inParts(_ body: ByteBuffer, _ sending: BudgetReservation) -> ResponseBody {
        ResponseBody(contentLength: body.readableBytes) { writer in
            var rest = body
            while let part = rest.readSlice(length: min(partBytes, rest.readableBytes)), part.readableBytes > 0 {
                try await writer.write(part)
            }
            try await writer.finish(nil)
            withExtendedLifetime(sending) {}
        }
    }

    private static let partBytes = 65_536
}
