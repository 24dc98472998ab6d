import Foundation
import Glibc
import Synchronization

/// Somebody's receiver of findings: a small HTTP server that keeps what it was sent and answers as a test says.
final class WebhookReceiver: Sendable {
    enum Answer: Sendable {
        case status(Int, headers: [String] = [])
        /// The connection is closed without a word.
        case close
        /// Nothing is ever said.
        case silence
        /// A head of 200, and then a body without end.
        case endless
    }

    struct Request: Sendable {
        let headers: [String: String]
        let body: [UInt8]
    }

    private struct State {
        var answers: [Answer]
        var requests: [Request] = []
        /// Connections that nothing is said on.
        var held: [Int32] = []
    }

    let port: Int
    private let listener: Int32
    private let state: Mutex<State>

    var url: String { "http://127.0.0.1:\(port)/findings?token=1" }
    var requests: [Request] { state.withLock { $0.requests } }

    func answer(_ answers: [Answer]) { state.withLock { $0.answers = answers } }

    /// - Parameter answers: one after another; when they are all given, 200.
    init(_ answers: [Answer] = []) throws {
        state = Mutex(State(answers: answers))
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = RawSocket.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw RawSocket.Failure(step: "listen") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self else { return }
                self.serve(connection)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in state.withLock({ $0.held }) { close(connection) }
    }

    private func serve(_ connection: Int32) {
        guard let request = Self.read(connection) else {
            close(connection)
            return
        }
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? .status(200) : state.answers.removeFirst()
        }
        switch answer {
        case .status(let status, let headers):
            let head = ["HTTP/1.1 \(status) Said", "Content-Length: 2", "Connection: close"] + headers
            Self.send(connection, head.joined(separator: "\r\n") + "\r\n\r\nok")
            close(connection)
        case .close: close(connection)
        case .silence: state.withLock { $0.held.append(connection) }
        case .endless:
            Self.send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while Self.send(connection, String(repeating: "x", count: 65_536)) {}
            close(connection)
        }
    }

    @discardableResult
    private static func send(_ connection: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = Array("\r\n\r\n".utf8)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            guard let split = bytes.firstRange(of: end) else { continue }
            let lines = String(decoding: bytes[..<split.lowerBound], as: UTF8.self).split(separator: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers[line[..<colon].lowercased()] = String(value)
            }
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            guard bytes.count - split.upperBound >= length else { continue }
            return Request(headers: headers, body: Array(bytes[split.upperBound...].prefix(length)))
        }
    }
}
