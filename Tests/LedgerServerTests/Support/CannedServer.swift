import Foundation
import Glibc
import LedgerClient

/// Accepts connections one after another and gives each the next of some prepared answers, whatever is asked.
final class CannedServer: Sendable {
    let port: Int
    private let descriptor: Int32

    /// - Parameter answers: whole HTTP answers; with nil the connection is closed without one.
    convenience init(_ answers: [String?]) throws {
        try self.init(bytes: answers.map { Array(($0 ?? "").utf8) })
    }

    /// - Parameter answers: whole HTTP answers; with none of its bytes the connection is closed without one.
    init(bytes answers: [[UInt8]]) throws {
        (descriptor, port) = try RawSocket.listen()
        let listener = descriptor
        Thread.detachNewThread {
            for answer in answers {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                var buffer = [UInt8](repeating: 0, count: 65_536)
                _ = recv(connection, &buffer, buffer.count, 0)
                _ = Glibc.send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    deinit { close(descriptor) }

    var url: LedgerURL { LedgerURL("http://127.0.0.1:\(port)")! }

    static func answer(_ status: String, _ body: String, _ headers: [String] = []) -> String {
        (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers)
            .joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}
