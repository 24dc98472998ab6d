public import AsyncHTTPClient
public import Logging
import NIOCore

/// Talks to one ledger's daemon over HTTP. What comes back is bounded and read strictly; signatures and proofs are the caller's
/// to verify, for this knows no keys.
public struct LedgerClient: Sendable {
    /// How long an answer may take.
    public struct Timeouts: Hashable, Sendable {
        public var connectSeconds = 5
        /// Between two parts of an answer, and until its first.
        public var idleSeconds = 60
        /// The whole request.
        public var requestSeconds = 600

        public init() {}
    }

    public let url: LedgerURL
    let http: HTTPClient
    let timeouts: Timeouts
    let retries: RetryPolicy
    let logger: Logger?

    /// - Parameter http: shared between clients; `makeHTTPClient` makes one that fits, and whoever made it shuts it down.
    public init(
        url: LedgerURL, http: HTTPClient, timeouts: Timeouts = Timeouts(), retries: RetryPolicy = RetryPolicy(),
        logger: Logger? = nil
    ) {
        self.url = url
        self.http = http
        self.timeouts = timeouts
        self.retries = retries
        self.logger = logger
    }

    /// Runs `body` with a client whose connections are closed when it ends.
    public static func withClient<Value>(
        url: LedgerURL, timeouts: Timeouts = Timeouts(), retries: RetryPolicy = RetryPolicy(), logger: Logger? = nil,
        _ body: (LedgerClient) async throws -> Value
    ) async throws -> Value {
        let http = makeHTTPClient(timeouts)
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await body(LedgerClient(url: url, http: http, timeouts: timeouts, retries: retries, logger: logger))
            )
        } catch {
            result = .failure(error)
        }
        try? await http.shutdown()
        return try result.get()
    }

    /// An HTTP client that follows no redirects, unpacks nothing and reports a refused connection at once.
    public static func makeHTTPClient(_ timeouts: Timeouts = Timeouts()) -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .seconds(Int64(timeouts.connectSeconds)), read: .seconds(Int64(timeouts.idleSeconds)),
                write: .seconds(Int64(timeouts.idleSeconds))),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // Retrying is the policy's business.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Below the server's idle time, so that a connection is not used just as it is closed.
        configuration.connectionPool.idleTimeout = .seconds(30)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
