import AsyncHTTPClient
import Glibc
import LedgerProtocol
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Values

extension LedgerClient {
    /// A request before it is HTTP.
    struct Call: Sendable {
        var method = HTTPMethod.GET
        /// Begins with a slash, percent-encoded.
        var path: String
        /// Names and values, not yet encoded.
        var query: [(String, String)] = []
        var body: (mediaType: String, bytes: [UInt8])?
        /// The most bytes that the answer may have, unpacked.
        var bytesMax: Int
        /// Whether the answer may come packed.
        var takesGzip = false

        static func get(_ path: String, _ query: [(String, String)] = [], bytesMax: Int) -> Call {
            Call(path: path, query: query, bytesMax: bytesMax)
        }
    }

    /// Makes a call by the retry policy and gives the body of its 200.
    func perform(_ call: Call) async throws(LedgerClientError) -> [UInt8] {
        var attempt = 1
        while true {
            do throws(Failure) {
                return try await performOnce(call)
            } catch {
                guard error.isRetriable,
                    let wait = retries.wait(afterAttempt: attempt, askedForSeconds: error.askedForSeconds)
                else { throw error.error }
                logger?.debug(
                    "trying again", metadata: ["path": "\(call.path)", "attempt": "\(attempt)", "wait": "\(wait)"])
                // A cancelled wait ends with the failure that it waited after.
                guard (try? await retries.sleep(wait)) != nil, !Task.isCancelled else { throw error.error }
                attempt += 1
            }
        }
    }

    private func performOnce(_ call: Call) async throws(Failure) -> [UInt8] {
        let started = ContinuousClock.now
        let response: HTTPClientResponse
        do {
            response = try await http.execute(
                call.request(to: url), timeout: .seconds(Int64(timeouts.requestSeconds)))
        } catch {
            throw Failure(
                error: .unreachable(url: url.description, reason: connectionWording(of: error)),
                isRetriable: Self.isNotConnected(error) || call.method == .GET && Self.isClosed(error))
        }
        let bytesMax = response.status == .ok ? call.bytesMax : LedgerProblem.bytesMax
        let body = try await read(response, bytesMax: bytesMax, started: started)
        guard response.status == .ok else {
            let problem = LedgerProblem(
                status: Int(response.status.code), body: body, retryAfter: response.headers.first(name: "retry-after"),
                location: response.headers.first(name: "location"))
            throw Failure(
                error: .refused(problem),
                isRetriable: response.status == .tooManyRequests || response.status == .serviceUnavailable,
                askedForSeconds: problem.retryAfterSeconds)
        }
        return try unpack(body, response, call)
    }

    /// What was packed by leave, to no more than the answer may have.
    private func unpack(_ body: [UInt8], _ response: HTTPClientResponse, _ call: Call) throws(Failure) -> [UInt8] {
        let codings = response.headers[canonicalForm: "content-encoding"]
        guard call.takesGzip, codings.count == 1, Gzip.isName(String(codings[0])) else { return body }
        do {
            return try Gzip.unpack(body, bytesMax: call.bytesMax)
        } catch {
            switch error {
            case .tooLarge: throw Failure(error: .tooLarge(url: url.description, bytesMax: call.bytesMax))
            case .malformed: throw Failure(error: bad(call.path, en: "not what it was packed from", zh: "压缩内容有误"))
            }
        }
    }

    private func read(
        _ response: HTTPClientResponse, bytesMax: Int, started: ContinuousClock.Instant
    ) async throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await chunk in response.body {
                guard bytes.count + chunk.readableBytes <= bytesMax else {
                    throw Failure(error: .tooLarge(url: url.description, bytesMax: bytesMax))
                }
                // The read timeout alone would let an answer drip for ever.
                guard ContinuousClock.now - started < .seconds(timeouts.requestSeconds) else {
                    throw HTTPClientError.deadlineExceeded
                }
                bytes.append(contentsOf: chunk.readableBytesView)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(error: .unreachable(url: url.description, reason: connectionWording(of: error)))
        }
        return bytes
    }

    private struct Failure: Error {
        let error: LedgerClientError
        var isRetriable = false
        var askedForSeconds: Int?
    }

    /// Whether the connection was closed before any of the answer came.
    private static func isClosed(_ error: any Error) -> Bool {
        (error as? HTTPClientError) == .remoteConnectionClosed || (error as? IOError)?.errnoCode == ECONNRESET
    }

    /// Whether no connection was made at all, so that nothing of the request can have arrived.
    private static func isNotConnected(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError: true
        // An address in digits needs no resolving, and its refusal comes bare.
        case let error as IOError: error.errnoCode == ECONNREFUSED
        case let error as HTTPClientError: error == .connectTimeout
        default: false
        }
    }
}

extension LedgerClient.Call {
    fileprivate func request(to url: LedgerURL) -> HTTPClientRequest {
        let encoded = query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        let target = path + (encoded.isEmpty ? "" : "?" + encoded.joined(separator: "&"))
        var request = HTTPClientRequest(url: url.description + target)
        request.method = method
        request.headers.add(name: "user-agent", value: "yima")
        request.headers.add(name: "accept", value: "*/*")
        if takesGzip { request.headers.add(name: "accept-encoding", value: Gzip.name) }
        if let body {
            request.headers.add(name: "content-type", value: body.mediaType)
            request.body = .bytes(body.bytes, length: .known(Int64(body.bytes.count)))
        }
        return request
    }
}
