import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Values

/// Turns what becomes of a request into an HTTP response, and counts and logs it under a route's name.
struct RequestRecord: Sendable {
    private let name: String
    private let isFrequent: Bool
    private let targetBytesMax: Int
    private let meters: LedgerMeters
    private let routeMeters: RouteMeters

    /// A connection on which a refused body is still arriving is given this long to take the answer.
    private static let lingerSeconds: Int64 = 5

    init(name: String, isFrequent: Bool, services: RouteServices) {
        self.name = name
        self.isFrequent = isFrequent
        targetBytesMax = services.limits.targetBytesMax
        meters = services.meters
        routeMeters = services.meters.route(name)
    }

    /// - Parameter answer: answers the request, and says through its parameter whether its body was read to the end.
    func response(
        to request: Request, context: LedgerRequestContext,
        _ answer: (_ isBodyRead: inout Bool) async throws(Problem) -> Reply
    ) async -> Response {
        let started = ContinuousClock.now
        var isBodyRead = !request.hasBody
        let reply: Reply
        do throws(Problem) {
            guard let target = request.head.path, target.utf8.count <= targetBytesMax else {
                throw Problem(
                    .targetTooLong, en: "more than \(targetBytesMax) bytes of path and query",
                    zh: "路径和查询超过 \(targetBytesMax) 字节")
            }
            reply = try await answer(&isBodyRead)
        } catch {
            reply = refusal(error, context, isBodyRead: isBodyRead)
        }
        let duration = ContinuousClock.now - started
        routeMeters.answered(status: reply.status, in: duration)
        context.logger.log(
            level: reply.status >= 500 ? .warning : isFrequent ? .debug : .info, "request",
            metadata: [
                "route": "\(name)", "method": "\(request.method.rawValue)", "status": "\(reply.status)",
                "bytes": "\(reply.body.readableBytes)", "microseconds": "\(duration.nanoseconds / 1000)",
            ])
        return reply.response(isHead: request.method == .head)
    }

    private func refusal(_ problem: Problem, _ context: LedgerRequestContext, isBodyRead: Bool) -> Reply {
        meters.refused(problem.word)
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

extension Request {
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}

extension Reply {
    fileprivate func response(isHead: Bool) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = mediaType.rawValue
        fields[.contentLength] = "\(body.readableBytes)"
        // What devices and hosts say is text, never a page: a browser shall not guess otherwise.
        fields[.xContentTypeOptions] = "nosniff"
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: body))
    }
}
