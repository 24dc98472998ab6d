import HTTPTypes
import Hummingbird
import LedgerProtocol
import NIOCore
import StrictJSON

/// Reads request bodies into memory, within bounds of size, time and memory.
struct BodyReader: Sendable {
    private let bytes: SharedBudget
    private let places: SharedBudget
    private let secondsMax: Int

    init(_ services: RouteServices) {
        bytes = services.bodyBytes
        places = services.bodyPlaces
        secondsMax = services.limits.bodySecondsMax
    }

    /// Reads a whole body as `wanted` says. Its bytes count against the common budget for as long as the reservation lives that
    /// comes with them.
    func read(
        _ request: Request, _ wanted: RouteBody, _ asked: RouteRequest, for holder: BudgetHolder
    ) async throws(Problem) -> (bytes: [UInt8], reserved: BudgetReservation) {
        try Self.checkMediaType(request, is: wanted.mediaType)
        let declared = try Self.declaredLength(request)
        if let declared, declared > wanted.bytesMax { throw .bodyTooLarge(max: wanted.bytesMax) }
        guard places.take(1, for: holder) else { throw .tooManyBodies }
        defer { places.giveBack(1, for: holder) }
        let reserved = BudgetReservation(bytes, for: holder)
        var body: [UInt8] = []
        var mayGoOn = false
        let deadline = ContinuousClock.now + .seconds(secondsMax)
        var chunks = request.body.makeAsyncIterator()
        while let chunk = try await Self.next(&chunks, after: body.count, declared: declared) {
            guard body.count + chunk.readableBytes <= wanted.bytesMax else { throw .bodyTooLarge(max: wanted.bytesMax) }
            guard ContinuousClock.now < deadline else { throw .slowBody(secondsMax: secondsMax) }
            guard reserved.grow(by: chunk.readableBytes) else { throw .tooManyBodies }
            // Address space, not memory: pages that were not written to are not there.
            if body.isEmpty { body.reserveCapacity(declared ?? 0) }
            body.append(contentsOf: chunk.readableBytesView)
            if !mayGoOn { mayGoOn = try wanted.begins(asked, body) }
        }
        guard declared == nil || declared == body.count else {
            throw .truncatedBody(at: body.count, declared: declared)
        }
        return (body, reserved)
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
    private static func checkMediaType(_ request: Request, is wanted: String?) throws(Problem) {
        guard let wanted else {
            guard request.headers[.contentEncoding] == nil else {
                throw Problem(
                    .unsupportedMediaType, en: "send this without a content coding", zh: "请勿使用内容编码")
            }
            return
        }
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
    fileprivate static var tooManyBodies: Problem {
        Problem(
            .busy, en: "too many bodies are being received: come again in 2 s", zh: "正在接收的请求体过多，请在 2 秒后重试",
            retryAfterSeconds: 2)
    }

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
