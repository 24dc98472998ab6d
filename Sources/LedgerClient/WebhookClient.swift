public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts to a receiver. Follows no redirect, waits no longer than it was told, and reads nothing of the answer but its status.
public struct WebhookClient: Sendable {
    private let url: WebhookURL
    private let http: HTTPClient
    private let timeoutSeconds: Int

    /// - Parameter http: `LedgerClient.makeHTTPClient` makes one that fits; whoever made it shuts it down.
    public init(url: WebhookURL, http: HTTPClient, timeoutSeconds: Int = 10) {
        self.url = url
        self.http = http
        self.timeoutSeconds = timeoutSeconds
    }

    /// Runs `body` with a client whose connections are closed when it ends.
    public static func withClient<Value>(
        url: WebhookURL, timeoutSeconds: Int = 10, _ body: (WebhookClient) async throws -> Value
    ) async throws -> Value {
        let http = LedgerClient.makeHTTPClient()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(WebhookClient(url: url, http: http, timeoutSeconds: timeoutSeconds)))
        } catch {
            result = .failure(error)
        }
        try? await http.shutdown()
        return try result.get()
    }

    /// The status of the answer, or why there was none.
    public func post(_ body: [UInt8], headers: [(name: String, value: String)]) async -> Result<Int, Failure> {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        // What the receiver says is not read, so the connection is of no use for another.
        request.headers.add(name: "connection", value: "close")
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let answer = try await http.execute(request, timeout: .seconds(Int64(timeoutSeconds)))
            return .success(Int(answer.status.code))
        } catch {
            return .failure(Failure(reason: "\(error)"))
        }
    }

    public struct Failure: Error, Hashable, Sendable {
        public let reason: String
    }
}
