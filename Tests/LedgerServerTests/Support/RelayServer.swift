import Foundation
import Glibc
import LedgerClient
import Synchronization

/// Stands before a server and passes on what is asked; what comes back it may change: a host that lies, as a browser sees it.
final class RelayServer: Sendable {
    struct Answer: Sendable {
        var status: String
        var headers: [String]
        var body: [UInt8]

        static let failure = Answer(status: "500 Internal Server Error", headers: [], body: [])

        var text: String {
            get { String(decoding: body, as: UTF8.self) }
            set { body = Array(newValue.utf8) }
        }
    }

    typealias Change = @Sendable (_ path: String, Answer) -> Answer

    let port: Int
    private let descriptor: Int32
    private let upstream: Mutex<(port: Int, change: Change)>

    init(to port: Int, _ change: @escaping Change = { $1 }) throws {
        (descriptor, self.port) = try RawSocket.listen()
        let listener = descriptor
        upstream = Mutex((port, change))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// From now on another server, and other changes.
    func turn(to port: Int, _ change: @escaping Change = { $1 }) {
        upstream.withLock { $0 = (port, change) }
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var head: Range<Int>?
        while head == nil
            || request.count < (head?.upperBound ?? 0) + Self.bodyLength(request[..<(head?.lowerBound ?? 0)])
        {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0, request.count < 1 << 20 else { return }
            request += buffer[..<count]
            head = head ?? request.firstRange(of: Array("\r\n\r\n".utf8))
        }
        guard let head else { return }
        let lines = String(decoding: request[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1 else { return }
        let (port, change) = upstream.withLock { $0 }
        let kept = lines.filter {
            !$0.lowercased().hasPrefix("connection:") && !$0.lowercased().hasPrefix("accept-encoding:")
        }
        let passed = (kept + ["Connection: close"]).joined(separator: "\r\n") + "\r\n\r\n"
        guard let answer = Self.answer(port: port, Array(passed.utf8) + request[head.upperBound...]) else { return }
        let changed = change(String(words[1]), answer)
        let first =
            (["HTTP/1.1 \(changed.status)"] + changed.headers + [
                "Content-Length: \(changed.body.count)", "Connection: close",
            ])
            .joined(separator: "\r\n") + "\r\n\r\n"
        RawSocket.send(Array(first.utf8) + changed.body, to: connection)
    }

    private static func bodyLength(_ head: ArraySlice<UInt8>) -> Int {
        for line in String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
        where line.hasPrefix("content-length:") {
            return Int(line.dropFirst("content-length:".count).drop { $0 == " " }) ?? 0
        }
        return 0
    }

    private static func answer(port: Int, _ request: [UInt8]) -> Answer? {
        guard let descriptor = try? RawSocket.connected(port: port) else { return nil }
        defer { close(descriptor) }
        RawSocket.send(request, to: descriptor)
        let bytes = RawSocket.receiveAll(descriptor)
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        return Answer(
            status: String(lines[0].dropFirst("HTTP/1.1 ".count)),
            headers: lines.dropFirst().filter { line in
                !["content-length:", "connection:", "transfer-encoding:"].contains { line.lowercased().hasPrefix($0) }
            },
            body: Array(bytes[(end + separator.count)...]))
    }
}
