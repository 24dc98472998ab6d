import HTTPTypes
import Hummingbird
import NIOCore
import StrictJSON

/// Reads request bodies into memory, within bounds of size, time and memory.
struct BodyReader: Sendable {
    private let budget: RequestGate
    private let secondsMax: Int

    init(limits: HTTPLimits) {
        budget = RequestGate(capacity: limits.bodyBytesMax)
        secondsMax = limits.bodySecondsMax
    }

    /// The memory that a body has taken of the common budget; given back when its request was answered.
    struct Reservation: ~Copyable {
        private let budget: RequestGate
        private(set) var amount = 0

        init(_ bodies: BodyReader) {
            budget = bodies.budget
        }

        mutating func grow(by amount: Int) throws(Problem) {
            guard budget.take(amount) else {
                throw Problem(
                    .busy, en: "too many bodies are being received: come again in 2 s", zh: "正在接收的请求体过多，请在 2 秒后重试",
                    retryAfterSeconds: 2)
            }
            self.amount += amount
        }

        mutating func giveBack() {
            budget.giveBack(amount)
            amount = 0
        }
    }

    /// Reads a whole body as `wanted` says; its bytes count against the common budget through `reserved`.
    func read(
        _ request: Request, _ wanted: RouteBody, _ reserved: inout Reservation
    ) async throws(Problem) -> [UInt8] {
        try Self.checkMediaType(request, is: wanted.mediaType)
        let declared = try Self.declaredLength(request)
        if let declared, declared > wanted.bytesMax { throw .bodyTooLarge(max: wanted.bytesMax) }
        var bytes: [UInt8] = []
        let deadline = ContinuousClock.now + .seconds(secondsMax)
        var chunks = request.body.makeAsyncIterator()
        while let chunk = try await Self.next(&chunks, after: bytes.count, declared: declared) {
            guard bytes.count + chunk.readableBytes <= wanted.bytesMax else {
                throw .bodyTooLarge(max: wanted.bytesMax)
            }
            guard ContinuousClock.now < deadline else { throw .slowBody(secondsMax: secondsMax) }
            try reserved.grow(by: chunk.readableBytes)
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        guard declared == nil || declared == bytes.count else {
            throw .truncatedBody(at: bytes.count, declared: declared)
        }
        return bytes
    }

    private static func next(
        _ chunks: inout RequestBody.AsyncIterator, after count: Int, declared: Int?
    ) async throws(Problem) -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            // The connection ended, or what came is not HTTP any more.
            throw .truncatedBody(at: count, declared: declared)
        }
    }

    /// Parameters of the media type say nothing here and are ignored; a content coding is not undone, so there may be none.
    private static func checkMediaType(_ request: Request, is wanted: String) throws(Problem) {
        let given = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard given?.lowercased() == wanted, request.headers[.contentEncoding] == nil else {
            throw Problem(
                .unsupportedMediaType, en: "send this as \(wanted), without a content coding",
                zh: "请以 \(wanted) 发送，且不使用内容编码")
        }
    }

    private static func declaredLength(_ request: Request) throws(Problem) -> Int? {
        guard let text = request.headers[.contentLength] else { return nil }
        guard let length = Int(text), length >= 0 else {
            throw Problem(.truncatedBody, en: "Content-Length is not a number", zh: "Content-Length 不是数字")
        }
        return length
    }
}

extension Problem {
    static func bodyTooLarge(max: Int) -> Problem {
        Problem(
            .bodyTooLarge, en: "more than \(max) bytes", zh: "超过 \(max) 字节", members: [("bytesMax", .integer(max))])
    }

    fileprivate static func slowBody(secondsMax: Int) -> Problem {
        Problem(.slowBody, en: "not complete after \(secondsMax) s", zh: "\(secondsMax) 秒后仍未完整")
    }

    fileprivate static func truncatedBody(at offset: Int, declared: Int?) -> Problem {
        let expected = declared.map { "\($0)" }
        return Problem(
            .truncatedBody, en: "the body ends at offset \(offset)\(expected.map { " of \($0)" } ?? "")",
            zh: "请求体止于偏移 \(offset)\(expected.map { "（应有 \($0) 字节）" } ?? "")",
            members: [("offset", .integer(offset))])
    }
}
