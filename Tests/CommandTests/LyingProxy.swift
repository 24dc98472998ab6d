import Foundation
import Glibc

/// Stands between a tool and a daemon and passes everything on, but for what a test makes up.
final class LyingProxy: Sendable {
    /// What is done with a request.
    enum Answer: Sendable {
        case passOn
        /// A whole answer with this status line and body.
        case instead(String, String)
        /// The true answer, with another body.
        case changed(@Sendable (Data) -> Data)
    }

    let port: Int
    private let listener: Int32

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - daemon: `http://127.0.0.1:PORT`.
    ///   - decide: by the target of the request, such as `/evidence?code=…`.
    init(before daemon: String, _ decide: @escaping @Sendable (String) -> Answer) throws {
        guard let behind = URL(string: daemon)?.port else { throw CocoaError(.fileReadInvalidFileName) }
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let connection = Self.again { Int(accept(descriptor, nil, nil)) }
                guard connection >= 0 else { return }
                // Each has a thread of its own: a tool keeps some open while it opens others.
                Thread.detachNewThread {
                    Self.serve(Int32(connection), behind: behind, decide)
                    close(Int32(connection))
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// One request, after which the connection is closed.
    private static func serve(_ connection: Int32, behind port: Int, _ decide: (String) -> Answer) {
        guard let request = readRequest(connection) else { return }
        let target = String(decoding: request.prefix { $0 != 0x0D }, as: UTF8.self).split(separator: " ")
        switch decide(target.count > 1 ? String(target[1]) : "") {
        case .instead(let status, let body): send(connection, answer(status, Data(body.utf8)))
        case .passOn: send(connection, closing(ask(port, request)))
        case .changed(let change):
            let honest = ask(port, request)
            guard let end = honest.firstRange(of: Data("\r\n\r\n".utf8)) else { return }
            let line = String(decoding: honest.prefix { $0 != 0x0D }, as: UTF8.self)
            send(connection, answer(String(line.dropFirst("HTTP/1.1 ".count)), change(Data(honest[end.upperBound...]))))
        }
    }

    /// An answer that says that nothing comes after it: a tool that believed otherwise would ask on into a closing connection.
    private static func closing(_ answer: Data) -> Data {
        guard let line = answer.firstRange(of: Data("\r\n".utf8)) else { return answer }
        return answer[..<line.upperBound] + Data("Connection: close\r\n".utf8) + answer[line.upperBound...]
    }

    private static func answer(_ status: String, _ body: Data) -> Data {
        Data("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body
    }

    /// The head, changed so that the daemon closes after its answer, and the body.
    private static func readRequest(_ connection: Int32) -> Data? {
        var bytes = Data()
        while true {
            if let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let lines = head.components(separatedBy: "\r\n")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) } ?? 0
                if bytes.count - end.upperBound >= length {
                    let kept =
                        lines.filter { !$0.lowercased().hasPrefix("connection:") } + ["Connection: close", "", ""]
                    return Data(kept.joined(separator: "\r\n").utf8) + bytes[end.upperBound...]
                }
            }
            guard let more = receive(connection) else { return nil }
            bytes += more
        }
    }

    private static func ask(_ port: Int, _ request: Data) -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard isConnected == 0 else { return Data() }
        send(descriptor, request)
        var bytes = Data()
        while let more = receive(descriptor) { bytes += more }
        return bytes
    }

    private static func receive(_ descriptor: Int32) -> Data? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = again { recv(descriptor, &buffer, buffer.count, 0) }
        return count > 0 ? Data(buffer[..<count]) : nil
    }

    private static func send(_ descriptor: Int32, _ data: Data) {
        let bytes = Array(data)
        var sent = 0
        while sent < bytes.count {
            let count = again {
                bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// A signal, as each program that ends sends one, interrupts no call for good.
    private static func again(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
